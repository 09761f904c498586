//! `dse artifact`: out of one server, into another.

use serde_json::{Value, json};

use super::Place;
use super::process::read;

const SIGNATURE: &str = "@me/Shout.v1";

fn place(prompt: &str) -> Place {
    let place = Place::new();
    let text = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
    let contract = json!({
        "format": "openagents.dse.signature_contract", "formatVersion": 1,
        "signatureId": SIGNATURE, "inputSchemaJson": text("q"), "outputSchemaJson": text("a"),
        "promptIr": {"version": 1, "blocks": [
            {"_tag": "System", "text": "{Be} brief."}, {"_tag": "Instruction", "text": prompt},
        ]},
        "defaultParams": {"paramsVersion": 1, "model": {"modelId": "m-1", "temperature": 0.5}},
    });
    let job = json!({
        "signatureId": SIGNATURE, "rewardId": "reward_exact_json_match.v1",
        "searchSpace": {"instructionVariants": [{"id": "loud", "text": "Be LOUD."}]},
        "optimizer": {"id": "instruction_grid.v1"},
    });
    place.write("signatures/shout.json", &contract.to_string());
    place.write("jobs/shout.json", &job.to_string());
    place.write("rules.json", &json!({"rules": [], "default": "{\"a\": \"X\"}"}).to_string());
    place.write("dse.toml", "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n");
    let row = |id: &str, split: &str| {
        let (input, expected) = (json!({"q": id}), json!({"a": "X"}));
        json!({"exampleId": id, "inputJson": input, "expectedJson": expected, "split": split})
    };
    let rows = [row("e1", "train"), row("e2", "train"), row("e3", "holdout"), row("e4", "holdout")];
    place.write("rows.jsonl", &rows.map(|row| row.to_string()).join("\n"));
    place.dse(&["import", "rows.jsonl", "--signature", SIGNATURE]).expect(0);
    place
}

fn export(place: &Place, form: &str) -> Value {
    let words = ["artifact", "export", SIGNATURE, "winner", "--as", form];
    serde_json::from_str(&place.dse(&words).expect(0).stdout).unwrap()
}

#[test]
fn a_winner_is_a_file_that_another_server_takes() {
    let place = place("Shout.");
    let (_, compiled) = place.json(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    let (_, listed) = place.json(&["artifact", "list", SIGNATURE]);
    assert_eq!(listed["artifacts"][0]["compiled_id"], winner);
    assert_eq!(listed["artifacts"][0]["active"], false);
    let (_, shown) = place.json(&["artifact", "show", SIGNATURE, "winner"]);
    assert_eq!(shown["artifact"]["compiled_id"], winner);
    place.dse(&["artifact", "export", SIGNATURE, "winner", "-o", "winner.json"]).expect(0);
    let text = read(&place.path("winner.json"));

    let other = self::place("Shout.");
    other.write("winner.json", &text);
    let (code, imported) = other.json(&["artifact", "import", "winner.json"]);
    assert_eq!((code, &imported["existed"]), (0, &json!(false)), "{imported:#}");
    let (_, again) = other.json(&["artifact", "import", "winner.json"]);
    assert_eq!(again["existed"], true);
    let (_, shown) = other.json(&["artifact", "show", SIGNATURE, winner]);
    assert_eq!(shown["artifact"], serde_json::from_str::<Value>(&text).unwrap());

    // What was changed, or made for another prompt, is refused.
    other.write("changed.json", &text.replace("\"temperature\": 0.5", "\"temperature\": 0.7"));
    let (code, refused) = other.json(&["artifact", "import", "changed.json"]);
    assert_eq!((code, &refused["error"]["code"]), (2, &json!("invalid_input")), "{refused:#}");
    let third = self::place("Whisper.");
    third.write("winner.json", &text);
    let (code, refused) = third.json(&["artifact", "import", "winner.json"]);
    assert_eq!(code, 2);
    assert!(
        refused["error"]["message"].as_str().unwrap().contains("another prompt"),
        "{refused:#}"
    );
}

#[test]
fn other_tools_get_the_prompt_with_a_slot() {
    let place = place("Shout.");
    place.dse(&["compile", SIGNATURE]).expect(0);
    let messages = export(&place, "messages");
    let text = messages["messages"][1]["content"].as_str().unwrap();
    assert!(text.ends_with("Input:\n{{input}}"), "{text}");
    assert_eq!(messages["vectors"].as_array().unwrap().len(), 4);
    // The slot filled gives what the server renders.
    let (_, prompt) = place.json(&["prompt", SIGNATURE, "--example", "e1", "--compiled", "winner"]);
    let filled = text.replace("{{input}}", r#"{"q":"e1"}"#);
    assert_eq!(prompt["calls"][0]["messages"][1]["content"], json!(filled));
    let vectors = messages["vectors"].as_array().unwrap();
    let of_e1 = vectors.iter().find(|vector| vector["input"] == json!({"q": "e1"})).unwrap();
    assert_eq!(of_e1["messagesHash"], prompt["messagesHash"]);

    let openai = export(&place, "openai");
    assert_eq!((&openai["model"], &openai["temperature"]), (&json!("m-1"), &json!(0.5)));
    let format = &openai["response_format"]["json_schema"];
    assert_eq!(
        (&format["name"], &format["schema"]["type"]),
        (&json!("me_Shout_v1"), &json!("object"))
    );
    let promptfoo = export(&place, "promptfoo");
    let raw: Value =
        serde_json::from_str(promptfoo["prompts"][0]["raw"].as_str().unwrap()).unwrap();
    assert_eq!(raw[0]["content"], "{% raw %}{Be} brief.{% endraw %}");
    assert!(raw[1]["content"].as_str().unwrap().ends_with("{{input | safe}}"));
    assert_eq!(promptfoo["tests"].as_array().unwrap().len(), 4);
}
