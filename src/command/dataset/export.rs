//! `dse dataset export`

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::api::examples::ListRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::example::Example;
use crate::report::words;
use crate::ui::{Format, Shown, escape, shown};

/// Rows a page, the most that the endpoint gives.
const PAGE: u32 = 500;

/// Bring the rows that a server holds back into a JSONL file
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Only the rows of this split
    #[arg(long, value_parser = ["train", "dev", "holdout", "test"], hide_possible_values = false)]
    split: Option<String>,
    /// The file to write, in place of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = ListRequest {
        signature_id: args.signature.clone(),
        split: args.split.clone(),
        limit: Some(PAGE.into()),
        cursor: None,
    };
    let output = args.output.as_ref().map(|path| context.config.workspace.resolve_argument(path));
    online(context, async move |context, client| {
        let examples = all(&context, &client, request).await?;
        match output {
            Some(path) => to_file(&context, &examples, &path),
            None => to_stdout(&context, &examples),
        }
    })
}

/// All rows of a signature as JSONL.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub(super) async fn jsonl(
    context: &Context,
    client: &Client,
    signature_id: &str,
) -> Result<Vec<u8>, CommandError> {
    let request = ListRequest {
        signature_id: signature_id.to_owned(),
        split: None,
        limit: Some(PAGE.into()),
        cursor: None,
    };
    let examples = all(context, client, request).await?;
    Ok(examples.iter().flat_map(|example| format!("{}\n", line(example)).into_bytes()).collect())
}

/// All pages, in the server's order.
async fn all(
    context: &Context,
    client: &Client,
    mut request: ListRequest,
) -> Result<Vec<Example>, CommandError> {
    let mut bar = context.ui.bar("exporting", 0);
    let mut examples = Vec::new();
    loop {
        let page = client.examples(&request).await?.body;
        examples.extend(page.examples);
        bar.set(examples.len() as u64, examples.len() as u64, "");
        match page.next_cursor {
            // A cursor that does not move would never come to an end.
            Some(cursor) if request.cursor.as_ref() != Some(&cursor) => {
                request.cursor = Some(cursor);
            }
            _ => return Ok(examples),
        }
    }
}

fn to_stdout(context: &Context, examples: &[Example]) -> Result<Outcome, CommandError> {
    if context.ui.format() == Format::Ndjson {
        for example in examples {
            context.ui.event(&json!({"event": "example", "example": example}));
        }
        return context.answer(&json!({"rows": examples.len()}), |_| {});
    }
    let result = || json!({"rows": examples.len(), "examples": examples});
    if context.ui.is_machine() {
        return context.answer(&result(), |_| {});
    }
    for example in examples {
        context.ui.out(Shown::json(&line(example)));
    }
    Ok(Outcome::Yes)
}

/// Writes a new file and puts it in the old one's place only when it is whole.
fn to_file(context: &Context, examples: &[Example], path: &Path) -> Result<Outcome, CommandError> {
    let fail = |error: std::io::Error| {
        CommandError::usage(format!("{}: {error}", escape::line(&path.display().to_string())))
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".dse-export")
        .permissions(permissions(path))
        .tempfile_in(folder)
        .map_err(fail)?;
    for example in examples {
        writeln!(file, "{}", line(example)).map_err(fail)?;
    }
    file.persist(path).map_err(|error| fail(error.error))?;
    context.answer(&json!({"rows": examples.len(), "file": path}), |ui| {
        let rows = words::count(examples.len() as u64, "row");
        ui.out(shown!("{} written to {}", rows, path.display().to_string()));
    })
}

/// Those of the file that is replaced, else what new files get.
fn permissions(path: &Path) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    let old = std::fs::metadata(path).map(|metadata| metadata.permissions());
    old.unwrap_or_else(|_| std::fs::Permissions::from_mode(0o644))
}

fn line(example: &Example) -> String {
    serde_json::to_string(example).expect("examples serialize to JSON")
}
