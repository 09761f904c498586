//! What a strategy is configured with, in parameters and in search spaces.

use serde_json::Value;

use super::{
    fault::{Fault, Kind},
    locate::{Step, key},
};
use crate::model::schema::pattern;

/// The strategy that reads a configuration.
const DISTILLED: &str = "distilled.search_line_extract.v1";

/// What is wrong with the configuration that stands at `path`.
pub(super) fn config(id: &Value, config: &Value, path: &[Step]) -> Vec<Fault> {
    let Some(fields) = config.as_object().filter(|fields| !fields.is_empty()) else {
        return Vec::new();
    };
    let Some(id) = id.as_str() else { return Vec::new() };
    if id != DISTILLED {
        let reason = format!("`{id}` reads no configuration");
        return vec![Fault::warning(Kind::NoEffect, path.to_vec(), reason)];
    }
    let patterns = fields.get("patterns").and_then(Value::as_array).into_iter().flatten();
    let texts = patterns.enumerate().filter_map(|(at, text)| Some((at, text.as_str()?)));
    texts
        .filter_map(|(at, text)| {
            let path = path.iter().cloned().chain([key("patterns"), Step::Index(at)]);
            match pattern::compile(text) {
                Err(reason) => Some(Fault::error(Kind::WrongValue, path, reason)),
                Ok(compiled) if compiled.captures_len() < 2 => {
                    let reason = "the pattern has no group, so that it finds no answer";
                    let help = "put the part that is the answer in parentheses";
                    Some(Fault::warning(Kind::NoEffect, path, reason).help(help))
                }
                Ok(_) => None,
            }
        })
        .collect()
}
