//! What the rows of both sides prove, and whether it is what a gate demands.

use std::collections::HashSet;

use crate::{
    canon,
    engine::evaluate::Evaluation,
    model::{
        alike,
        dataset::{Dataset, DatasetExample},
        example::Split,
        gate::{Accept, Demands, Floor, GateEvidence},
    },
    stats::{
        DEFAULT_LEVEL, DEFAULT_POWER,
        evidence::{self, Evidence, Scored, Settings},
        ledger,
        power::{self, PLANNED_DISCORDANCE},
        verdict::{Verdict, verdict},
    },
};

use super::Refusal;

/// Both sides on the holdout rows, before it is known which look this is.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The held-out rows that count.
    rows: Dataset,
    /// The rows are those that the candidate was chosen on.
    in_sample: bool,
    control: Evaluation,
    candidate: Evaluation,
}

/// Tags of rows whose expectation a model wrote, and the tag of a person who
/// has looked at it since.
const MINED: [&str; 2] = ["trace_export", "trace_mined"];
const REVIEWED: &str = "reviewed";

/// Puts the two sides beside each other. `dataset` is the whole one. Rows that
/// were mined from traces count once somebody has reviewed them: before that
/// they would reward whatever answered like the model they came from.
pub fn sight(dataset: &Dataset, control: Evaluation, candidate: Evaluation) -> Sight {
    let counts = |row: &DatasetExample| {
        let has = |tag: &str| row.tags.iter().any(|own| own == tag);
        !MINED.into_iter().any(has) || has(REVIEWED)
    };
    let rows = dataset.holdout().subset(counts);
    let known: HashSet<&str> = rows.examples().iter().map(|row| row.example_id.as_str()).collect();
    let kept = |mut side: Evaluation| {
        side.examples.retain(|row| known.contains(row.result.example_id.as_str()));
        side
    };
    let (control, candidate) = (kept(control), kept(candidate));
    drop(known);
    Sight { in_sample: !dataset.has(Split::Holdout), rows, control, candidate }
}

impl Sight {
    /// The evidence at the level of the `look`-th look (from 1). The seed is
    /// taken from the rows, so that the same rows give the same figures.
    pub fn evidence(&self, max_p: Option<f64>, look: u64) -> Option<Evidence> {
        let rows = self.rows.examples();
        let groups = alike::groups(rows.iter().map(|row| (&row.input, alike::thread(row))));
        let names: Vec<String> = groups.iter().map(usize::to_string).collect();
        let control: Vec<Scored> = self
            .control
            .examples
            .iter()
            .zip(&names)
            .map(|(row, name)| Scored { group: Some(name), ..Scored::from(&row.result) })
            .collect();
        let candidate: Vec<Scored> =
            self.candidate.examples.iter().map(|row| Scored::from(&row.result)).collect();
        let settings = Settings {
            level: ledger::level_of_look(max_p.unwrap_or(DEFAULT_LEVEL), look.max(1)),
            in_sample: self.in_sample,
            seed: seed(self.rows.hash()),
        };
        evidence::compare(&control, &candidate, settings).ok()
    }

    /// Ids of rows with `tag` that got worse.
    fn lost_with(&self, tag: &str, evidence: &Evidence) -> Vec<String> {
        let rows = self.rows.examples().iter();
        let tagged: HashSet<&str> = rows
            .filter(|row| row.tags.iter().any(|own| own == tag))
            .map(|row| row.example_id.as_str())
            .collect();
        evidence.lost.iter().filter(|id| tagged.contains(id.as_str())).cloned().collect()
    }

    /// The hashes of the rows that count.
    pub fn row_hashes(&self) -> Vec<String> {
        row_hashes(&self.rows)
    }

    /// The candidate's mean reward on all held-out rows, as floors have theirs.
    pub fn candidate_reward(&self) -> f64 {
        self.candidate.reward()
    }
}

/// A number from the front of a hash.
fn seed(hash: &str) -> u64 {
    let hex = hash.strip_prefix("sha256:").unwrap_or(hash);
    u64::from_str_radix(hex.get(..16).unwrap_or_default(), 16).unwrap_or_default()
}

