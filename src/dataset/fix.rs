//! The fixes that cannot change what a row means.
//!
//! Only layout is touched, and only around rows that parse: a line that is no
//! JSON stays as it is, because nobody can tell what belongs to it.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::json::Scanner;
use super::lines::{Line, for_each_line};
use super::rule::Rule;
use super::settings::Profile;
use super::source::{Source, SourceError};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// How often each rule was mended.
pub type Mended = [u64; Rule::COUNT];

/// Mends the file at `path`, replacing it in one step; a file that needs
/// nothing is not written.
///
/// # Errors
/// When it cannot be read or replaced, changes meanwhile, or has a row that is
/// too large to be held; the file is then as it was.
pub fn fix_file(source: &Source, path: &Path, profile: &Profile) -> Result<u64, SourceError> {
    let mended = replace(source, path, |out| mend(source, profile, out))?;
    Ok(mended.iter().sum())
}

/// Writes a new version of a file through `write`, which returns how often it
/// mended what. The new version takes the old one's place when anything was.
fn replace(
    source: &Source,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<Mended>,
) -> Result<Mended, SourceError> {
    let mut result = [0; Rule::COUNT];
    replace_file(source, path, |out| {
        result = write(out)?;
        Ok(result.iter().any(|&count| count > 0))
    })?;
    Ok(result)
}

/// Writes a new version of the file at `path` beside it and, when `write`
/// says that it differs, puts it in the file's place: never half of it, the
/// permissions kept, links followed.
///
/// # Errors
/// When writing fails or the file changes meanwhile; it is then as it was.
pub fn replace_file(
    source: &Source,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<bool>,
) -> Result<(), SourceError> {
    let fail = |error| source.fail(error);
    let target = path.canonicalize().map_err(fail)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".dse-").tempfile_in(folder).map_err(fail)?;
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let differs =
        write(&mut out).and_then(|differs| out.flush().map(|()| differs)).map_err(fail)?;
    drop(out);
    source.check_unchanged()?;
    if differs {
        let permissions = std::fs::metadata(&target).map_err(fail)?.permissions();
        file.as_file().set_permissions(permissions).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        file.persist(&target).map_err(|error| fail(error.error))?;
    }
    Ok(())
}

/// Writes the mended content of `source`.
///
/// # Errors
/// When reading or writing fails, or a row is too large to be held.
pub fn mend(source: &Source, profile: &Profile, out: &mut dyn Write) -> io::Result<Mended> {
    let mut mender = Mender {
        profile,
        out,
        scanner: Scanner::default(),
        mended: [0; Rule::COUNT],
        lead: Some(Vec::new()),
    };
    let mut result = Ok(());
    for_each_line(source.range(0..source.len()), |line| {
        if result.is_ok() {
            result = mender.line(&line);
        }
    })?;
    result?;
    let lead = mender.lead.take().unwrap_or_default();
    mender.mended[Rule::BlankLine as usize] += lead.len() as u64;
    Ok(mender.mended)
}

struct Mender<'a> {
    profile: &'a Profile,
    out: &'a mut dyn Write,
    scanner: Scanner,
    mended: Mended,
    /// Blank lines before the first row, while there was none. They stay where
    /// a byte order mark follows, which would become the first bytes of the
    /// file and so change what it means.
    lead: Option<Vec<Vec<u8>>>,
}

