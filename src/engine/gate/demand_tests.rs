//! What a gate counts, and every reason for which it refuses.

use serde_json::json;

use super::{Refusal, Sight, fresh_rows, judge, row_hashes, sight};
use crate::{
    engine::{
        evaluate::{Evaluation, Pinned},
        testing::{FakeLm, World, asked_row, right_word, rows},
    },
    model::{
        dataset::{Dataset, DatasetExample},
        gate::{Accept, Demands, Floor, FloorKind, GateEvidence},
        params::Params,
    },
    stats::{ledger::level_of_look, verdict::Verdict},
};

/// The dataset with other tags.
fn tagged(dataset: &Dataset, tags: impl Fn(&str) -> Vec<String>) -> Dataset {
    let retag =
        |row: &DatasetExample| DatasetExample { tags: tags(&row.example_id), ..row.clone() };
    Dataset::new("d", dataset.examples().iter().map(|row| retag(row)).collect()).unwrap()
}

/// Both sides on the holdout: the control is right below `control`, the
/// candidate below `candidate`.
async fn seen(dataset: &Dataset, control: usize, candidate: usize) -> (Evaluation, Evaluation) {
    let world = World::new();
    let side = async |right: usize, version: u32| {
        let lm = FakeLm::new(8, move |prompt| {
            let place: usize = asked_row(prompt)["row-".len()..].parse().unwrap();
            Ok(if place < right { right_word(prompt) } else { json!({"word": "?"}).to_string() })
        });
        let params =
            json!({"paramsVersion": 1, "instruction": {"text": format!("Try {version}.")}});
        let pinned = Pinned::from(Params::parse(params).unwrap());
        world.evaluator(&lm).evaluate(&pinned, &dataset.holdout(), None).await.unwrap()
    };
    (side(control, 1).await, side(candidate, 2).await)
}

async fn look_at(dataset: &Dataset, control: usize, candidate: usize) -> Sight {
    let (control, candidate) = seen(dataset, control, candidate).await;
    sight(dataset, control, candidate)
}

const PROOF: Demands = Demands {
    max_p: Some(0.05),
    accept: None,
    min_effect: None,
    must_pass: Vec::new(),
    min_over_floor: None,
    for_review: false,
};

fn floor(reward: f64) -> Floor {
    Floor { kind: FloorKind::Nearest, reward }
}

fn code(sight: &Sight, evidence: &GateEvidence, demands: &Demands) -> Result<(), &'static str> {
    judge(sight, evidence, &[], demands).map_err(|refusal| refusal.code())
}

#[tokio::test]
async fn mined_rows_count_once_a_person_has_reviewed_them() {
    for (tags, counted) in [
        (vec![], 10),
        (vec!["trace_mined"], 7),
        (vec!["trace_export"], 7),
        (vec!["trace_mined", "reviewed"], 10),
        (vec!["reviewed"], 10),
    ] {
        // Three of ten held-out rows carry the tags.
        let dataset = tagged(&rows(2, 10), |id| match id {
            "row-002" | "row-003" | "row-004" => tags.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        });
        let sight = look_at(&dataset, 5, 12).await;
        let evidence = sight.evidence(None, 1).unwrap();
        assert_eq!(evidence.n, counted, "{tags:?}");
        assert_eq!(sight.row_hashes().len() as u64, counted, "{tags:?}");
        assert!(!evidence.in_sample);
    }
    let all = tagged(&rows(0, 4), |_| vec!["trace_mined".to_owned()]);
    assert!(look_at(&all, 0, 9).await.evidence(None, 1).is_none());
}

#[tokio::test]
async fn rows_that_the_winner_was_chosen_on_never_pass() {
    let sight = look_at(&rows(12, 0), 2, 12).await;
    let evidence = sight.gate_evidence(&PROOF, 1, None, None).unwrap();
    assert!(evidence.comparison.in_sample);
    assert_eq!(evidence.verdict, Verdict::CannotTell { can_show: None });
    assert_eq!(code(&sight, &evidence, &PROOF), Err("cannot_tell"));
    assert_eq!(code(&sight, &evidence, &Demands::default()), Ok(()));
}