/// What each row asks and expects, as a hash: neither the ids, tags and names
/// around it nor the order of the rows matter.
pub fn row_hashes(rows: &Dataset) -> Vec<String> {
    let hash =
        |input, expected| canon::id(&serde_json::json!({"input": input, "expected": expected}));
    let mut hashes: Vec<String> =
        rows.examples().iter().map(|row| hash(&row.input, &row.expected)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Fresh rows that a first look needs to show `effect`, at least as many as
/// there are now.
pub fn fresh_rows(effect: Option<f64>, present: u64) -> u64 {
    let effect = effect.filter(|effect| *effect > 0.0).unwrap_or(0.1);
    let level = ledger::level_of_look(DEFAULT_LEVEL, 1);
    let needed = power::rows_needed(effect, PLANNED_DISCORDANCE.max(effect), level, DEFAULT_POWER);
    (needed.ceil() as u64).max(present)
}

/// Holds the evidence against what was demanded.
///
/// # Errors
/// When what was demanded is not shown. Without demands nothing is refused.
pub fn judge(
    sight: &Sight,
    evidence: &GateEvidence,
    floors: &[Floor],
    demands: &Demands,
) -> Result<(), Refusal> {
    let comparison = &evidence.comparison;
    for tag in &demands.must_pass {
        let lost = sight.lost_with(tag, comparison);
        if !lost.is_empty() {
            return Err(Refusal::MustPassRegressed { tag: tag.clone(), lost });
        }
    }
    if let Some(min_over_floor) = demands.min_over_floor {
        over_floor(sight.candidate_reward(), floors, min_over_floor)?;
    }
    let Some(accept) = demands.accepts() else { return Ok(()) };
    let words = || evidence.verdict.words(comparison);
    match (accept, evidence.verdict) {
        (_, Verdict::Worse) => return Err(Refusal::Worse(words())),
        (Accept::NotShownWorse, _) => return Ok(()),
        (Accept::Improved, _) => {}
    }
    if let Some(advisory) = evidence.advisory.as_ref().filter(|_| !demands.for_review) {
        return Err(Refusal::JudgeUncalibrated(advisory.clone()));
    }
    if evidence.spent {
        return Err(Refusal::HoldoutSpent {
            looks: evidence.look - 1,
            fresh: fresh_rows(demands.min_effect, comparison.n),
        });
    }
    let needed = || format!("{}{}", words(), needed(comparison));
    match evidence.verdict {
        Verdict::Improved => Ok(()),
        Verdict::CannotTell { .. } => Err(Refusal::CannotTell(needed())),
        Verdict::NotWorse { .. } | Verdict::Worse => Err(Refusal::GainNotShown(needed())),
    }
}

/// How many held-out rows it takes to show a gain like the one that was seen.
fn needed(evidence: &Evidence) -> String {
    if evidence.delta <= 0.0 || evidence.in_sample {
        return String::new();
    }
    let changed = (evidence.gains + evidence.losses) as f64 / evidence.n as f64;
    let discordance = changed.max(evidence.delta);
    let rows = power::rows_needed(evidence.delta, discordance, evidence.level, DEFAULT_POWER);
    format!(
        " To show a gain like the one seen here, {:+.3}, about {:.0} held-out rows are needed; \
         there are {}.",
        evidence.delta,
        rows.ceil().max((evidence.n + 1) as f64),
        evidence.n
    )
}

fn over_floor(candidate: f64, floors: &[Floor], min_over_floor: f64) -> Result<(), Refusal> {
    let highest = floors.iter().max_by(|left, right| left.reward.total_cmp(&right.reward));
    match highest {
        Some(floor) if candidate - floor.reward + super::ROUNDING < min_over_floor => {
            Err(Refusal::BelowFloor {
                floor: floor.kind.name(),
                floor_reward: floor.reward,
                candidate,
                min_over_floor,
            })
        }
        _ => Ok(()),
    }
}

impl Sight {
    /// The evidence of the `look`-th look with its verdict. Where this pair was
    /// looked at before, the worse of both looks counts: asking again until
    /// luck has its way proves nothing.
    pub fn gate_evidence(
        &self,
        demands: &Demands,
        look: u64,
        earlier_p: Option<f64>,
        advisory: Option<String>,
    ) -> Option<GateEvidence> {
        let mut comparison = self.evidence(demands.max_p, look)?;
        comparison.p = earlier_p.map_or(comparison.p, |earlier| comparison.p.max(earlier));
        let max_p = demands.max_p.unwrap_or(DEFAULT_LEVEL);
        let verdict = verdict(&comparison, max_p, demands.min_effect.unwrap_or(0.0));
        Some(GateEvidence { verdict, comparison, look, spent: ledger::is_spent(look), advisory })
    }
}

#[cfg(test)]
mod tests {
    use super::seed;

    #[test]
    fn the_seed_is_the_front_of_the_hash() {
        let hash = |front: &str| format!("sha256:{front}{}", "7".repeat(48));
        assert_eq!(seed(&hash("00000000000000ff")), 255);
        assert_eq!(seed(&hash("0000000000000100")), 256);
    }
}
