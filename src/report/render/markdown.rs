//! A document as Markdown that GitHub shows as meant: in a pull-request
//! comment and in a step summary.

use std::fmt::Write;

use crate::model::{escape, text};
use crate::report::document::{Block, Chart, Document, Inline, Role, Span, Table};
use crate::report::words;

/// The longest comment that GitHub takes, characters.
pub const COMMENT_LIMIT: usize = 65_536;

/// The longest step summary that GitHub takes, with room for letters that take
/// several bytes.
pub const SUMMARY_LIMIT: usize = 400_000;

/// How many values of a picture its table lists.
const CHARTED: usize = 20;

/// Writes `document`; what goes over `limit` UTF-16 units is cut at the end of
/// a block, with a note of what was cut.
pub fn render(document: &Document, limit: usize) -> String {
    let mut out = format!("# {}\n", plain(&document.title));
    if !document.lead.is_empty() {
        let _ = write!(out, "\n{}\n", inline(&document.lead));
    }
    for (index, block) in document.blocks.iter().enumerate() {
        let part = write_block(block);
        let left = document.blocks.len() - index;
        let note = format!(
            "\n*{left} more parts of this report were cut: it is over {limit} characters.*\n"
        );
        if text::units(&out) + text::units(&part) + text::units(&note) > limit {
            out.push_str(&note);
            break;
        }
        out.push_str(&part);
    }
    out
}

fn write_block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("\n## {}\n", plain(text)),
        Block::Paragraph(text) => format!("\n{}\n", inline(text)),
        Block::Facts(facts) => {
            let mut out = String::from("\n| | |\n| --- | --- |\n");
            for (name, value) in facts {
                let _ = writeln!(out, "| {} | {} |", plain(name), inline(value));
            }
            out
        }
        Block::Table(table) => write_table(table),
        Block::List(items) => {
            let mut out = String::from("\n");
            for item in items {
                let _ = writeln!(out, "- {}", inline(item));
            }
            out
        }
        Block::Chart(chart) if chart.told => String::new(),
        Block::Chart(chart) => write_chart(chart),
        Block::Code(text) => {
            let text = escape::block(text);
            let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
            format!("\n{fence}\n{}\n{fence}\n", text.trim_end())
        }
    }
}

/// The numbers behind a picture, the last ones of many.
fn write_chart(chart: &Chart) -> String {
    let mut out = format!("\n{}\n\n| |", plain(&chart.title));
    let mut rule = String::from("| --- |");
    for series in &chart.series {
        let _ = write!(out, " {} |", plain(&series.name));
        rule.push_str(" ---: |");
    }
    let _ = write!(out, "\n{rule}\n");
    let skipped = chart.labels.len().saturating_sub(CHARTED);
    for (index, label) in chart.labels.iter().enumerate().skip(skipped) {
        let _ = write!(out, "| {} |", plain(label));
        for series in &chart.series {
            let value = series.values.get(index).copied().unwrap_or(f64::NAN);
            let _ = write!(out, " {} |", words::number(value));
        }
        out.push('\n');
    }
    out
}

fn write_table(table: &Table) -> String {
    let head: Vec<String> = table.head.iter().map(|name| plain(name)).collect();
    let rule = |numeric: &bool| if *numeric { "---:" } else { "---" };
    let rules: Vec<&str> = table.numeric.iter().map(rule).collect();
    let mut out = format!("\n| {} |\n| {} |\n", head.join(" | "), rules.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(inline).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

fn inline(text: &Inline) -> String {
    text.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span.role {
        Role::Plain | Role::Faint => plain(&span.text),
        Role::Code => code(&span.text),
        Role::Strong | Role::Good | Role::Bad | Role::Warn => format!("**{}**", plain(&span.text)),
        Role::Inserted => format!("<ins>{}</ins>", plain(&span.text)),
        Role::Deleted => format!("<del>{}</del>", plain(&span.text)),
    }
}

/// Text that means nothing to Markdown or HTML, and notifies nobody.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in escape::line(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            // As an entity it mentions nobody.
            '@' => out.push_str("&#64;"),
            _ => out.push(character),
        }
    }
    out
}

/// Code in as many backticks as its text needs.
fn code(text: &str) -> String {
    let text = escape::line(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad =
        if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|character| character != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{self, Document};

    #[test]
    fn data_cannot_become_markup() {
        let hostile = "<script>|@team [x](y) `";
        assert_eq!(plain(hostile), "&lt;script&gt;\\|&#64;team \\[x\\](y) \\`");
        assert_eq!(code("a`b|c"), "``a`b\\|c``");
    }

    #[test]
    fn what_is_too_long_is_cut_with_a_note() {
        let mut document = Document::new("T", Vec::new());
        for _ in 0..10 {
            document.paragraph(document::plain("x".repeat(100)));
        }
        let text = render(&document, 500);
        assert!(text::units(&text) <= 500);
        assert!(
            text.ends_with("*6 more parts of this report were cut: it is over 500 characters.*\n"),
            "{text}"
        );
    }
}