#[tokio::test]
async fn each_verdict_has_its_answer() {
    let dataset = rows(0, 20);
    let few = rows(0, 4);
    let look = look_at(&few, 0, 2).await;
    let evidence = look.gate_evidence(&PROOF, 1, None, None).unwrap();
    assert_eq!(evidence.verdict.title(), "cannot tell");
    assert_eq!(code(&look, &evidence, &PROOF), Err("cannot_tell"));
    let answer = async |control, candidate, demands: &Demands| {
        let sight = look_at(&dataset, control, candidate).await;
        let evidence = sight.gate_evidence(demands, 1, None, None).unwrap();
        (evidence.verdict.title(), code(&sight, &evidence, demands))
    };
    assert_eq!(answer(5, 15, &PROOF).await, ("improved", Ok(())));
    assert_eq!(answer(15, 5, &PROOF).await, ("worse", Err("insufficient_improvement")));
    let large = Demands { min_effect: Some(0.9), ..PROOF };
    assert_eq!(answer(5, 15, &large).await, ("not worse", Err("gain_not_shown")));
    let lenient = Demands { accept: Some(Accept::NotShownWorse), ..PROOF };
    assert_eq!(answer(5, 15, &lenient).await, ("improved", Ok(())));
    assert_eq!(answer(15, 5, &lenient).await, ("worse", Err("insufficient_improvement")));
    assert_eq!(judge(&look, &evidence, &[], &lenient), Ok(()));
    // Nothing is refused where nothing was demanded.
    assert_eq!(answer(15, 5, &Demands::default()).await, ("worse", Ok(())));
}

#[tokio::test]
async fn a_gain_that_is_not_shown_says_how_many_rows_would_show_it() {
    let sight = look_at(&rows(0, 20), 5, 7).await;
    let evidence = sight.gate_evidence(&PROOF, 1, None, None).unwrap();
    let refusal = judge(&sight, &evidence, &[], &PROOF).unwrap_err();
    let expected = "To show a gain like the one seen here, +0.080, \
        about 114 held-out rows are needed; there are 20.";
    assert!(refusal.to_string().ends_with(expected), "{refusal}");
    // Of no gain there is nothing to show.
    let sight = look_at(&rows(0, 20), 5, 5).await;
    let evidence = sight.gate_evidence(&PROOF, 1, None, None).unwrap();
    let refusal = judge(&sight, &evidence, &[], &PROOF).unwrap_err();
    assert!(!refusal.to_string().contains("To show"), "{refusal}");
}

#[tokio::test]
async fn a_spent_holdout_asks_for_fresh_rows() {
    let sight = look_at(&rows(0, 20), 0, 20).await;
    let at = |look| sight.gate_evidence(&PROOF, look, None, None).unwrap();
    assert!(!at(5).spent && at(6).spent);
    assert_eq!(at(3).comparison.level, level_of_look(0.05, 3));
    assert_eq!(code(&sight, &at(5), &PROOF), Ok(()));
    let fresh = fresh_rows(None, 20);
    let refusal = judge(&sight, &at(6), &[], &PROOF).unwrap_err();
    assert_eq!(refusal, Refusal::HoldoutSpent { looks: 5, fresh });
    assert!(refusal.to_string().contains("was looked at 5 times"), "{refusal}");
    assert_eq!(judge(&sight, &at(6), &[], &Demands::default()), Ok(()));
}

#[tokio::test]
async fn asking_again_keeps_the_worst_answer() {
    let sight = look_at(&rows(0, 20), 0, 20).await;
    let with = |earlier| sight.gate_evidence(&PROOF, 1, earlier, None).unwrap();
    let own = with(None).comparison.p;
    assert!(own > 0.0 && own < 1e-5);
    assert_eq!(with(Some(0.0)).comparison.p, own);
    assert_eq!(with(Some(0.4)).comparison.p, 0.4);
    assert_eq!(with(Some(0.4)).verdict.title(), "not worse");
}

#[tokio::test]
async fn a_judge_nobody_trusts_makes_it_advice() {
    let sight = look_at(&rows(0, 20), 0, 20).await;
    let advisory = Some("it has not been calibrated".to_owned());
    let evidence = sight.gate_evidence(&PROOF, 1, None, advisory.clone()).unwrap();
    assert_eq!(evidence.advisory, advisory);
    assert_eq!(code(&sight, &evidence, &PROOF), Err("judge_uncalibrated"));
    assert_eq!(code(&sight, &evidence, &Demands::default()), Ok(()));
    // The judge comes before the count of looks: fresh rows would not help.
    let spent = sight.gate_evidence(&PROOF, 6, None, advisory).unwrap();
    assert_eq!(code(&sight, &spent, &PROOF), Err("judge_uncalibrated"));
}

