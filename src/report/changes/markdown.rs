//! The difference for a pull request.

use serde_json::Value;

use super::Changes;
use crate::dataset::diff::Details;
use crate::dataset::words::clip;
use crate::model::escape;

/// Rows of each kind that are shown; the counts tell of all.
const ROWS: usize = 50;

/// The difference as Markdown.
pub fn markdown(changes: &Changes) -> String {
    let mut text = format!(
        "### {} → {}\n\n{}, {} unchanged.\n",
        code(&changes.old),
        code(&changes.new),
        changes.summary(),
        changes.unchanged
    );
    table(&mut text, "Split", &changes.splits);
    table(&mut text, "Answer", &changes.answers);
    section(&mut text, "Labels changed", &changes.labels);
    section(&mut text, "Moved between splits", &changes.moved);
    section(&mut text, "Changed", &changes.changed);
    let renamed: Vec<_> =
        changes.renamed.iter().map(|(old, new)| format!("{} → {}", code(old), code(new))).collect();
    list(&mut text, "Renamed", &renamed);
    for (title, rows) in [("Added", &changes.added), ("Removed", &changes.removed)] {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                let split = row.split.map(|split| format!(" ({split})")).unwrap_or_default();
                format!("{}{split}: {} → {}", code(&row.id), code(&row.input), code(&row.answer))
            })
            .collect();
        list(&mut text, title, &rows);
    }
    text
}

fn table(text: &mut String, title: &str, counts: &std::collections::BTreeMap<String, (u64, u64)>) {
    if counts.values().all(|(before, after)| before == after) {
        return;
    }
    text.push_str(&format!("\n| {title} | before | after |\n| --- | ---: | ---: |\n"));
    for (name, (before, after)) in counts {
        text.push_str(&format!("| {} | {before} | {after} |\n", code(name).replace('|', "\\|")));
    }
}

fn section(text: &mut String, title: &str, rows: &[Details]) {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let changes = row.changes.iter().map(|change| {
                format!(
                    "\n  - {}: {} → {}",
                    code(&change.pointer),
                    side(change.old.as_ref()),
                    side(change.new.as_ref())
                )
            });
            format!("{}{}", code(&row.id), changes.collect::<String>())
        })
        .collect();
    list(text, title, &lines);
}

fn side(value: Option<&Value>) -> String {
    value.map_or("absent".to_owned(), |value| code(&value.to_string()))
}

fn list(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n**{title}** ({})\n\n", lines.len()));
    for line in lines.iter().take(ROWS) {
        text.push_str(&format!("- {line}\n"));
    }
    if lines.len() > ROWS {
        text.push_str(&format!("- and {} more\n", lines.len() - ROWS));
    }
}

/// Text between as many backticks as it takes.
fn code(text: &str) -> String {
    let text = escape::line(&clip(text, 160));
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad =
        if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
