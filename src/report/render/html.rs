//! A document as HTML: for the pages of a server, and as a file of its own.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart;
use crate::model::escape;
use crate::report::document::{Block, Chart, Document, Inline, Role, Span, Table};
use crate::report::words;

/// How every page looks.
pub const STYLE: &str = include_str!("style.css");

/// Whether what has a page of its own points to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// To the pages of the server that shows the document.
    Pages,
    /// Nowhere: the document may be read far from its server.
    None,
}

/// Writes `document` as one file that needs nothing else and runs nothing.
pub fn file(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (line(&document.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (article(document, Links::None)) } }
        }
    };
    page.into_string()
}

/// The document's title, its decision, and what stands behind it.
pub fn article(document: &Document, links: Links) -> Markup {
    html! {
        h1 { (line(&document.title)) }
        @if !document.lead.is_empty() { p.lead { (inline(&document.lead, links)) } }
        (blocks(&document.blocks, links))
    }
}

pub fn blocks(blocks: &[Block], links: Links) -> Markup {
    html! { @for block in blocks { (write_block(block, links)) } }
}

fn write_block(block: &Block, links: Links) -> Markup {
    match block {
        Block::Heading(text) => html! { h2 { (line(text)) } },
        Block::Paragraph(text) => html! { p { (inline(text, links)) } },
        Block::Facts(facts) => html! {
            dl { @for (name, value) in facts {
                div { dt { (line(name)) } dd { (inline(value, links)) } }
            } }
        },
        Block::Table(table) => write_table(table, links),
        Block::List(items) => html! {
            ul { @for item in items { li { (inline(item, links)) } } }
        },
        Block::Chart(chart) => write_chart(chart, links),
        Block::Code(text) => html! {
            pre tabindex="0" { code { (escape::block(text)) } }
        },
    }
}

/// A table that scrolls by itself where the page is narrow, also by keyboard.
fn write_table(table: &Table, links: Links) -> Markup {
    let class = |index: usize| table.numeric.get(index).is_some_and(|numeric| *numeric);
    html! {
        div.wide tabindex="0" role="group" aria-label=(line(&table.head.join(", "))) {
            table {
                thead { tr { @for (index, name) in table.head.iter().enumerate() {
                    th scope="col" class=[class(index).then_some("number")] { (line(name)) }
                } } }
                tbody { @for row in &table.rows { tr {
                    @for (index, cell) in row.iter().enumerate() {
                        td class=[class(index).then_some("number")] { (inline(cell, links)) }
                    }
                } } }
            }
        }
    }
}

/// The picture, what its colours mean, and, where no table tells them, the
/// numbers for who cannot see it.
fn write_chart(chart: &Chart, links: Links) -> Markup {
    let Some(drawn) = chart::svg(chart) else { return html! {} };
    let named = html! { svg role="img" aria-label=(line(&chart.title)) {} }.into_string();
    let named = named.trim_end_matches("></svg>");
    html! {
        figure {
            figcaption {
                (line(&chart.title))
                @for (index, series) in chart.series.iter().enumerate() {
                    " " span.series.{ "series-" (index % 4) } { (line(&series.name)) }
                }
            }
            (PreEscaped(drawn.replacen("<svg", named, 1)))
            @if !chart.told {
                details { summary { "The numbers" } (write_table(&numbers(chart), links)) }
            }
        }
    }
}

fn numbers(chart: &Chart) -> Table {
    let names = chart.series.iter().map(|series| series.name.clone());
    let row = |(index, label): (usize, &String)| {
        let values = chart.series.iter().map(|series| series.values.get(index));
        let values = values.map(|value| words::number(value.copied().unwrap_or(f64::NAN)));
        std::iter::once(label.clone()).chain(values).map(crate::report::document::plain).collect()
    };
    Table {
        head: std::iter::once(chart.title.clone()).chain(names).collect(),
        numeric: std::iter::once(false).chain(chart.series.iter().map(|_| true)).collect(),
        rows: chart.labels.iter().enumerate().map(row).collect(),
    }
}

pub fn inline(text: &Inline, links: Links) -> Markup {
    html! { @for span in text { (write_span(span, links)) } }
}

fn write_span(span: &Span, links: Links) -> Markup {
    if let Some(whole) = &span.whole {
        return html! { details { summary { (in_role(span)) } (line(whole)) } };
    }
    match span.link.as_ref().filter(|_| links == Links::Pages) {
        Some(link) => html! { a href=(link.path()) { (in_role(span)) } },
        None => in_role(span),
    }
}

fn in_role(span: &Span) -> Markup {
    let text = line(&span.text);
    match span.role {
        Role::Plain => html! { (text) },
        Role::Strong => html! { strong { (text) } },
        Role::Faint => html! { span.faint { (text) } },
        Role::Code => html! { code { (text) } },
        Role::Good => html! { strong.good { (text) } },
        Role::Bad => html! { strong.bad { (text) } },
        Role::Warn => html! { strong.warn { (text) } },
        Role::Inserted => html! { ins { (text) } },
        Role::Deleted => html! { del { (text) } },
    }
}

/// Data in one line, with what would not show, or would act, made visible.
/// Markup is escaped where it is written.
pub fn line(text: &str) -> String {
    escape::line(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{code, linked, plain};
    use crate::report::link::Link;

    fn hostile() -> Document {
        let text = "<script>alert(1)</script>\u{1b}[31m\u{202e}";
        let mut document = Document::new(text, plain(text));
        document.facts(vec![("name", code(text))]);
        document.table(&["a\"b", "#n"], vec![vec![plain(text), plain("1")]]);
        document.list(vec![linked(text, Link::receipt(text))]);
        document.code(text);
        document
    }

    #[test]
    fn data_cannot_become_markup_or_act() {
        for links in [Links::Pages, Links::None] {
            let text = article(&hostile(), links).into_string();
            assert!(!text.contains("<script") && !text.contains('\u{1b}'), "{text}");
            assert!(!text.contains('\u{202e}') && text.contains("\\u{202e}"), "{text}");
            assert!(text.contains("a&quot;b"), "{text}");
        }
    }

    #[test]
    fn a_file_stands_alone() {
        let text = file(&hostile());
        assert!(!text.contains("<a ") && !text.contains("<link") && !text.contains("http:"));
        let linked = article(&hostile(), Links::Pages).into_string();
        assert!(linked.contains("href=\"/dse/receipt/%3Cscript%3E"), "{linked}");
    }
}
