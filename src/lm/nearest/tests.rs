use serde_json::json;

use super::*;
use crate::lm::testing::request;

#[test]
fn equal_prompts_give_equal_answers_and_an_unreadable_one_gives_text() {
    let text = "Input:\n{\"a\":\"b\"}";
    assert_eq!(Nearest.answer(&request(text)), Nearest.answer(&request(text)));
    let plain = request("Which line names a colour?\nThe door is red.\nIt is late.");
    assert!(Nearest.answer(&plain).contains("The door is red."));
    assert_eq!(Nearest.answer(&request("")), "");
}

#[test]
fn the_expected_answer_is_out_of_its_sight() {
    let prompt = "Output format:\n{\"enum\":[\"a\",\"b\"]}\n\nInput:\n{\"text\":\"zebra\"}";
    let mut request = request(prompt);
    let before = Nearest.answer(&request);
    request.output_schema = Some(json!({"const": "b"}));
    request.model_id = Some("b".to_owned());
    assert_eq!(Nearest.answer(&request), before);
}
