//! The page beside a new signature: what each file is for.

use serde_json::{Value, json};

use super::field::whole;
use super::{Field, Kind, Name, Rows};

/// A page in Markdown. `source` is what the rows were made of.
pub fn guide(
    name: &Name,
    source: Option<&str>,
    inputs: &[Field],
    answers: &[Field],
    rows: &Rows,
) -> String {
    let Name { id, short, stem } = name;
    let made = source.map_or_else(String::new, |source| format!(" Its rows came from `{source}`."));
    let table = |fields: &[Field]| {
        let line = |field: &Field| {
            let optional = if field.is_optional { ", may be missing" } else { "" };
            format!("| `{}` | {}{optional} |\n", field.name, field.kind.words())
        };
        fields.iter().map(line).collect::<String>()
    };
    let is_free = answers.iter().any(|field| field.kind == Kind::Text);
    let free = if is_free {
        "\nA free text counts as right only when it is identical to the expected one; \
         docs/signatures.md describes other rewards.\n"
    } else {
        ""
    };
    let counted = rows.train + rows.holdout + rows.test;
    let data = if counted > 0 {
        format!(
            "{counted} labelled rows: {} to search on (`train`), {} that judge (`holdout`)",
            rows.train, rows.holdout
        )
    } else {
        "the labelled rows, which are still to be written".to_owned()
    };
    format!(
        "# {short}\n\n\
         A signature of dse, `{id}`, made by `dse new`.{made}\n\n\
         | file | what it is |\n| --- | --- |\n\
         | `signatures/{stem}.json` | the contract: the schemas of input and output, and the prompt (`promptIr`) |\n\
         | `datasets/{stem}.jsonl` | {data} |\n\
         | `dse.toml` | its `[[dataset]]` entry says which signature the rows belong to |\n\n\
         Input\n\n| field | what it holds |\n| --- | --- |\n{}\n\
         Answer\n\n| field | what it holds |\n| --- | --- |\n{}{free}\n\
         ## What to do with it\n\n\
         - `dse overnight {short}` searches for a better prompt, and promotes it if the held-out rows show that it is better.\n\
         - Edit the text of the `Instruction` block: describe how to tell the answers apart, as you would to a new colleague.\n\
         - The default job is used, which depends on the model. \
         `dse new {short} --job` writes a job and a reward to change.\n\
         - A new row is a new line of the dataset; `dse dataset split --keep` assigns a `split` to those that lack one:\n\n\
         ```json\n{}\n```\n\n\
         - `dse signature check` and `dse dataset validate` check your edits.\n",
        table(inputs),
        table(answers),
        row(inputs, answers),
    )
}

/// A row with a value of the right kind in each field.
fn row(inputs: &[Field], answers: &[Field]) -> String {
    let object = |fields: &[Field]| {
        let values = fields.iter().map(|field| (field.name.clone(), sample(&field.kind)));
        Value::Object(values.collect())
    };
    let expected = match whole(answers) {
        Some(_) => json!({}),
        None => object(answers),
    };
    let (input, expected) = (object(inputs).to_string(), expected.to_string());
    format!(
        "{{\"exampleId\":\"a-name-of-its-own\",\"inputJson\":{input},\"expectedJson\":{expected},\
         \"split\":\"train\"}}"
    )
}

fn sample(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!("…"),
        Kind::Number => json!(0.5),
        Kind::Integer => json!(1),
        Kind::Boolean => json!(true),
        Kind::Choice(values) => values.first().cloned().unwrap_or_default(),
        Kind::Json(_) => json!({}),
    }
}
