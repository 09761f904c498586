//! Datasets on the server.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{bounded, list_limit, run_log::RunLog};
use crate::{
    api::examples::{
        AbandonRequest, AbandonResponse, ForgetRequest, ForgetResponse, ImportProgress,
        ImportRequest, ImportResponse, ImportsRequest, ImportsResponse, ListRequest, ListResponse,
        RemoveRequest, RemoveResponse,
    },
    canon,
    model::{
        example::{Example, limits},
        import::IMPORT_ID,
        ops::bounded_text,
        text,
    },
    server::{
        Call, Failure,
        app::Known,
        call,
        sound::{Allowance, Unsound},
        study::refuse_incomplete,
    },
    store::{Brought, ExampleFilter, Forgetting, ImportOf, NewRows, Part, Sync},
};

pub async fn import(call: Call, request: ImportRequest) -> Result<ImportResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let started = json!({"signatureId": request.signature_id, "source": request.source});
    let phase = "phase3.dataset_import";
    let log = RunLog::start(&call, request.ops_run_id.as_deref(), phase, started).await?;
    let result = store(&call, known, request).await;
    log.finish(&result, |done| json!(done)).await;
    result
}

async fn store(
    call: &Call,
    known: &Known,
    mut request: ImportRequest,
) -> Result<ImportResponse, Failure> {
    let source = bounded_text(request.source.as_deref(), limits::SOURCE);
    let source = source.unwrap_or_else(|| "import:/api/dse/examples/import".to_owned());
    let given = (request.jsonl.take(), request.examples.take());
    let import_id = bounded_text(request.import_id.as_deref(), IMPORT_ID);
    let import_id = import_id.unwrap_or_else(|| format!("import_{}", uuid::Uuid::new_v4()));
    let import = ImportOf {
        import_id: &import_id,
        source: &source,
        ops_run_id: request.ops_run_id.as_deref(),
    };
    let rows = match judged(known, &request, given, &source) {
        Ok(rows) => rows,
        Err(failure) => {
            // All rows or none: those that came before this request go, too.
            if request.total_rows.is_some() {
                let why = failure.message.as_deref().unwrap_or_default();
                let why = format!("it was refused: {why}");
                call.store.refuse_import(&request.signature_id, import, &why).await?;
            }
            return Err(failure);
        }
    };
    let fingerprint = fingerprint(&request, import);
    let new = NewRows {
        signature_id: &request.signature_id,
        import,
        rows: &rows,
        part: part(&request, rows.len(), &fingerprint)?,
        sync: request
            .sync
            .unwrap_or_default()
            .then_some(Sync { removes_hash: request.removes_hash.as_deref() }),
        max_rows: call.limits.rows,
    };
    Ok(response(&request, rows.len(), call.store.bring(new).await?, call.limits.rows))
}

/// Which part of its import a request is.
fn part<'a>(
    request: &ImportRequest,
    rows: usize,
    fingerprint: &'a str,
) -> Result<Option<Part<'a>>, Failure> {
    let Some(total_rows) = request.total_rows else { return Ok(None) };
    let first_row = request.first_row.unwrap_or_default();
    let end = first_row.saturating_add(rows as u64);
    if end > total_rows {
        let message = format!("firstRow: these rows end at {end}, and totalRows is {total_rows}");
        return Err(Failure::invalid(message));
    }
    if request.import_id.is_none() && end - first_row < total_rows {
        let message = "importId is missing: rows in several requests need one to have in common";
        return Err(Failure::invalid(message));
    }
    Ok(Some(Part { first_row, total_rows, fingerprint }))
}

/// What is imported and how. Who gives no digest imports nothing twice.
fn fingerprint(request: &ImportRequest, import: ImportOf<'_>) -> String {
    let Some(digest) = &request.digest else { return import.import_id.to_owned() };
    canon::id(&json!({
        "digest": digest,
        "removesHash": request.removes_hash,
        "source": import.source,
        "sync": request.sync,
        "tagsAppend": request.tags_append,
        "totalRows": request.total_rows,
    }))
}

