//! The rows of a new dataset: ids that stay, splits that follow from the input,
//! and what cannot be used.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use serde_json::{Map, Value, json};

use super::field::{is_blank, whole};
use super::{Field, Kind};
use crate::canon;
use crate::dataset::foreign::Table;
use crate::dataset::rule::Rule;
use crate::dataset::settings::{LintSettings, Profile, RuleFlags};
use crate::dataset::source::{Source, SourceError};
use crate::dataset::validate::{Options, check_stream};
use crate::dataset::words::clip;
use crate::dataset::{format, split as splits};
use crate::model::example::Split;

/// The longest id of a row.
const LONGEST_ID: usize = 200;

/// How rows are made.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// What ids begin with that follow from the input.
    pub prefix: &'a str,
    pub inputs: &'a [Field],
    pub answers: &'a [Field],
    pub id: Option<&'a str>,
    pub split: Option<&'a str>,
    pub splits: splits::Plan,
    pub tags: &'a [String],
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub line: u32,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    NoInput,
    NoAnswer,
    /// A value is not what its field holds.
    Value {
        column: String,
        value: String,
        kind: String,
    },
    /// The same input as in another line, with another answer.
    Contradicts {
        line: u32,
    },
    /// No id, one that cannot be used, or the one of another line.
    Id(String),
    UnknownSplit(String),
}

impl Why {
    /// What is wrong, for a list of such lines.
    pub fn words(&self) -> String {
        match self {
            Self::NoInput => "no input".to_owned(),
            Self::NoAnswer => "no answer".to_owned(),
            Self::Value { column, value, kind } => {
                format!("`{value}` in `{column}` is not {kind}")
            }
            Self::Contradicts { line } => {
                format!("the same input as in line {line}, with another answer")
            }
            Self::Id(reason) => reason.clone(),
            Self::UnknownSplit(name) => format!("`{name}` is no split"),
        }
    }
}

/// How many rows there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub train: usize,
    pub holdout: usize,
    pub test: usize,
    /// Rows by answer, the most frequent first; empty where answers are no labels.
    pub by_answer: Vec<(String, usize)>,
}

/// The rows, and what became of those that are not among them.
#[derive(Clone, Debug, Default)]
pub struct Made {
    pub jsonl: Vec<u8>,
    pub rows: Rows,
    pub unusable: Vec<Unusable>,
    /// Lines that repeat another one, input and answer, and are left out.
    pub repeated: Vec<u32>,
    pub notes: Vec<String>,
}

/// A row on its way.
struct Draft {
    line: u32,
    row: Map<String, Value>,
    split: Option<Split>,
}

/// Makes the rows of `table`.
///
/// # Errors
/// When the temporary folder cannot be written to.
pub fn make(table: &Table, plan: &Plan<'_>) -> Result<Made, SourceError> {
    let mut made = Made::default();
    let mut drafts = Vec::new();
    let mut ids = HashMap::new();
    for at in 0..table.records.len() {
        match draft(table, at, plan, &mut ids) {
            Ok(draft) => drafts.push(draft),
            Err(why) => made.unusable.push(Unusable { line: table.records[at].line, why }),
        }
    }
    compare(&mut drafts, &mut made)?;
    settle_test(&mut drafts, &mut made);
    made.unusable.sort_by_key(|one| one.line);
    if drafts.is_empty() {
        return Ok(made);
    }
    let source = Source::spooled(&table.name, &*lines(&drafts, true))?;
    let fail = |error: io::Error| source.fail(error);
    let assignment = splits::assign(&source, plan.splits, 1).map_err(fail)?;
    let mut placed = Vec::new();
    splits::write(&source, &assignment, &mut placed).map_err(fail)?;
    let placed = Source::spooled(&table.name, &*placed)?;
    let formatted = format::format(&placed, false, &mut made.jsonl);
    formatted.map_err(|error| fail(io::Error::other(error)))?;
    made.rows = count(&drafts, &assignment.splits, plan.answers);
    Ok(made)
}

