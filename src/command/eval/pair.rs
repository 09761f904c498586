//! Two evaluations side by side, example by example.

use std::collections::HashMap;

use serde::Serialize;

use crate::command::words;
use crate::model::eval::ReportedExample;
use crate::ui::{Table, Ui};

/// What changed from the first evaluation to the second, over the examples
/// that both scored.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pairing {
    /// Examples that both scored.
    pub n: u64,
    /// Examples that only one of the two scored.
    pub unpaired: u64,
    pub ties: u64,
    /// Mean of second minus first; 0 when nothing is paired.
    pub delta: f64,
    /// Examples that the second answers better, in the first's order.
    pub gains: Vec<Flip>,
    /// Examples that the second answers worse, in the first's order.
    pub losses: Vec<Flip>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flip {
    pub example_id: String,
    pub first: f64,
    pub second: f64,
}

impl Pairing {
    pub fn of(first: &[ReportedExample], second: &[ReportedExample]) -> Self {
        let mut others: HashMap<&str, f64> =
            second.iter().map(|row| (row.result.example_id.as_str(), row.result.reward)).collect();
        let (mut n, mut sum, mut unpaired, mut ties) = (0, 0.0, 0, 0);
        let (mut gains, mut losses) = (Vec::new(), Vec::new());
        for row in first {
            let (id, before) = (&row.result.example_id, row.result.reward);
            let Some(after) = others.remove(id.as_str()) else {
                unpaired += 1;
                continue;
            };
            n += 1;
            sum += after - before;
            let flip = || Flip { example_id: id.clone(), first: before, second: after };
            match after.total_cmp(&before) {
                std::cmp::Ordering::Greater => gains.push(flip()),
                std::cmp::Ordering::Less => losses.push(flip()),
                std::cmp::Ordering::Equal => ties += 1,
            }
        }
        unpaired += others.len() as u64;
        let delta = if n == 0 { 0.0 } else { sum / n as f64 };
        Self { n, unpaired, ties, delta, gains, losses }
    }
}

/// Tells people what flipped.
pub fn print(ui: &Ui, pairing: &Pairing) {
    ui.out(&format!(
        "second against first: {} over {}; {} better, {} worse, {} equal",
        words::delta(pairing.delta),
        words::count(pairing.n, "example"),
        pairing.gains.len(),
        pairing.losses.len(),
        pairing.ties
    ));
    if pairing.unpaired > 0 {
        let unpaired = words::count(pairing.unpaired, "example");
        ui.warn(&format!("{unpaired} stand on one side only and are left out"));
    }
    let mut table = Table::new(&["", "example", "first", "second"]).right(2).right(3);
    let better = pairing.gains.iter().map(|flip| ("better", flip));
    let worse = pairing.losses.iter().map(|flip| ("worse", flip));
    for (word, flip) in better.chain(worse) {
        let (first, second) = (words::reward(flip.first), words::reward(flip.second));
        table.row([word, &flip.example_id, &first, &second]);
    }
    if !table.is_empty() {
        table.print(ui);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(rewards: &[(&str, f64)]) -> Vec<ReportedExample> {
        let row = |&(id, reward): &(&str, f64)| {
            serde_json::from_value(json!({
                "exampleId": id, "signatureId": "s", "compiled_id": "c", "datasetHash": "d",
                "rewardId": "r", "rewardVersion": 1, "reward": reward, "signals": [],
            }))
            .unwrap()
        };
        rewards.iter().map(row).collect()
    }

    #[test]
    fn examples_are_paired_by_id() {
        let first = rows(&[("a", 0.0), ("b", 1.0), ("c", 1.0), ("only-first", 1.0)]);
        let second = rows(&[("c", 1.0), ("b", 0.5), ("a", 1.0), ("only-second", 0.0)]);
        let pairing = Pairing::of(&first, &second);
        assert_eq!((pairing.n, pairing.unpaired, pairing.ties), (3, 2, 1));
        assert_eq!(pairing.gains[0].example_id, "a");
        assert_eq!(pairing.losses[0].example_id, "b");
        assert!((pairing.delta - 0.5 / 3.0).abs() < 1e-12);
    }
}