fn response(
    request: &ImportRequest,
    rows: usize,
    brought: Brought,
    max_rows: usize,
) -> ImportResponse {
    let complete = brought.done.is_some();
    let done = brought.done.unwrap_or_default();
    let received_rows = brought.received_rows;
    let progress = |total_rows| ImportProgress { received_rows, total_rows, complete };
    ImportResponse {
        signature_id: request.signature_id.clone(),
        inserted: done.inserted,
        updated: done.updated,
        total: if complete { done.total } else { rows as u64 },
        unchanged: Some(done.unchanged),
        removed: request.sync.unwrap_or_default().then_some(done.removed),
        progress: request.total_rows.map(progress),
        returned: done.returned,
        superseded: brought.superseded,
        max_rows: Some(max_rows as u64),
    }
}

/// All rows of the request, or what is wrong with the first that is refused. One
/// after the other, so that there are never two copies of all of them.
fn judged(
    known: &Known,
    request: &ImportRequest,
    given: (Option<String>, Option<Vec<Value>>),
    source: &str,
) -> Result<Vec<Example>, Failure> {
    let given = given_rows(given)?;
    let appended = request.tags_append.as_deref().unwrap_or_default();
    let appended = &appended[..appended.len().min(limits::TAGS_APPENDED)];
    let mut rows = Vec::new();
    let mut add = |given: Given| {
        let mut row = given.judge(known)?;
        row.append_tags(appended);
        row.source = Some(source.to_owned());
        rows.push(row);
        Ok::<_, Failure>(())
    };
    match given {
        Rows::Values(values) => {
            for (index, value) in values.into_iter().enumerate() {
                add(Given { place: format!("examples[{index}]"), value })?;
            }
        }
        Rows::Lines(text) => {
            let allowance = Allowance::default();
            for (index, line) in lines(&text) {
                add(read_line(&allowance, index + 1, line)?)?;
            }
        }
    }
    Ok(rows)
}

/// A row with the place it came from, for people.
struct Given {
    place: String,
    value: Value,
}

impl Given {
    fn judge(&self, known: &Known) -> Result<Example, Failure> {
        let judged =
            Example::judge(&self.value).and_then(|row| row.check(&known.contract).map(|()| row));
        judged.map_err(|fault| {
            let id = self.value.get("exampleId").and_then(Value::as_str).map(text::trim);
            let name = id.map(|id| format!(" ({})", text::head(id, 80))).unwrap_or_default();
            Failure::invalid(format!("{}{name}: {fault}; nothing was imported", self.place))
        })
    }
}

/// Rows as they came.
enum Rows {
    Values(Vec<Value>),
    Lines(String),
}

/// The rows of a request, where one may have so many.
fn given_rows(given: (Option<String>, Option<Vec<Value>>)) -> Result<Rows, Failure> {
    let (rows, count) = match given {
        (Some(jsonl), None) => {
            if text::units(&jsonl) > limits::REQUEST_UNITS {
                return Err(Failure::invalid(format!(
                    "jsonl is over {} characters: send it in parts",
                    limits::REQUEST_UNITS
                )));
            }
            let count = lines(&jsonl).count();
            (Rows::Lines(jsonl), count)
        }
        (None, Some(examples)) => {
            let count = examples.len();
            (Rows::Values(examples), count)
        }
        (Some(_), Some(_)) => return Err(Failure::invalid("send jsonl or examples, not both")),
        (None, None) => return Err(Failure::invalid("jsonl or examples is missing")),
    };
    match count {
        0 => Err(Failure::invalid("there are no rows to import")),
        n if n > limits::REQUEST_ROWS => Err(Failure::invalid(format!(
            "there are {n} rows; one request takes {}: send them in parts",
            limits::REQUEST_ROWS
        ))),
        _ => Ok(rows),
    }
}

/// The lines that are not blank, with their places from 0.
fn lines(jsonl: &str) -> impl Iterator<Item = (usize, &str)> {
    jsonl.split('\n').map(text::trim).enumerate().filter(|(_, line)| !line.is_empty())
}

fn read_line(allowance: &Allowance, number: usize, line: &str) -> Result<Given, Failure> {
    let place = format!("line {number}");
    let invalid = |error: &serde_json::Error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        let column = error.column();
        Failure::invalid(format!("{place}, column {column}: {reason}; nothing was imported"))
    };
    allowance.row(line).map_err(|unsound| match &unsound {
        Unsound::Text(error) => invalid(error),
        Unsound::Heavy => call::heavy(&unsound),
    })?;
    let value = canon::parse(line).map_err(|error| invalid(&error))?;
    Ok(Given { place, value })
}

