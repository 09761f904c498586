//! `dse signature check`

use std::path::Path;

use serde_json::{Value, json};

use crate::catalog::{Catalog, CatalogFault, Inspection, Kind};
use crate::command::dataset::validate::Output;
use crate::command::{CommandError, Context, Outcome};
use crate::model::diagnostic::Severity;
use crate::report::findings::{FileSheet, Form, Piece, Sheet, Sort, counts_in_words, render_sheet};
use crate::report::words;
use crate::ui::{Shown, Tone, Ui, shown};

/// Check the workspace's signatures, jobs, rewards and judge pins
///
/// Reads signatures/, jobs/, rewards/ and pinned/ of the workspace the way
/// that a server reads them, and names every fault of every file with line and
/// column. Exits with 1 when there are errors; warnings alone are fine.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exit with 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// The form of the report
    #[arg(long, value_enum, value_name = "FORM")]
    output: Option<Output>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let root = context.config.root();
    let inspection = Catalog::inspect(root);
    let signatures = inspection.catalog.as_ref().map(|catalog| catalog.signatures().count());
    let checked = Checked::of(inspection, root);
    let form = match args.output {
        Some(output) => output.into(),
        None if context.ui.is_machine() => Form::Json,
        None => Form::Human,
    };
    let ui = &context.ui;
    let worst = checked.faults.iter().map(|fault| fault.diagnostic.severity).max();
    let failed = worst >= Some(if args.strict { Severity::Warning } else { Severity::Error });
    match form {
        Form::Json if args.output.is_none() => ui.last(&checked.document(signatures, failed)),
        Form::Json => ui.document(&checked.document(signatures, failed)),
        Form::Human => checked.print(ui),
        _ => checked.render(form, ui),
    }
    Ok(if failed { Outcome::No } else { Outcome::Yes })
}

/// What was looked at, by names from the workspace's root.
struct Checked {
    files: Vec<String>,
    faults: Vec<CatalogFault>,
}

impl Checked {
    fn of(inspection: Inspection, root: &Path) -> Self {
        let short = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
        let files = inspection.files.iter().map(|path| short(path)).collect();
        let faults = inspection.faults.into_iter().map(|mut fault| {
            fault.file = short(Path::new(&fault.file));
            fault
        });
        Self { files, faults: faults.collect() }
    }

    fn counts(&self) -> [u64; 3] {
        let mut counts = [0; 3];
        self.faults.iter().for_each(|fault| counts[fault.diagnostic.severity as usize] += 1);
        counts
    }

    /// The files that were read, then those that could not be.
    fn sheet(&self) -> Sheet {
        let mut names = self.files.clone();
        let others = self.faults.iter().filter(|fault| !self.files.contains(&fault.file));
        names.extend(others.map(|fault| fault.file.clone()));
        names.dedup();
        let of = |name: &str| {
            let own = self.faults.iter().filter(|fault| fault.file == name);
            own.map(|fault| fault.diagnostic.clone()).collect()
        };
        let file =
            |name: String| FileSheet { clean: "no faults".to_owned(), found: of(&name), name };
        Sheet {
            command: "dse signature check",
            files: names.into_iter().map(file).collect(),
            sorts: Kind::ALL.into_iter().map(sort).collect(),
            unread: Vec::new(),
            hidden: 0,
        }
    }

    fn render(&self, form: Form, ui: &Ui) {
        render_sheet(form, &self.sheet(), ui.width(), &mut |piece| match piece {
            Piece::Shown(lines) => ui.out(lines),
            Piece::Json(document) => ui.document(&document),
            Piece::Text(text) => ui.data(text.as_bytes()),
        });
    }

    fn print(&self, ui: &Ui) {
        self.render(Form::Human, ui);
        let is_clean = |file: &&String| !self.faults.iter().any(|fault| fault.file == **file);
        for file in self.files.iter().filter(is_clean) {
            ui.out(shown!("{}  ok", file));
        }
        let own = words::count(self.files.len() as u64, "file");
        let counts = self.counts();
        let found = match counts {
            [0, 0, 0] => Shown::from("no faults"),
            [_, _, 0] => Tone::Warn.paint(shown!("{}", counts_in_words(counts))),
            _ => Tone::Bad.paint(shown!("{}", counts_in_words(counts))),
        };
        ui.out(shown!("{} of the workspace checked: {}", own, found));
    }

    /// The fault to look at first: an error in something that is written.
    fn foremost(&self) -> usize {
        let missing = Kind::MissingField.code();
        let rank = |fault: &CatalogFault| (!fault.is_error(), fault.diagnostic.code == missing);
        let ranks = self.faults.iter().map(rank).enumerate();
        ranks.min_by_key(|(_, rank)| *rank).map_or(0, |(at, _)| at)
    }

    fn document(&self, signatures: Option<usize>, failed: bool) -> Value {
        let findings: Vec<Value> = self.faults.iter().map(finding).collect();
        let [notes, warnings, errors] = self.counts();
        let mut document = json!({
            "ok": !failed,
            "files": self.files,
            "signatures": signatures,
            "findings": findings,
            "bySeverity": {"error": errors, "warning": warnings, "note": notes},
        });
        if failed {
            let message = counts_in_words(self.counts());
            document["error"] = json!({"code": "catalog", "message": message});
            document["finding"] = findings[self.foremost()].clone();
        }
        document
    }
}

fn sort(kind: Kind) -> Sort {
    let (code, summary) = kind.words();
    Sort {
        code,
        name: None,
        summary,
        why: summary,
        help: summary.to_owned(),
        severity: Severity::Error,
        tag: None,
    }
}

fn finding(fault: &CatalogFault) -> Value {
    let region = fault.diagnostic.region.as_ref();
    let position = region.map_or(Value::Null, |region| {
        json!({
            "line": region.line,
            "column": region.columns.start,
            "endColumn": region.columns.end,
        })
    });
    json!({
        "file": fault.file,
        "position": position,
        "field": fault.field,
        "code": fault.diagnostic.code,
        "severity": fault.diagnostic.severity.name(),
        "reason": fault.reason,
        "help": fault.diagnostic.help,
    })
}
