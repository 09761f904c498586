//! Which columns of a file are what: as arguments say, a person, or `--yes`.

use super::Args;
use super::fields::{Fields, Spec, specs};
use crate::command::{CommandError, Context};
use crate::dataset::foreign::Table;
use crate::model::text::nearest;
use crate::report::words::count;
use crate::scaffold::{Field, Kind, Roles, field_name, infer, propose};
use crate::ui::{escape, shown};

/// Settles the fields that the columns of `table` give.
pub fn settle(context: &Context, args: &Args, table: &Table) -> Result<Fields, CommandError> {
    let given = given(args, table)?;
    let roles = propose(table, &roles_of(&given));
    let is_said = !given.inputs.is_empty() && !given.answers.is_empty();
    let (inputs, answers, instruction) = if is_said || args.yes {
        (specs(&roles.inputs, Some(table))?, specs(&roles.answers, Some(table))?, None)
    } else {
        ask(context, args, table, &roles)?
    };
    let with = |specs: Vec<Spec>, given: &[Spec]| -> Vec<Spec> {
        let same = |spec: &Spec| given.iter().find(|one| one.column == spec.column).cloned();
        specs.into_iter().map(|spec| same(&spec).unwrap_or(spec)).collect()
    };
    let (inputs, answers) = (with(inputs, &given.inputs), with(answers, &given.answers));
    if let Some(twice) = inputs.iter().find(|one| answers.iter().any(|a| a.column == one.column)) {
        let message = format!("`{}` is both input and answer", escape::line(&twice.column));
        return Err(CommandError::usage(message).with_hint("a model would be shown the answer"));
    }
    if inputs.is_empty() || answers.is_empty() {
        let message = format!("{} has one column only", table.name);
        return Err(CommandError::usage(message)
            .with_hint("a dataset needs an input and its answer; is the separator a comma?"));
    }
    let mut taken = Vec::new();
    let inputs = fields(table, inputs, false, &mut taken);
    let answers = fields(table, answers, true, &mut taken);
    Ok(Fields { inputs, answers, instruction, id: roles.id, split: roles.split })
}

/// What the arguments say.
struct Given {
    inputs: Vec<Spec>,
    answers: Vec<Spec>,
    id: Option<String>,
    split: Option<String>,
}

fn given(args: &Args, table: &Table) -> Result<Given, CommandError> {
    let given = Given {
        inputs: specs(&args.input, Some(table))?,
        answers: specs(&args.answer, Some(table))?,
        id: args.id.clone(),
        split: args.split.clone(),
    };
    let named = given.inputs.iter().chain(&given.answers).map(|spec| &spec.column);
    for column in named.chain(&given.id).chain(&given.split) {
        exists(table, column)?;
    }
    Ok(given)
}

fn roles_of(given: &Given) -> Roles {
    let columns = |specs: &[Spec]| specs.iter().map(|spec| spec.column.clone()).collect();
    Roles {
        inputs: columns(&given.inputs),
        answers: columns(&given.answers),
        id: given.id.clone(),
        split: given.split.clone(),
    }
}

fn exists(table: &Table, column: &str) -> Result<(), CommandError> {
    if table.position(column).is_some() {
        return Ok(());
    }
    let near = nearest(column, table.columns.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("{} has no column `{column}`{near}", table.name);
    Err(CommandError::usage(escape::line(&message))
        .with_hint(escape::line(&format!("its columns are {}", table.columns.join(", ")))))
}

type Answered = (Vec<Spec>, Vec<Spec>, Option<String>);

/// Asks a person, who may take what is proposed by answering nothing.
fn ask(
    context: &Context,
    args: &Args,
    table: &Table,
    roles: &Roles,
) -> Result<Answered, CommandError> {
    let ui = &context.ui;
    let (inputs, answers) = (roles.inputs.join(","), roles.answers.join(","));
    if !ui.is_attended() {
        let message = format!(
            "which columns of {} are the input and which the answer is not said",
            table.name
        );
        let hint = format!(
            "--yes takes --input {inputs} --answer {answers}; its columns are {}",
            table.columns.join(", ")
        );
        return Err(CommandError::usage(escape::line(&message)).with_hint(escape::line(&hint)));
    }
    let rows = count(table.records.len() as u64, "row");
    ui.err(shown!("{}: {}, {}", table.name, table.format.name(), rows));
    ui.err(shown!("columns: {}", table.columns.join(", ")));
    let inputs = choose(context, table, "Input", &args.input, &inputs)?;
    let answers = choose(context, table, "Answer", &args.answer, &answers)?;
    let question = "What is to be decided, in a sentence (empty for a plain one):";
    let instruction = match (&args.instruction, &table.instruction) {
        (None, None) => ui.ask(&question.into()).filter(|text| !text.is_empty()),
        _ => None,
    };
    Ok((inputs, answers, instruction))
}

/// Asks until the answer names columns.
fn choose(
    context: &Context,
    table: &Table,
    what: &str,
    given: &[String],
    proposed: &str,
) -> Result<Vec<Spec>, CommandError> {
    if !given.is_empty() {
        return specs(given, Some(table));
    }
    loop {
        let question = shown!("{} columns [{}]:", what, proposed);
        let Some(answer) = context.ui.ask(&question) else {
            return Err(CommandError::usage("nobody answered; nothing was written"));
        };
        let answer = if answer.is_empty() { proposed.to_owned() } else { answer };
        let chosen = specs(&[answer], Some(table)).and_then(|specs| {
            specs.iter().try_for_each(|spec| exists(table, &spec.column)).map(|()| specs)
        });
        match chosen {
            Ok(specs) if !specs.is_empty() => return Ok(specs),
            Ok(_) => {}
            Err(error) => context.ui.error(&error.message, error.hint.as_deref()),
        }
    }
}

fn fields(table: &Table, specs: Vec<Spec>, is_answer: bool, taken: &mut Vec<String>) -> Vec<Field> {
    let is_only = specs.len() == 1;
    let field = |Spec { column, kind }: Spec| {
        let at = table.position(&column).unwrap_or_default();
        let name = field_name(&column, taken);
        taken.push(name.clone());
        let kind = kind.unwrap_or_else(|| infer(table, at, is_answer));
        let keeps_empty = table.is_text && !is_answer && kind == Kind::Text;
        let is_missing = |cell: &Option<serde_json::Value>| match cell {
            None => true,
            Some(cell) => {
                cell.is_null() || cell.as_str().is_some_and(|text| text.trim().is_empty())
            }
        };
        // A row without its only answer, or its only input, is no example.
        let is_optional = !is_only
            && !keeps_empty
            && table.records.iter().any(|record| is_missing(&record.values[at]));
        Field { column, name, kind, is_optional }
    };
    specs.into_iter().map(field).collect()
}
