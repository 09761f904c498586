//! Text measured as the wire measures it: in UTF-16 code units.

/// The length of `text` in UTF-16 code units.
pub fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// The first `limit` code units of `text`. A cut that would fall inside a
/// surrogate pair moves before it, so that no character is split.
pub fn head(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut seen = 0;
    for (at, character) in text.char_indices() {
        seen += character.len_utf16();
        if seen > limit {
            return &text[..at];
        }
    }
    text
}

/// JavaScript's `trim`: Unicode white space and U+FEFF go, U+0085 stays.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
    })
}

/// The one of `known` that `name` was most likely meant to be, if any is near:
/// at most a third of its characters differ.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance =
        |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    let near = |known: &&str| distance(known) <= (known.chars().count() / 3).max(1);
    known.into_iter().filter(near).min_by_key(|known| distance(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_never_splits_a_character() {
        assert_eq!(head("a😀b", 2), "a");
        assert_eq!(head("a😀b", 3), "a😀");
        assert_eq!(head("é", 1), "é");
    }

    #[test]
    fn nearest_finds_slips_and_nothing_else() {
        assert_eq!(nearest("ulr", ["token_file", "url"]), Some("url"));
        assert_eq!(nearest("colour", ["url", "path"]), None);
    }

    #[test]
    fn trim_knows_the_byte_order_mark_but_not_the_next_line_control() {
        assert_eq!(trim("\u{feff} a\u{85}\u{3000}"), "a\u{85}");
    }
}
