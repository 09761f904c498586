//! Text that came from elsewhere, made safe to print.

use std::fmt::Write;

/// Shows control, escape, bidirectional-override and other invisible
/// characters as `\u{…}`; line breaks and tabs too, so that the result is one line.
pub fn line(text: &str) -> String {
    escape(text, false)
}

/// As [`line`], but line breaks and tabs stay.
pub fn block(text: &str) -> String {
    escape(text, true)
}

/// One line of at most `width` characters; what is cut shows as an ellipsis.
pub fn brief(text: &str, width: usize) -> String {
    let text = line(text);
    if text.chars().count() <= width {
        return text;
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// JSON text with hidden characters inside its strings as `\\uXXXX`: the same
/// values, safe to print. Line breaks between the values stay.
pub fn json(text: &str) -> String {
    let is_raw = |character: char| is_hidden(character) && !matches!(character, '\n' | '\t');
    if !text.contains(is_raw) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_raw(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("writing to a string succeeds");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn escape(text: &str, keep_layout: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' if keep_layout => out.push(character),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{1b}' => out.push_str("\\e"),
            _ if is_hidden(character) => {
                write!(out, "\\u{{{:x}}}", u32::from(character))
                    .expect("writing to a string succeeds");
            }
            _ => out.push(character),
        }
    }
    out
}

/// Characters that a terminal acts on or does not show: C0 and C1 controls,
/// zero-width and bidirectional formatting, line and paragraph separators,
/// the byte order mark and tag characters.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_survives() {
        assert_eq!(line("a\u{1b}[31mb\r\nc\u{202e}d\u{7}"), "a\\e[31mb\\r\\nc\\u{202e}d\\u{7}");
        assert_eq!(block("a\n\tb\u{0}"), "a\n\tb\\u{0}");
        assert_eq!(line("naïve — 東京 😀"), "naïve — 東京 😀");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({"a": "x\u{9b}y\u{e0041}\u{202e}\u{1b}\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.chars().any(|character| character != '\n' && is_hidden(character)));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn brief_cuts_by_character() {
        assert_eq!(brief("東京タワー", 3), "東京…");
    }
}
