//! Where rows come from: files, pipes, and what git has staged.
//!
//! Files are read by position into small buffers, never mapped: a file that
//! shrinks meanwhile then gives an error and not a signal.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;

use super::foreign::Format;
use super::lines::MAX_LINE;

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("{name}: {}", describe(.error))]
    Io { name: String, error: io::Error },
    #[error("{0}: is a directory, not a dataset file")]
    Directory(String),
    #[error("{0}: is a named pipe; reading it could wait for ever")]
    Pipe(String),
    #[error("{0}: is neither a file nor a pipe")]
    Special(String),
    #[error("{0}: is a binary file, not JSONL")]
    Binary(String),
    #[error("{name}: this looks like {}, not like rows of a dataset", .format.name())]
    Foreign { name: String, format: Format },
    #[error("{0}: changed while it was read; what was found may belong to neither version")]
    Changed(String),
    #[error("{0}: has more than 4,294,967,295 lines")]
    TooManyLines(String),
}

impl SourceError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io { error, .. } if error.kind() == io::ErrorKind::NotFound => {
                Some("check the path; `-` reads from stdin")
            }
            Self::Io { error, .. } if error.kind() == io::ErrorKind::PermissionDenied => {
                Some("check the permissions of the file and of the folders above it")
            }
            Self::Directory(_) => Some("name one of the .jsonl files in it"),
            Self::Pipe(_) => Some("send it to stdin: `dse … - < PIPE`"),
            Self::Foreign { format, .. } => Some(format.hint()),
            Self::Changed(_) => Some("run again once it is written"),
            _ => None,
        }
    }
}

fn describe(error: &io::Error) -> String {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::ELOOP) {
        return "symbolic links lead around in a circle".to_owned();
    }
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// A seekable source with a name for messages.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    file: File,
    /// Its size when it was opened, and when it was last changed; a spool that
    /// nobody else sees has no stamp.
    len: u64,
    stamp: Option<Option<SystemTime>>,
}

/// What a path turned out to be.
#[derive(Debug)]
pub enum Opened {
    File(Source),
    /// A pipe, to be read once.
    Stream(File),
}

impl Source {
    /// Opens the file at `path` without waiting for anything.
    ///
    /// # Errors
    /// When it cannot be opened, or is nothing that rows could be read from.
    pub fn open(path: &Path, name: &str) -> Result<Opened, SourceError> {
        let fail = |error| SourceError::Io { name: name.to_owned(), error };
        let metadata = std::fs::metadata(path).map_err(fail)?;
        if metadata.is_dir() {
            return Err(SourceError::Directory(name.to_owned()));
        }
        if metadata.is_file() {
            let file = File::open(path).map_err(fail)?;
            return Self::of_file(file, name).map(Opened::File);
        }
        // A pipe that the shell has opened for us has a writer already; one
        // that lies in a folder may never get one.
        let is_ours = ["/dev/fd/", "/dev/stdin", "/proc/self/fd/"]
            .iter()
            .any(|prefix| path.to_string_lossy().starts_with(prefix));
        match (is_pipe(&metadata), is_ours) {
            (true, true) => File::open(path).map(Opened::Stream).map_err(fail),
            (true, false) => Err(SourceError::Pipe(name.to_owned())),
            (false, _) => Err(SourceError::Special(name.to_owned())),
        }
    }

    fn of_file(file: File, name: &str) -> Result<Self, SourceError> {
        let fail = |error| SourceError::Io { name: name.to_owned(), error };
        let metadata = file.metadata().map_err(fail)?;
        let source = Self {
            name: name.to_owned(),
            file,
            len: metadata.len(),
            stamp: Some(metadata.modified().ok()),
        };
        let mut start = [0; 4096];
        let count = source.read_at(&mut start, 0).map_err(fail)?;
        if let Some(format) = Format::recognise(name, &start[..count]) {
            return Err(SourceError::Foreign { name: name.to_owned(), format });
        }
        if memchr::memchr(0, &start[..count]).is_some() {
            return Err(SourceError::Binary(name.to_owned()));
        }
        Ok(source)
    }

