//! Words that several reports share.

use similar::{ChangeTag, TextDiff};

use serde_json::Value;

use super::document::{Document, Inline, Role, Span, plain};
use crate::{
    canon,
    model::{escape, eval::Undecoded},
};

/// The front of an id, long enough to tell ids of one report apart.
pub fn short_id(id: &str) -> String {
    let hex = id.strip_prefix("sha256:").unwrap_or(id);
    hex.chars().take(12).collect()
}

/// The last part of a signature id, which is the one that people say.
pub use crate::model::name::short as short_signature;

/// The text with its first letter upper case.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A reward with the digits that matter.
pub fn reward(value: f64) -> String {
    format!("{value:.3}")
}

/// How many predictions could not be decoded, and why the first could not.
pub fn undecoded(found: &Undecoded) -> String {
    let Undecoded { count: missed, of, example_id, message } = found;
    let message = escape::brief(message, 300);
    let predictions = count(*of, "prediction");
    format!("{missed} of {predictions} could not be decoded; first: {example_id}: {message}")
}

/// A number of a picture: whole ones without a fraction, none for what is not
/// known.
pub fn number(value: f64) -> String {
    match value {
        _ if !value.is_finite() => "–".to_owned(),
        _ if value.fract() == 0.0 => format!("{value:.0}"),
        _ => reward(value),
    }
}

/// A difference with its sign.
pub fn delta(value: f64) -> String {
    format!("{value:+.3}")
}

/// A share as percent.
pub fn percent(value: f64) -> String {
    format!("{:.0} %", value * 100.0)
}

/// A text as far as a page has room for it, with a note of what was cut.
pub fn excerpt(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = text[end..].chars().count();
            format!("{}…\n({cut} more characters are not shown here)", &text[..end])
        }
    }
}

/// Milliseconds as people say them.
pub fn duration(ms: i64) -> String {
    match ms {
        ..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{:.1} s", ms as f64 / 1_000.0),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// US dollars, with the digits that small sums need.
pub fn dollars(usd: f64) -> String {
    if usd == 0.0 || usd >= 1.0 { format!("${usd:.2}") } else { format!("${usd:.4}") }
}

/// A point in time, UTC, to the second.
pub fn time(ms: i64) -> String {
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms.max(0).unsigned_abs());
    let text = humantime::format_rfc3339_seconds(at).to_string();
    text.replace('T', " ").replace('Z', " UTC")
}

/// `1 example`, `2 examples`.
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A point in time of a list whose head says that it is UTC.
pub fn minute(ms: i64) -> String {
    time(ms)[..16].to_owned()
}

/// The longest text inside an input, which is what a person recognises it by.
pub fn input(input: &Value) -> String {
    let longest = match input {
        Value::Object(map) => map.values().filter_map(Value::as_str).max_by_key(|text| text.len()),
        _ => input.as_str(),
    };
    let text = longest.map_or_else(|| canon::to_string(input), |text| format!("“{text}”"));
    escape::brief(&text, 90)
}

/// An answer in few characters: the values of a small object, else its JSON.
pub fn answer(value: Option<&Value>) -> String {
    let Some(value) = value else { return "no valid answer".to_owned() };
    let is_small = |map: &serde_json::Map<String, Value>| {
        map.values().all(|value| !value.is_object() && !value.is_array())
    };
    let text = match value {
        Value::Object(map) if is_small(map) => {
            let values = map
                .values()
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            values.collect::<Vec<_>>().join(" ")
        }
        _ => canon::to_string(value),
    };
    escape::brief(&text, 60)
}

/// Texts that share less than this are told one after the other: marking the
/// few words that stayed would help nobody.
const ALIKE: f32 = 0.5;

/// How much of a text that is told whole is shown, characters.
const SHOWN: usize = 600;

/// Tells what became of `old` in `new`: word by word where they are alike.
pub fn describe_change(old: &str, new: &str, document: &mut Document) {
    if are_alike(old, new) {
        document.list(word_diff(old, new));
    } else {
        let shown = |text: &str| plain(escape::brief(&text.replace('\n', " / "), SHOWN));
        document.facts(vec![("before", shown(old)), ("now", shown(new))]);
    }
}

/// Whether the texts share so many words that their difference is worth reading.
pub fn are_alike(old: &str, new: &str) -> bool {
    TextDiff::from_words(old, new).ratio() >= ALIKE
}

/// What became of `old` in `new`, word by word, a line each. Lines that stayed
/// are left out, and of long runs that stayed the middle.
pub fn word_diff(old: &str, new: &str) -> Vec<Inline> {
    let diff = TextDiff::from_words(old, new);
    let mut lines: Vec<Inline> = vec![Vec::new()];
    for change in diff.iter_all_changes() {
        let role = match change.tag() {
            ChangeTag::Equal => Role::Plain,
            ChangeTag::Insert => Role::Inserted,
            ChangeTag::Delete => Role::Deleted,
        };
        for (index, part) in change.value().split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            push(lines.last_mut().expect("there is a line"), role, part);
        }
    }
    lines.retain(|line| line.iter().any(|span| span.role != Role::Plain));
    for span in lines.iter_mut().flatten().filter(|span| span.role == Role::Plain) {
        span.text = shorten(&span.text);
    }
    lines
}

/// A text whose middle does not matter, without it.
pub fn shorten(text: &str) -> String {
    const END: usize = 60;
    let count = text.chars().count();
    if count <= END * 2 + 10 {
        return text.to_owned();
    }
    let head: String = text.chars().take(END).collect();
    let tail: String = text.chars().skip(count - END).collect();
    format!("{head} … {tail}")
}

fn push(line: &mut Inline, role: Role, text: &str) {
    match line.last_mut().filter(|last| last.role == role) {
        Some(last) => last.text.push_str(text),
        None if text.is_empty() => {}
        None => line.push(Span::new(role, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_durations_read_well() {
        assert_eq!(time(1_700_000_000_000), "2023-11-14 22:13:20 UTC");
        assert_eq!(duration(999), "999 ms");
        assert_eq!(duration(61_500), "1 min 1 s");
        assert_eq!(count(1, "example"), "1 example");
        assert_eq!(excerpt("東京", 2), "東京");
        assert_eq!(excerpt("東京タ", 2), "東京…\n(1 more characters are not shown here)");
    }

    #[test]
    fn a_word_diff_marks_what_changed() {
        let lines = word_diff("pick a tool\nor none", "pick one tool\nor none");
        let roles: Vec<Role> = lines[0].iter().map(|span| span.role).collect();
        assert_eq!(lines.len(), 1, "the second line stayed");
        assert_eq!(roles, [Role::Plain, Role::Deleted, Role::Inserted, Role::Plain]);
    }
}
