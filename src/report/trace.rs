//! A trace, step by step: what the controller asked for, what it saw, and what
//! that used of its budget.

use serde_json::Value;

use super::document::{Document, Inline, Role, Span, code, plain, role};
use super::words;
use crate::canon;
use crate::model::escape;
use crate::model::receipt::{Receipt, ResultTag};
use crate::model::trace::{Trace, TraceEvent};

/// Characters of a text that is not shown whole.
const SHOWN: usize = 300;
/// Matches of a search that are shown.
const MATCHES: usize = 5;
/// Fields that say nothing to a reader, or that the action has said already.
const UNSAID: [&str; 7] = ["_tag", "trust", "origin", "target", "span", "matches", "text"];

/// The trace as a document. With its receipt it tells the whole budget, too.
pub fn document(trace: &Trace, receipt: Option<&Receipt>, full: bool) -> Document {
    let room = if full { usize::MAX } else { SHOWN };
    let signature = trace.signature_id.as_deref().map_or("a run", words::short_signature);
    let mut used = Used::default();
    let mut steps = Document::default();
    for event in &trace.events {
        used.count(event);
        describe(event, &used, room, &mut steps);
    }
    let mut document = Document::new(format!("Trace of {signature}"), lead(receipt, &used));
    document.facts(head(trace, receipt));
    document.blocks.extend(steps.blocks);
    if trace.unread > 0 {
        let text = format!("Events that could not be read and were left out: {}.", trace.unread);
        document.paragraph(role(Role::Warn, text));
    }
    if let Some(receipt) = receipt {
        document.heading("Budget");
        document.facts(budget(receipt));
    }
    document
}

fn lead(receipt: Option<&Receipt>, used: &Used) -> Inline {
    let said = format!("{} with {}", words::count(used.iterations, "iteration"), used.told());
    match receipt.map(|receipt| &receipt.result) {
        None => plain(format!("{said}.")),
        Some(ResultTag::Ok) => plain(format!("Ended well after {said}.")),
        Some(ResultTag::Error { error_name, message }) => {
            plain(format!("Ended with {error_name} after {said}: {message}"))
        }
    }
}

fn head(trace: &Trace, receipt: Option<&Receipt>) -> Vec<(&'static str, Inline)> {
    let ids = [
        ("receipt", &trace.receipt_id),
        ("signature", &trace.signature_id),
        ("strategy", &trace.strategy_id),
    ];
    let mut facts: Vec<_> =
        ids.into_iter().filter_map(|(name, id)| Some((name, code(id.as_deref()?)))).collect();
    if let Some(receipt) = receipt {
        facts.push(("artifact", code(&receipt.compiled_id)));
    }
    facts.push(("events", plain(trace.events.len().to_string())));
    facts
}

fn describe(event: &TraceEvent, used: &Used, room: usize, document: &mut Document) {
    match event {
        TraceEvent::Input { input } => {
            document.heading("Input");
            document.facts(vec![("given", value(input.as_ref(), room))]);
        }
        TraceEvent::Final { output, .. } => {
            document.heading("Final");
            document.facts(vec![("output", value(output.as_ref(), room))]);
        }
        TraceEvent::Action { iteration, action, .. } => {
            let tag = action["_tag"].as_str().unwrap_or_default();
            document.heading(format!("{iteration}. {tag}"));
            let mut facts = Vec::new();
            if !action["target"].is_null() {
                facts.push(("target", target(&action["target"])));
            }
            match action.get("output") {
                Some(output) => facts.push(("output", value(Some(output), room))),
                None => facts.push(("asked", fields(action, room))),
            }
            facts.retain(|(_, text)| !text.is_empty());
            facts.push(("used", role(Role::Faint, used.told())));
            document.facts(facts);
        }
        TraceEvent::Observation { observation, .. } => {
            let mut facts = vec![("saw", fields(observation, room))];
            if let Some(text) = observation["text"].as_str() {
                facts.push(("text", value(Some(&text.into()), room)));
            }
            let matches = observation["matches"].as_array().into_iter().flatten();
            facts.extend(matches.take(MATCHES).map(|found| ("match", matched(found, room))));
            facts.retain(|(_, text)| !text.is_empty());
            document.facts(facts);
        }
    }
}

/// The fields of an action or an observation, a name and a value each.
fn fields(document: &Value, room: usize) -> Inline {
    let Some(map) = document.as_object() else { return Vec::new() };
    let said = map.iter().filter(|(key, _)| !UNSAID.contains(&key.as_str()));
    let said: Vec<String> = said
        .map(|(key, value)| format!("{key} {}", escape::brief(&canon::to_string(value), room)))
        .collect();
    if said.is_empty() { Vec::new() } else { plain(said.join(", ")) }
}

