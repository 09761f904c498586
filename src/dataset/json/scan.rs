//! The scanner: bytes of one line to a tape.
//!
//! It accepts exactly what `serde_json` accepts, with half surrogates and
//! numbers that overflow refused, and says of everything else where and why.

use std::ops::Range;

use super::number::SAFE_DIGITS;
use super::survey::Survey;
use super::tape::{Kind, Node, Suspects, Tape, hash_bytes};
use super::text::{decode, hex4, join_surrogates};
use crate::similarity::mix;

/// Why a line is no JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Something else was expected here; what, in words.
    Expected(&'static str),
    /// The text ends where something was still expected.
    Ends(&'static str),
    /// A string without its closing quote.
    OpenString,
    /// A control character that has to be escaped.
    Control,
    /// A backslash followed by something that is no escape.
    Escape,
    /// Half of a surrogate pair.
    Surrogate,
    /// A number such as `01`, `1.` or `+1`.
    Number,
    /// A number beyond the largest double.
    Overflow,
    /// More after the value.
    Trailing,
    /// More nested than allowed; see the limit that was given.
    Depth,
}

/// A fault and the bytes of the line it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Range<usize>,
}

/// Parses lines one after the other into one tape.
#[derive(Debug, Default)]
pub struct Scanner {
    pub tape: Tape,
    pub survey: Survey,
}

impl Scanner {
    /// Parses `line` into [`Self::tape`], containers nested at most `max_depth`.
    ///
    /// # Errors
    /// The first fault; the tape is then of no use.
    pub fn scan(&mut self, line: &[u8], max_depth: usize) -> Result<(), Fault> {
        self.survey.run(line);
        self.tape.nodes.clear();
        self.tape.suspects = Suspects::default();
        let mut cursor = Cursor {
            line,
            at: 0,
            depth: max_depth,
            survey: &self.survey,
            nodes: &mut self.tape.nodes,
            suspects: &mut self.tape.suspects,
        };
        cursor.blanks();
        cursor.value()?;
        cursor.blanks();
        if cursor.at < line.len() {
            return Err(Fault { kind: FaultKind::Trailing, span: cursor.at..line.len() });
        }
        Ok(())
    }
}

struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
    depth: usize,
    survey: &'a Survey,
    nodes: &'a mut Vec<Node>,
    suspects: &'a mut Suspects,
}

type Step<T = ()> = Result<T, Fault>;

