//! What a holdout can show, said before money is spent on it.

use super::words;
use crate::stats::{
    DEFAULT_LEVEL, DEFAULT_POWER,
    ledger::level_of_look,
    power::{PLANNED_DISCORDANCE, rows_needed, visible_share},
};

/// The gain that is planned for where none was asked for.
pub const WANTED: f64 = 0.1;

/// What `rows` held-out rows can show at a first look, and how many rows the
/// wanted gain needs (0.1 unless given), when a fifth of the answers change.
pub fn outlook(rows: u64, wanted: Option<f64>) -> String {
    let level = level_of_look(DEFAULT_LEVEL, 1);
    let wanted = wanted.filter(|wanted| *wanted > 0.0).unwrap_or(WANTED);
    let changing = PLANNED_DISCORDANCE.max(wanted);
    let needed = rows_needed(wanted, changing, level, DEFAULT_POWER).ceil() as u64;
    let seen = match visible_share(rows, changing, level, DEFAULT_POWER) {
        Some(effect) => format!("can show a gain above {effect:.2}"),
        None => "are too few to show any gain".to_owned(),
    };
    let rows = words::count(rows, "held-out row");
    format!("{rows} {seen}; a gain of {wanted:.2} needs about {needed}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlook_names_what_is_seen_and_what_is_needed() {
        // At the level of a first look, .0304, a tenth needs more than the 122
        // rows that it needs at .05.
        assert_eq!(
            outlook(67, None),
            "67 held-out rows can show a gain above 0.15; a gain of 0.10 needs about 146."
        );
        assert!(outlook(5, Some(0.3)).starts_with("5 held-out rows are too few to show any gain;"));
    }
}
