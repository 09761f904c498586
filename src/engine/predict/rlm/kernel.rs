//! Carrying out a controller's actions.

use serde_json::{Value, json};

use super::super::{Failure, run::Run};
use super::{
    action::{Action, Target, Written},
    extract, tools,
};
use crate::{
    canon,
    engine::{
        core::{
            budget::Counter,
            inspect::{self, bounded},
            models::{MAX_STEP_TOKENS, ModelSlot, for_slot, overlay},
            span::TextIndex,
        },
        ports::{PortError, Variable},
    },
    lm::{Message, ModelRole},
    model::{
        blob::BlobRef,
        params::{ChunkDefaults, ModelParams, SubRole},
    },
};

/// Used where neither the action nor the parameters give a number.
const PREVIEW_CHARS: usize = 2_000;
const SEARCH_MATCHES: usize = 20;
const SEARCH_CONTEXT: usize = 80;
const CHUNKS: usize = 50;

/// Carries out an action and returns what to observe.
pub(super) async fn execute(run: &mut Run<'_>, action: Action) -> Result<Value, Failure> {
    match action {
        Action::Preview { target, offset, length } => preview(run, &target, offset, length).await,
        Action::Search { target, query, max_matches, context_chars } => {
            search(run, &target, &query, max_matches, context_chars).await
        }
        Action::Load { blob_id, into_var } => load(run, &blob_id, &into_var).await,
        Action::Chunk { target, chunk_chars, overlap_chars, max_chunks, into_var } => {
            let size = bounded(Some(chunk_chars), 1, 1, 20_000);
            let defaults = chunk_defaults(run);
            let usual = defaults.and_then(|defaults| defaults.overlap_chars);
            let overlap = bounded(overlap_chars.or(usual), 0, 0, size - 1);
            let limit = max_chunk_count(run, max_chunks);
            chunk(run, &target, (size, overlap, limit), &into_var).await
        }
        Action::WriteVar { name, value } => write(run, &name, value).await,
        Action::SubLm { messages, model, into_var } => {
            sub_lm(run, messages, model, &into_var).await
        }
        Action::ExtractOverChunks { chunks_var, instruction, model, max_chunks, into_var } => {
            let limit = max_chunk_count(run, max_chunks);
            extract::over_chunks(run, &chunks_var, &instruction, model, limit, &into_var).await
        }
        Action::ToolCall { tool_name, input, timeout_ms, into_var } => {
            tools::call(run, &tool_name, &input, timeout_ms, &into_var).await
        }
        Action::Final { .. } => Err(Failure::Kernel("Final is not carried out here".to_owned())),
    }
}

async fn preview(
    run: &Run<'_>,
    target: &Target,
    offset: Option<f64>,
    length: Option<f64>,
) -> Result<Value, Failure> {
    let (text, source) = resolve(run, target).await?;
    let index = TextIndex::new(&text);
    let offset = bounded(offset, 0, 0, index.units());
    let length = bounded(length, PREVIEW_CHARS, 1, 10_000);
    let span = inspect::preview(&index, offset, length);
    Ok(json!({
        "_tag": "PreviewResult",
        "trust": "untrusted",
        "origin": "unknown",
        "target": target,
        "span": index.reference(span, &source),
        "offset": offset,
        "length": length,
        "totalChars": index.units(),
        "truncated": span.end.units < index.units(),
        "text": index.slice(span),
    }))
}

async fn search(
    run: &Run<'_>,
    target: &Target,
    query: &str,
    max_matches: Option<f64>,
    context_chars: Option<f64>,
) -> Result<Value, Failure> {
    if query.is_empty() {
        return Err(Failure::Kernel("Search needs a query that is not empty".to_owned()));
    }
    let (text, source) = resolve(run, target).await?;
    let index = TextIndex::new(&text);
    let limit = bounded(max_matches, SEARCH_MATCHES, 1, 200);
    let context = bounded(context_chars, SEARCH_CONTEXT, 0, 500);
    let found = inspect::search(&index, query, limit, context);
    let matches: Vec<Value> = found
        .matches
        .iter()
        .map(|one| {
            json!({
                "index": one.index,
                "snippet": index.slice(one.snippet),
                "span": index.reference(one.snippet, &source),
            })
        })
        .collect();
    Ok(json!({
        "_tag": "SearchResult",
        "trust": "untrusted",
        "origin": "unknown",
        "target": target,
        "totalChars": index.units(),
        "query": query,
        "totalMatches": found.total,
        "truncated": found.total > matches.len(),
        "matches": matches,
    }))
}

async fn load(run: &Run<'_>, blob_id: &str, into_var: &str) -> Result<Value, Failure> {
    let text = blob_text(run, blob_id).await?;
    let blob = BlobRef {
        id: blob_id.to_owned(),
        hash: blob_id.to_owned(),
        size: text.len() as u64,
        mime: None,
    };
    put_var(run, into_var, Variable::Blob(blob.clone())).await?;
    Ok(json!({"_tag": "LoadResult", "intoVar": into_var, "blob": blob}))
}

