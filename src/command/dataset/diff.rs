//! `dse dataset diff`

use std::collections::BTreeMap;
use std::path::Path;

use crate::command::{CommandError, Context, Outcome, names::signature as id_of, online};
use crate::dataset::diff::{Diff, make};
use crate::dataset::git;
use crate::dataset::source::{Opened, Source, SourceError};
use crate::dataset::stored::as_stored;
use crate::report::changes::{Changes, document, human, markdown, names, stat};

use super::export;

/// Compare two datasets by meaning
///
/// Rows are matched by exampleId; the order of rows and keys and white space
/// are nothing. Changed labels come first, because they change what counts as
/// correct.
///
/// A side is a file, REV:PATH of git, - for standard input, or
/// remote:SIGNATURE. Beside what a server holds, a file counts as an import
/// would store it. Called with the seven arguments of git's external diff
/// drivers, it works as one.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse diff main:rows.jsonl rows.jsonl\n  dse diff rows.jsonl remote:RouteTicket --exit-code"
)]
pub struct Args {
    /// The two sides, old and new
    #[arg(value_names = ["OLD", "NEW"], num_args = 2..=9, required = true)]
    sides: Vec<String>,
    /// Counts only: by kind, split and answer
    #[arg(long, conflicts_with_all = ["name_only", "output"])]
    stat: bool,
    /// The ids of the rows that differ, one a line
    #[arg(long, conflicts_with = "output")]
    name_only: bool,
    /// Exit with 1 when there are differences
    #[arg(long)]
    exit_code: bool,
    /// The form of the result
    #[arg(long, value_enum, value_name = "FORM")]
    output: Option<Output>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    Human,
    Json,
    Markdown,
    /// What `dse dataset apply` takes.
    Patch,
}

/// Rows that a server holds, as JSONL, by signature.
type Remote = BTreeMap<String, Vec<u8>>;

const REMOTE: &str = "remote:";

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let wanted: Vec<String> =
        args.sides.iter().filter_map(|side| side.strip_prefix(REMOTE).map(str::to_owned)).collect();
    if wanted.is_empty() {
        return compare(context, args, &Remote::new());
    }
    let args = args.clone();
    online(context, async move |context, client| {
        let mut remote = Remote::new();
        for signature in wanted {
            let id = id_of(&client, &signature).await?;
            let rows = export::jsonl(&context, &client, &id).await?;
            remote.insert(signature, rows);
        }
        compare(&context, &args, &remote)
    })
}

fn compare(context: &Context, args: &Args, remote: &Remote) -> Result<Outcome, CommandError> {
    let (old, new) = match args.sides.as_slice() {
        [old, new] => {
            let stored = |text: &String| -> Result<Source, CommandError> {
                let source = side(context, text, remote)?;
                // A server cleans rows; only what differs after that differs.
                let is_file = !remote.is_empty() && !text.starts_with(REMOTE);
                Ok(if is_file { as_stored(&source)? } else { source })
            };
            (stored(old)?, stored(new)?)
        }
        // path old-file old-hex old-mode new-file new-hex new-mode, and for
        // renames the new name and git's words about it.
        [path, old, _, _, new, _, _] | [path, old, _, _, new, _, _, _, _] => {
            (driver_side(old, path)?, driver_side(new, path)?)
        }
        _ => {
            return Err(CommandError::usage("two sides are needed")
                .with_hint("`dse dataset diff OLD NEW`; git calls it with seven arguments"));
        }
    };
    let diff = Diff::of(&old, &new).map_err(|error| old.fail(error))?;
    for source in [&old, &new] {
        source.check_unchanged()?;
    }
    show(context, args, &diff, &old, &new)?;
    Ok(if args.exit_code && !diff.is_empty() { Outcome::No } else { Outcome::Yes })
}

fn show(
    context: &Context,
    args: &Args,
    diff: &Diff,
    old: &Source,
    new: &Source,
) -> Result<(), CommandError> {
    let ui = &context.ui;
    if args.output == Some(Output::Patch) {
        let patch = make(diff, old, new).map_err(|error| new.fail(error))?;
        ui.rows(patch.text().as_bytes());
        return Ok(());
    }
    let changes = Changes::of(diff, old, new).map_err(|error| new.fail(error))?;
    match args.output {
        _ if args.stat => ui.out(stat(&changes)),
        _ if args.name_only && changes.is_empty() => {}
        _ if args.name_only => ui.out(names(&changes)),
        Some(Output::Json) => ui.document(&document(&changes)),
        Some(Output::Markdown) => ui.data(markdown(&changes).as_bytes()),
        None if ui.is_machine() => ui.last(&document(&changes)),
        _ => ui.out(human(&changes)),
    }
    Ok(())
}

fn side(context: &Context, text: &str, remote: &Remote) -> Result<Source, CommandError> {
    if text == "-" {
        return Ok(Source::spooled("<stdin>", std::io::stdin().lock())?);
    }
    if let Some(rows) = text.strip_prefix(REMOTE).and_then(|signature| remote.get(signature)) {
        return Ok(Source::spooled(text, rows.as_slice())?);
    }
    let path = context.config.workspace.resolve_argument(text);
    if !path.exists() && text.contains(':') {
        return Ok(git::blob(context.config.workspace.start(), text, text)?);
    }
    open(&path, text)
}

/// A file that git made for the driver; `/dev/null` stands for no file.
fn driver_side(file: &str, path: &str) -> Result<Source, CommandError> {
    if file == "/dev/null" {
        return Ok(Source::spooled(path, std::io::empty())?);
    }
    open(Path::new(file), path)
}

fn open(path: &Path, name: &str) -> Result<Source, CommandError> {
    match Source::open(path, name)? {
        Opened::File(source) => Ok(source),
        Opened::Stream(stream) => Ok(Source::spooled(name, stream)?),
    }
}

/// Opens what a command reads as a whole: a file, a pipe, or stdin.
///
/// # Errors
/// When it cannot be read.
pub(super) fn open_argument(context: &Context, text: &Path) -> Result<Source, CommandError> {
    let name = text.display().to_string();
    if text == Path::new("-") {
        return Source::spooled("<stdin>", std::io::stdin().lock()).map_err(SourceError::into);
    }
    open(&context.config.workspace.resolve_argument(text), &name)
}
