//! A document as Markdown that GitHub shows as meant: in a pull-request
//! comment and in a step summary.

use std::fmt::Write;

use crate::model::{escape, text};
use crate::report::document::{Block, Chart, Document, Inline, Role, Span, Table};
use crate::report::words;

/// The longest comment that GitHub takes, characters.
pub const COMMENT_LIMIT: usize = 65_536;

/// The longest step summary that GitHub takes, bytes.
pub const SUMMARY_BYTES: usize = 1 << 20;

/// The characters that surely fit into so many bytes: a UTF-16 unit takes at
/// most three in UTF-8.
pub fn units_within(bytes: usize) -> usize {
    bytes / 3
}

/// How many values of a picture its table lists.
const CHARTED: usize = 20;

/// Writes `document`; what goes over `limit` UTF-16 units is cut between two
/// blocks or two rows, with a note of what was cut.
pub fn render(document: &Document, limit: usize) -> String {
    let mut out = format!("# {}\n", plain(&document.title));
    if !document.lead.is_empty() {
        let _ = write!(out, "\n{}\n", inline(&document.lead));
    }
    let parts: Vec<String> = document.blocks.iter().map(write_block).collect();
    let room = limit.saturating_sub(text::units(&out));
    if parts.iter().map(|part| text::units(part)).sum::<usize>() <= room {
        out.extend(parts);
        return out;
    }
    for (index, part) in parts.iter().enumerate() {
        let note = cut_note(&document.blocks, index, limit);
        let room = limit.saturating_sub(text::units(&out) + text::units(&note));
        if text::units(part) > room {
            out.push_str(&front(&document.blocks[index], room));
            out.push_str(&note);
            break;
        }
        out.push_str(part);
    }
    out
}

/// What is missing when the report ends within the block at `index`.
fn cut_note(blocks: &[Block], index: usize, limit: usize) -> String {
    let heading = |block: &Block| match block {
        Block::Heading(text) => Some(format!("“{}”", plain(text))),
        _ => None,
    };
    let within = blocks[..index].iter().rev().find_map(heading);
    let mut missing: Vec<String> =
        within.into_iter().map(|title| format!("the rest of {title}")).collect();
    missing.extend(blocks[index..].iter().filter_map(heading));
    if missing.is_empty() {
        missing.push("the rest".to_owned());
    }
    format!(
        "\n*Cut here, because {limit} characters are all that there is room for. Missing: {}.*\n",
        missing.join(", ")
    )
}

/// As much of a table or a list as has room; nothing of other blocks.
fn front(block: &Block, room: usize) -> String {
    let mut kept = match block {
        Block::Table(table) => table.rows.len(),
        Block::List(items) => items.len(),
        Block::Facts(facts) => facts.len(),
        _ => 0,
    };
    while kept > 1 {
        kept /= 2;
        let part = write_block(&match block {
            Block::Table(table) => {
                Block::Table(Table { rows: table.rows[..kept].to_vec(), ..table.clone() })
            }
            Block::List(items) => Block::List(items[..kept].to_vec()),
            Block::Facts(facts) => Block::Facts(facts[..kept].to_vec()),
            _ => return String::new(),
        });
        if text::units(&part) <= room {
            return part;
        }
    }
    String::new()
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
        document.heading("One");
        for _ in 0..10 {
            document.paragraph(document::plain("x".repeat(100)));
        }
        document.heading("Two_");
        let text = render(&document, 500);
        assert!(text::units(&text) <= 500);
        let note = "*Cut here, because 500 characters are all that there is room for. \
                    Missing: the rest of “One”, “Two\\_”.*\n";
        assert!(text.ends_with(note), "{text}");
        let whole = render(&document, 2_000);
        assert_eq!(render(&document, text::units(&whole)), whole, "what fits is not cut");
    }

    #[test]
    fn a_table_is_cut_between_rows() {
        let mut document = Document::new("T", Vec::new());
        let row = |n: usize| vec![document::plain(format!("row {n}")), document::plain("東")];
        document.table(&["a", "b"], (0..1_000).map(row).collect());
        for limit in [400, 1_000, 5_000] {
            let text = render(&document, limit);
            assert!(text::units(&text) <= limit && text.contains("row 1 |"), "{limit}: {text}");
            let rows = text.lines().filter(|line| line.starts_with('|'));
            assert!(rows.clone().all(|line| line.ends_with('|')), "{text}");
            assert!(text.contains("|\n\n*Cut here"), "{text}");
        }
    }

    #[test]
    fn what_fits_in_units_fits_in_bytes() {
        for text in ["東京", "é", "😀", "a"] {
            assert!(text.len() <= 3 * text::units(text), "{text}");
        }
    }
}
