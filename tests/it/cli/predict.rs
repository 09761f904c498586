//! `dse predict`, `dse prompt` and what becomes of their receipts, with the
//! embedded server and a model that follows rules.

use serde_json::{Value, json};

use super::Place;
use super::process::read;

const SIGNATURE: &str = "@me/Shout.v1";

fn place() -> Place {
    let place = Place::new();
    let text = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
    let contract = json!({
        "format": "openagents.dse.signature_contract", "formatVersion": 1,
        "signatureId": SIGNATURE, "inputSchemaJson": text("q"), "outputSchemaJson": text("a"),
        "promptIr": {"version": 1, "blocks": [{"_tag": "Instruction", "text": "Shout."}]},
        "defaultParams": {"paramsVersion": 1},
    });
    place.write("signatures/shout.json", &contract.to_string());
    let rules = json!({"rules": [
        {"whenPromptContainsAll": ["broken"], "reply": "no idea"},
        {"whenPromptContainsAll": ["hello"], "reply": "{\"a\": \"HELLO\"}"},
    ]});
    place.write("rules.json", &rules.to_string());
    place.write("dse.toml", "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n");
    place
}

#[test]
fn one_input_gives_one_output_and_a_receipt() {
    let place = place();
    let run = place.dse(&["predict", SIGNATURE, "--input", "q=hello you"]).expect(0);
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap(), json!({"a": "HELLO"}));
    place.write("input.json", r#"{"q": "hello file"}"#);
    let words = ["predict", SIGNATURE, "--input", "input.json", "--thread", "user 7"];
    let (code, body) = place.json(&words);
    assert_eq!((code, &body["arm"], &body["threadId"]), (0, &json!("active"), &json!("user 7")));
    // What stays on this machine is kept.
    let id = body["receiptId"].as_str().unwrap();
    let (_, shown) = place.json(&["receipt", "show", id]);
    let content = json!({"input": {"q": "hello file"}, "output": {"a": "HELLO"}});
    assert_eq!(shown["content"], content);
    let (code, pinned) = place.json(&[&words[..], &["--pin", "default"]].concat());
    assert_eq!((code, &pinned["arm"]), (0, &json!("pinned")));

    place.dse(&["receipt", "forget", "--thread", "user 7"]).expect(0);
    let (_, forgotten) = place.json(&["receipt", "show", id]);
    assert_eq!(forgotten.get("content"), None);
    assert_eq!(forgotten["receipt"]["hashes"], shown["receipt"]["hashes"]);
    place.dse(&["receipt", "forget"]).expect(2);
    place.dse(&["receipt", "forget", "nobody"]).expect(2);
}

#[test]
fn what_is_no_answer_ends_with_its_own_code() {
    let place = place();
    for (input, exit, code) in [
        ("q=broken", 1, "output_mismatch"),
        ("q=7", 2, "input_mismatch"),
        ("q=silence", 3, "lm_failed"),
        ("nowhere.json", 2, "usage"),
    ] {
        let (found, document) = place.json(&["predict", SIGNATURE, "--input", input]);
        assert_eq!((found, &document["error"]["code"]), (exit, &json!(code)), "{document:#}");
    }
}

#[test]
fn lines_give_lines_in_the_same_order() {
    let place = place();
    let rows =
        ["{\"q\":\"hello 1\"}", "", "{\"exampleId\":\"e\",\"inputJson\":{\"q\":\"broken\"}}", "{"];
    place.write("rows.jsonl", &rows.join("\n"));
    let words = ["predict", SIGNATURE, "--jsonl", "--input", "rows.jsonl"];
    let run = place.dse(&words).expect(2);
    let lines: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> =
        lines.iter().map(|line| (line["line"].as_u64().unwrap(), &line["ok"])).collect();
    assert_eq!(told, [(1, &json!(true)), (3, &json!(false)), (4, &json!(false))]);
    assert_eq!(lines[0]["output"], json!({"a": "HELLO"}));
    assert_eq!(
        (&lines[1]["exampleId"], &lines[1]["error"]["code"]),
        (&json!("e"), &json!("output_mismatch"))
    );
    let (code, document) = place.json(&words);
    assert_eq!((code, &document["errorCount"]), (2, &json!(2)));
    assert_eq!(document["predictions"].as_array().unwrap().len(), 3);
    assert_eq!(read(&place.path("rows.jsonl")), rows.join("\n"));
}

#[test]
fn a_prompt_is_shown_as_the_model_gets_it() {
    let place = place();
    let words = ["prompt", SIGNATURE, "--input", "q=broken"];
    let (code, document) = place.json(&words);
    assert_eq!((code, document.get("error")), (0, None), "{document:#}");
    let call = &document["calls"][0];
    let content = call["messages"][0]["content"].as_str().unwrap();
    assert!(content.contains("Shout.") && content.contains(r#"{"q":"broken"}"#), "{content}");
    assert_eq!(call.get("reply"), None);
    let (code, asked) = place.json(&[&words[..], &["--ask"]].concat());
    assert_eq!((code, &asked["calls"][0]["reply"]), (1, &json!("no idea")));
    assert_eq!(asked["error"]["code"], "no_output");

    let row =
        json!({"exampleId": "e1", "inputJson": {"q": "hello row"}, "expectedJson": {"a": "x"}});
    place.write("rows.jsonl", &row.to_string());
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    let run = place.dse(&["prompt", SIGNATURE, "--example", "e1", "--ask"]).expect(0);
    assert!(run.stdout.contains("hello row") && run.stdout.contains("[raw answer]"), "{run:#?}");
    let (_, receipts) = place.json(&["receipt", "list", SIGNATURE]);
    assert_eq!(receipts["receipts"], json!([]));
}