impl Cursor<'_> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    #[inline]
    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The fault that something else stands here, or nothing at all.
    #[cold]
    fn expected<T>(&self, what: &'static str) -> Step<T> {
        Err(if self.at < self.line.len() {
            Fault { kind: FaultKind::Expected(what), span: self.at..self.character_end(self.at) }
        } else {
            Fault { kind: FaultKind::Ends(what), span: self.line.len()..self.line.len() }
        })
    }

    #[cold]
    fn fault<T>(&self, kind: FaultKind, span: Range<usize>) -> Step<T> {
        Err(Fault { kind, span })
    }

    /// The end of the character that starts at `at`.
    fn character_end(&self, at: usize) -> usize {
        let more = self.line[at + 1..].iter().take_while(|&&byte| byte & 0xc0 == 0x80).count();
        at + 1 + more.min(3)
    }

    /// Adds a node that the text from `start` to the cursor stands for.
    #[inline]
    fn push(&mut self, kind: Kind, start: usize, payload: u64) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node {
            start: start as u32,
            end: self.at as u32,
            next,
            count: 0,
            payload,
            kind,
            special: false,
            exotic: false,
        });
    }

    /// Parses the value at the cursor and returns its hash.
    #[inline]
    fn value(&mut self) -> Step<u64> {
        let index = self.nodes.len();
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b't') => self.word(b"true", Kind::Bool, 1)?,
            Some(b'f') => self.word(b"false", Kind::Bool, 0)?,
            Some(b'n') => self.word(b"null", Kind::Null, 0)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'+' | b'.') => return self.fault(FaultKind::Number, self.at..self.at + 1),
            _ => return self.expected("a value"),
        }
        Ok(self.nodes[index].value_hash())
    }

    fn word(&mut self, word: &'static [u8], kind: Kind, payload: u64) -> Step {
        if !self.line[self.at..].starts_with(word) {
            return self.expected("`true`, `false` or `null`");
        }
        let start = self.at;
        self.at += word.len();
        self.push(kind, start, payload);
        Ok(())
    }

    /// Opens a container: its node, to be completed by [`Self::close`].
    fn open(&mut self, kind: Kind) -> Step<usize> {
        if self.depth == 0 {
            return self.fault(FaultKind::Depth, self.at..self.at + 1);
        }
        self.depth -= 1;
        let index = self.nodes.len();
        self.at += 1;
        self.push(kind, self.at - 1, 0);
        self.blanks();
        Ok(index)
    }

    fn close(&mut self, index: usize, count: u32, payload: u64, repeats: bool) {
        self.at += 1;
        self.depth += 1;
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[index];
        node.end = self.at as u32;
        node.next = next;
        node.count = count;
        node.payload = mix(payload, u64::from(count));
        node.special = repeats;
        self.suspects.repeats |= repeats;
    }

    fn array(&mut self) -> Step {
        let index = self.open(Kind::Array)?;
        let (mut count, mut hash) = (0, 0);
        if self.peek() != Some(b']') {
            loop {
                hash = mix(hash, self.value()?);
                count += 1;
                self.blanks();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => break,
                    _ => return self.expected("`,` or `]`"),
                }
                self.blanks();
            }
        }
        self.close(index, count, hash, false);
        Ok(())
    }

    /// Members are summed, so that their order is nothing. Keys are remembered
    /// as one bit of 64 each: only where a bit is hit twice can a key repeat.
    fn object(&mut self) -> Step {
        let index = self.open(Kind::Object)?;
        let (mut count, mut hash) = (0, 0u64);
        let (mut seen, mut repeats) = (0u64, false);
        if self.peek() != Some(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return self.expected("a key in double quotes");
                }
                let key = self.nodes.len();
                self.string()?;
                let key_hash = self.nodes[key].payload;
                let bit = 1 << (key_hash >> 58);
                repeats |= seen & bit != 0;
                seen |= bit;
                self.blanks();
                if self.peek() != Some(b':') {
                    return self.expected("`:`");
                }
                self.at += 1;
                self.blanks();
                hash = hash.wrapping_add(mix(key_hash, self.value()?));
                count += 1;
                self.blanks();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b'}') => break,
                    _ => return self.expected("`,` or `}`"),
                }
                self.blanks();
            }
        }
        self.close(index, count, hash, repeats);
        Ok(())
    }

    #[inline]
    fn string(&mut self) -> Step {
        let start = self.at;
        let content = start + 1;
        match self.survey.next_stop(content) {
            Some(stop) if stop < self.line.len() && self.line[stop] == b'"' => {
                self.at = stop + 1;
                self.push(Kind::String, start, hash_bytes(&self.line[content..stop]));
                Ok(())
            }
            stop => self.escaped_string(start, stop),
        }
    }

    /// A string whose first stop is no closing quote.
    fn escaped_string(&mut self, start: usize, mut stop: Option<usize>) -> Step {
        let mut exotic = false;
        loop {
            let Some(at) = stop.filter(|&at| at < self.line.len()) else {
                return self.fault(FaultKind::OpenString, start..self.line.len());
            };
            match self.line[at] {
                b'"' => {
                    self.at = at + 1;
                    let text = decode(&self.line[start + 1..at], true);
                    self.push(Kind::String, start, hash_bytes(text.as_bytes()));
                    let node = self.nodes.last_mut().expect("a node was just pushed");
                    node.special = true;
                    node.exotic = exotic;
                    self.suspects.exotic |= exotic;
                    return Ok(());
                }
                b'\\' => {
                    let (length, strange) = self.escape(at)?;
                    exotic |= strange;
                    stop = self.survey.next_stop(at + length);
                }
                _ => return self.fault(FaultKind::Control, at..at + 1),
            }
        }
    }

    /// The length of the escape at `at`, and whether it is one of those that
    /// can hide a character.
    fn escape(&self, at: usize) -> Step<(usize, bool)> {
        match self.line.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'n' | b'r' | b't') => Ok((2, false)),
            Some(b'b' | b'f') => Ok((2, true)),
            Some(b'u') => self.unicode_escape(at),
            Some(_) => self.fault(FaultKind::Escape, at..self.character_end(at + 1)),
            None => self.fault(FaultKind::Escape, at..at + 1),
        }
    }

    fn unicode_escape(&self, at: usize) -> Step<(usize, bool)> {
        let Some(first) = hex4(&self.line[at + 2..]) else {
            let digits = self.line[at + 2..].iter().take(4);
            let good = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
            return self.fault(FaultKind::Escape, at..at + 2 + good);
        };
        if char::from_u32(first).is_some() {
            return Ok((6, true));
        }
        let second = self.line[at + 6..]
            .strip_prefix(b"\\u")
            .and_then(hex4)
            .filter(|&second| join_surrogates(first, second).is_some());
        match second {
            Some(_) => Ok((12, true)),
            None => self.fault(FaultKind::Surrogate, at..at + 6),
        }
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let whole = self.at;
        let mut integer = 0u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            integer = integer.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.at - whole;
        if digits == 0 || (digits > 1 && self.line[whole] == b'0') {
            return self.fault(FaultKind::Number, start..self.at.max(start + 1));
        }
        let plain = !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if plain && digits <= SAFE_DIGITS {
            let double = if negative && integer != 0 { -(integer as f64) } else { integer as f64 };
            self.push(Kind::Number, start, double.to_bits());
            return Ok(());
        }
        self.fraction_and_exponent(start)?;
        self.long_number(start)
    }

    fn fraction_and_exponent(&mut self, start: usize) -> Step {
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits(start)?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits(start)?;
        }
        Ok(())
    }

    fn some_digits(&mut self, start: usize) -> Step {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if from == self.at {
            return self.fault(FaultKind::Number, start..self.at);
        }
        Ok(())
    }

    /// A number with a fraction, an exponent or many digits. It is special
    /// when it has more digits than a double always carries or an exponent.
    fn long_number(&mut self, start: usize) -> Step {
        let token = &self.line[start..self.at];
        let double: f64 =
            std::str::from_utf8(token).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
        if !double.is_finite() {
            return self.fault(FaultKind::Overflow, start..self.at);
        }
        let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
        let exponent = token.iter().any(|byte| matches!(byte, b'e' | b'E'));
        let double = if double == 0.0 { 0.0 } else { double };
        self.push(Kind::Number, start, double.to_bits());
        let special = exponent || digits > SAFE_DIGITS;
        self.nodes.last_mut().expect("a node was just pushed").special = special;
        self.suspects.numbers |= special;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
