//! The part of a controller that picks actions over stored texts: search each
//! text for the rarest word of the question, then answer from what was found.

use serde_json::{Value, json};

use super::{
    prompt::{Prompt, main_text, texts},
    similarity::{is_stop_word, words},
    write::write,
};
use crate::{
    canon,
    lm::{LmRequest, Role},
};

/// The label before the state that a controller gets with each turn.
const STATE: &str = "RLM state:";
/// Texts that are searched before an answer is due.
const MAX_SEARCHES: usize = 4;

/// The next action, when the request asks for one.
pub(super) fn next_action(request: &LmRequest) -> Option<Value> {
    let last = request.messages.last()?;
    if last.role != Role::User || !last.content.starts_with(STATE) {
        return None;
    }
    let prompt = Prompt::read(request);
    let taken = request.messages.iter().filter(|message| message.role == Role::Assistant).count();
    let blobs = blob_ids(&prompt.input);
    let found = observed_texts(request);
    let target = |id: &String| json!({"_tag": "Blob", "blobId": id});
    let action = match blobs.get(taken).filter(|_| taken < MAX_SEARCHES) {
        Some(blob) => json!({
            "_tag": "Search", "target": target(blob), "query": rarest_word(&prompt.input),
            "maxMatches": 5, "contextChars": 300,
        }),
        None if found.is_empty() && taken == blobs.len().min(MAX_SEARCHES) && taken > 0 => {
            json!({"_tag": "Preview", "target": target(&blobs[0]), "offset": 0, "length": 4_000})
        }
        None => json!({"_tag": "Final", "output": write(&prompt, &found)}),
    };
    Some(action)
}

/// The ids of the blobs that the input refers to, in reading order.
fn blob_ids(input: &Value) -> Vec<String> {
    match input {
        Value::Array(items) => items.iter().flat_map(blob_ids).collect(),
        Value::Object(map) => {
            let id = map.get("id").and_then(Value::as_str);
            match (id, map.get("hash"), map.get("size")) {
                (Some(id), Some(Value::String(_)), Some(Value::Number(_))) => vec![id.to_owned()],
                _ => map.values().flat_map(blob_ids).collect(),
            }
        }
        _ => Vec::new(),
    }
}

/// Long words are rare ones, and no table of frequencies is needed.
fn rarest_word(input: &Value) -> String {
    let (_, question) = main_text(&without_blobs(input));
    let candidates = words(&question).into_iter().filter(|word| !is_stop_word(word));
    candidates.max_by_key(|word| word.chars().count()).unwrap_or_else(|| "the".to_owned())
}

/// The ids of blobs are texts too, and longer than most questions.
fn without_blobs(input: &Value) -> Value {
    let Value::Object(map) = input else { return input.clone() };
    map.iter().filter(|(_, item)| item.is_string()).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// The texts and snippets that observations brought, one a line.
fn observed_texts(request: &LmRequest) -> String {
    let observations = request.messages.iter().skip(1).filter_map(|message| {
        let json = &message.content[message.content.find("{\"")?..];
        let value = canon::parse(json).ok()?;
        let tag = value.get("_tag")?.as_str()?;
        tag.ends_with("Result").then_some(value)
    });
    let mut found = Vec::new();
    for observation in observations {
        for (path, text) in texts(&observation) {
            if path.ends_with("/snippet") || path == "/text" {
                found.push(text.to_owned());
            }
        }
    }
    found.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Message, ModelRole};

    fn request(rest: &[(Role, &str)]) -> LmRequest {
        let base = "Output format:\n{\"type\":\"object\",\"required\":[\"summary\"],\"properties\":\
                    {\"summary\":{\"type\":\"string\"}}}\n\nInput:\n{\"question\":\"Who repairs it?\",\
                    \"threadChunks\":[{\"hash\":\"b1\",\"id\":\"b1\",\"size\":9}]}";
        let message = |(role, content): &(Role, &str)| Message {
            role: *role,
            content: (*content).to_owned(),
        };
        let head = [(Role::System, "Pick an action: {\"enum\":[]}"), (Role::User, base)];
        LmRequest {
            role: ModelRole::Main,
            messages: head.iter().chain(rest).map(message).collect(),
            model_id: None,
            temperature: None,
            top_p: None,
            max_tokens: None,
            output_schema: None,
            row: None,
            pieces: Default::default(),
        }
    }

    #[test]
    fn it_searches_then_answers_from_what_it_found() {
        let state = (Role::User, "RLM state:\n{\"iteration\":1}");
        let search = next_action(&request(&[state])).unwrap();
        assert_eq!((&search["_tag"], &search["query"]), (&json!("Search"), &json!("repairs")));
        assert_eq!(search["target"]["blobId"], "b1");

        let observation = "Untrusted observation:\n{\"_tag\":\"SearchResult\",\"matches\":[{\"index\":3,\
                           \"snippet\":\"Vera repairs it on Monday.\"}],\"query\":\"repairs\"}";
        let turns = [state, (Role::Assistant, "{}"), (Role::User, observation), state];
        let last = next_action(&request(&turns)).unwrap();
        assert_eq!(last["output"]["summary"], "Vera repairs it on Monday.");
    }

    #[test]
    fn a_search_without_hits_is_followed_by_one_look() {
        let state = (Role::User, "RLM state:\n{}");
        let turns = [state, (Role::Assistant, "{}"), state];
        assert_eq!(next_action(&request(&turns)).unwrap()["_tag"], "Preview");
        let turns = [state, (Role::Assistant, "{}"), state, (Role::Assistant, "{}"), state];
        assert_eq!(next_action(&request(&turns)).unwrap()["_tag"], "Final");
        assert!(next_action(&request(&[])).is_none());
    }
}
