//! Datasets on the server.

use serde_json::{Value, json};

use super::{bounded, list_limit, run_log::RunLog};
use crate::{
    api::examples::{
        ImportRequest, ImportResponse, ImportsRequest, ImportsResponse, ListRequest, ListResponse,
    },
    canon,
    model::{
        example::{Example, limits},
        import::IMPORT_ID,
        ops::bounded_text,
        text,
    },
    server::{Call, Failure, app::Known, sound},
    store::{ExampleFilter, ImportOf},
};

pub async fn import(call: Call, request: ImportRequest) -> Result<ImportResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let started = json!({"signatureId": request.signature_id, "source": request.source});
    let phase = "phase3.dataset_import";
    let log = RunLog::start(&call, request.ops_run_id.as_deref(), phase, started).await?;
    let result = store(&call, known, &request).await;
    log.finish(&result, |done| json!(done)).await;
    result
}

async fn store(
    call: &Call,
    known: &Known,
    request: &ImportRequest,
) -> Result<ImportResponse, Failure> {
    let source = bounded_text(request.source.as_deref(), limits::SOURCE);
    let source = source.unwrap_or_else(|| "import:/api/dse/examples/import".to_owned());
    let rows = judged(known, request, &source)?;
    let import_id = bounded_text(request.import_id.as_deref(), IMPORT_ID);
    let import = ImportOf {
        import_id: &import_id.unwrap_or_else(|| format!("import_{}", uuid::Uuid::new_v4())),
        source: &source,
        ops_run_id: request.ops_run_id.as_deref(),
    };
    let done = call.store.import_examples(&request.signature_id, &rows, import).await?;
    Ok(ImportResponse {
        signature_id: request.signature_id.clone(),
        inserted: done.inserted,
        updated: done.updated,
        total: rows.len() as u64,
        unchanged: Some(done.unchanged),
    })
}

/// All rows of the request, or what is wrong with the first that is refused.
fn judged(known: &Known, request: &ImportRequest, source: &str) -> Result<Vec<Example>, Failure> {
    let appended = request.tags_append.as_deref().unwrap_or_default();
    let appended = &appended[..appended.len().min(limits::TAGS_APPENDED)];
    let mut rows = Vec::new();
    for given in given_rows(request)? {
        let mut row = given.judge(known)?;
        row.append_tags(appended);
        row.source = Some(source.to_owned());
        rows.push(row);
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

fn given_rows(request: &ImportRequest) -> Result<Vec<Given>, Failure> {
    let rows = match (&request.jsonl, &request.examples) {
        (Some(jsonl), None) => lines(jsonl)?,
        (None, Some(examples)) => examples
            .iter()
            .enumerate()
            .map(|(index, value)| Given {
                place: format!("examples[{index}]"),
                value: value.clone(),
            })
            .collect(),
        (Some(_), Some(_)) => return Err(Failure::invalid("send jsonl or examples, not both")),
        (None, None) => return Err(Failure::invalid("jsonl or examples is missing")),
    };
    match rows.len() {
        0 => Err(Failure::invalid("there are no rows to import")),
        n if n > limits::REQUEST_ROWS => Err(Failure::invalid(format!(
            "there are {n} rows; one request takes {}: send them in parts",
            limits::REQUEST_ROWS
        ))),
        _ => Ok(rows),
    }
}

fn lines(jsonl: &str) -> Result<Vec<Given>, Failure> {
    if text::units(jsonl) > limits::REQUEST_UNITS {
        return Err(Failure::invalid(format!(
            "jsonl is over {} characters: send it in parts",
            limits::REQUEST_UNITS
        )));
    }
    let mut rows = Vec::new();
    for (index, line) in jsonl.split('\n').enumerate() {
        let line = text::trim(line);
        if line.is_empty() {
            continue;
        }
        let place = format!("line {}", index + 1);
        let value = sound::row(line).and_then(|()| canon::parse(line)).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            let column = error.column();
            Failure::invalid(format!("{place}, column {column}: {reason}; nothing was imported"))
        })?;
        rows.push(Given { place, value });
    }
    Ok(rows)
}

pub async fn list(call: Call, request: ListRequest) -> Result<ListResponse, Failure> {
    call.signature(&request.signature_id)?;
    let split = request.split.as_deref().unwrap_or_default();
    let filter = ExampleFilter { split, ..ExampleFilter::default() };
    let page = call
        .store
        .examples(
            &request.signature_id,
            &filter,
            request.cursor.as_deref().filter(|cursor| !cursor.is_empty()),
            bounded(request.limit, 200, 0, 500),
        )
        .await?;
    let last = page.examples.last().map(|example| example.example_id.clone());
    Ok(ListResponse { next_cursor: last.filter(|_| page.more), examples: page.examples })
}

pub async fn imports(call: Call, request: ImportsRequest) -> Result<ImportsResponse, Failure> {
    call.signature(&request.signature_id)?;
    let limit = list_limit(request.limit);
    Ok(ImportsResponse { imports: call.store.imports(&request.signature_id, 0, limit).await? })
}
