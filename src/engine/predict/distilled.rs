//! `distilled.search_line_extract.v1`: find the line by plain search, without
//! a model. A tactic that traces of `rlm_lite.v1` kept repeating.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::{Failure, direct, rlm, run::Run};
use crate::{
    engine::core::render::BlobView,
    model::{blob::BlobRef, schema::pattern, text},
};

pub(super) const ID: &str = "distilled.search_line_extract.v1";

/// The key that lines of these logs carry.
const KEY: &str = "oa_req=";
static KEYED: LazyLock<Regex> =
    LazyLock::new(|| pattern::compile(r"oa_req=(\S+)").expect("the pattern is valid"));

/// Units of the shortest phrase that is searched for.
const MIN_PHRASE: usize = 3;
/// Units of the question that are searched for when it quotes nothing.
const QUESTION_HEAD: usize = 80;

pub(super) async fn predict(run: &mut Run<'_>) -> Result<Value, Failure> {
    let (input, _) = run.render(BlobView::MetadataOnly).await?;
    let Some((question, blobs)) = applicable(&input) else {
        return direct::predict(run).await;
    };
    let patterns = patterns(run)?;
    let phrases = phrases(question);
    for blob in &blobs {
        run.check_time()?;
        let text = run.env.blobs.get_text(&blob.id).await;
        let text = text.map_err(|error| Failure::render(error.to_string()))?.unwrap_or_default();
        for phrase in &phrases {
            let candidate = candidate(&text, phrase, &blob.id, &patterns);
            let schema = run.request.contract.output_schema();
            if let Some(output) = candidate.and_then(|candidate| schema.decode(&candidate).ok()) {
                return Ok(output);
            }
        }
    }
    if rlm::has_budgets(run) { rlm::predict(run).await } else { direct::predict(run).await }
}

/// The question and the blobs, where the input has both.
fn applicable(input: &Value) -> Option<(&str, Vec<BlobRef>)> {
    let question = input["question"].as_str().filter(|question| !question.is_empty())?;
    let blobs: Vec<BlobRef> =
        input["blobs"].as_array()?.iter().filter_map(BlobRef::from_value).collect();
    (!blobs.is_empty()).then_some((question, blobs))
}

/// What picks the answer out of a line, in the order in which it is tried.
fn patterns(run: &Run<'_>) -> Result<Vec<Regex>, Failure> {
    let mut patterns = vec![KEYED.clone()];
    let strategy = run.request.params.strategy.as_ref();
    let config = strategy.and_then(|strategy| strategy.config.as_ref());
    let own = config.and_then(|config| config["patterns"].as_array()).into_iter().flatten();
    for own in own.filter_map(Value::as_str) {
        let compiled = pattern::compile(own);
        patterns.push(compiled.map_err(|reason| Failure::Strategy {
            strategy_id: ID.to_owned(),
            reason: format!("strategy.config.patterns: {reason}"),
        })?);
    }
    Ok(patterns)
}

/// What to search for, the longest phrase first.
fn phrases(question: &str) -> Vec<String> {
    let mut phrases: Vec<String> = quoted(question).into_iter().map(str::to_owned).collect();
    if question.to_lowercase().contains("oa_req") {
        phrases.push(KEY.to_owned());
    }
    if phrases.is_empty() {
        phrases.push(text::head(question, QUESTION_HEAD).to_owned());
    }
    let mut kept: Vec<String> = Vec::new();
    for phrase in phrases {
        let phrase = text::trim(&phrase);
        if text::units(phrase) >= MIN_PHRASE && !kept.iter().any(|other| other == phrase) {
            kept.push(phrase.to_owned());
        }
    }
    kept.sort_by_key(|phrase| std::cmp::Reverse(text::units(phrase)));
    kept
}

/// The phrases between double quotes. A quote that closes one opens none, but
/// one that closes too short a phrase may open the next.
fn quoted(question: &str) -> Vec<&str> {
    let mut phrases = Vec::new();
    let mut rest = question;
    while let Some((_, after)) = rest.split_once('"') {
        let Some((phrase, beyond)) = after.split_once('"') else { break };
        rest = if text::units(phrase) >= MIN_PHRASE {
            phrases.push(phrase);
            beyond
        } else {
            after
        };
    }
    phrases
}

/// The first line that holds `phrase`, with the answer that a pattern finds on it.
fn candidate(text: &str, phrase: &str, blob_id: &str, patterns: &[Regex]) -> Option<Value> {
    let at = memchr::memmem::find(text.as_bytes(), phrase.as_bytes())?;
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
    let line = &text[start..end];
    if text::trim(line).is_empty() {
        return None;
    }
    let answer = patterns.iter().find_map(|pattern| pattern.captures(line)?.get(1))?.as_str();
    Some(json!({"answer": answer, "evidence": {"blobId": blob_id, "quote": line}}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_quoted_ones_then_the_key_longest_first() {
        assert_eq!(
            phrases(r#"Is "disk" before "valve stuck"? oa_req"#),
            ["valve stuck", "oa_req=", "disk"]
        );
        assert_eq!(phrases(r#"same "abc" and "abc""#), ["abc"]);
        assert_eq!(phrases("  plain question "), ["plain question"]);
        assert_eq!(phrases("ab").len(), 0);
    }

    #[test]
    fn a_short_quote_lets_its_closing_mark_open_the_next() {
        assert_eq!(quoted(r#""ab" and "cde" x"#), [" and "]);
        assert_eq!(quoted("\"😀a\""), ["😀a"]);
    }

    #[test]
    fn the_whole_line_is_quoted_and_own_patterns_come_after_the_key() {
        let own = [KEYED.clone(), Regex::new("id=([0-9]+)").unwrap()];
        let found = candidate("x\n  id=7 gear oa_req=r1\r\ny", "gear", "b", &own).unwrap();
        assert_eq!(found["answer"], "r1");
        assert_eq!(found["evidence"]["quote"], "  id=7 gear oa_req=r1\r");
        assert_eq!(candidate("gear id=7", "gear", "b", &own).unwrap()["answer"], "7");
        assert_eq!(candidate("gear", "gear", "b", &own), None);
    }
}