#[tokio::test]
async fn tagged_rows_may_not_get_worse() {
    let dataset = tagged(&rows(0, 20), |id| match id {
        "row-000" => vec!["core".to_owned()],
        _ => vec!["rest".to_owned()],
    });
    let (control, candidate) = seen(&dataset, 1, 20).await;
    // The other way round: all but the first get worse.
    let sight = sight(&dataset, candidate, control);
    let evidence = sight.gate_evidence(&Demands::default(), 1, None, None).unwrap();
    let must = |tags: &[&str]| Demands {
        must_pass: tags.iter().map(ToString::to_string).collect(),
        ..Demands::default()
    };
    assert_eq!(code(&sight, &evidence, &must(&["core", "unknown"])), Ok(()));
    match judge(&sight, &evidence, &[], &must(&["core", "rest"])) {
        Err(Refusal::MustPassRegressed { tag, lost }) => {
            assert_eq!((tag.as_str(), lost.len()), ("rest", 19));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_lead_is_over_the_highest_floor_and_the_bound_itself_passes() {
    let dataset = rows(0, 20);
    // A wrong word in the right form earns 0.2.
    let quarter = look_at(&dataset, 0, 5).await.candidate_reward();
    assert!((quarter - 0.4).abs() < 1e-9, "{quarter}");
    let sight = look_at(&dataset, 0, 20).await;
    let evidence = sight.gate_evidence(&Demands::default(), 1, None, None).unwrap();
    assert_eq!(sight.candidate_reward(), 1.0);
    let lead = |floors: &[f64], least: f64| {
        let demands = Demands { min_over_floor: Some(least), ..Demands::default() };
        let floors: Vec<Floor> = floors.iter().map(|reward| floor(*reward)).collect();
        judge(&sight, &evidence, &floors, &demands).map_err(|refusal| refusal.code())
    };
    assert_eq!(lead(&[0.3, 0.9, 0.5], 0.1), Ok(()));
    assert_eq!(lead(&[0.3, 0.9, 0.5], 0.11), Err("below_floor"));
    assert_eq!(lead(&[0.3], 0.7), Ok(()));
    assert_eq!(lead(&[0.3], 0.700_001), Err("below_floor"));
    assert_eq!(lead(&[], 5.0), Ok(()));
}

#[test]
fn fresh_rows_are_as_many_as_the_wanted_gain_needs_and_no_fewer_than_there_were() {
    assert_eq!(fresh_rows(None, 0), fresh_rows(Some(0.1), 0));
    assert_eq!(fresh_rows(Some(0.0), 0), fresh_rows(Some(0.1), 0));
    assert_eq!(fresh_rows(Some(0.1), 0), 146);
    assert!(fresh_rows(Some(0.05), 0) > 500 && fresh_rows(Some(0.3), 0) < 40);
    assert_eq!(fresh_rows(Some(0.1), 900), 900);
}

#[test]
fn rows_are_known_by_what_they_ask_and_expect() {
    let dataset = rows(0, 3);
    let hashes = row_hashes(&dataset);
    assert_eq!(hashes.len(), 3);
    assert!(hashes.is_sorted());
    let renamed = |row: &DatasetExample| DatasetExample {
        example_id: format!("other-{}", row.example_id),
        tags: vec!["t".to_owned()],
        ..row.clone()
    };
    let twice = dataset
        .examples()
        .iter()
        .flat_map(|row| [renamed(row), DatasetExample::clone(row)])
        .collect();
    assert_eq!(row_hashes(&Dataset::new("e", twice).unwrap()), hashes);
}

#[tokio::test]
async fn the_same_rows_give_the_same_figures() {
    let dataset = rows(0, 30);
    let (one, two) = (look_at(&dataset, 3, 9).await, look_at(&dataset, 3, 9).await);
    assert_eq!(one.evidence(None, 1), two.evidence(None, 1));
}
