//! How sure a report is of its winner, and what needs no search at all.

use super::document::{Document, plain, prose};
use super::words;
use crate::model::gate::{Floor, GateResult};
use crate::stats::interval::Interval;

/// Adds what the gate saw of a candidate, or that none has looked at it.
pub fn describe(seen: Option<&GateResult>, document: &mut Document) {
    document.heading("How sure this is");
    let Some(seen) = seen else {
        return document.paragraph(prose(
            "Not compared with the live version yet: `dse promote` and `dse canary start` do so.",
        ));
    };
    document.paragraph(plain(format!(
        "Compared with the version that was live then: {} instead of {} ({}).",
        words::reward(seen.candidate_holdout_reward),
        words::reward(seen.baseline_holdout_reward),
        words::delta(seen.delta)
    )));
    if let Some(evidence) = &seen.evidence {
        document.paragraph(plain(evidence.verdict.words(&evidence.comparison)));
        describe_interval(evidence.comparison.interval.as_ref(), document);
    }
    let rows = [
        ("candidate", seen.candidate_holdout_reward),
        ("what was live", seen.baseline_holdout_reward),
    ];
    describe_floors(&rows, &seen.floors, document);
}

/// Between which bounds the true difference lies.
pub fn describe_interval(interval: Option<&Interval>, document: &mut Document) {
    let Some(interval) = interval else { return };
    let says_nothing = interval.high - interval.low > 1.5;
    document.paragraph(plain(if says_nothing {
        "Too few examples to say how large the difference is on other examples of this kind."
            .to_owned()
    } else {
        format!(
            "On other examples of this kind the gain in mean reward likely lies between {} and {} \
             ({} interval).",
            words::delta(interval.low),
            words::delta(interval.high),
            words::percent(interval.confidence),
        )
    }));
}

/// Adds what needs no search, beside `rows` that did.
pub fn describe_floors(rows: &[(&str, f64)], floors: &[Floor], document: &mut Document) {
    document.heading("Baselines on the same examples");
    if floors.is_empty() {
        return document.paragraph(plain(
            "Not measured: a gate does, when there is a version to hold against.",
        ));
    }
    let row = |name: &str, reward: f64| vec![plain(name), plain(words::reward(reward))];
    let mut all: Vec<_> = rows.iter().map(|(name, reward)| row(name, *reward)).collect();
    all.extend(floors.iter().map(|floor| row(floor.kind.name(), floor.reward)));
    document.table(&["held-out examples", "#mean reward"], all);
}
