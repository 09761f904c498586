//! The log of a server, on stderr.

use std::io::{self, Write};

use tracing::level_filters::LevelFilter;

use super::{Secrets, Ui, escape};

/// Begins to log, once a process: what a person reads, or a JSON object a line
/// where the result is for programs. `-q` leaves warnings, `-v` adds detail.
pub fn start(ui: &Ui) {
    let level = match (ui.quiet(), ui.verbosity()) {
        (true, _) => LevelFilter::WARN,
        (_, 0) => LevelFilter::INFO,
        (_, 1) => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Libraries speak only where something is wrong with them.
    let filter = tracing_subscriber::EnvFilter::new(format!("warn,dse={level}"));
    let secrets = ui.secrets();
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || Escaping { to: std::io::stderr(), secrets: secrets.clone() })
        .with_ansi(false);
    // A process that logs already goes on with what it has.
    let _ = if ui.is_machine() {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.with_target(false).try_init()
    };
}

/// A stream of whole lines, in which a terminal finds nothing to act on and a
/// reader no secret: what is logged may quote a request or a model.
struct Escaping<To> {
    to: To,
    secrets: Secrets,
}

impl<To: Write> Write for Escaping<To> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let text = self.secrets.hidden_in(&text);
        self.to.write_all(escape::block(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_is_escaped() {
        let mut bytes = Vec::new();
        let secrets = Secrets::of(["a-secret-of-ours"]);
        let mut log = Escaping { to: &mut bytes, secrets };
        writeln!(log, "asked for \u{1b}[31m\u{9b}x by a-secret-of-ours").unwrap();
        assert_eq!(bytes, b"asked for \\e[31m\\u{9b}x by ***\n");
    }
}
