//! Judges held against human labels, and gates that rest on them.

use serde_json::{Value, json};

use super::support::{Answer, JUDGE, JUDGED, Mood, SIGNATURE, SUMMED, Server};

async fn promote(server: &Server, compiled: &str, mut fields: Value) -> Answer {
    fields["signatureId"] = json!(JUDGED);
    fields["compiled_id"] = json!(compiled);
    server.post("/api/dse/promote", fields).await
}

/// Rows that only the LOUD variant gets right where they are hard.
async fn compile(server: &Server) -> String {
    let rows: Vec<Value> = (0..26_u64)
        .map(|n| {
            let kind = if n.is_multiple_of(2) { "easy" } else { "hard" };
            let text = format!("{kind}{SUMMED}{:x}", (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            json!({
                "exampleId": format!("row-{n:02}"),
                "inputJson": {"q": text},
                "expectedJson": {"summary": text.to_uppercase()},
                "split": if n < 6 { "train" } else { "holdout" },
            })
        })
        .collect();
    let body = json!({"signatureId": JUDGED, "examples": rows});
    server.post("/api/dse/examples/import", body).await.ok();
    let compiled = server.post("/api/dse/compile", json!({"signatureId": JUDGED})).await.ok();
    compiled["compiled_id"].as_str().unwrap().to_owned()
}

/// `n` labels, half of them of loud answers; people dislike the first `wrong` of those.
fn labels(n: usize, wrong: usize) -> Vec<Value> {
    (0..n)
        .map(|place| {
            let loud = place.is_multiple_of(2);
            let text = if loud { format!("LOUD {place}") } else { format!("quiet {place}") };
            let input = json!({"question": "", "predSummary": text, "expectedSummary": ""});
            let liked = loud && place / 2 >= wrong;
            json!({"inputJson": input, "label": if liked { 0.9 } else { 0.1 }})
        })
        .collect()
}

async fn calibrate(server: &Server, signature_id: &str, labels: Vec<Value>) -> Answer {
    let body = json!({"signatureId": signature_id, "labels": labels});
    server.post("/api/dse/judge/calibrate", body).await
}

#[tokio::test]
async fn a_gate_trusts_a_judge_only_above_the_bar() {
    let server = Server::start().await;
    let winner = compile(&server).await;
    let message =
        promote(&server, &winner, json!({"maxP": 0.05})).await.refused(409, "judge_uncalibrated");
    assert!(message.contains("it has not been calibrated"), "{message}");
    // Without the demand the evidence stands there as advice.
    let start = json!({
        "signatureId": JUDGED, "canary_compiled_id": winner, "rolloutPct": 10,
    });
    let started = server.post("/api/dse/canary/start", start.clone()).await.ok();
    assert_eq!(started["evidence"]["advisory"], "it has not been calibrated");

    // Too few labels are as good as none, whatever they say.
    let few = calibrate(&server, JUDGED, labels(18, 0)).await.ok();
    assert_eq!((&few["calibrated"], &few["bar"]["minLabels"]), (&json!(false), &json!(20)));
    let shortfall = few["shortfall"].as_str().unwrap();
    assert_eq!(shortfall, "it was calibrated on 18 human labels only: 20 are needed");

    // Of twenty it passes ten and people five.
    let weak = calibrate(&server, JUDGED, labels(20, 5)).await.ok();
    let found = &weak["found"]["calibration"];
    assert_eq!((&weak["calibrated"], &found["kappa"]), (&json!(false), &json!(0.5)));
    assert_eq!((&found["n"], &found["agreement"]), (&json!(20), &json!(0.75)));
    let message =
        promote(&server, &winner, json!({"maxP": 0.05})).await.refused(409, "judge_uncalibrated");
    assert!(message.contains("its kappa with 20 human labels is 0.50, below 0.60"), "{message}");

    let good = calibrate(&server, JUDGED, labels(20, 0)).await.ok();
    assert_eq!((&good["calibrated"], &good["shortfall"]), (&json!(true), &Value::Null));
    let started = server.post("/api/dse/canary/start", start).await.ok();
    assert_eq!(started["evidence"]["advisory"], Value::Null);
    let passed = promote(&server, &winner, json!({"maxP": 0.05})).await.ok();
    assert_eq!(passed["evidence"]["verdict"]["verdict"], "improved");
    assert_eq!(passed["evidence"].get("advisory"), None);
}

#[tokio::test]
async fn a_judge_is_calibrated_under_either_name_and_its_errors_are_told_by_band() {
    let server = Server::start().await;
    compile(&server).await;
    let own = calibrate(&server, JUDGE, labels(20, 0)).await.ok();
    assert_eq!(own["judgeSignatureId"], JUDGE);
    // The judge's own job sets no bar, so that the usual one holds.
    assert_eq!((&own["bar"]["minLabels"], &own["calibrated"]), (&json!(30), &json!(false)));
    let path = "/api/dse/judge/calibrations?signatureId=%40test%2FJudged.v1";
    let read = server.get(path).await.ok();
    let judge = &read["judges"][0];
    assert_eq!(
        (&judge["calibrated"], &judge["found"]["calibration"]["n"]),
        (&json!(true), &json!(20))
    );
    let bands = judge["found"]["calibration"]["bands"].as_array().unwrap();
    let edges: Vec<_> = bands.iter().map(|band| (&band["from"], &band["n"])).collect();
    assert_eq!(edges, [(&json!(0.0), &json!(10)), (&json!(0.8), &json!(10))]);
    let none = server.get("/api/dse/judge/calibrations?signatureId=%40test%2FShout.v1").await.ok();
    assert_eq!(none["judges"], json!([]));
}

#[tokio::test]
async fn labels_may_name_stored_examples_and_the_answers_to_them() {
    let server = Server::start().await;
    compile(&server).await;
    let label = |place: usize, answer: &str, label: f64| {
        let id = format!("row-{place:02}");
        json!({"exampleId": id, "outputJson": {"summary": answer}, "label": label})
    };
    let labels = (0..10).flat_map(|n| [label(n, "LOUD", 1.0), label(n, "quiet", 0.0)]).collect();
    let found = calibrate(&server, JUDGED, labels).await.ok();
    assert_eq!(
        (&found["calibrated"], &found["found"]["calibration"]["n"]),
        (&json!(true), &json!(20))
    );
    let unknown = vec![json!({"exampleId": "none", "outputJson": {"summary": ""}, "label": 1})];
    let message = calibrate(&server, JUDGED, unknown).await.refused(400, "invalid_input");
    assert_eq!(message, "label 1, exampleId: no stored example is named none");
}

#[tokio::test]
async fn what_is_no_label_is_refused_and_a_broken_model_calibrates_nothing() {
    let server = Server::start().await;
    let refused = async |signature_id: &str, labels: Value| {
        let labels = labels.as_array().unwrap().clone();
        calibrate(&server, signature_id, labels).await.refused(400, "invalid_input")
    };
    assert!(refused(JUDGED, json!([])).await.starts_with("labels: 0 of them"));
    let many = json!(labels(501, 0));
    assert!(refused(JUDGED, many).await.starts_with("labels: 501 of them"));
    let no_label = json!([{"inputJson": {}}]);
    assert!(refused(JUDGED, no_label).await.starts_with("label 1, label:"));
    let beyond = json!([{"inputJson": {}, "label": 1.01}]);
    assert!(refused(JUDGED, beyond).await.starts_with("label 1, label:"));
    let misfit = json!([{"inputJson": {"question": 1}, "label": 1}]);
    assert!(refused(JUDGED, misfit).await.starts_with("label 1, inputJson:"));
    let nothing = json!([{"label": 1}]);
    assert!(refused(JUDGED, nothing).await.starts_with("label 1, inputJson: give it alone"));
    assert!(refused(SIGNATURE, json!(labels(1, 0))).await.contains("asks no judge"));
    server.lm.be(Mood::Broken);
    calibrate(&server, JUDGED, labels(1, 0)).await.refused(502, "lm_failed");
    let path = "/api/dse/judge/calibrations?signatureId=%40test%2FJudged.v1";
    assert_eq!(server.get(path).await.ok()["judges"][0].get("found"), None);
}
