use dse::engine::trace_export::{ExportSource, export};
use serde_json::json;

#[test]
fn trace_export_vectors() {
    super::check("trace_export.json", |case| {
        let receipt = &case.input["receipt"];
        let source = ExportSource {
            signature_id: receipt["signatureId"].as_str().expect("a signature id"),
            receipt_id: receipt["receiptId"].as_str().expect("a receipt id"),
            strategy_id: receipt["strategyId"].as_str(),
            blob_id: receipt["rlmTrace"]["blob"]["id"].as_str(),
        };
        match export(source, case.input["traceText"].as_str().expect("a text")) {
            Ok(candidate) => json!({"ok": true, "candidate": candidate}),
            Err(error) => json!({"ok": false, "error": error.code()}),
        }
    });
}