fn draft(
    table: &Table,
    at: usize,
    plan: &Plan<'_>,
    ids: &mut HashMap<String, u32>,
) -> Result<Draft, Why> {
    let record = &table.records[at];
    let cell = |column: &str| table.position(column).and_then(|at| record.values[at].as_ref());
    let input = fields(plan.inputs, table.is_text, cell)?.ok_or(Why::NoInput)?;
    let answer = fields(plan.answers, false, cell)?.ok_or(Why::NoAnswer)?;
    let mut expected = Value::Object(answer);
    if whole(plan.answers).is_some() {
        expected = expected[&plan.answers[0].name].take();
    }
    let input = Value::Object(input);
    let id = match plan.id {
        Some(column) => given_id(cell(column), column)?,
        None => content_id(plan.prefix, &input, &expected),
    };
    if plan.id.is_some() {
        if let Some(first) = ids.get(&id) {
            return Err(Why::Id(format!("the id `{}` is that of line {first}", clip(&id, 40))));
        }
        ids.insert(id.clone(), record.line);
    }
    let name = plan.split.and_then(cell).filter(|cell| !is_blank(cell));
    let split = match name {
        None => None,
        Some(cell) => {
            let name = cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
            Some(split(&name).ok_or_else(|| Why::UnknownSplit(clip(&name, 40)))?)
        }
    };
    let mut row = Map::new();
    row.insert("exampleId".to_owned(), id.into());
    row.insert("inputJson".to_owned(), input);
    row.insert("expectedJson".to_owned(), expected);
    if !plan.tags.is_empty() {
        row.insert("tags".to_owned(), json!(plan.tags));
    }
    Ok(Draft { line: record.line, row, split })
}

/// The values of `fields`, none where every one is missing.
fn fields<'a>(
    fields: &[Field],
    keeps_empty: bool,
    cell: impl Fn(&str) -> Option<&'a Value>,
) -> Result<Option<Map<String, Value>>, Why> {
    let mut object = Map::new();
    let mut is_blank_all = true;
    for field in fields {
        let Some(value) = cell(&field.column).filter(|value| !is_blank(value)) else {
            if keeps_empty && field.kind == Kind::Text {
                object.insert(field.name.clone(), "".into());
            }
            continue;
        };
        is_blank_all = false;
        let meant = field.kind.value(value).ok_or_else(|| Why::Value {
            column: field.column.clone(),
            value: clip(value.as_str().unwrap_or(&value.to_string()), 40),
            kind: field.kind.words(),
        })?;
        object.insert(field.name.clone(), meant);
    }
    let lacks = |field: &&Field| !field.is_optional && !object.contains_key(&field.name);
    let is_missing = is_blank_all || fields.iter().any(|field| lacks(&field));
    Ok((!is_missing).then_some(object))
}