    /// An empty spool in a file that vanishes with the process, to be filled
    /// through [`Tee`].
    ///
    /// # Errors
    /// When the temporary folder cannot be written to.
    pub fn spool(name: &str) -> Result<Self, SourceError> {
        let file = tempfile::tempfile().map_err(|error| SourceError::Io {
            name: format!("a temporary copy of {name}"),
            error,
        })?;
        Ok(Self { name: name.to_owned(), file, len: 0, stamp: None })
    }

    /// A spool of what `reader` gives to its end.
    ///
    /// # Errors
    /// When reading or spooling fails.
    pub fn spooled(name: &str, mut reader: impl Read) -> Result<Self, SourceError> {
        let mut spool = Self::spool(name)?;
        spool.len = io::copy(&mut reader, &mut spool.file)
            .map_err(|error| SourceError::Io { name: name.to_owned(), error })?;
        Ok(spool)
    }

    /// Its size in bytes when it was opened.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads at a position, without moving any other reader.
    ///
    /// # Errors
    /// As the operating system has it.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        read_at(&self.file, buffer, offset)
    }

    /// A reader of some bytes; it fails where the file has become shorter.
    pub fn range(&self, range: Range<u64>) -> RangeReader<'_> {
        RangeReader { source: self, at: range.start, end: range.end }
    }

    /// The line that starts at `offset`, without its line feed; cut at the
    /// longest line that is looked at.
    ///
    /// # Errors
    /// As the operating system has it.
    pub fn line_at(&self, offset: u64) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut step = 1024;
        while line.len() < MAX_LINE {
            let from = line.len();
            line.resize(from + step, 0);
            let count = self.read_at(&mut line[from..], offset + from as u64)?;
            line.truncate(from + count);
            if let Some(at) = memchr::memchr(b'\n', &line[from..]) {
                line.truncate(from + at);
                break;
            }
            if count == 0 {
                break;
            }
            step *= 4;
        }
        Ok(line)
    }

    /// Ranges of whole lines, about equal in size.
    ///
    /// # Errors
    /// As the operating system has it.
    pub fn ranges(&self, count: usize) -> io::Result<Vec<Range<u64>>> {
        let mut cuts = vec![0];
        for part in 1..count as u64 {
            let cut = self.next_line(self.len / count as u64 * part)?;
            cuts.push(cut.max(*cuts.last().expect("the first cut is there")));
        }
        cuts.push(self.len);
        Ok(cuts.windows(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// Where the first line starts that begins after `offset`.
    fn next_line(&self, mut offset: u64) -> io::Result<u64> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = self.read_at(&mut buffer, offset)?;
            if count == 0 {
                return Ok(self.len);
            }
            if let Some(at) = memchr::memchr(b'\n', &buffer[..count]) {
                return Ok((offset + at as u64 + 1).min(self.len));
            }
            offset += count as u64;
        }
    }

    /// Makes sure that nobody has written to the file since it was opened.
    ///
    /// # Errors
    /// [`SourceError::Changed`], or when that cannot be told.
    pub fn check_unchanged(&self) -> Result<(), SourceError> {
        let Some(stamp) = self.stamp else { return Ok(()) };
        let metadata = self
            .file
            .metadata()
            .map_err(|error| SourceError::Io { name: self.name.clone(), error })?;
        if metadata.len() == self.len && metadata.modified().ok() == stamp {
            Ok(())
        } else {
            Err(SourceError::Changed(self.name.clone()))
        }
    }

    /// The error that `error` means here.
    pub fn fail(&self, error: io::Error) -> SourceError {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            SourceError::Changed(self.name.clone())
        } else {
            SourceError::Io { name: self.name.clone(), error }
        }
    }
}

/// Reads part of a source.
pub struct RangeReader<'a> {
    source: &'a Source,
    at: u64,
    end: u64,
}

impl Read for RangeReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let want = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        if want == 0 {
            return Ok(0);
        }
        let count = self.source.read_at(&mut buffer[..want], self.at)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += count as u64;
        Ok(count)
    }
}

/// Reads a stream once, and spools it on the way so that lines can be shown.
pub struct Tee<'a, R> {
    pub stream: R,
    pub spool: &'a mut Source,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.spool.file.write_all(&buffer[..count])?;
        self.spool.len += count as u64;
        Ok(count)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        match std::os::unix::fs::FileExt::read_at(file, buffer, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}
