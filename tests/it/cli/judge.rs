//! Judges held against human labels, from the command line.

use serde_json::json;

use super::{Place, snapshot};

const JUDGE: &str = "@openagents/autopilot/judge/ThreadSummaryQuality.v1";

/// A workspace whose model, as a judge, likes what is excellent.
fn place() -> Place {
    let place = Place::new();
    place.write("dse.toml", "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n");
    let rules = json!({
        "rules": [{
            "whenPromptContainsAll": ["excellent-"], "reply": "{\"score\": 0.9}",
        }],
        "default": "{\"score\": 0.2}",
    });
    place.write("rules.json", &rules.to_string());
    place
}

/// Labels of people who agree with the judge but for the first `wrong`.
fn labels(n: usize, wrong: usize) -> String {
    let line = |place: usize| {
        let good = place.is_multiple_of(2);
        let summary = format!("{}-{place}", if good { "excellent" } else { "poor" });
        let label = if good != (place < wrong) { 1.0 } else { 0.0 };
        let input = json!({"question": "What?", "predSummary": summary, "expectedSummary": "It."});
        format!("{}\n", json!({"inputJson": input, "label": label}))
    };
    (0..n).map(line).collect()
}

#[test]
fn a_judge_is_held_against_labels_and_shown() {
    let place = place();
    place.write("good.jsonl", &labels(30, 1));
    place.write("bad.jsonl", &labels(30, 12));
    let with = |file| ["judge", "calibrate", JUDGE, "--labels", file];
    snapshot!("judge_good", place.dse(&with("good.jsonl")).expect(0).shown());
    let (code, document) = place.json(&with("good.jsonl"));
    assert_eq!((code, &document["calibrated"]), (0, &json!(true)), "{document:#}");
    assert_eq!(document["found"]["calibration"]["n"], 30);
    snapshot!("judge_bad", place.dse(&with("bad.jsonl")).expect(1).shown());
    let (code, document) = place.json(&with("bad.jsonl"));
    assert_eq!((code, &document["error"]["code"]), (1, &json!("judge_uncalibrated")));
    assert_eq!(document["calibrated"], false);
    // The newest calibration counts, for every signature that asks this judge.
    let summary = "@openagents/autopilot/rlm/SummarizeThread.v1";
    let (code, document) = place.json(&["judge", "show", summary]);
    assert_eq!((code, &document["judges"][0]["calibrated"]), (0, &json!(false)), "{document:#}");
    let select = "@openagents/autopilot/blueprint/SelectTool.v1";
    snapshot!("judge_show_none", place.dse(&["judge", "show", select]).expect(0).shown());
}

#[test]
fn a_faulty_line_is_named() {
    let place = place();
    place.write("labels.jsonl", "\n{\"inputJson\": {}, \"label\": 2}\n");
    let words = ["judge", "calibrate", JUDGE, "--labels", "labels.jsonl"];
    snapshot!("judge_faulty", place.dse(&words).expect(2).shown());
    place.write("labels.jsonl", "\n");
    let run = place.dse(&words).expect(2);
    assert!(run.stderr.contains("labels.jsonl holds no labels"), "{run:#?}");
    let run = place.dse(&["judge", "calibrate", JUDGE, "--labels", "none.jsonl"]).expect(2);
    assert!(run.stderr.contains("none.jsonl cannot be read"), "{run:#?}");
}
