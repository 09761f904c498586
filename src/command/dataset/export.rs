//! `dse dataset export`

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::api::examples::ListRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome, names::about};
use crate::dataset::stored::line_of;
use crate::model::example::Example;
use crate::report::words;
use crate::ui::{Bar, Format, Shown, escape, shown};

/// Rows a page, the most that the endpoint gives.
const PAGE: u32 = 500;

/// How often a dataset is read that changes meanwhile.
const READS: usize = 5;

/// Export stored rows to a JSONL file
///
/// The rows come as they were imported: what the server notes beside a row,
/// which is where it came from, comes only when it is asked for.
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
    /// Write where each row came from beside it, as `source`
    #[arg(long)]
    with_source: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = ListRequest {
        split: args.split.clone(),
        limit: Some(PAGE.into()),
        ..ListRequest::default()
    };
    let output = args.output.as_ref().map(|path| context.config.workspace.resolve_argument(path));
    let with_source = args.with_source;
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = ListRequest { signature_id, ..request };
        let mut examples = all(&context, &client, request).await?;
        if !with_source {
            examples.iter_mut().for_each(|example| example.source = None);
        }
        match output {
            Some(path) => to_file(&context, &examples, &path),
            None => to_stdout(&context, &examples),
        }
    })
}

/// All rows of a signature as JSONL, without where they came from.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub(super) async fn jsonl(
    context: &Context,
    client: &Client,
    signature_id: &str,
) -> Result<Vec<u8>, CommandError> {
    let examples = rows(context, client, signature_id).await?;
    Ok(examples.iter().flat_map(|row| format!("{}\n", line_of(row)).into_bytes()).collect())
}

/// All rows of a signature.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn rows(
    context: &Context,
    client: &Client,
    signature_id: &str,
) -> Result<Vec<Example>, CommandError> {
    let request = ListRequest {
        signature_id: signature_id.to_owned(),
        split: None,
        limit: Some(PAGE.into()),
        cursor: None,
    };
    all(context, client, request).await
}

/// All pages, in the server's order. A dataset that changes while it is read is
/// read again: pages of two datasets are neither.
async fn all(
    context: &Context,
    client: &Client,
    request: ListRequest,
) -> Result<Vec<Example>, CommandError> {
    let mut bar = context.ui.bar("exporting", 0);
    for _ in 0..READS {
        if let Some(examples) = pages(&mut bar, client, request.clone()).await? {
            return Ok(examples);
        }
    }
    let message = "the dataset changed again and again while it was read";
    Err(CommandError::new(ErrorKind::Unavailable, "dataset_changed", message)
        .with_hint("try again when nobody imports into it"))
}

/// All pages, if they are of one revision.
async fn pages(
    bar: &mut Bar,
    client: &Client,
    mut request: ListRequest,
) -> Result<Option<Vec<Example>>, CommandError> {
    let mut examples = Vec::new();
    let mut first = None;
    loop {
        let page = client.examples(&request).await?.body;
        if *first.get_or_insert(page.revision) != page.revision {
            return Ok(None);
        }
        examples.extend(page.examples);
        bar.set(examples.len() as u64, examples.len() as u64, "");
        match page.next_cursor {
            // A cursor that does not move would never come to an end.
            Some(cursor) if request.cursor.as_ref() != Some(&cursor) => {
                request.cursor = Some(cursor);
            }
            _ => return Ok(Some(examples)),
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
    let mut out = std::io::BufWriter::new(&mut file);
    for example in examples {
        jsonl::write(&mut out, example).map_err(std::io::Error::other).map_err(fail)?;
    }
    out.flush().map_err(fail)?;
    drop(out);
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
