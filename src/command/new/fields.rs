//! The fields of a new signature: as arguments name them, or a person.

use serde_json::{Value, json};

use super::Args;
use crate::command::{CommandError, Context};
use crate::dataset::foreign::Table;
use crate::model::text::nearest;
use crate::scaffold::{Field, Kind};
use crate::ui::{Shown, Table as Sheet, Ui, shown};

/// What goes in and what comes out.
pub struct Fields {
    pub inputs: Vec<Field>,
    pub answers: Vec<Field>,
    /// What a person has said that is to be done.
    pub instruction: Option<String>,
    pub id: Option<String>,
    pub split: Option<String>,
}

/// A field as it is asked for: its column, and what it holds if that is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    pub column: String,
    pub kind: Option<Kind>,
}

/// Reads `subject,body`, `age:integer` and `queue=billing,shipping`.
pub fn specs(given: &[String], table: Option<&Table>) -> Result<Vec<Spec>, CommandError> {
    let is_column = |text: &str| table.is_some_and(|table| table.position(text).is_some());
    let mut all: Vec<Spec> = Vec::new();
    for text in given {
        let parts: Vec<&str> = if is_column(text) || text.contains('=') {
            vec![text]
        } else {
            text.split(',').collect()
        };
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            let spec = if is_column(part) {
                Spec { column: part.to_owned(), kind: None }
            } else {
                spec(part)?
            };
            if all.iter().any(|known| known.column == spec.column) {
                let message = format!("`{}` is named twice", spec.column);
                return Err(CommandError::usage(message));
            }
            all.push(spec);
        }
    }
    Ok(all)
}

fn spec(part: &str) -> Result<Spec, CommandError> {
    if let Some((name, values)) = part.split_once('=') {
        let values: Vec<&str> =
            values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
        if values.len() < 2 {
            let message = format!("`{part}` names fewer than two answers");
            return Err(CommandError::usage(message).with_hint("as in queue=billing,shipping"));
        }
        let numbers: Option<Vec<Value>> =
            values.iter().map(|value| value.parse::<i64>().ok().map(Value::from)).collect();
        let values = numbers.unwrap_or_else(|| values.into_iter().map(Value::from).collect());
        return Ok(Spec { column: name.trim().to_owned(), kind: Some(Kind::Choice(values)) });
    }
    let Some((name, kind)) = part.rsplit_once(':') else {
        return Ok(Spec { column: part.to_owned(), kind: None });
    };
    let Some(found) = Kind::named(kind) else {
        let near = nearest(kind, Kind::NAMES);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(CommandError::usage(format!("`{kind}` is no type of a field{near}"))
            .with_hint(format!("types are {}", Kind::NAMES.join(", "))));
    };
    Ok(Spec { column: name.trim().to_owned(), kind: Some(found) })
}

/// The fields of a signature without data.
pub fn asked(context: &Context, args: &Args) -> Result<Fields, CommandError> {
    let ui = &context.ui;
    let missing = || {
        CommandError::usage("neither rows nor fields are given").with_hint(
            "--from FILE makes it of labelled rows; else name the fields: \
             --input subject,body --answer queue=billing,shipping",
        )
    };
    let ask = |given: &[String], question: &'static str| {
        if !given.is_empty() {
            return Ok(given.to_vec());
        }
        ui.ask(&Shown::from(question)).map(|answer| vec![answer]).ok_or_else(missing)
    };
    let inputs = specs(&ask(&args.input, "Input fields, such as subject, body:")?, None)?;
    let answer = "Answer and its values, such as queue=billing,shipping:";
    let answers = specs(&ask(&args.answer, answer)?, None)?;
    if inputs.is_empty() || answers.is_empty() {
        return Err(missing());
    }
    let instruction = match &args.instruction {
        Some(text) => Some(text.clone()),
        None => ui.ask(&"What is to be decided, in a sentence (empty for a plain one):".into()),
    };
    let instruction = instruction.filter(|text| !text.trim().is_empty());
    let mut taken: Vec<String> = Vec::new();
    let mut fields = |specs: Vec<Spec>| -> Result<Vec<Field>, CommandError> {
        let field = |Spec { column, kind }: Spec| {
            if taken.contains(&column) {
                return Err(CommandError::usage(format!("`{column}` is named twice")));
            }
            taken.push(column.clone());
            let kind = kind.unwrap_or(Kind::Text);
            Ok(Field { name: column.clone(), column, kind, is_optional: false })
        };
        specs.into_iter().map(field).collect()
    };
    let (inputs, answers) = (fields(inputs)?, fields(answers)?);
    Ok(Fields { inputs, answers, instruction, id: None, split: None })
}

impl Fields {
    /// What may not be meant.
    pub fn doubts(&self, by_answer: &[(String, usize)]) -> Vec<String> {
        let mut doubts = Vec::new();
        for (at, (one, _)) in by_answer.iter().enumerate() {
            let same = |(other, _): &&(String, usize)| other.to_lowercase() == one.to_lowercase();
            if let Some((other, _)) = by_answer[at + 1..].iter().find(same) {
                doubts.push(format!(
                    "`{one}` and `{other}` differ in case only, and are two answers"
                ));
            }
        }
        for field in self.answers.iter().filter(|field| field.kind == Kind::Text) {
            doubts.push(format!(
                "`{0}` is free text: only identical answers count as right. If it has few values, \
                 name them: --answer {0}=A,B",
                field.name
            ));
        }
        doubts
    }
}

pub fn document(fields: &[Field]) -> Value {
    let one = |field: &Field| {
        json!({
            "column": field.column, "field": field.name, "schema": field.kind.schema(),
            "optional": field.is_optional,
        })
    };
    fields.iter().map(one).collect()
}

/// Prints the fields, a line each, and how often each answer occurs.
pub fn print(ui: &Ui, fields: &Fields, by_answer: &[(String, usize)]) {
    let mut sheet = Sheet::new(&["", "", ""]);
    for (role, fields) in [("input", &fields.inputs), ("answer", &fields.answers)] {
        for field in fields {
            sheet.row([role, &field.name, &field.kind.words()]);
        }
    }
    sheet.print(ui);
    if !by_answer.is_empty() {
        let counts: Vec<String> =
            by_answer.iter().take(12).map(|(answer, count)| format!("{answer} {count}")).collect();
        let more = if by_answer.len() > 12 { ", …" } else { "" };
        ui.out(shown!("rows by answer: {}{}", counts.join(", "), more));
    }
}
