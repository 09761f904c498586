//! Text that may reach a terminal. Only escaping makes it, so that a string
//! which came from a server or a dataset does not compile into output.

use std::fmt::{self, Display, Write};

use super::escape;

/// What a terminal may be given: our own words, escaped text of others, and the
/// colour codes of a [`super::tone::Tone`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// Text of others as one line.
    pub fn line(text: &str) -> Self {
        Self(escape::line(text))
    }

    /// Text of others whose line breaks and tabs stay.
    pub fn block(text: &str) -> Self {
        Self(escape::block(text))
    }

    /// One line of at most `width` characters; see [`escape::brief`].
    pub fn brief(text: &str, width: usize) -> Self {
        Self(escape::brief(text, width))
    }

    /// JSON text: the same values.
    pub fn json(text: &str) -> Self {
        Self(escape::json(text))
    }

    /// Text that was laid out from pieces which were escaped one by one: line
    /// breaks and colour codes stay, all else is escaped again.
    pub fn laid_out(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('\u{1b}') {
            let (before, code) = rest.split_at(at);
            out.push_str(&escape::block(before));
            // An escape character that begins no colour code is shown.
            let length = color_code(code).unwrap_or(1);
            let (code, after) = code.split_at(length);
            out.push_str(&if length > 1 { code.to_owned() } else { escape::block(code) });
            rest = after;
        }
        out.push_str(&escape::block(rest));
        Self(out)
    }

    /// What [`shown!`] makes, and nobody else: it has wrapped every argument.
    pub(crate) fn of_wrapped(text: fmt::Arguments<'_>) -> Self {
        Self(text.to_string())
    }

    pub(super) fn between(prefix: impl Display, text: &Self, suffix: impl Display) -> Self {
        Self(format!("{prefix}{}{suffix}", text.0))
    }

    pub fn push(&mut self, more: impl Into<Self>) {
        self.0.push_str(&more.into().0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with its colour codes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pieces with `separator` between them.
    pub fn join(pieces: impl IntoIterator<Item = Self>, separator: &'static str) -> Self {
        let pieces: Vec<String> = pieces.into_iter().map(|piece| piece.0).collect();
        Self(pieces.join(separator))
    }

    /// Without white space at its end.
    #[must_use]
    pub fn trim_end(&self) -> Self {
        Self(self.0.trim_end().to_owned())
    }
}

/// How many bytes a colour code at the start of `text` has: `ESC [ … m`.
fn color_code(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|next: char| !next.is_ascii_digit() && next != ';')?;
    parameters[end..].starts_with('m').then_some(2 + end + 1)
}

/// Our own words.
impl From<&'static str> for Shown {
    fn from(words: &'static str) -> Self {
        Self::block(words)
    }
}

impl From<&Shown> for Shown {
    fn from(shown: &Shown) -> Self {
        shown.clone()
    }
}

impl Extend<Shown> for Shown {
    fn extend<Pieces: IntoIterator<Item = Self>>(&mut self, pieces: Pieces) {
        pieces.into_iter().for_each(|piece| self.push(piece));
    }
}

impl FromIterator<Shown> for Shown {
    fn from_iter<Pieces: IntoIterator<Item = Self>>(pieces: Pieces) -> Self {
        let mut all = Self::default();
        all.extend(pieces);
        all
    }
}

/// What [`shown!`] takes as an argument. [`Shown`] goes in as it is and
/// is no [`Display`]; all else is escaped as one line.
pub trait Show {
    fn shown(&self, precision: Option<usize>) -> Shown;
}

impl Show for Shown {
    fn shown(&self, _: Option<usize>) -> Shown {
        self.clone()
    }
}

impl Show for &Shown {
    fn shown(&self, _: Option<usize>) -> Shown {
        (*self).clone()
    }
}

impl<T: Display + ?Sized> Show for T {
    fn shown(&self, precision: Option<usize>) -> Shown {
        Shown::line(&match precision {
            Some(precision) => format!("{self:.precision$}"),
            None => self.to_string(),
        })
    }
}

/// An argument of [`shown!`], which escapes it.
pub(crate) struct Wrapped<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Show + ?Sized> Display for Wrapped<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shown(text) = self.0.shown(f.precision());
        // What is padded is what is seen.
        let seen = anstream::adapter::strip_str(&text).to_string().chars().count();
        let room = f.width().unwrap_or(0).saturating_sub(seen);
        let before = match f.align() {
            Some(fmt::Alignment::Right) => room,
            Some(fmt::Alignment::Center) => room / 2,
            Some(fmt::Alignment::Left) | None => 0,
        };
        (0..before).try_for_each(|_| f.write_char(f.fill()))?;
        f.write_str(&text)?;
        (before..room).try_for_each(|_| f.write_char(f.fill()))
    }
}

/// A [`Shown`] after the manner of `format!`. Every argument is escaped, which
/// is why none can be named inside the text.
macro_rules! shown {
    ($text:literal $(, $argument:expr)* $(,)?) => {
        // A text that a macro makes cannot capture names from around it.
        $crate::model::shown::Shown::of_wrapped(::std::format_args!(
            ::std::concat!($text) $(, $crate::model::shown::Wrapped(&$argument))*
        ))
    };
}
pub(crate) use shown;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tone::Tone;

    #[test]
    fn every_argument_is_escaped_as_one_line() {
        let hostile = "a\u{1b}]0;x\u{7}\n\u{9b}31m\u{202e}";
        let made = shown!("{}\t{}", hostile, Tone::Bad.paint(Shown::line(hostile)));
        let escaped = "a\\e]0;x\\u{7}\\n\\u{9b}31m\\u{202e}";
        let red = Tone::Bad.paint("!");
        let (on, off) = red.as_str().split_once('!').unwrap();
        assert_eq!(made.as_str(), format!("{escaped}\t{on}{escaped}{off}"));
    }

    #[test]
    fn width_counts_what_is_seen() {
        assert_eq!(shown!("[{:<4}|{:>6}|{:.2}]", "ab", 7, 0.126).as_str(), "[ab  |     7|0.13]");
        let padded = shown!("{:<4}|", Tone::Good.paint("ok"));
        assert!(padded.as_str().ends_with("  |"), "{padded:?}");
    }

    #[test]
    fn laid_out_text_keeps_colour_codes_and_nothing_else() {
        let kept = "\u{1b}[1;31mred\u{1b}[0m\n\u{1b}[m";
        assert_eq!(Shown::laid_out(kept).as_str(), kept);
        let shown = Shown::laid_out("\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}[3\u{1b}c");
        assert_eq!(shown.as_str(), "\\e[2J\\e]0;x\\u{7}\\e[3\\ec");
    }
}