pub async fn list(call: Call, request: ListRequest) -> Result<ListResponse, Failure> {
    call.signature(&request.signature_id)?;
    let split = request.split.as_deref().unwrap_or_default();
    let filter = ExampleFilter { split, ..ExampleFilter::default() };
    let cursor = request.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let limit = bounded(request.limit, 200, 0, 500);
    let mut revision = call.store.dataset_revision(&request.signature_id).await?;
    let page = loop {
        let page = call.store.examples(&request.signature_id, &filter, cursor, limit).await?;
        let after = call.store.dataset_revision(&request.signature_id).await?;
        if after == revision {
            break page;
        }
        revision = after;
    };
    let last = page.examples.last().map(|example| example.example_id.clone());
    Ok(ListResponse {
        next_cursor: last.filter(|_| page.more),
        examples: page.examples,
        revision: Some(revision),
    })
}

pub async fn imports(call: Call, request: ImportsRequest) -> Result<ImportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ImportsResponse {
        imports: call.store.imports(&request.signature_id, 0, limit).await?,
        unfinished: call.store.unfinished_imports(&request.signature_id).await?,
    })
}

pub async fn abandon(call: Call, request: AbandonRequest) -> Result<AbandonResponse, Failure> {
    call.signature(&request.signature_id)?;
    let import_id = bounded_text(request.import_id.as_deref(), IMPORT_ID);
    let abandoned = call.store.abandon_imports(&request.signature_id, import_id.as_deref()).await?;
    Ok(AbandonResponse { signature_id: request.signature_id, abandoned })
}

pub async fn remove(call: Call, request: RemoveRequest) -> Result<RemoveResponse, Failure> {
    call.signature(&request.signature_id)?;
    let ids = example_ids(&request.example_ids)?;
    if !ids.is_empty() {
        // What is on its way might bring them back.
        refuse_incomplete(&call, &request.signature_id).await?;
    }
    let reason = bounded_text(request.reason.as_deref(), limits::SOURCE);
    let import = ImportOf {
        import_id: &format!("removal_{}", uuid::Uuid::new_v4()),
        source: &reason.unwrap_or_else(|| "removed by id".to_owned()),
        ops_run_id: None,
    };
    let gone = call.store.remove_examples(&request.signature_id, &ids, import).await?;
    let gone: HashSet<&str> = gone.iter().map(String::as_str).collect();
    let missing = ids.iter().filter(|id| !gone.contains(*id)).map(|id| (*id).to_owned());
    Ok(RemoveResponse {
        signature_id: request.signature_id.clone(),
        removed: gone.len() as u64,
        missing: missing.collect(),
    })
}

pub async fn forget(call: Call, request: ForgetRequest) -> Result<ForgetResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let ids = example_ids(&request.example_ids)?;
    refuse_incomplete(&call, &request.signature_id).await?;
    let dry_run = request.dry_run.unwrap_or_default();
    let reason = bounded_text(request.reason.as_deref(), limits::SOURCE);
    let asked = Forgetting {
        signature_id: &request.signature_id,
        example_ids: &ids,
        reason: reason.as_deref(),
        common: &[json!(known.contract.contract()), json!(known.job)],
        dry_run,
    };
    let found = call.store.forget(asked).await?;
    let (history_head, _) = call.store.chain_head().await?;
    Ok(ForgetResponse { signature_id: request.signature_id.clone(), dry_run, found, history_head })
}

/// The ids that a request names, each once.
fn example_ids(given: &[String]) -> Result<Vec<&str>, Failure> {
    if given.len() > limits::REQUEST_ROWS {
        let message = format!(
            "exampleIds: {} of them; one request takes {}",
            given.len(),
            limits::REQUEST_ROWS
        );
        return Err(Failure::invalid(message));
    }
    let mut seen = HashSet::new();
    Ok(given.iter().map(|id| text::trim(id)).filter(|id| seen.insert(*id)).collect())
}
