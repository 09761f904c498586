//! The few ways in which commands write ids, rewards and times for people.

use crate::model::time;

/// The beginning of an id, enough to tell it from others in a table.
pub fn short(id: &str) -> String {
    let digest = id.strip_prefix("sha256:").unwrap_or(id);
    digest.chars().take(12).collect()
}

/// A reward, 0 to 1.
pub fn reward(value: f64) -> String {
    format!("{value:.3}")
}

/// A difference of rewards, with its sign.
pub fn delta(value: f64) -> String {
    format!("{value:+.3}")
}

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A time to the second, UTC; milliseconds since the epoch go in.
pub fn time(ms: i64) -> String {
    let text = time::rfc3339(ms);
    format!("{} {}Z", &text[..10], &text[11..19])
}

/// `1 row`, `2 rows`.
pub fn count(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_short() {
        assert_eq!(short("sha256:0123456789abcdef"), "0123456789ab");
        assert_eq!(time(1_700_000_000_123), "2023-11-14 22:13:20Z");
        assert_eq!(delta(0.05), "+0.050");
        assert_eq!(count(1, "row"), "1 row");
    }
}