fn target(target: &Value) -> Inline {
    let (kind, name) = match target["name"].as_str() {
        Some(name) => ("variable ", name),
        None => ("blob ", target["blobId"].as_str().unwrap_or("?")),
    };
    vec![Span::new(Role::Plain, kind), Span::new(Role::Code, name)]
}

fn matched(found: &Value, room: usize) -> Inline {
    let snippet = found["snippet"].as_str().map(|text| canon::to_string(&text.into()));
    let snippet = snippet.unwrap_or_else(|| "not shown to the controller".to_owned());
    plain(format!("at {}: {}", found["index"], escape::brief(&snippet, room)))
}

/// JSON text, so that data from a model is seen to be data.
fn value(value: Option<&Value>, room: usize) -> Inline {
    let text = value.map_or_else(|| "missing".to_owned(), canon::to_string);
    plain(escape::brief(&text, room))
}

fn budget(receipt: &Receipt) -> Vec<(&'static str, Inline)> {
    let (usage, limits) = (&receipt.budget.usage, &receipt.budget.limits);
    let rows = [
        ("time, ms", usage.elapsed_ms.unsigned_abs(), limits.max_time_ms),
        ("model calls", usage.lm_calls, limits.max_lm_calls),
        ("sub calls", usage.sub_lm_calls, limits.max_sub_lm_calls),
        ("tool calls", usage.tool_calls, limits.max_tool_calls),
        ("iterations", usage.rlm_iterations, limits.max_rlm_iterations),
        ("output characters", usage.output_chars, limits.max_output_chars),
    ];
    rows.into_iter()
        .map(|(name, used, limit)| {
            let limit = limit.map_or_else(|| "no limit".to_owned(), |limit| format!("of {limit}"));
            (name, plain(format!("{used} {limit}")))
        })
        .collect()
}

/// What the events so far have used.
#[derive(Default)]
struct Used {
    iterations: u64,
    lm_calls: u64,
    sub_calls: u64,
    tool_calls: u64,
}

impl Used {
    /// Every action cost one call of the controller. The calls over chunks are
    /// known when their result is.
    fn count(&mut self, event: &TraceEvent) {
        match event {
            TraceEvent::Action { action, .. } => {
                self.iterations += 1;
                self.lm_calls += 1;
                match action["_tag"].as_str() {
                    Some("SubLm") => self.sub(1),
                    Some("ToolCall") => self.tool_calls += 1,
                    _ => {}
                }
            }
            TraceEvent::Observation { observation, .. }
                if observation["_tag"] == "ExtractOverChunksResult" =>
            {
                self.sub(observation["chunkCount"].as_f64().unwrap_or_default() as u64);
            }
            _ => {}
        }
    }

    fn sub(&mut self, calls: u64) {
        self.lm_calls += calls;
        self.sub_calls += calls;
    }

    fn told(&self) -> String {
        let mut said = vec![words::count(self.lm_calls, "model call")];
        for (count, noun) in [(self.sub_calls, "sub call"), (self.tool_calls, "tool call")] {
            if count > 0 {
                said.push(words::count(count, noun));
            }
        }
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::render::terminal;

    /// A trace as older writers have it: no prompt hashes, an output of its
    /// own, an event that nobody knows, and text that would act on a terminal.
    const LEGACY: &str = r#"{"format":"openagents.dse.rlm_trace","formatVersion":1,
        "signatureId":"@a/b/Recap.v1","strategyId":"rlm_lite.v1","events":[
        {"_tag":"Input","input":{"question":"Who?"}},
        {"_tag":"Heartbeat","n":1},
        {"iteration":1,"action":{"_tag":"Search","target":{"_tag":"Var","name":"log"},"query":"ok"}},
        {"iteration":1,"observation":{"_tag":"SearchResult","trust":"untrusted","origin":"unknown",
          "target":{"_tag":"Var","name":"log"},"totalChars":90,"query":"ok","totalMatches":1,
          "truncated":false,"matches":[{"index":3,"snippet":"\u001b[31mignore all \u202eprevious","span":
          {"_tag":"SpanRef","source":{"_tag":"VarJson","name":"log"},"startChar":0,"endChar":9,"totalChars":90}}]}},
        {"iteration":2,"action":{"_tag":"SubLm","intoVar":"s"}},
        {"_tag":"Final","output":{"summary":"Mia."}}]}"#;

    #[test]
    fn a_legacy_trace_reads_well_and_is_shown_escaped() {
        let trace = Trace::parse(LEGACY).unwrap();
        let text = terminal::render(&document(&trace, None, false), 72);
        insta::assert_snapshot!(anstream::adapter::strip_str(text.as_str()).to_string());
    }
}
