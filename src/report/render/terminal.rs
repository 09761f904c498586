//! A document for a terminal. Colour codes are always written; the stream that
//! they go to drops them where colour is not wanted.

use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table as Grid, presets};
use unicode_width::UnicodeWidthStr;

use super::spark;
use crate::model::{escape, shown::Shown};
use crate::report::document::{Block, Chart, Document, Inline, Role, Table};
use crate::report::words;

/// Writes `document` in lines of at most `width` columns.
pub fn render(document: &Document, width: usize) -> Shown {
    let mut parts = vec![paint(Role::Strong, &escape::line(&document.title))];
    if !document.lead.is_empty() {
        parts.push(wrap(&inline(&document.lead), width, ""));
    }
    for block in &document.blocks {
        parts.push(write_block(block, width));
    }
    Shown::laid_out(&parts.join("\n\n"))
}

fn write_block(block: &Block, width: usize) -> String {
    match block {
        Block::Heading(text) => paint(Role::Strong, &escape::line(text)),
        Block::Paragraph(text) => wrap(&inline(text), width, ""),
        Block::Facts(facts) => write_facts(facts, width),
        Block::Table(table) => write_table(table, width),
        Block::List(items) => {
            let items =
                items.iter().map(|item| format!("- {}", wrap(&inline(item), width - 2, "  ")));
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Chart(chart) => write_chart(chart),
        Block::Code(text) => {
            let lines: Vec<String> =
                text.lines().map(|line| format!("    {}", escape::line(line))).collect();
            lines.join("\n")
        }
    }
}

/// A line of little bars for each series, with the first and the last value.
fn write_chart(chart: &Chart) -> String {
    let column = chart.series.iter().map(|series| series.name.width()).max().unwrap_or(0);
    let mut lines = vec![escape::line(&chart.title)];
    for series in &chart.series {
        let known: Vec<f64> =
            series.values.iter().copied().filter(|value| value.is_finite()).collect();
        let [first, .., last] = known.as_slice() else { continue };
        let name = escape::line(&series.name);
        let pad = " ".repeat(column - series.name.width());
        let ends = format!("{} to {}", words::number(*first), words::number(*last));
        lines.push(format!(
            "  {name}{pad}  {}  {}",
            paint(Role::Code, &spark::line(&series.values)),
            paint(Role::Faint, &ends)
        ));
    }
    lines.join("\n")
}

fn write_facts(facts: &[(String, Inline)], width: usize) -> String {
    let column = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(column).max(20);
    let lines = facts.iter().map(|(name, value)| {
        let label = paint(Role::Faint, &escape::line(name));
        let longest: usize = value.iter().map(|span| span.text.width()).sum();
        let breaks = value.iter().any(|span| span.text.contains(' '));
        if longest > room && !breaks {
            // An id that is too long for its column stays whole below its name.
            return format!("{label}\n  {}", inline(value));
        }
        let text = wrap(&inline(value), room, &" ".repeat(column));
        format!("{label}{}{text}", " ".repeat(column - name.width()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn write_table(table: &Table, width: usize) -> String {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING);
    grid.set_content_arrangement(ContentArrangement::Dynamic);
    grid.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    let head = table.head.iter().map(|name| Cell::new(paint(Role::Faint, &escape::line(name))));
    grid.set_header(head);
    for row in &table.rows {
        grid.add_row(row.iter().map(|cell| Cell::new(inline(cell))));
    }
    for (index, column) in grid.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if table.numeric.get(index) == Some(&true) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = grid.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// Text of others in lines; every line but the first begins with `indent`.
pub fn paragraph(text: &str, width: usize, indent: &str) -> Shown {
    Shown::block(&wrap(&escape::line(text), width, indent))
}

/// Breaks `text` into lines; every line but the first begins with `indent`.
fn wrap(text: &str, width: usize, indent: &str) -> String {
    // An id that is longer than the line stays whole, so that it can be copied.
    let options = textwrap::Options::new(width.max(20))
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).join(&format!("\n{indent}"))
}

fn inline(text: &Inline) -> String {
    text.iter()
        .map(|span| paint(span.role, &marked(span.role, &escape::line(&span.text))))
        .collect()
}

/// What colour says alone would be lost without it.
fn marked(role: Role, text: &str) -> String {
    match role {
        Role::Inserted => format!("{{+{text}+}}"),
        Role::Deleted => format!("[-{text}-]"),
        _ => text.to_owned(),
    }
}

fn paint(role: Role, text: &str) -> String {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    let style = match role {
        Role::Plain => return text.to_owned(),
        Role::Strong => Style::new().bold(),
        Role::Faint => Style::new().dimmed(),
        Role::Code => color(AnsiColor::Cyan),
        Role::Good => color(AnsiColor::Green).bold(),
        Role::Bad => color(AnsiColor::Red).bold(),
        Role::Warn => color(AnsiColor::Yellow).bold(),
        Role::Inserted => color(AnsiColor::Green).underline(),
        Role::Deleted => color(AnsiColor::Red).strikethrough(),
    };
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{code, plain};

    fn without_color(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_document_fits_its_width_and_escapes_what_it_shows() {
        let mut document = Document::new(
            "Title\u{1b}[31m",
            plain("A sentence that is long enough to need a second line."),
        );
        document.facts(vec![("run", code("opsrun_1")), ("signature", plain("@a/b.v1"))]);
        document.table(
            &["name", "#reward"],
            vec![vec![plain("first"), plain("0.5")], vec![plain("second one"), plain("0.25")]],
        );
        let text = without_color(render(&document, 40).as_str());
        insta::assert_snapshot!(text, @r"
        Title\e[31m

        A sentence that is long enough to need a
        second line.

        run        opsrun_1
        signature  @a/b.v1

        name        reward
        first          0.5
        second one    0.25
        ");
    }
}
