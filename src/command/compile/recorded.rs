//! A compile that is kept with every answer of the model, and one that is made
//! from such a recording again.
//!
//! Both start from nothing but the rows: a database in memory takes the place
//! of the workspace's own, so that no stored report, score or answer has a part
//! in what they prove.

use std::path::Path;

use serde_json::Value;

use super::{Compiled, answered, compile};
use crate::api::{
    Empty,
    compile::CompileRequest,
    examples::{ImportRequest, ImportsRequest},
};
use crate::client::{Client, Reason};
use crate::command::dataset::export;
use crate::command::{CommandError, Context, ErrorKind, Outcome, names::about, online};
use crate::config::MEMORY;
use crate::model::lm_settings::{LmSettings, Provider};
use crate::report::compile::Proof;
use crate::ui::escape;

/// Rows that are sent at once.
const BATCH: usize = 50;

/// Compiles afresh and keeps the answers in `file`, which must be new. The
/// result is then stored in the workspace as well.
pub fn record(
    context: &Context,
    file: &Path,
    request: CompileRequest,
    expect: Option<String>,
) -> Result<Outcome, CommandError> {
    let path = context.config.workspace.resolve_argument(file);
    if path.exists() {
        let shown = crate::ui::escape::line(&path.display().to_string());
        return Err(CommandError::usage(format!("{shown} is there already"))
            .with_hint("a recording is of one compile; name a new file, or remove the old one"));
    }
    let record = path.to_string_lossy().into_owned();
    let live = &context.config.settings.lm;
    let recording = LmSettings { record: record.clone(), ..live.clone() };
    let outcome = afresh(context, recording, request.clone(), expect)?;
    if outcome == Outcome::Yes && context.config.settings.server.url.is_empty() {
        keep(context, replaying(live, &record), request)?;
    }
    Ok(outcome)
}

/// Compiles afresh from the answers in `file`.
pub fn replay(
    context: &Context,
    file: &Path,
    request: CompileRequest,
    expect: Option<String>,
) -> Result<Outcome, CommandError> {
    let path = context.config.workspace.resolve_argument(file);
    let replay = replaying(&context.config.settings.lm, &path.to_string_lossy());
    afresh(context, replay, request, expect)
}

fn replaying(live: &LmSettings, path: &str) -> LmSettings {
    LmSettings {
        provider: Provider::Replay,
        replay: path.to_owned(),
        record: String::new(),
        ..live.clone()
    }
}

/// Puts what was recorded into the workspace's own database; no model is asked.
fn keep(
    context: &Context,
    lm: LmSettings,
    request: CompileRequest,
) -> Result<Outcome, CommandError> {
    let mut context = context.clone();
    context.config.settings.lm = lm;
    let given = request.signature_id.clone();
    about(&context, &given, async move |_, client, signature_id| {
        client.compile(&CompileRequest { signature_id, ..request }, |_| ()).await?;
        Ok(Outcome::Yes)
    })
}

/// Compiles over the workspace's rows in a database of its own.
fn afresh(
    context: &Context,
    lm: LmSettings,
    request: CompileRequest,
    expect: Option<String>,
) -> Result<Outcome, CommandError> {
    let (signature_id, rows) = read_rows(context, &request.signature_id)?;
    let request = CompileRequest { signature_id, ..request };
    let mut apart = context.clone();
    apart.config.settings.lm = lm;
    apart.config.settings.store.path = MEMORY.to_owned();
    apart.config.settings.server.url = String::new();
    online(&apart, async move |context, client| {
        for batch in rows.chunks(BATCH) {
            let import = ImportRequest {
                signature_id: request.signature_id.clone(),
                examples: Some(batch.to_vec()),
                ..ImportRequest::default()
            };
            client.import(&import).await?;
        }
        let compiled = compile(&context, &client, &request).await?;
        let proof = proof(&client, &compiled).await?;
        answered(&context, &Compiled { proof: Some(proof), ..compiled }, expect.as_deref())
    })
}

/// A signature's id and its stored rows, read where the context points to.
fn read_rows(context: &Context, given: &str) -> Result<(String, Vec<Value>), CommandError> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let (name, named) = std::sync::mpsc::channel();
    about(context, given, async move |context, client, signature_id| {
        name.send(signature_id.clone()).expect("the name is waited for");
        refuse_incomplete(&client, &signature_id).await?;
        for row in export::rows(&context, &client, &signature_id).await? {
            let row = serde_json::to_value(row).expect("rows serialize to JSON");
            sender.send(row).expect("the rows are waited for");
        }
        Ok(Outcome::Yes)
    })?;
    let signature_id = named.recv().expect("a command that succeeded has sent the name");
    Ok((signature_id, receiver.into_iter().collect()))
}

/// Refuses as a server's own compile does, where rows are still to come.
async fn refuse_incomplete(client: &Client, signature_id: &str) -> Result<(), CommandError> {
    let request = ImportsRequest { signature_id: signature_id.to_owned(), limit: Some(0.0) };
    let unfinished = match client.imports(&request).await {
        Ok(answer) => answer.body.unfinished,
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    match unfinished.first() {
        None => Ok(()),
        Some(import) => {
            let message = format!("the dataset is incomplete: {}", escape::line(&import.words()));
            Err(CommandError::new(ErrorKind::Refused, "dataset_incomplete", message)
                .with_hint("import the file again, or give the import up with --abandon"))
        }
    }
}

async fn proof(client: &Client, compiled: &Compiled) -> Result<Proof, CommandError> {
    let answer = &compiled.answer;
    let found = client.artifact(&answer.compiled_id, &answer.signature_id, &Empty {}).await?.body;
    Ok(Proof::of(&found.artifact, compiled.report.as_ref()))
}
