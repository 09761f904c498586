use dse::model::canary::{Arm, Canary, bucket, bucket_hash};
use serde_json::{Value, json};

use super::{check, without};

#[test]
fn canary_bucket_vectors() {
    check("canary_bucket.json", |case| {
        let input = &case.input;
        let text = |key: &str| input[key].as_str().expect("a text");
        let (salt, thread, signature) = (text("salt"), text("threadId"), text("signatureId"));
        let arm = match canary(input).arm(thread) {
            Arm::Canary => "canary",
            Arm::Control => "control",
            Arm::Active => "active",
        };
        json!({
            "key": format!("{salt}:{thread}:{signature}"),
            "hash32": bucket_hash(salt, thread, signature),
            "bucket": bucket(salt, thread, signature),
            "arm": arm,
        })
    });
}

fn canary(input: &Value) -> Canary {
    let mut row = without(input, &["threadId"]);
    for (key, value) in [("minSamples", 20), ("okCount", 0), ("errorCount", 0)] {
        row[key] = json!(value);
    }
    row["maxErrorRate"] = json!(0.2);
    row["createdAtMs"] = json!(0);
    row["updatedAtMs"] = json!(0);
    serde_json::from_value(row).expect("a canary")
}
