use dse::canon;
use serde_json::json;

#[test]
fn canonical_json_vectors() {
    super::check("canonical_json.json", |case| {
        let text = case.input["jsonText"].as_str().expect("a case has a text");
        match canon::parse(text) {
            Ok(value) => {
                json!({"canonical": canon::to_string(&value), "sha256": canon::id(&value)})
            }
            Err(_) => json!({"error": "invalid_json"}),
        }
    });
}
