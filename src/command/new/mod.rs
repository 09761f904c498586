//! `dse new`: from labelled rows, or from nothing, to a signature of one's own.

mod columns;
mod fields;
mod files;
mod rows;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{CommandError, Context, ErrorKind, Outcome};
use crate::catalog::{Catalog, DEFAULT_REWARD, Origin};
use crate::dataset::foreign::Table;
use crate::model::lm_settings::Provider;
use crate::model::name::{short, without_version};
use crate::scaffold::{self, Made, Name, Prompt, Rows};
use crate::ui::shown;
use fields::Fields;
use files::{NewFile, write};

/// Make a signature of your own, from labelled rows or from field names
///
/// Looks at the columns of FILE, proposes which are the input and which the
/// answer, and writes the contract, the dataset with its splits, a page that
/// explains them, and the entry in dse.toml. `dse overnight` then runs on it.
///
/// FILE may be CSV, TSV, JSONL, a JSON list (DSPy examples), OpenAI-evals JSONL,
/// promptfoo tests (YAML, JSON, CSV) or chat fine-tuning JSONL.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse new RouteTicket --from tickets.csv\n  dse new RouteTicket --from tickets.csv --input subject,body --answer queue\n  dse new RouteTicket --input subject,body --answer queue=billing,shipping,other"
)]
pub struct Args {
    /// What it is called: a short name, or an id such as @acme/support/RouteTicket.v1
    #[arg(value_name = "NAME")]
    name: String,
    /// The file with the labelled rows
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Columns of the input, separated by commas; NAME:TYPE sets a type: text,
    /// number, integer, boolean or json
    #[arg(long, value_name = "COLUMNS")]
    input: Vec<String>,
    /// The column of the answer; NAME=VALUE,VALUE names the answers there are
    #[arg(long, value_name = "COLUMNS")]
    answer: Vec<String>,
    /// The column that names each row; else ids follow from the rows
    #[arg(long, value_name = "COLUMN", requires = "from")]
    id: Option<String>,
    /// The column that says train, holdout or test; rows without are assigned
    #[arg(long, value_name = "COLUMN", requires = "from")]
    split: Option<String>,
    /// What the model is told to do, in place of a sentence that names the fields
    #[arg(long, value_name = "TEXT")]
    instruction: Option<String>,
    /// The share of rows that judge; else 30%, and more where rows are few
    #[arg(long, value_name = "PERCENT", value_parser = super::dataset::split::percent)]
    holdout: Option<f64>,
    /// Another seed assigns rows otherwise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Take the proposed columns without asking
    #[arg(long)]
    yes: bool,
    /// Leave out rows that cannot be used: no answer, contradictions, wrong values
    #[arg(long, requires = "from")]
    skip_unusable: bool,
    /// Write a job and a reward too, to change what is searched and how it is scored
    #[arg(long)]
    job: bool,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let root = context.config.root();
    let folder = root.file_name().unwrap_or_default().to_string_lossy();
    let catalog = Catalog::load(root)?;
    let own = catalog.signatures().filter(|one| matches!(one.origin, Origin::File(_)));
    let own: Vec<&str> = own.map(|one| &*one.value.signature_id).collect();
    let name = name(&args.name, &folder, &own)?;
    let has_data = args.from.is_some() || !args.input.is_empty() || !args.answer.is_empty();
    if args.job && !has_data && own.contains(&&*name.id) {
        return only_job(context, args, &name);
    }
    refuse_second(&catalog, &name, root)?;
    let table = args.from.as_deref().map(|file| rows::read(context, file)).transpose()?;
    let fields = match &table {
        Some(table) => columns::settle(context, args, table)?,
        None => fields::asked(context, args)?,
    };
    let made = match &table {
        Some(table) => rows::make(context, args, table, &fields, &name)?,
        None => Made::default(),
    };
    let contract = contract(args, &name, &fields, table.as_ref());
    let mut new =
        vec![NewFile::json("signatures", &name, &contract, "the contract and the prompt")];
    let source = table.as_ref().map(|table| table.name.clone());
    let guide =
        scaffold::guide(&name, source.as_deref(), &fields.inputs, &fields.answers, &made.rows);
    new.push(NewFile::page(&name, guide));
    if table.is_some() {
        new.push(NewFile::rows(&name, made.jsonl.clone(), rows::words(&made.rows)));
    }
    if args.job {
        new.extend(job(context, &name));
    }
    let faults = rows::faults(context, &name, &contract, &made)?;
    let settled = write(context, &name, new, args.force, args.dry_run)?;
    tell(
        context,
        args,
        &Told {
            name: &name,
            table: table.as_ref(),
            fields: &fields,
            made: &made,
            files: &settled,
            faults,
        },
    )
}

/// The name of a new signature; a short one that is there already means that.
fn name(given: &str, folder: &str, own: &[&str]) -> Result<Name, CommandError> {
    let is_meant = |id: &&&str| short(id) == given || without_version(short(id)) == given;
    let given = own.iter().find(is_meant).copied().unwrap_or(given);
    Name::of(given, folder).map_err(|error| {
        CommandError::usage(error.to_string())
            .with_hint("for example RouteTicket, or @acme/support/RouteTicket.v1")
    })
}