fn given_id(cell: Option<&Value>, column: &str) -> Result<String, Why> {
    let id = match cell {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    match id.chars().count() {
        0 => Err(Why::Id(format!("no id in `{column}`"))),
        1..=LONGEST_ID => Ok(id),
        _ => Err(Why::Id(format!("the id in `{column}` is longer than {LONGEST_ID} characters"))),
    }
}

/// An id that follows from the row, so that it is the same when rows come and
/// go or change their order. The answer counts, because of two rows with one
/// input that contradict each other both are told.
fn content_id(prefix: &str, input: &Value, expected: &Value) -> String {
    let hash = canon::id(&json!([input, expected]));
    let hex = hash.rsplit(':').next().unwrap_or_default();
    format!("{prefix}-{}", hex.get(..12).unwrap_or(hex))
}

/// The split that other tools mean by a name.
pub(super) fn split(name: &str) -> Option<Split> {
    match &*name.trim().to_lowercase() {
        "train" | "training" => Some(Split::Train),
        "dev" | "val" | "valid" | "validation" | "holdout" | "eval" | "evaluation" => {
            Some(Split::Holdout)
        }
        "test" | "testing" => Some(Split::Test),
        _ => None,
    }
}

fn lines(drafts: &[Draft], with_splits: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for draft in drafts {
        let mut row = draft.row.clone();
        if let Some(split) = draft.split.filter(|_| with_splits) {
            row.insert("split".to_owned(), split.name().into());
        }
        out.extend(Value::Object(row).to_string().into_bytes());
        out.push(b'\n');
    }
    out
}

/// Takes out rows that say the same again, and all of those that contradict
/// each other: the rules of `dse dataset validate` decide.
fn compare(drafts: &mut Vec<Draft>, made: &mut Made) -> Result<(), SourceError> {
    let only = |rule: Rule| rule.info().code.parse().expect("rules have codes");
    let flags = RuleFlags {
        select: vec![only(Rule::DuplicateInput), only(Rule::ConflictingAnswers)],
        ignore: Vec::new(),
    };
    let profile = Profile::settle(&LintSettings::default(), &flags, std::path::Path::new("-"));
    let options = Options { limit: usize::MAX, ..Options::default() };
    let text = lines(drafts, false);
    let report = check_stream("rows", &*text, &profile, None, options)?;
    let line = |at: u32| drafts.get(at as usize - 1).map_or(0, |draft| draft.line);
    let mut gone = HashSet::new();
    for finding in &report.findings {
        let places = finding.place.iter().chain(finding.related.iter().map(|one| &one.place));
        let at: Vec<u32> = places.map(|place| place.line).collect();
        let [later, first] = at[..] else { continue };
        if finding.rule == Rule::DuplicateInput {
            gone.insert(later);
            made.repeated.push(line(later));
            continue;
        }
        for (row, other) in [(first, later), (later, first)] {
            if gone.insert(row) {
                let why = Why::Contradicts { line: line(other) };
                made.unusable.push(Unusable { line: line(row), why });
            }
        }
    }
    let mut at = 0;
    drafts.retain(|_| {
        at += 1;
        !gone.contains(&at)
    });
    Ok(())
}

/// Data that is split in two usually calls the part that judges `test`; ours is
/// the holdout, and test rows are for releases.
fn settle_test(drafts: &mut [Draft], made: &mut Made) {
    let any = |split| drafts.iter().any(|draft| draft.split == Some(split));
    if !any(Split::Test) || any(Split::Holdout) {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| draft.split == Some(Split::Test)) {
        draft.split = Some(Split::Holdout);
    }
    made.notes.push("the `test` rows are the holdout, since there is no other".to_owned());
}

fn count(drafts: &[Draft], splits: &[Option<Split>], answers: &[Field]) -> Rows {
    let of = |split| splits.iter().filter(|one| **one == Some(split)).count();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    if let [Field { kind: Kind::Choice(_) | Kind::Boolean, name, .. }] = answers {
        for draft in drafts {
            let answer = &draft.row["expectedJson"][name];
            let text = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            *counts.entry(text).or_default() += 1;
        }
    }
    let mut by_answer: Vec<_> = counts.into_iter().collect();
    by_answer.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Rows { train: of(Split::Train), holdout: of(Split::Holdout), test: of(Split::Test), by_answer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::foreign;
    use crate::scaffold::infer;

    fn made(text: &str, id: Option<&str>, split: Option<&str>) -> Made {
        let table = foreign::read("t.csv", text.as_bytes()).unwrap();
        let field = |column: &str, is_answer| {
            let kind = infer(&table, table.position(column).unwrap(), is_answer);
            Field { column: column.to_owned(), name: column.to_owned(), kind, is_optional: false }
        };
        let (inputs, answers) = ([field("text", false)], [field("queue", true)]);
        let keep = split.is_some();
        let splits = splits::Plan { holdout: 0.3, seed: 0, similarity: 0.85, keep };
        let plan =
            Plan { prefix: "t", inputs: &inputs, answers: &answers, id, split, splits, tags: &[] };
        make(&table, &plan).unwrap()
    }

    fn rows(made: &Made) -> Vec<Value> {
        let text = std::str::from_utf8(&made.jsonl).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Rows of words of their own, so that none is nearly another.
    fn csv(rows: std::ops::Range<usize>) -> String {
        let row = |at: usize| {
            let words = canon::text_id(&at.to_string());
            format!("{},{}\n", &words[7..40], ["a", "b", "c"][at % 3])
        };
        rows.map(row).collect()
    }

    #[test]
    fn ids_and_splits_stay_when_rows_come_and_go() {
        let before = rows(&made(&format!("text,queue\n{}", csv(0..60)), None, None));
        let more = rows(&made(&format!("text,queue\n{}{}", csv(60..90), csv(0..60)), None, None));
        for row in &before {
            assert!(more.contains(row), "{row}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_line() {
        let text = "text,queue\nalpha,a\nbeta,b\nalpha,a\nbeta,c\ngamma,\n,a\ndelta,a\n\
                    epsilon,b\nzeta,c\neta,c\n";
        let made = made(text, None, None);
        let told: Vec<_> = made.unusable.iter().map(|one| (one.line, one.why.clone())).collect();
        let contradicts = |line| Why::Contradicts { line };
        let expected =
            [(3, contradicts(5)), (5, contradicts(3)), (6, Why::NoAnswer), (7, Why::NoInput)];
        assert_eq!(told, expected);
        assert_eq!(made.repeated, [4]);
        assert_eq!(rows(&made).len(), 5);
    }

    #[test]
    fn splits_and_ids_of_the_file_are_kept() {
        let text = "n,text,queue,part\n1,one,a,train\n2,two,a,test\n3,three,b,train\n\
                    4,four,b,test\n4,five,a,train\n6,six,a,weird\n";
        let made = made(text, Some("n"), Some("part"));
        let told: Vec<_> = made.unusable.iter().map(|one| (one.line, one.why.words())).collect();
        let again = "the id `4` is that of line 5".to_owned();
        assert_eq!(told, [(6, again), (7, "`weird` is no split".to_owned())]);
        assert_eq!((made.rows.train, made.rows.holdout, made.notes.len()), (2, 2, 1));
        assert_eq!(rows(&made)[1]["exampleId"], "2");
        assert_eq!(rows(&made)[1]["split"], "holdout");
    }
}
