//! Text inside XML.

use std::fmt::Write;

use crate::model::escape::is_hidden;

/// Text for XML 1.0, in elements and attributes alike. What a terminal would
/// act on or hide is written as a reference, which reads as the same text;
/// characters that XML cannot carry become `?`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{20}'.. if is_hidden(character) => {
                write!(out, "&#x{:x};", u32::from(character)).expect("strings take text");
            }
            '\t' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                out.push(character);
            }
            _ => out.push('?'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_a_reference_and_what_is_impossible_a_question_mark() {
        let text = "<a\u{1b}\u{9b}31m\u{7f}\u{202e}\u{e0041}\u{ffff}\t\n\"&é";
        let written = "&lt;a?&#x9b;31m&#x7f;&#x202e;&#xe0041;?\t&#10;&quot;&amp;é";
        assert_eq!(escape(text), written);
    }
}
