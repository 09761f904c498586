//! Rules about what should not be in a text: secrets, addresses, and
//! characters that nobody sees. At most one finding a rule and a string.

use std::ops::Range;

use crate::dataset::finding::{Finding, Sink};
use crate::dataset::json::{Kind, Node, decode};
use crate::dataset::rule::Rule;

use super::View;

pub(super) fn check(sink: &mut Sink<'_>, view: &View<'_>) {
    let traits = view.survey.traits;
    if traits.long_token {
        secrets(sink, view);
    }
    let hidden = traits.non_ascii || traits.delete || view.tape.suspects.exotic;
    if !(hidden || traits.at || traits.digit_groups) {
        return;
    }
    for (node, string) in view.tape.nodes().iter().enumerate() {
        if string.kind != Kind::String || string.end - string.start < 3 {
            continue;
        }
        let text = Text::of(view, node);
        if traits.at {
            text.report(sink, Rule::EmailAddress, email(text.raw));
        }
        if traits.digit_groups && text.raw.len() >= 8 {
            text.report(sink, Rule::PhoneNumber, phone(text.raw));
        }
        if hidden && (string.exotic || !text.raw.is_ascii() || text.raw.contains(&0x7f)) {
            hidden_characters(sink, &text);
        }
    }
}

/// Looks at the long tokens of a row only: whatever is secret is in one.
fn secrets(sink: &mut Sink<'_>, view: &View<'_>) {
    let mut told = usize::MAX;
    let mut seen = 0;
    for &place in view.survey.long_tokens() {
        if (place as usize) < seen {
            continue;
        }
        let token = token_around(view.text, place as usize);
        seen = token.end;
        let is_key = view.text[token.clone()].starts_with(b"KEY-----");
        if !is_key && credential(&view.text[token.clone()]).is_none() {
            continue;
        }
        let holds = |node: &Node| node.kind == Kind::String && node.span().contains(&token.start);
        let Some(node) = view.tape.nodes().iter().position(holds) else { continue };
        if node == told {
            continue;
        }
        told = node;
        let text = Text::of(view, node);
        text.report(sink, Rule::Credential, credential(text.raw));
        text.report(sink, Rule::PrivateKey, private_key(text.raw));
    }
}

/// The printable bytes without blanks and quotes around `place`.
fn token_around(text: &[u8], place: usize) -> Range<usize> {
    let inside = |byte: &&u8| matches!(byte, b'#'..=b'~');
    let before = text[..place].iter().rev().take_while(inside).count();
    let after = text[place..].iter().take_while(inside).count();
    place - before..place + after
}

/// A string of a row, its escapes as they stand.
struct Text<'a> {
    view: &'a View<'a>,
    node: usize,
    raw: &'a [u8],
    /// Where `raw` starts in the row.
    first: usize,
}

impl<'a> Text<'a> {
    fn of(view: &'a View<'a>, node: usize) -> Self {
        let span = view.tape.node(node).span();
        let raw = &view.text[span.start + 1..span.end - 1];
        Self { view, node, raw, first: span.start + 1 }
    }

    fn report(&self, sink: &mut Sink<'_>, rule: Rule, found: Option<Range<usize>>) {
        let Some(span) = found else { return };
        sink.report(rule, || {
            let help = match rule {
                Rule::Credential | Rule::PrivateKey => {
                    "revoke it, then write a placeholder such as <token>"
                }
                Rule::EmailAddress => "write an address of example.com if it is not needed",
                _ => "write a number with 555-01 if it is not needed",
            };
            Finding::new(rule, Some(self.place(span)), rule.info().summary)
                .pointer(self.view.pointer(self.node))
                .help(help)
        });
    }

    fn place(&self, span: Range<usize>) -> crate::dataset::finding::Place {
        self.view.at.place(self.first + span.start..self.first + span.end)
    }
}

/// Starts of well-known tokens, and how many characters follow at least.
const TOKENS: [(&[u8], usize); 24] = [
    (b"AKIA", 16),
    (b"ASIA", 16),
    (b"AIza", 35),
    (b"ghp_", 36),
    (b"gho_", 36),
    (b"ghu_", 36),
    (b"ghs_", 36),
    (b"ghr_", 36),
    (b"github_pat_", 22),
    (b"glpat-", 20),
    (b"sk-ant-", 20),
    (b"sk-proj-", 20),
    (b"sk-or-", 20),
    (b"sk-", 32),
    (b"sk_live_", 20),
    (b"rk_live_", 20),
    (b"xoxb-", 20),
    (b"xoxp-", 20),
    (b"xoxa-", 20),
    (b"npm_", 36),
    (b"pypi-", 40),
    (b"hf_", 30),
    (b"SG.", 40),
    (b"eyJ", 60),
];

