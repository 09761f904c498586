//! What imports changed in a dataset, row by row.

use serde_json::Value;

use super::changes::{
    is_prose,
    words::{Run, runs},
};
use super::document::{Document, Inline, Role, Span, code, linked, plain};
use super::link::Link;
use super::words;
use crate::canon;
use crate::dataset::diff::{Change, changes};
use crate::model::erasure::is_erased;
use crate::model::escape;
use crate::model::import::{ChangeKind, ImportRecord, RowChange};

/// Fields of a row that are told; the others are counted.
const FIELDS: usize = 8;

/// How much of a run of words, or of a value, is shown, characters.
const SHOWN: usize = 240;

/// How many runs of words of a field are shown.
const RUNS: usize = 40;

/// The import as a document of its own, without its rows.
pub fn document(import: &ImportRecord) -> Document {
    let signature = words::short_signature(&import.signature_id);
    let lead = plain(format!("{}, {}.", words::time(import.started_at_ms), summary(import)));
    let mut document = Document::new(format!("An import into the dataset of {signature}"), lead);
    let mut facts = vec![("from", plain(&import.source)), ("import", code(&import.import_id))];
    if let Some(run_id) = &import.ops_run_id {
        facts.push(("run", linked(run_id, Link::run(run_id))));
    }
    document.facts(facts);
    document
}

/// Adds imports, newest first.
pub fn describe(imports: &[ImportRecord], document: &mut Document) {
    if imports.is_empty() {
        return document.paragraph(plain("None yet."));
    }
    let row = |import: &ImportRecord| {
        let link = Link::import(&import.import_id, &import.signature_id);
        vec![
            plain(words::minute(import.started_at_ms)),
            vec![Span::new(Role::Plain, summary(import)).to(link)],
            plain(escape::brief(&import.source, 60)),
        ]
    };
    document.table(&["time (UTC)", "what changed", "from"], imports.iter().map(row).collect());
}

/// `3 rows added, 1 expected answer changed`. Answers come first: they change
/// what counts as right.
pub fn summary(import: &ImportRecord) -> String {
    let counts = [
        (import.relabelled, "expected answer", "changed"),
        (import.moved, "row", "moved to another split"),
        (import.edited, "row", "changed otherwise"),
        (import.removed, "row", "removed"),
        (import.added, "row", "added"),
    ];
    let told = counts.into_iter().filter(|(number, ..)| *number > 0);
    let parts: Vec<String> =
        told.map(|(number, noun, verb)| format!("{} {verb}", words::count(number, noun))).collect();
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join(", ") }
}

/// Adds rows as they were and as they are, field by field.
pub fn describe_changes(rows: &[RowChange], document: &mut Document) {
    for row in rows {
        let what = match row.kind {
            ChangeKind::Relabelled => Span::new(Role::Bad, "the expected answer changed"),
            ChangeKind::Moved => Span::new(Role::Warn, "moved to another split"),
            ChangeKind::Edited => Span::new(Role::Plain, "changed"),
            ChangeKind::Removed => Span::new(Role::Bad, "removed"),
        };
        let mut title = code(escape::brief(&row.example_id, 200));
        title.extend([Span::new(Role::Plain, " "), what]);
        document.paragraph(title);
        if is_erased(&row.old) {
            document.paragraph(plain("Its texts were erased: the row was forgotten."));
            continue;
        }
        // Of a row that is gone, each field is.
        let nothing = Value::Object(serde_json::Map::new());
        let new = if row.new.is_null() { &nothing } else { &row.new };
        let changes = changes(&row.old, new);
        let mut items: Vec<Inline> = changes.iter().take(FIELDS).map(field).collect();
        if changes.len() > FIELDS {
            items.push(plain(format!("and {} more fields", changes.len() - FIELDS)));
        }
        document.list(items);
    }
}

fn field(change: &Change) -> Inline {
    let mut told = code(escape::brief(&change.pointer, 120));
    told.push(Span::new(Role::Plain, ": "));
    match (&change.old, &change.new) {
        (Some(Value::String(old)), Some(Value::String(new))) if is_prose(old) || is_prose(new) => {
            let runs = runs(old, new);
            told.extend(runs.iter().take(RUNS).map(|(run, text)| {
                let role = match run {
                    Run::Same => Role::Plain,
                    Run::Removed => Role::Deleted,
                    Run::Added => Role::Inserted,
                };
                Span::new(role, escape::brief(text, SHOWN))
            }));
            if runs.len() > RUNS {
                told.push(Span::new(Role::Faint, " … and more"));
            }
        }
        (old, new) => {
            told.push(side(Role::Deleted, old.as_ref()));
            told.push(Span::new(Role::Plain, " → "));
            told.push(side(Role::Inserted, new.as_ref()));
        }
    }
    told
}

fn side(role: Role, value: Option<&Value>) -> Span {
    match value {
        Some(value) => Span::new(role, escape::brief(&canon::to_string(value), SHOWN)),
        None => Span::new(Role::Faint, "absent"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::render::terminal;
    use serde_json::json;

    #[test]
    fn a_row_is_told_field_by_field_and_word_by_word() {
        let mut document = Document::new("T", Vec::new());
        let old = json!({"expectedJson": {"a": 1}, "inputJson": {"q": "reset my password"}});
        let new = json!({"expectedJson": {"a": 2}, "inputJson": {"q": "reset our password"},
            "split": "train"});
        let kind = ChangeKind::Relabelled;
        let row = RowChange { example_id: "r\u{1b}".to_owned(), kind, old, new };
        describe_changes(&[row], &mut document);
        let text = terminal::render(&document, 80);
        insta::assert_snapshot!(anstream::adapter::strip_str(text.as_str()).to_string(), @r#"
        T

        r\e the expected answer changed

        - /expectedJson/a: [-1-] → {+2+}
        - /inputJson/q: reset [-my-]{+our+} password
        - /split: absent → {+"train"+}
        "#);
    }
}
