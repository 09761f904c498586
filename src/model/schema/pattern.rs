//! Patterns: ECMAScript regular expressions, for the crate `regex`.

use regex::Regex;

/// Compiles an ECMAScript pattern. The two dialects differ in what `\d`, `\w`
/// and `\s` mean, in `\uXXXX`, and in characters that only one of them takes
/// for special inside a class.
///
/// # Errors
/// When it is not a pattern, or uses look-around or back-references, which the
/// crate does not have.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(&translate(pattern)).map_err(|error| {
        let reason = error.to_string();
        let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("the pattern {pattern:?} cannot be used: {last}")
    })
}

fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut out, &mut rest),
            '[' if in_class => out.push_str("\\["),
            '&' | '~' if in_class => out.extend(['\\', character]),
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            other => out.push(other),
        }
    }
    out
}

fn escape(out: &mut String, rest: &mut std::str::Chars<'_>) {
    match rest.next() {
        Some('d') => out.push_str("[0-9]"),
        Some('D') => out.push_str("[^0-9]"),
        Some('w') => out.push_str("[0-9A-Za-z_]"),
        Some('W') => out.push_str("[^0-9A-Za-z_]"),
        Some('s') => out.push_str(r"[[\s--\x{85}]\x{feff}]"),
        Some('S') => out.push_str(r"[^[\s--\x{85}]\x{feff}]"),
        Some('u') if hex_digits(rest.as_str()) => {
            out.push_str("\\x{");
            out.extend(rest.by_ref().take(4));
            out.push('}');
        }
        Some(other) => out.extend(['\\', other]),
        None => out.push('\\'),
    }
}

fn hex_digits(text: &str) -> bool {
    text.len() >= 4 && text.as_bytes()[..4].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_words_and_spaces_mean_what_they_mean_in_ecmascript() {
        assert!(!compile(r"^\d$").unwrap().is_match("٣"));
        assert!(!compile(r"^\w$").unwrap().is_match("é"));
        assert!(compile(r"^\s$").unwrap().is_match("\u{feff}"));
        assert!(!compile(r"^\s$").unwrap().is_match("\u{85}"));
    }

    #[test]
    fn classes_and_escapes_are_carried_over() {
        assert!(compile(r"^[[&\d]$").unwrap().is_match("["));
        assert!(compile("^\\u00e9\\/$").unwrap().is_match("é/"));
    }

    #[test]
    fn what_the_engine_lacks_is_an_error() {
        assert!(compile("(?=a)").unwrap_err().contains("(?=a)"));
    }
}