/// No token of the list is shorter.
const MIN_TOKEN: usize = 20;

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The first run of token characters that starts as keys of some service do.
fn credential(raw: &[u8]) -> Option<Range<usize>> {
    let mut at = 0;
    while at < raw.len() {
        let length = raw[at..].iter().take_while(|&&byte| is_token_byte(byte)).count();
        if length < MIN_TOKEN {
            at += length + 1;
            continue;
        }
        let token = &raw[at..at + length];
        let known = TOKENS.iter().find(|(prefix, _)| token.starts_with(prefix));
        if let Some((prefix, least)) = known
            && length >= prefix.len() + least
            && looks_random(&token[prefix.len()..])
        {
            return Some(at..at + length);
        }
        at += length + 1;
    }
    None
}

/// Digits and letters in variety, unlike the placeholders of documentation.
fn looks_random(tail: &[u8]) -> bool {
    let mut seen = [false; 256];
    tail.iter().for_each(|&byte| seen[usize::from(byte)] = true);
    let variety = seen.iter().filter(|&&seen| seen).count();
    let says_example = tail.to_ascii_lowercase().windows(7).any(|part| part == b"example");
    variety >= 8 && tail.iter().any(u8::is_ascii_digit) && !says_example
}

fn private_key(raw: &[u8]) -> Option<Range<usize>> {
    let start = memchr::memmem::find(raw, b"-----BEGIN ")?;
    let end = memchr::memmem::find(&raw[start..], b"PRIVATE KEY-----")?;
    (end < 40).then_some(start..start + end + b"PRIVATE KEY-----".len())
}

fn email(raw: &[u8]) -> Option<Range<usize>> {
    memchr::memchr_iter(b'@', raw).find_map(|at| {
        let is_local = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
        };
        let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let local = raw[..at].iter().rev().take_while(|byte| is_local(byte)).count();
        // A letter behind a backslash belongs to its escape.
        let escaped = raw[..at - local].last() == Some(&b'\\');
        let local = local - usize::from(escaped && local > 0);
        let domain = raw[at + 1..].iter().take_while(|byte| is_domain(byte)).count();
        let domain = raw[at + 1..at + 1 + domain].trim_ascii_end();
        let dots = domain.iter().rev().take_while(|&&byte| byte == b'.' || byte == b'-').count();
        let domain = &domain[..domain.len() - dots];
        (local > 0 && is_mail_domain(domain)).then(|| at - local..at + 1 + domain.len())
    })
}

/// A domain that somebody could own.
fn is_mail_domain(domain: &[u8]) -> bool {
    let domain = domain.to_ascii_lowercase();
    let mut labels = domain.rsplit(|&byte| byte == b'.');
    let (Some(top), Some(second)) = (labels.next(), labels.next()) else { return false };
    let reserved = matches!(top, b"example" | b"invalid" | b"test" | b"localhost")
        || (second == b"example" && matches!(top, b"com" | b"org" | b"net"));
    top.len() >= 2 && top.iter().all(u8::is_ascii_alphabetic) && !second.is_empty() && !reserved
}

/// A number in the international form, `+` and 8 to 15 digits in groups, or
/// in the American one, three, three and four digits.
fn phone(raw: &[u8]) -> Option<Range<usize>> {
    (0..raw.len()).find_map(|at| {
        let free = at == 0
            || !(raw[at - 1].is_ascii_alphanumeric()
                || matches!(raw[at - 1], b'.' | b'-' | b'_' | b'/'));
        match raw[at] {
            b'+' if free => international(raw, at),
            b'(' | b'0'..=b'9' if free => american(raw, at),
            _ => None,
        }
    })
}

fn international(raw: &[u8], at: usize) -> Option<Range<usize>> {
    let (mut digits, mut end) = (0, at);
    let mut separators = 0;
    for (index, &byte) in raw.iter().enumerate().skip(at + 1) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                separators = 0;
                end = index + 1;
            }
            b' ' | b'-' | b'.' | b'(' | b')' if separators < 2 && index > at + 1 => separators += 1,
            _ => break,
        }
    }
    let free = raw.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    ((8..=15).contains(&digits) && free && raw.get(at + 1) != Some(&b'0')).then_some(at..end)
}

