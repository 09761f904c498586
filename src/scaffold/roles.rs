//! Which column is what, as far as names and values tell.

use std::collections::HashSet;

use serde_json::Value;

use super::field::is_blank;
use crate::dataset::foreign::Table;

/// What the columns of a table are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    pub inputs: Vec<String>,
    pub answers: Vec<String>,
    pub id: Option<String>,
    pub split: Option<String>,
}

/// Names that a column of answers has, the most telling first.
const ANSWERS: [&str; 22] = [
    "expected",
    "expectedoutput",
    "answer",
    "label",
    "labels",
    "ideal",
    "target",
    "output",
    "queue",
    "category",
    "class",
    "intent",
    "sentiment",
    "completion",
    "gold",
    "groundtruth",
    "topic",
    "priority",
    "response",
    "tag",
    "result",
    "y",
];
const IDS: [&str; 7] = ["exampleid", "id", "uuid", "key", "dspyuuid", "rowid", "ticketid"];
const SPLITS: [&str; 5] = ["split", "dspysplit", "fold", "subset", "partition"];
/// Names of what is known about a row and says nothing of its answer.
const ASIDE: [&str; 14] = [
    "index",
    "unnamed0",
    "createdat",
    "updatedat",
    "date",
    "time",
    "timestamp",
    "url",
    "augmented",
    "metadata",
    "meta",
    "description",
    "comment",
    "notes",
];

/// What each column probably is. What is given already is left out of it.
pub fn propose(table: &Table, given: &Roles) -> Roles {
    let is_given = |column: &str| {
        let all = given.inputs.iter().chain(&given.answers).chain(&given.id).chain(&given.split);
        all.into_iter().any(|one| one == column)
    };
    let free: Vec<&String> = table.columns.iter().filter(|column| !is_given(column)).collect();
    let named = |names: &[&str], test: &dyn Fn(&str) -> bool| {
        names.iter().find_map(|name| {
            free.iter()
                .find(|column| squeeze(column) == *name && test(column))
                .map(|c| (*c).clone())
        })
    };
    let is_number = |column: &str| is_key(table, column) && cells(table, column).all(is_code);
    let id = given.id.clone().or_else(|| named(&IDS, &|column| is_key(table, column)));
    let id = id
        .or_else(|| free.first().filter(|c| free.len() > 2 && is_number(c)).map(|c| (*c).clone()));
    let split = given.split.clone().or_else(|| named(&SPLITS, &|column| is_split(table, column)));
    let is_left = |column: &str| Some(column) != id.as_deref() && Some(column) != split.as_deref();
    let answers = if given.answers.is_empty() {
        let by_format = table.answer.clone().filter(|answer| !is_given(answer));
        let by_name = || named(&ANSWERS, &is_left);
        let by_values =
            || free.iter().rev().find(|column| is_left(column) && repeats(table, column));
        let last = || free.iter().rev().find(|column| is_left(column));
        let found = by_format.or_else(by_name);
        found.or_else(|| by_values().or_else(last).map(|c| (*c).clone())).into_iter().collect()
    } else {
        given.answers.clone()
    };
    let inputs = if given.inputs.is_empty() {
        let rest = free.iter().filter(|column| is_left(column) && !answers.contains(column));
        let rest: Vec<String> = rest.map(|column| (*column).clone()).collect();
        let telling: Vec<String> =
            rest.iter().filter(|column| !is_aside(table, column)).cloned().collect();
        if telling.is_empty() { rest } else { telling }
    } else {
        given.inputs.clone()
    };
    Roles { inputs, answers, id, split }
}

fn squeeze(column: &str) -> String {
    let kept = column.chars().filter(|character| character.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn cells<'a>(table: &'a Table, column: &str) -> impl Iterator<Item = &'a Value> {
    let at = table.position(column);
    table.records.iter().filter_map(move |record| record.values[at?].as_ref())
}

/// Whether a column is about the row and not about what it says.
fn is_aside(table: &Table, column: &str) -> bool {
    let is_date = |cell: &Value| {
        let text = cell.as_str().unwrap_or_default().trim();
        let day = text.split(['T', ' ']).next().unwrap_or_default();
        let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        parts.len() == 3 && parts.iter().all(is_number)
    };
    let mut filled = cells(table, column).filter(|cell| !is_blank(cell)).peekable();
    let is_dates = filled.peek().is_some() && filled.all(is_date);
    is_dates || ASIDE.contains(&&*squeeze(column))
}

/// A number, or a word with digits such as `T-1001`.
fn is_code(cell: &Value) -> bool {
    match cell {
        Value::Number(_) => true,
        Value::String(text) => {
            text.len() <= 40
                && !text.contains(char::is_whitespace)
                && text.contains(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether every row has a value of its own.
fn is_key(table: &Table, column: &str) -> bool {
    let mut seen = HashSet::new();
    let scalar = |cell: &&Value| cell.is_string() || cell.is_number();
    let all = cells(table, column).filter(scalar).filter(|cell| !is_blank(cell));
    all.filter(|cell| seen.insert(cell.to_string())).count() == table.records.len()
}

fn is_split(table: &Table, column: &str) -> bool {
    let mut all = cells(table, column).peekable();
    all.peek().is_some()
        && all.all(|cell| cell.as_str().is_some_and(|n| super::rows::split(n).is_some()))
}

/// Whether few values come again and again.
fn repeats(table: &Table, column: &str) -> bool {
    let different: HashSet<String> = cells(table, column).map(Value::to_string).collect();
    different.len() > 1 && different.len() * 2 <= table.records.len() && different.len() <= 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::foreign;

    fn proposed(
        text: &str,
        given: &Roles,
    ) -> (Vec<String>, Vec<String>, Option<String>, Option<String>) {
        let table = foreign::read("t.csv", text.as_bytes()).unwrap();
        let Roles { inputs, answers, id, split } = propose(&table, given);
        (inputs, answers, id, split)
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn names_and_values_tell() {
        let text = "id,created_at,subject,body,queue,split\n1,x,a,b,q,train\n2,y,c,d,q,test\n";
        let (inputs, answers, id, split) = proposed(text, &Roles::default());
        assert_eq!((inputs, answers), (words("subject body"), words("queue")));
        assert_eq!((id.as_deref(), split.as_deref()), (Some("id"), Some("split")));
        let text = "ticket,received,body,tag\nT-1,2026-01-02,a,x\nT-2,2026-01-03,b,y\n";
        let (inputs, _, id, _) = proposed(text, &Roles::default());
        assert_eq!((inputs, id.as_deref()), (words("body"), Some("ticket")));
        let text = "text,where\na,x\nb,x\nc,y\nd,y\n";
        assert_eq!(proposed(text, &Roles::default()).1, words("where"));
        let given = Roles { answers: words("text"), ..Roles::default() };
        assert_eq!(proposed(text, &given).0, words("where"));
    }

    #[test]
    fn an_id_that_occurs_twice_is_none() {
        let (inputs, _, id, _) = proposed("id,text,label\n1,a,x\n1,b,y\n", &Roles::default());
        assert_eq!((inputs, id), (words("id text"), None));
    }
}
