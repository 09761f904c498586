//! `dse dataset fmt`

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde_json::json;

use crate::command::{CommandError, Context, Outcome};
use crate::dataset::fix::replace_file;
use crate::dataset::format::{FormatError, format};
use crate::dataset::source::{Opened, Source, SourceError};
use crate::dataset::words::plural;

use super::inputs::{Input, expand};
use crate::ui::shown;

/// Write datasets in their canonical form
///
/// One row a line, its fields in a fixed order, no white space between them.
/// No value changes: numbers keep their digits, texts their characters.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders with .jsonl files, globs, or - from stdin to stdout
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Sort the rows by their ids
    #[arg(long)]
    sort: bool,
    /// Change nothing; exit with 1 when a file is not in its canonical form
    #[arg(long)]
    check: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let inputs = expand(&context.config, &args.files)?;
    let mut different = Vec::new();
    for input in &inputs {
        let differs = match input {
            Input::Stdin => stdin(context, args)?,
            Input::File { path, name } => match Source::open(path, name)? {
                Opened::File(source) => file(&source, path, args)?,
                Opened::Stream(_) => return Err(SourceError::Pipe(name.clone()).into()),
            },
        };
        if differs {
            different.push(input.name().to_owned());
        }
    }
    report(context, args, inputs.len(), &different);
    Ok(if args.check && !different.is_empty() { Outcome::No } else { Outcome::Yes })
}

fn report(context: &Context, args: &Args, files: usize, different: &[String]) {
    if context.ui.is_machine() {
        let ok = !args.check || different.is_empty();
        return context.ui.last(&json!({"ok": ok, "files": files, "different": different}));
    }
    let word = if args.check { "would be formatted" } else { "formatted" };
    for name in different {
        context.ui.note(shown!("{}: {}", word, name));
    }
    let same = plural(files - different.len(), "file");
    context.ui.note(shown!("{} {}, {} left as they are", different.len(), word, same));
}

/// Formats a file in place; tells whether it differs.
fn file(source: &Source, path: &std::path::Path, args: &Args) -> Result<bool, CommandError> {
    let mut different = false;
    let mut failure = None;
    let replaced = replace_file(source, path, |out| {
        let mut compare = Compare { out, old: source.range(0..source.len()), differs: false };
        if let Err(error) = format(source, args.sort, &mut compare) {
            failure = Some(failed(&source.name, error));
            return Ok(false);
        }
        different = compare.differs || compare.old.read(&mut [0])? > 0;
        Ok(different && !args.check)
    });
    match failure {
        Some(error) => Err(error),
        None => Ok(replaced.map(|()| different)?),
    }
}

fn stdin(context: &Context, args: &Args) -> Result<bool, CommandError> {
    let source = Source::spooled("<stdin>", io::stdin().lock())?;
    let mut text = Vec::new();
    let mut compare =
        Compare { out: &mut text, old: source.range(0..source.len()), differs: false };
    format(&source, args.sort, &mut compare).map_err(|error| failed(&source.name, error))?;
    let rest = compare.old.read(&mut [0]).map_err(|error| source.fail(error))?;
    let differs = compare.differs || rest > 0;
    if !args.check {
        context.ui.rows(&text);
    }
    Ok(differs)
}

fn failed(name: &str, error: FormatError) -> CommandError {
    let failure = CommandError::usage(format!("{name}: {error}"));
    match error {
        FormatError::NotARow(_) => {
            failure.with_hint(format!("`dse dataset validate {name}` tells what is wrong"))
        }
        FormatError::Io(_) => failure,
    }
}

/// Writes, and notices where the text differs from the old one.
struct Compare<'a, R> {
    out: &'a mut dyn Write,
    old: R,
    differs: bool,
}

impl<R: Read> Write for Compare<'_, R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.differs {
            let mut old = vec![0; bytes.len()];
            let mut filled = 0;
            while filled < old.len() {
                match self.old.read(&mut old[filled..])? {
                    0 => break,
                    count => filled += count,
                }
            }
            self.differs = old[..filled] != *bytes;
        }
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
