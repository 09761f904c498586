//! The baseline on the shipped SelectTool dataset, through prompts as the
//! engine lays them out.

use serde_json::json;

use super::*;
use crate::{
    catalog::Catalog,
    lm::{Message, ModelRole},
    model::{
        example::{Example, Split},
        prompt::{Block, OutputFormat},
        signature::Contract,
    },
};

const SELECT_TOOL: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

fn request(text: String) -> LmRequest {
    LmRequest {
        role: ModelRole::Main,
        messages: vec![Message { role: Role::User, content: text }],
        model_id: None,
        temperature: None,
        top_p: None,
        max_tokens: None,
        output_schema: None,
    }
}

/// The prompt of a contract with `instruction`, up to the input.
fn head(contract: &Contract, instruction: Option<&str>) -> String {
    let mut sections = [String::new(), String::new(), String::new()];
    for block in contract.prompt_ir.blocks() {
        match block {
            Block::Instruction { text } => sections[0] = instruction.unwrap_or(text).to_owned(),
            Block::OutputFormat { format: OutputFormat::JsonSchema { schema, .. } } => {
                sections[1] = format!("Output format:\nReply so:\n{}", canon::to_string(schema));
            }
            Block::FewShot { examples } => {
                let line = |one| canon::to_string(&serde_json::to_value(one).unwrap());
                let lines: Vec<String> = examples.iter().map(line).collect();
                sections[2] = format!("Examples:\n{}", lines.join("\n"));
            }
            _ => {}
        }
    }
    sections.join("\n\n")
}

fn rows(split: Split) -> Vec<Example> {
    let text = include_str!("../../../fixtures/datasets/select-tool.v1.jsonl");
    let rows = text.lines().map(|line| serde_json::from_str::<Example>(line).unwrap());
    rows.filter(|row| row.split == Some(split)).collect()
}

/// The share of rows of a split that the baseline answers right.
fn accuracy(instruction: Option<&str>, split: Split) -> f64 {
    let catalog = Catalog::shipped();
    let head = head(catalog.signature(SELECT_TOOL).unwrap(), instruction);
    let rows = rows(split);
    let right = rows.iter().filter(|row| {
        let input = canon::to_string(&row.input_json);
        let answer = Nearest.answer(&request(format!("{head}\n\nInput:\n{input}")));
        answer == canon::to_string(&row.expected_json)
    });
    right.count() as f64 / rows.len() as f64
}

#[test]
fn the_variant_that_wins_on_train_beats_the_default_on_holdout() {
    let job = Catalog::shipped().job(SELECT_TOOL).unwrap();
    let variants = job.search_space["instructionVariants"].as_array().unwrap().clone();
    let scored = variants.iter().map(|variant| {
        let text = variant["text"].as_str().unwrap();
        (accuracy(Some(text), Split::Train), text)
    });
    let (_, winner) = scored.max_by(|left, right| left.0.total_cmp(&right.0)).unwrap();
    let default = accuracy(None, Split::Holdout);
    let tuned = accuracy(Some(winner), Split::Holdout);
    assert!(tuned >= default + 0.15, "default {default:.3}, winner {tuned:.3}");
    // The most frequent answer makes up 13 of 67 rows at most.
    assert!(default > 0.3, "the floor is {default:.3}");
}

#[test]
fn equal_prompts_give_equal_answers_and_an_unreadable_one_gives_text() {
    let text = "Input:\n{\"a\":\"b\"}".to_owned();
    assert_eq!(Nearest.answer(&request(text.clone())), Nearest.answer(&request(text)));
    let plain = request("Which line names a colour?\nThe door is red.\nIt is late.".to_owned());
    assert!(Nearest.answer(&plain).contains("The door is red."));
    assert_eq!(Nearest.answer(&request(String::new())), "");
}

#[test]
fn the_expected_answer_is_out_of_its_sight() {
    let prompt = "Output format:\n{\"enum\":[\"a\",\"b\"]}\n\nInput:\n{\"text\":\"zebra\"}";
    let mut request = request(prompt.to_owned());
    let before = Nearest.answer(&request);
    request.output_schema = Some(json!({"const": "b"}));
    request.model_id = Some("b".to_owned());
    assert_eq!(Nearest.answer(&request), before);
}