impl Mender<'_> {
    /// Whether to mend what `rule` is about; counts that it is done.
    fn mend(&mut self, rule: Rule, needed: bool) -> bool {
        let now = needed && self.profile.is_on(rule);
        self.mended[rule as usize] += u64::from(now);
        now
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        if !line.is_whole() {
            let message =
                format!("line {} is too large to be rewritten; nothing was fixed", line.number);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let marked = line.bytes.starts_with(BOM);
        let unmarked = if marked { &line.bytes[BOM.len()..] } else { line.bytes };
        let is_first = line.number == 1;
        let row = if is_first { unmarked } else { line.bytes }.trim_ascii();
        // The first line counts as blank when its mark is all that it has.
        let bare = !marked || (is_first && self.profile.is_on(Rule::ByteOrderMark));
        if row.is_empty() && bare && self.profile.is_on(Rule::BlankLine) {
            self.mend(Rule::ByteOrderMark, marked);
            return self.blank(unmarked, line.ended);
        }
        self.end_lead(marked && !is_first)?;
        let is_sound = row.is_empty()
            || (std::str::from_utf8(row).is_ok() && self.scanner.scan(row, 120).is_ok());
        let mut text = line.bytes;
        if is_sound {
            if is_first && self.mend(Rule::ByteOrderMark, marked) {
                text = unmarked;
            }
            let (mut body, mut end) = match text.strip_suffix(b"\r") {
                Some(body) => (body, &b"\r"[..]),
                None => (text, &b""[..]),
            };
            if self.mend(Rule::CarriageReturn, !end.is_empty()) {
                while let Some(rest) = body.strip_suffix(b"\r") {
                    body = rest;
                }
                end = b"";
            }
            // Where a mark stays, what follows it does too.
            let trimmed = body.trim_ascii();
            let padded = !body.starts_with(BOM) && trimmed.len() < body.len();
            if self.mend(Rule::TrailingSpace, padded) {
                body = trimmed;
            }
            self.out.write_all(body)?;
            text = end;
        }
        self.out.write_all(text)?;
        if line.ended || self.mend(Rule::NoFinalNewline, true) {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn blank(&mut self, bytes: &[u8], ended: bool) -> io::Result<()> {
        match &mut self.lead {
            Some(lead) => {
                let end: &[u8] = if ended { b"\n" } else { b"" };
                lead.push([bytes, end].concat());
            }
            None => self.mended[Rule::BlankLine as usize] += 1,
        }
        Ok(())
    }

    fn end_lead(&mut self, keep: bool) -> io::Result<()> {
        let lead = self.lead.take().unwrap_or_default();
        if keep {
            return lead.iter().try_for_each(|line| self.out.write_all(line));
        }
        self.mended[Rule::BlankLine as usize] += lead.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed(text: &[u8]) -> (Vec<u8>, Mended) {
        let source = Source::spooled("test", text).unwrap();
        let mut out = Vec::new();
        let mended = mend(&source, &Profile::default(), &mut out).unwrap();
        (out, mended)
    }

    fn values(text: &[u8]) -> Vec<serde_json::Value> {
        let text = text.strip_prefix(BOM).unwrap_or(text);
        text.split(|&byte| byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line.trim_ascii()).ok())
            .collect()
    }

    #[test]
    fn layout_is_mended_and_broken_rows_are_left_alone() {
        let (out, _) = fixed(b"\xef\xbb\xbf {\"a\": 1} \r\n\r\n  \n{\"open\": \"x  \r\n{}");
        assert_eq!(String::from_utf8(out).unwrap(), "{\"a\": 1}\n{\"open\": \"x  \r\n{}\n");
    }

    #[test]
    fn a_mark_behind_a_blank_first_line_stays_where_it_is() {
        let (once, _) = fixed(b"\xef\xbb\xbf\r\n\xef\xbb\xbf");
        let (twice, _) = fixed(&once);
        assert_eq!(once, twice);
    }

    fn files() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop::sample::select(vec![
            "{\"a\": \" x \"}",
            "{\"b\":[1, 2]}",
            "{\"broken",
            " ",
            "\t",
            "\r\n",
            "\n",
            "\n\n",
            "\u{feff}",
            "[\u{e9}]",
        ]);
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat().into_bytes())
    }

    proptest! {
        #[test]
        fn fixing_keeps_every_value_and_is_done_after_once(text in files()) {
            let (once, _) = fixed(&text);
            prop_assert_eq!(values(&once), values(&text));
            let (twice, mended) = fixed(&once);
            prop_assert_eq!(&once, &twice);
            prop_assert_eq!(mended.iter().sum::<u64>(), 0);
        }
    }
}
