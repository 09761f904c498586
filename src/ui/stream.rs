//! One of the process's streams.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;

use anstream::{AutoStream, ColorChoice, stream::RawStream};

use super::{Color, Shown};
use crate::model::secrets::Secrets;

/// A stream that is written piece by piece, each piece at once: what fails is
/// known when it fails.
pub(super) struct Stream {
    to: Box<dyn Write + Send>,
    color: bool,
    /// What is never shown.
    pub(super) secrets: Secrets,
}

impl Stream {
    /// A stream of the process, with colours where `color` and the environment
    /// want them.
    pub(super) fn of(stream: impl RawStream + AsFd + Send + 'static, color: Color) -> Self {
        let color = match color {
            Color::Auto => AutoStream::choice(&stream) != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        // The library's own handle takes a descriptor that cannot be written
        // for one that swallows everything.
        let to: Box<dyn Write + Send> = match stream.as_fd().try_clone_to_owned() {
            Ok(descriptor) => Box::new(File::from(descriptor)),
            Err(_) => Box::new(stream),
        };
        Self { to, color, secrets: Secrets::default() }
    }

    pub(super) fn colored(to: Box<dyn Write + Send>) -> Self {
        Self { to, color: true, secrets: Secrets::default() }
    }

    pub(super) fn shown_line(&mut self, text: &Shown) -> io::Result<()> {
        let mut line = text.clone();
        line.push("\n");
        self.shown(&line)
    }

    pub(super) fn shown(&mut self, text: &Shown) -> io::Result<()> {
        let hidden = self.secrets.hidden_in(text.as_str()).into_owned();
        if self.color {
            return self.raw(hidden.as_bytes());
        }
        let plain = anstream::adapter::strip_str(&hidden).to_string();
        self.raw(plain.as_bytes())
    }

    /// Bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.to.flush()
    }
}
