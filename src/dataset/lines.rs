//! Bytes to lines, in bounded memory.

use std::io::{self, Read};

use crate::model::example::limits::REQUEST_UNITS;

/// Bytes of a line that are looked at: a UTF-16 unit takes at most three, so
/// that what is longer can be carried by no request.
pub const MAX_LINE: usize = REQUEST_UNITS * 3 + 64;

const BUFFER: usize = 256 << 10;

/// One line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// From 1.
    pub number: u32,
    /// Where it starts, in bytes from where reading started.
    pub offset: u64,
    /// Without the line feed; at most [`MAX_LINE`] bytes.
    pub bytes: &'a [u8],
    /// Its true length, without the line feed.
    pub length: u64,
    /// Whether a line feed ends it.
    pub ended: bool,
}

impl Line<'_> {
    /// Whether `bytes` is all of it.
    pub fn is_whole(&self) -> bool {
        self.length == self.bytes.len() as u64
    }
}

/// Calls `visit` with each line and returns how many there were. However
/// `reader` cuts its answers, the lines are the same.
///
/// # Errors
/// When reading fails, or there are more lines than a `u32` counts.
pub fn for_each_line(mut reader: impl Read, mut visit: impl FnMut(Line<'_>)) -> io::Result<u32> {
    let mut lines = Lines { buffer: vec![0; BUFFER], filled: 0, dropped: 0, offset: 0, number: 0 };
    loop {
        if lines.filled == lines.buffer.len() {
            lines.make_room();
        }
        let count = match reader.read(&mut lines.buffer[lines.filled..]) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if count == 0 {
            lines.finish(&mut visit)?;
            return Ok(lines.number);
        }
        lines.take(count, &mut visit)?;
    }
}

struct Lines {
    buffer: Vec<u8>,
    /// Bytes of the buffer in use; the first belong to the line under way.
    filled: usize,
    /// Bytes of the line under way that are beyond its bound and were dropped.
    dropped: u64,
    /// Where the line under way starts.
    offset: u64,
    number: u32,
}

impl Lines {
    /// Visits the lines that the next `count` bytes complete.
    fn take(&mut self, count: usize, visit: &mut impl FnMut(Line<'_>)) -> io::Result<()> {
        let (mut start, mut search) = (0, self.filled);
        self.filled += count;
        while let Some(at) = memchr::memchr(b'\n', &self.buffer[search..self.filled]) {
            let end = search + at;
            self.emit(start..end, true, visit)?;
            (start, search) = (end + 1, end + 1);
        }
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        Ok(())
    }

    fn emit(
        &mut self,
        range: std::ops::Range<usize>,
        ended: bool,
        visit: &mut impl FnMut(Line<'_>),
    ) -> io::Result<()> {
        self.number = self.number.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        let length = range.len() as u64 + self.dropped;
        let bytes = &self.buffer[range];
        let bytes = &bytes[..bytes.len().min(MAX_LINE)];
        visit(Line { number: self.number, offset: self.offset, bytes, length, ended });
        self.offset += length + u64::from(ended);
        self.dropped = 0;
        Ok(())
    }

    /// The buffer holds part of one line: grow it up to the bound, then drop
    /// what is beyond.
    fn make_room(&mut self) {
        if self.buffer.len() < MAX_LINE + BUFFER {
            let size = (self.buffer.len() * 2).min(MAX_LINE + BUFFER);
            self.buffer.resize(size, 0);
        } else {
            self.dropped += (self.filled - MAX_LINE) as u64;
            self.filled = MAX_LINE;
        }
    }

    fn finish(&mut self, visit: &mut impl FnMut(Line<'_>)) -> io::Result<()> {
        if self.filled == 0 {
            return Ok(());
        }
        self.emit(0..self.filled, false, visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Seen = (u32, u64, Vec<u8>, u64, bool);

    /// Gives at most so many bytes an answer.
    struct Sips<'a> {
        bytes: &'a [u8],
        sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
    }

    impl Read for Sips<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = self.sizes.next().unwrap_or(1).min(buffer.len()).min(self.bytes.len());
            buffer[..size].copy_from_slice(&self.bytes[..size]);
            self.bytes = &self.bytes[size..];
            Ok(size)
        }
    }

    fn lines(reader: impl Read) -> Vec<Seen> {
        let mut seen = Vec::new();
        let count = for_each_line(reader, |line| {
            seen.push((line.number, line.offset, line.bytes.to_vec(), line.length, line.ended));
        });
        assert_eq!(count.unwrap() as usize, seen.len());
        seen
    }

    #[test]
    fn a_line_beyond_the_bound_is_cut_and_measured() {
        let long = vec![b'x'; MAX_LINE + 3 * BUFFER];
        let text = [&long[..], b"\nnext"].concat();
        let seen = lines(&text[..]);
        assert_eq!(seen[0].2.len(), MAX_LINE);
        assert_eq!(seen[0].3, long.len() as u64);
        assert_eq!(seen[1], (2, long.len() as u64 + 1, b"next".to_vec(), 4, false));
    }

    proptest! {
        #[test]
        fn lines_are_the_same_for_any_chunking(
            text in prop::collection::vec(prop::sample::select(vec![b'a', b'\n', b'\r', 0xc3]), 0..300),
            sizes in prop::collection::vec(1..40usize, 1..6),
        ) {
            let sips = Sips { bytes: &text, sizes: sizes.into_iter().cycle() };
            let seen = lines(sips);
            prop_assert_eq!(&seen, &lines(&text[..]));
            let joined: Vec<u8> = seen
                .iter()
                .flat_map(|(_, _, bytes, _, ended)| bytes.iter().copied().chain(ended.then_some(b'\n')))
                .collect();
            prop_assert_eq!(joined, text);
        }
    }
}