/// An id is defined in one file.
fn refuse_second(catalog: &Catalog, name: &Name, root: &Path) -> Result<(), CommandError> {
    let target = root.join("signatures").join(format!("{}.json", name.stem));
    let same = catalog.signatures().find(|one| one.value.signature_id == name.id);
    match same.map(|one| &one.origin) {
        Some(Origin::File(path)) if *path != target => {
            let place = path.strip_prefix(root).unwrap_or(path).display();
            Err(CommandError::usage(format!("{} is defined in {place} already", name.id))
                .with_hint("take another name, or remove that file"))
        }
        _ => Ok(()),
    }
}

fn contract(args: &Args, name: &Name, fields: &Fields, table: Option<&Table>) -> Value {
    let instruction = args.instruction.clone().or_else(|| fields.instruction.clone());
    let from_file = || table.and_then(|table| table.instruction.clone());
    let prompt = Prompt {
        system: table.and_then(|table| table.system.clone()),
        instruction: instruction.or_else(from_file),
    };
    scaffold::contract(name, &fields.inputs, &fields.answers, &prompt)
}

/// A job that does what the default one does with the model of now.
fn job(context: &Context, name: &Name) -> [NewFile; 2] {
    let writes = context.config.settings.lm.provider == Provider::Openai;
    let optimizer = if writes { "joint_race.v1" } else { "fewshot_nearest.v1" };
    let reward_id = DEFAULT_REWARD.replace("exact_json_match", &name.stem.replace(['-', '.'], "_"));
    let reward_id = reward_id.trim_end_matches(".v1");
    let reward = scaffold::reward(reward_id);
    let job = scaffold::job(&name.id, reward_id, optimizer);
    [
        NewFile::json("jobs", name, &job, "what is searched"),
        NewFile::json("rewards", name, &reward, "how an answer is scored"),
    ]
}

fn only_job(context: &Context, args: &Args, name: &Name) -> Result<Outcome, CommandError> {
    let files = write(context, name, job(context, name).into(), args.force, args.dry_run)?;
    let result = json!({"signatureId": name.id, "files": files.paths(), "dryRun": args.dry_run});
    context.answer(&result, |ui| files.print(ui, args.dry_run))
}

struct Told<'a> {
    name: &'a Name,
    table: Option<&'a Table>,
    fields: &'a Fields,
    made: &'a Made,
    files: &'a files::Written,
    /// Errors and warnings of `dse dataset validate`.
    faults: [u64; 2],
}

fn tell(context: &Context, args: &Args, told: &Told<'_>) -> Result<Outcome, CommandError> {
    let Told { name, fields, made, files, faults: [errors, warnings], .. } = told;
    let Rows { train, holdout, test, by_answer } = &made.rows;
    let left_out =
        made.unusable.iter().map(|one| json!({"line": one.line, "reason": one.why.words()}));
    let result = json!({
        "signatureId": name.id,
        "files": files.paths(),
        "dryRun": args.dry_run,
        "input": fields::document(&fields.inputs),
        "answer": fields::document(&fields.answers),
        "rows": {"train": train, "holdout": holdout, "test": test},
        "byAnswer": by_answer.iter().map(|(answer, count)| json!({"answer": answer, "rows": count})).collect::<Value>(),
        "leftOut": left_out.collect::<Value>(),
        "repeated": made.repeated,
        "findings": {"error": errors, "warning": warnings},
    });
    let people = |ui: &crate::ui::Ui| {
        if let Some(table) = told.table {
            ui.out(rows::summary(table, made));
        }
        fields::print(ui, fields, by_answer);
        files.print(ui, args.dry_run);
        for note in told.table.iter().flat_map(|table| &table.notes).chain(&made.notes) {
            ui.note(shown!("note: {}", note));
        }
        for note in fields.doubts(by_answer) {
            ui.warn(shown!("{}", note));
        }
    };
    let dataset = format!("datasets/{}.jsonl", name.stem);
    if *errors > 0 {
        let message = format!("the rows have {errors} errors, and no import would take them");
        let error = CommandError::new(ErrorKind::Refused, "faulty_rows", message)
            .with_hint(format!("`dse dataset validate {dataset}` shows them"));
        return context.refuse(error, &result, people);
    }
    context.answer(&result, |ui| {
        people(ui);
        if *warnings > 0 {
            let count = crate::report::words::count(*warnings, "warning");
            ui.warn(shown!("the rows have {}: `dse dataset validate {}`", count, dataset));
        }
        if !args.dry_run && told.table.is_some() {
            ui.note(shown!("next: `dse overnight {}`", name.short));
        } else if !args.dry_run {
            ui.note(shown!(
                "next: write labelled rows, and `dse new {} --from FILE --force`, or put them \
                 into {} as `{}` shows",
                name.short,
                dataset,
                format!("signatures/{}.md", name.stem)
            ));
        }
    })
}