async fn chunk(
    run: &Run<'_>,
    target: &Target,
    (size, overlap, limit): (usize, usize, usize),
    into_var: &str,
) -> Result<Value, Failure> {
    let (text, _) = resolve(run, target).await?;
    let index = TextIndex::new(&text);
    let mut chunks = Vec::new();
    for span in inspect::chunks(&index, size, overlap, limit) {
        chunks.push(put_text(run, index.slice(span), "text/plain").await?);
    }
    put_var(run, into_var, Variable::Json(json!(chunks))).await?;
    Ok(json!({
        "_tag": "ChunkResult",
        "intoVar": into_var,
        "chunkCount": chunks.len(),
        "chunkChars": size,
        "overlapChars": overlap,
    }))
}

async fn write(run: &Run<'_>, name: &str, value: Written) -> Result<Value, Failure> {
    let (kind, variable) = match value {
        Written::Json { value: Some(value) } => ("json", Variable::Json(value)),
        Written::Json { value: None } => {
            return Err(Failure::Kernel(format!("WriteVar {name:?} has no value")));
        }
        Written::Blob { blob } => {
            let blob = BlobRef::from_value(&blob)
                .ok_or_else(|| Failure::Kernel(format!("WriteVar {name:?} has no blob")))?;
            ("blob", Variable::Blob(blob))
        }
    };
    put_var(run, name, variable).await?;
    Ok(json!({"_tag": "WriteVarResult", "name": name, "kind": kind}))
}

async fn sub_lm(
    run: &mut Run<'_>,
    messages: Vec<Message>,
    model: Option<ModelParams>,
    into_var: &str,
) -> Result<Value, Failure> {
    let (role, model) = sub_model(run, model.as_ref());
    let request = run.lm_request(role, messages, model, None);
    run.count(Counter::LmCalls)?;
    run.count(Counter::SubLmCalls)?;
    let reply = run.ask(&request).await?;
    let text = run.accept(reply)?;
    let blob = put_text(run, &text, "text/plain").await?;
    put_var(run, into_var, Variable::Blob(blob.clone())).await?;
    Ok(json!({
        "_tag": "SubLmResult",
        "trust": "untrusted",
        "origin": "lm",
        "intoVar": into_var,
        "blob": blob,
    }))
}

/// The role and fields of a sub-call. What the action names wins.
pub(super) fn sub_model(run: &Run<'_>, own: Option<&ModelParams>) -> (ModelRole, ModelParams) {
    let params = run.request.params;
    let lite = params.rlm_lite.as_ref();
    let (role, slot) = match lite.and_then(|lite| lite.sub_role) {
        Some(SubRole::Main) => (ModelRole::Main, ModelSlot::Main),
        Some(SubRole::Sub) | None => (ModelRole::Sub, ModelSlot::Sub),
    };
    let mut base = for_slot(params, slot);
    base.max_tokens = Some(base.max_tokens.unwrap_or(MAX_STEP_TOKENS).min(MAX_STEP_TOKENS));
    (role, overlay(&base, own))
}

fn chunk_defaults<'r>(run: &Run<'r>) -> Option<&'r ChunkDefaults> {
    run.request.params.rlm_lite.as_ref()?.chunk_defaults.as_ref()
}

fn max_chunk_count(run: &Run<'_>, given: Option<f64>) -> usize {
    let usual = chunk_defaults(run).and_then(|defaults| defaults.max_chunks);
    bounded(given.or(usual), CHUNKS, 1, 200)
}

/// The text of a target, and how spans name it.
async fn resolve(run: &Run<'_>, target: &Target) -> Result<(String, Value), Failure> {
    match target {
        Target::Blob { blob_id } => {
            let source = json!({"_tag": "Blob", "blobId": blob_id});
            Ok((blob_text(run, blob_id).await?, source))
        }
        Target::Var { name } => match var(run, name).await? {
            Variable::Json(value) => {
                Ok((canon::to_string(&value), json!({"_tag": "VarJson", "name": name})))
            }
            Variable::Blob(blob) => {
                let source = json!({"_tag": "VarBlob", "name": name, "blobId": blob.id});
                Ok((blob_text(run, &blob.id).await?, source))
            }
        },
    }
}

pub(super) async fn var(run: &Run<'_>, name: &str) -> Result<Variable, Failure> {
    let value = stored(run.env.vars.get(name).await)?;
    value.ok_or_else(|| Failure::Kernel(format!("there is no variable {name:?}")))
}

pub(super) async fn put_var(run: &Run<'_>, name: &str, value: Variable) -> Result<(), Failure> {
    stored(run.env.vars.put(name, value).await)
}

pub(super) async fn blob_text(run: &Run<'_>, blob_id: &str) -> Result<String, Failure> {
    let text = stored(run.env.blobs.get_text(blob_id).await)?;
    text.ok_or_else(|| Failure::Kernel(format!("blob {blob_id} is not stored")))
}

pub(super) async fn put_text(run: &Run<'_>, text: &str, mime: &str) -> Result<BlobRef, Failure> {
    stored(run.env.blobs.put_text(text, Some(mime)).await)
}

/// An action ends with the store call that failed.
pub(super) fn stored<T>(answer: Result<T, PortError>) -> Result<T, Failure> {
    answer.map_err(|error| Failure::Kernel(error.to_string()))
}
