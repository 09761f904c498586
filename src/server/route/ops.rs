//! Ops runs.

use super::{list_limit, run_log::run_not_found};
use crate::{
    api::{
        Empty,
        ops::{
            EventRequest, FinishRequest, ListRequest, ListResponse, ShowResponse, StartRequest,
            StartResponse,
        },
    },
    model::{
        ops::{bounded_json, bounded_text, limits},
        text,
    },
    server::{Call, Failure},
    store::{NewEvent, NewRun},
};

pub async fn start(call: Call, request: StartRequest) -> Result<StartResponse, Failure> {
    let run_id = match request.run_id.as_deref().map(text::trim) {
        None | Some("") => format!("opsrun_{}", uuid::Uuid::new_v4()),
        Some(id) if text::units(id) > limits::RUN_ID => {
            return Err(Failure::invalid(format!("runId is over {} characters", limits::RUN_ID)));
        }
        Some(id) => id.to_owned(),
    };
    let ids = request.signature_ids.unwrap_or_default();
    let ids = ids.iter().filter_map(|id| bounded_text(Some(id), limits::SIGNATURE_ID));
    let run = NewRun {
        run_id,
        commit_sha: bounded_text(request.commit_sha.as_deref(), limits::COMMIT_SHA),
        base_url: bounded_text(request.base_url.as_deref(), limits::BASE_URL),
        actor_user_id: Some(call.store.actor().to_owned()),
        signature_ids: ids.take(limits::SIGNATURE_IDS).collect(),
        notes: bounded_text(request.notes.as_deref(), limits::NOTES),
        links: bounded_json(request.links),
    };
    call.reach_each(&run.signature_ids)?;
    if call.caller.is_bound()
        && let Some(there) = call.store.run(&run.run_id).await?
    {
        call.reach_each(&there.signature_ids)?;
    }
    let event = NewEvent {
        run_id: &run.run_id,
        level: "info",
        phase: Some("phase1.start"),
        message: "ops run started",
        json: None,
        ts_ms: None,
    };
    let existed = call.store.start_run(&run, event).await?;
    Ok(StartResponse { existed, run_id: run.run_id })
}

pub async fn event(call: Call, request: EventRequest) -> Result<Empty, Failure> {
    let run_id = required_run_id(&request.run_id)?;
    reach(&call, run_id).await?;
    let message = bounded_text(Some(&request.message), limits::MESSAGE)
        .ok_or_else(|| Failure::invalid("message is missing"))?;
    let phase = bounded_text(request.phase.as_deref(), limits::PHASE);
    let event = NewEvent {
        run_id,
        level: match request.level.as_deref() {
            Some("warn") => "warn",
            Some("error") => "error",
            _ => "info",
        },
        phase: phase.as_deref(),
        message: &message,
        json: bounded_json(request.json),
        ts_ms: request.ts_ms.map(|ms| ms.floor().max(0.0) as i64),
    };
    let found = call.store.append_event(event).await?;
    if found { Ok(Empty {}) } else { Err(run_not_found(run_id)) }
}

pub async fn finish(call: Call, request: FinishRequest) -> Result<Empty, Failure> {
    let run_id = required_run_id(&request.run_id)?;
    reach(&call, run_id).await?;
    let failed = request.status == "failed";
    let status = if failed { "failed" } else { "finished" };
    let summary = bounded_json(request.summary_json);
    let message = format!("ops run finished status={status}");
    let event = NewEvent {
        run_id,
        level: if failed { "error" } else { "info" },
        phase: Some("phase1.finish"),
        message: &message,
        json: summary.clone(),
        ts_ms: None,
    };
    let links = bounded_json(request.links);
    let found = call.store.finish_run(status, summary.as_ref(), links.as_ref(), event).await?;
    if found { Ok(Empty {}) } else { Err(run_not_found(run_id)) }
}

pub async fn list(call: Call, request: ListRequest) -> Result<ListResponse, Failure> {
    Ok(ListResponse { runs: call.store.runs(0, list_limit(request.limit)).await? })
}

pub async fn show(call: Call, _: Empty) -> Result<ShowResponse, Failure> {
    let run_id = call.part("runId");
    let run = call.store.run(run_id).await?.ok_or_else(|| run_not_found(run_id))?;
    call.reach_each(&run.signature_ids)?;
    let events = call.store.events(run_id, limits::EVENTS).await?;
    Ok(ShowResponse { run, events })
}

/// A caller that is bound to signatures writes to runs of these alone.
async fn reach(call: &Call, run_id: &str) -> Result<(), Failure> {
    if !call.caller.is_bound() {
        return Ok(());
    }
    let run = call.store.run(run_id).await?.ok_or_else(|| run_not_found(run_id))?;
    call.reach_each(&run.signature_ids)
}

fn required_run_id(given: &str) -> Result<&str, Failure> {
    let id = text::trim(given);
    if id.is_empty() { Err(Failure::invalid("runId is missing")) } else { Ok(id) }
}
