//! Traces of `rlm_lite.v1`: the actions a controller took and what it saw,
//! `openagents.dse.rlm_trace` version 1.
//!
//! Reading is tolerant, because older writers left prompt hashes out and other
//! ones put events of their own in between: what cannot be read is dropped.
//! Everything inside a trace is data from a model or a tool; nothing in it is
//! ever taken for an instruction.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::schema::Schema;
use crate::canon;

const FORMAT: &str = "openagents.dse.rlm_trace";

/// The schema of a controller's action, as its prompt shows it.
pub static ACTION_DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| embedded(include_str!("action.schema.json")));

/// [`ACTION_DOCUMENT`], compiled.
pub static ACTION: LazyLock<Schema> = LazyLock::new(|| compiled(&ACTION_DOCUMENT));

/// An action as traces hold it: the messages of a sub-call are left out there.
static TRACED_ACTION: LazyLock<Schema> = LazyLock::new(|| {
    let mut document = ACTION_DOCUMENT.clone();
    for member in document["anyOf"].as_array_mut().into_iter().flatten() {
        if let Some(required) = member["required"].as_array_mut() {
            required.retain(|key| key != "messages");
        }
    }
    compiled(&document)
});

static OBSERVATION: LazyLock<Schema> =
    LazyLock::new(|| compiled(&embedded(include_str!("observation.schema.json"))));

fn embedded(text: &str) -> Value {
    serde_json::from_str(text).expect("the shipped schema is JSON")
}

fn compiled(document: &Value) -> Schema {
    Schema::compile(document).expect("the shipped schema compiles")
}

/// A trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    pub signature_id: Option<String>,
    pub receipt_id: Option<String>,
    pub strategy_id: Option<String>,
    pub events: Vec<TraceEvent>,
    /// Events that could not be read and were left out.
    pub unread: usize,
}

/// One event. Actions and observations are kept as JSON, held against their
/// schemas; `_tag` tells which one it is.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceEvent {
    /// The encoded input of the run.
    Input { input: Option<Value> },
    /// An output outside of an action, as older writers have it.
    Final { output: Option<Value>, iteration: Option<f64>, prompt_hash: Option<String> },
    /// What the controller asked for in an iteration, counted from 1.
    Action { iteration: f64, prompt_hash: Option<String>, action: Value },
    /// What it was shown for it.
    Observation { iteration: f64, observation: Value },
}

/// A text that is not a trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    #[error("the trace is not JSON: {0}")]
    Json(String),
    #[error("not a trace document: {0}")]
    Document(&'static str),
}

impl Trace {
    /// Reads a trace document.
    ///
    /// # Errors
    /// When the text is not JSON, or its envelope is not that of a trace.
    pub fn parse(text: &str) -> Result<Self, TraceError> {
        let document = canon::parse(text).map_err(|error| TraceError::Json(error.to_string()))?;
        if document["format"] != FORMAT {
            return Err(TraceError::Document("its format is another one"));
        }
        if document["formatVersion"].as_f64() != Some(1.0) {
            return Err(TraceError::Document("its formatVersion is not 1"));
        }
        let events = document["events"].as_array();
        let events = events.ok_or(TraceError::Document("its events are not a list"))?;
        let read: Vec<TraceEvent> = events.iter().filter_map(TraceEvent::read).collect();
        Ok(Self {
            signature_id: name(&document, "signatureId")?,
            receipt_id: name(&document, "receiptId")?,
            strategy_id: name(&document, "strategyId")?,
            unread: events.len() - read.len(),
            events: read,
        })
    }

    /// The document as it is stored.
    pub fn document(&self) -> Value {
        let mut document = json!({
            "format": FORMAT,
            "formatVersion": 1,
            "events": self.events.iter().map(TraceEvent::document).collect::<Vec<_>>(),
        });
        let ids = [
            ("signatureId", &self.signature_id),
            ("receiptId", &self.receipt_id),
            ("strategyId", &self.strategy_id),
        ];
        for (key, id) in ids {
            if let Some(id) = id {
                document[key] = json!(id);
            }
        }
        document
    }

    /// The input of the first Input event; null counts as none.
    pub fn input(&self) -> Option<&Value> {
        let first = self.events.iter().find_map(|event| match event {
            TraceEvent::Input { input } => Some(input.as_ref()),
            _ => None,
        });
        first.flatten().filter(|input| !input.is_null())
    }

