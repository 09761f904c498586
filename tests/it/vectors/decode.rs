use dse::{
    engine::core::decode::{DecodeErrorKind, decode},
    model::{params::DecodeMode, schema::Schema},
};
use serde_json::json;

#[test]
fn decode_vectors() {
    super::check("decode.json", |case| {
        let schema = Schema::compile(&case.input["outputSchemaJson"]).expect("the schema compiles");
        let mode: DecodeMode = serde_json::from_value(case.input["mode"].clone()).expect("a mode");
        match decode(case.input["rawText"].as_str().expect("a text"), mode, &schema) {
            Ok(value) => json!({"ok": true, "value": value}),
            Err(error) => json!({
                "ok": false,
                "errorName": "OutputDecodeError",
                "outputPreview": error.preview,
                "error": match error.kind {
                    DecodeErrorKind::Parse => "parse",
                    DecodeErrorKind::Schema => "schema",
                },
            }),
        }
    });
}
