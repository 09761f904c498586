//! Answers that cannot be listed: a value of the schema's shape, its texts
//! taken from the material at hand.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    prompt::{Prompt, main_text, texts},
    similarity::{Corpus, likeness},
};
use crate::model::text::{head, units};

/// Length of a written text unless its schema allows less, in UTF-16 units.
const TEXT_UNITS: usize = 1_000;
/// Sentences longer than this are cut.
const SENTENCE_UNITS: usize = 400;
/// Deepest nesting that is written.
const MAX_DEPTH: usize = 16;

/// A value that fits the prompt's schema; an object without fields when there
/// is none. `found` is what was read beside the prompt.
pub(super) fn write(prompt: &Prompt, found: &str) -> Value {
    let material = [prompt.context.as_str(), found].join("\n");
    let writer = Writer { input: &prompt.input, material: material.trim() };
    match &prompt.schema {
        Some(schema) => writer.value(schema, schema, 0),
        None => Value::Object(Map::new()),
    }
}

/// The sentences of `material` that are most like `question`, in their order,
/// within `limit` units. Without a likeness the first ones are taken.
pub(super) fn extract(material: &str, question: &str, limit: usize) -> String {
    let sentences = sentences(material);
    let corpus = Corpus::new(sentences.iter().copied().enumerate());
    let score = |at: usize| corpus.likeness(sentences[at], question);
    let mut ranked: Vec<(f64, usize)> = (0..sentences.len()).map(|at| (score(at), at)).collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    let mut taken = BTreeSet::new();
    let mut room = limit;
    for (_, at) in ranked {
        let needed = units(sentences[at]) + usize::from(!taken.is_empty());
        if needed <= room {
            taken.insert(at);
            room -= needed;
        }
    }
    let text = taken.into_iter().map(|at| sentences[at]).collect::<Vec<_>>().join(" ");
    if text.is_empty() { head(material.trim(), limit).to_owned() } else { text }
}

fn sentences(text: &str) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    text.lines()
        .flat_map(|line| line.split_inclusive(['.', '!', '?']))
        .map(|sentence| head(sentence.trim(), SENTENCE_UNITS))
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric) && seen.insert(*sentence))
        .collect()
}

struct Writer<'a> {
    input: &'a Value,
    material: &'a str,
}

impl Writer<'_> {
    fn value(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Value::Null;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.value(target, root, depth + 1));
        }
        if let Some(value) = schema.get("const").or_else(|| schema.pointer("/enum/0")) {
            return value.clone();
        }
        if let Some(first) = schema.pointer("/anyOf/0").or_else(|| schema.pointer("/oneOf/0")) {
            return self.value(first, root, depth + 1);
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => Value::String(self.text(schema)),
            Some("number") => Value::from(self.number(schema)),
            Some("integer") => Value::from(self.number(schema).ceil() as i64),
            Some("boolean") => Value::Bool(false),
            Some("array") => {
                let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(64);
                let item = schema.get("items").unwrap_or(&Value::Null);
                (0..count).map(|_| self.value(item, root, depth + 1)).collect()
            }
            Some("object") => {
                let required = schema.get("required").and_then(Value::as_array);
                let names = required.into_iter().flatten().filter_map(Value::as_str);
                let field = |name| schema.get("properties").and_then(|all| all.get(name));
                names
                    .map(|name| {
                        let inner = field(name).unwrap_or(&Value::Null);
                        (name.to_owned(), self.value(inner, root, depth + 1))
                    })
                    .collect()
            }
            _ => Value::Null,
        }
    }

    /// What the material says about the input's main text; without material
    /// the main text itself.
    fn text(&self, schema: &Value) -> String {
        let longest = schema.get("maxLength").and_then(Value::as_u64);
        let limit = longest.map_or(TEXT_UNITS, |most| TEXT_UNITS.min(most as usize));
        let (_, question) = main_text(self.input);
        if self.material.is_empty() {
            extract(&question, "", limit)
        } else {
            extract(self.material, &question, limit)
        }
    }

    /// A bounded number reads as a degree: how alike the two texts of the
    /// input are whose names are most alike, scaled to the bounds.
    fn number(&self, schema: &Value) -> f64 {
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        match (bound("minimum"), bound("maximum")) {
            (Some(low), Some(high)) => {
                let degree = related_texts(self.input).map_or(0.0, |(a, b)| likeness(a, b));
                // Three digits are more than such a score means.
                low + (high - low) * (degree * 1_000.0).round() / 1_000.0
            }
            (low, high) => low.or(high).unwrap_or(0.0),
        }
    }
}

/// The two texts whose names share the longest ending.
fn related_texts(input: &Value) -> Option<(&str, &str)> {
    let texts = texts(input);
    let mut best: Option<(usize, (&str, &str))> = None;
    for (at, (left_name, left)) in texts.iter().enumerate() {
        for (right_name, right) in &texts[at + 1..] {
            let pairs = left_name.chars().rev().zip(right_name.chars().rev());
            let shared = pairs.take_while(|(a, b)| a == b).count();
            if best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, (left, right)));
            }
        }
    }
    best.map(|(_, pair)| pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_summary_takes_what_answers_the_question() {
        let schema = json!({"type": "object", "required": ["summary"], "properties": {
            "summary": {"type": "string", "maxLength": 60}}});
        let prompt = Prompt {
            schema: Some(schema),
            input: json!({"question": "Who repairs the pump?"}),
            context: "Lunch was good. Vera repairs the pump on Monday. Rain again.".to_owned(),
            ..Prompt::default()
        };
        let summary = write(&prompt, "")["summary"].as_str().unwrap().to_owned();
        assert!(summary.contains("Vera repairs the pump on Monday."), "{summary}");
        assert!(units(&summary) <= 60);
    }

    #[test]
    fn a_degree_is_the_likeness_of_the_related_texts() {
        let schema = json!({"type": "object", "required": ["score"], "properties": {
            "score": {"type": "number", "minimum": 0, "maximum": 1}}});
        let score = |pred: &str| {
            let input = json!({"question": "Who repairs the pump?", "predSummary": pred,
                "expectedSummary": "Vera repairs the pump."});
            let prompt = Prompt { schema: Some(schema.clone()), input, ..Prompt::default() };
            write(&prompt, "")["score"].as_f64().unwrap()
        };
        assert_eq!(score("Vera repairs the pump."), 1.0);
        assert_eq!(score(""), 0.0);
        assert!(score("Vera paints the door.") < score("Vera mends the pump."));
    }

    #[test]
    fn every_required_field_is_there_whatever_its_type() {
        let schema = json!({"type": "object", "required": ["n", "b", "l", "o"], "properties": {
            "n": {"type": "integer", "minimum": 2}, "b": {"type": "boolean"},
            "l": {"type": "array", "minItems": 1, "items": {"enum": ["x"]}},
            "o": {"type": "object"}, "free": {"type": "string"}}});
        let prompt = Prompt { schema: Some(schema), ..Prompt::default() };
        assert_eq!(write(&prompt, ""), json!({"n": 2, "b": false, "l": ["x"], "o": {}}));
    }
}