    /// The output of the last Final, event or action; null counts as none, and
    /// earlier ones do not stand in for it.
    pub fn output(&self) -> Option<&Value> {
        let last = self.events.iter().rev().find_map(|event| match event {
            TraceEvent::Final { output, .. } => Some(output.as_ref()),
            TraceEvent::Action { action, .. } if action["_tag"] == "Final" => {
                Some(action.get("output"))
            }
            _ => None,
        });
        last.flatten().filter(|output| !output.is_null())
    }
}

impl TraceEvent {
    fn read(event: &Value) -> Option<Self> {
        let text = |key: &str| event[key].as_str().map(str::to_owned);
        let prompt_hash = text("promptHash");
        match event["_tag"].as_str() {
            Some("Input") => return Some(Self::Input { input: event.get("input").cloned() }),
            Some("Final") => {
                let iteration = event["iteration"].as_f64();
                let output = event.get("output").cloned();
                return Some(Self::Final { output, iteration, prompt_hash });
            }
            _ => {}
        }
        let iteration = event["iteration"].as_f64()?;
        if let Ok(action) = TRACED_ACTION.decode(&event["action"]) {
            return Some(Self::Action { iteration, prompt_hash, action });
        }
        let observation = OBSERVATION.decode(&event["observation"]).ok()?;
        Some(Self::Observation { iteration, observation })
    }

    fn document(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(key.to_owned(), value);
            }
        };
        match self {
            Self::Input { input } => {
                put("_tag", Some(json!("Input")));
                put("input", input.clone());
            }
            Self::Final { output, iteration, prompt_hash } => {
                put("_tag", Some(json!("Final")));
                put("output", output.clone());
                put("iteration", iteration.map(|iteration| json!(iteration)));
                put("promptHash", prompt_hash.as_ref().map(|hash| json!(hash)));
            }
            Self::Action { iteration, prompt_hash, action } => {
                put("iteration", Some(json!(iteration)));
                put("promptHash", prompt_hash.as_ref().map(|hash| json!(hash)));
                put("action", Some(action.clone()));
            }
            Self::Observation { iteration, observation } => {
                put("iteration", Some(json!(iteration)));
                put("observation", Some(observation.clone()));
            }
        }
        Value::Object(map)
    }
}

/// A name of the envelope: absent, or a text.
fn name(document: &Value, key: &str) -> Result<Option<String>, TraceError> {
    match document.get(key) {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(name.clone())),
        Some(_) => Err(TraceError::Document("one of its ids is not a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let trace = Trace {
            signature_id: Some("@a/b.v1".into()),
            receipt_id: None,
            strategy_id: Some("rlm_lite.v1".into()),
            unread: 0,
            events: vec![
                TraceEvent::Input { input: Some(json!({"q": 1})) },
                TraceEvent::Action {
                    iteration: 1.0,
                    prompt_hash: Some("sha256:h".into()),
                    action: json!({"_tag": "SubLm", "intoVar": "v"}),
                },
                TraceEvent::Observation {
                    iteration: 1.0,
                    observation: json!({"_tag": "WriteVarResult", "name": "v", "kind": "json"}),
                },
                TraceEvent::Action {
                    iteration: 2.0,
                    prompt_hash: None,
                    action: json!({"_tag": "Final", "output": 3}),
                },
            ],
        };
        assert_eq!(Trace::parse(&canon::to_string(&trace.document())), Ok(trace.clone()));
        assert_eq!((trace.input(), trace.output()), (Some(&json!({"q": 1})), Some(&json!(3))));
    }

    #[test]
    fn a_controller_must_give_the_messages_that_a_trace_leaves_out() {
        assert!(!ACTION.fits(&json!({"_tag": "SubLm", "intoVar": "v"})));
        assert!(ACTION.fits(&json!({"_tag": "Final"})));
        assert!(ACTION.fits(&json!({"_tag": "WriteVar", "name": "n", "value": {"_tag": "Json"}})));
    }

    #[test]
    fn an_unknown_action_is_refused_by_naming_the_known_ones() {
        let error = ACTION.decode(&json!({"_tag": "Shell"})).unwrap_err();
        assert_eq!(error.pointer, "/_tag");
        assert!(error.reason.contains("\"ToolCall\""), "{}", error.reason);
    }
}