fn american(raw: &[u8], at: usize) -> Option<Range<usize>> {
    let digits = |from: usize, count: usize| {
        raw.get(from..from + count).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let is_separator = |index: usize| matches!(raw.get(index), Some(b'-' | b'.' | b' '));
    let exchange = if raw[at] == b'(' {
        if !digits(at + 1, 3) || raw.get(at + 4) != Some(&b')') {
            return None;
        }
        at + 5 + usize::from(raw.get(at + 5) == Some(&b' '))
    } else {
        if !digits(at, 3) || !is_separator(at + 3) {
            return None;
        }
        at + 4
    };
    let end = exchange + 8;
    let fits = digits(exchange, 3) && is_separator(exchange + 3) && digits(exchange + 4, 4);
    if !fits || raw.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let fiction = &raw[exchange..exchange + 3] == b"555" && raw[exchange + 4..].starts_with(b"01");
    (!fiction).then_some(at..end)
}

/// Goes through the characters of a string, each with where it is written.
fn hidden_characters(sink: &mut Sink<'_>, text: &Text<'_>) {
    let mut told = [false; 3];
    let mut at = 0;
    let mut before = None;
    while at < text.raw.len() {
        let length = written_length(text.raw, at);
        let written = &text.raw[at..at + length];
        let decoded = decode(written, written[0] == b'\\');
        let character = decoded.chars().next().unwrap_or(' ');
        if let Some((rule, slot)) = hidden_rule(character)
            && !told[slot]
            && !(is_joiner(character) && joins(before, text.raw, at + length))
        {
            told[slot] = true;
            sink.report(rule, || {
                let what = rule.info().summary.replace("the text contains", "");
                let message = format!("the text contains{what}, U+{:04X}", u32::from(character));
                Finding::new(rule, Some(text.place(at..at + length)), message)
                    .pointer(text.view.pointer(text.node))
                    .help("remove it, unless it is what the row tests")
            });
        }
        before = Some(character);
        at += length;
    }
}

/// How many bytes the character at `at` takes, escapes and surrogate pairs as
/// one.
fn written_length(raw: &[u8], at: usize) -> usize {
    let length = match raw[at] {
        b'\\' if raw.get(at + 1) == Some(&b'u') => {
            let high = raw.get(at + 2..at + 4).is_some_and(|digits| {
                matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B'])
            });
            if high { 12 } else { 6 }
        }
        b'\\' => 2,
        byte => match byte.leading_ones() {
            0 => 1,
            count => count as usize,
        },
    };
    length.min(raw.len() - at)
}

/// The rule against a character, and its place among those told.
fn hidden_rule(character: char) -> Option<(Rule, usize)> {
    Some(match character {
        '\n' | '\r' | '\t' => return None,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => (Rule::ControlCharacter, 0),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => (Rule::BidiOverride, 1),
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => (Rule::InvisibleCharacter, 2),
        _ => return None,
    })
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner stands where one is needed: between two characters beyond
/// Latin, as in emoji and in several scripts.
fn joins(before: Option<char>, raw: &[u8], next: usize) -> bool {
    let beyond_latin = |character: char| u32::from(character) >= 0x300;
    let after = (next < raw.len())
        .then(|| &raw[next..next + written_length(raw, next)])
        .and_then(|written| decode(written, written[0] == b'\\').chars().next());
    before.is_some_and(beyond_latin) && after.is_some_and(beyond_latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(finder: fn(&[u8]) -> Option<Range<usize>>, text: &str) -> Option<&str> {
        finder(text.as_bytes()).map(|span| &text[span])
    }

    #[test]
    fn addresses_are_found_unless_nobody_can_own_them() {
        assert_eq!(found(email, "to jo.b+x@mailbox.co."), Some("jo.b+x@mailbox.co"));
        assert_eq!(found(email, r"a\njo@mailbox.co"), Some("jo@mailbox.co"));
        for text in
            ["@handle", "jo@example.com", "jo@host", "a @ b.co", "jo@x.test", "v@1.2", r"\n@x.co"]
        {
            assert_eq!(found(email, text), None, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_are_found_unless_fictional() {
        assert_eq!(found(phone, "call +44 20 7183 8750 now"), Some("+44 20 7183 8750"));
        assert_eq!(found(phone, "(415) 867-5309"), Some("(415) 867-5309"));
        assert_eq!(found(phone, "at 415.867.5309."), Some("415.867.5309"));
        for text in [
            "212-555-0143",
            "2024-10-12 10:00",
            "1+1000 2000",
            "123.456.7",
            "id-415-867-5309",
            "+1 2",
        ] {
            assert_eq!(found(phone, text), None, "{text}");
        }
    }

    #[test]
    fn credentials_are_found_and_placeholders_are_not() {
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        assert_eq!(found(credential, &format!("my{token}")), None);
        assert_eq!(found(credential, &format!("key: {token}!")), Some(token.as_str()));
        assert_eq!(found(credential, "AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(found(credential, &format!("ghp_{}", "x".repeat(36))), None);
        assert_eq!(
            found(private_key, "x -----BEGIN RSA PRIVATE KEY-----\\nMII"),
            Some("-----BEGIN RSA PRIVATE KEY-----")
        );
    }
}
