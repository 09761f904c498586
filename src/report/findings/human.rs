//! The report for people: source lines, the span underlined, help below.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Report, Sheet, counts_in_words};
use crate::dataset::finding::{Finding, Place};
use crate::dataset::validate::FileReport;
use crate::dataset::words::{grouped, plural};
use crate::model::diagnostic::{Region, Severity};
use crate::model::shown::{Shown, shown};
use crate::model::{escape, tone::Tone};

/// Characters shown on either side of a span in a long line.
const CONTEXT: usize = 240;

pub fn render(report: &Report, width: usize, out: &mut dyn FnMut(Shown)) {
    let renderer = Renderer::styled().term_width(width);
    for file in &report.files {
        if file.total() > 0 && report.files.len() > 1 {
            let heading = shown!("{}: {}", file.name, counts_in_words(file.by_severity));
            out(shown!("{}\n", Tone::Strong.paint(heading)));
        }
        for finding in &file.findings {
            out(shown!("{}\n", Shown::laid_out(&one(&renderer, file, finding))));
        }
    }
    out(summary(report));
}

/// A part of a line as it is shown, and where the span is in it.
struct Excerpt {
    text: String,
    span: std::ops::Range<usize>,
}

fn excerpt(file: &FileReport, place: &Place) -> Excerpt {
    let line = file.source.line_at(place.offset).unwrap_or_default();
    let end = place.span.end.min(line.len());
    let start = place.span.start.min(end);
    let text = |range: &[u8]| String::from_utf8_lossy(range).into_owned();
    cut(&text(&line[..start]), &text(&line[start..end]), &text(&line[end..]))
}

/// A span and what stands around it, cut where the line is long.
fn cut(before: &str, within: &str, after: &str) -> Excerpt {
    let skip = before.chars().count().saturating_sub(CONTEXT);
    let mut text = String::new();
    if skip > 0 {
        text.push('…');
    }
    text.push_str(&escape::line(&before.chars().skip(skip).collect::<String>()));
    let from = text.len();
    text.push_str(&escape::line(within));
    let span = from..text.len();
    text.push_str(&escape::line(&after.chars().take(CONTEXT).collect::<String>()));
    if after.chars().count() > CONTEXT {
        text.push('…');
    }
    Excerpt { text, span }
}

fn one(renderer: &Renderer, file: &FileReport, finding: &Finding) -> String {
    let marked = |place: &Place| Marked {
        line: place.line as usize,
        column: place.columns.start,
        excerpt: excerpt(file, place),
    };
    let related = finding.related.iter();
    block(
        renderer,
        &Head {
            severity: finding.severity,
            code: finding.rule.code(),
            message: &finding.message,
            path: &file.name,
            help: finding.help.as_deref(),
        },
        finding.place.as_ref().map(marked),
        related.map(|one| (one.message.clone(), marked(&one.place))).collect(),
    )
}

/// What was found in files that have no rows.
pub fn render_sheet(sheet: &Sheet, width: usize, out: &mut dyn FnMut(Shown)) {
    let renderer = Renderer::styled().term_width(width);
    for file in &sheet.files {
        for found in &file.found {
            let head = Head {
                severity: found.severity,
                code: found.code,
                message: &found.message,
                path: &file.name,
                help: found.help.as_deref(),
            };
            let related = found.related.iter();
            let related = related.map(|(region, text)| (text.clone(), marked(region))).collect();
            let primary = found.region.as_ref().map(marked);
            let lines = block(&renderer, &head, primary, related);
            out(shown!("{}\n", Shown::laid_out(&lines)));
        }
    }
}

fn marked(region: &Region) -> Marked {
    let column = region.columns.start;
    let before: String = region.text.chars().take(column.saturating_sub(1)).collect();
    let within: String =
        region.text.chars().skip(column.saturating_sub(1)).take(region.columns.len()).collect();
    let after = &region.text[before.len() + within.len()..];
    Marked { line: region.line, column, excerpt: cut(&before, &within, after) }
}

/// What a finding says, whatever it points at.
struct Head<'a> {
    severity: Severity,
    code: &'a str,
    message: &'a str,
    path: &'a str,
    help: Option<&'a str>,
}

/// A place that a finding points at.
struct Marked {
    line: usize,
    column: usize,
    excerpt: Excerpt,
}

fn block(
    renderer: &Renderer,
    head: &Head<'_>,
    primary: Option<Marked>,
    related: Vec<(String, Marked)>,
) -> String {
    let path = escape::line(head.path);
    let level = match head.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = escape::line(head.message);
    let mut elements: Vec<Element<'_>> = Vec::new();
    match primary {
        Some(marked) => push_place(&mut elements, &path, marked, AnnotationKind::Primary),
        None => elements.push(Origin::path(path.as_str()).into()),
    }
    for (message, marked) in related {
        elements.push(Level::NOTE.message(escape::line(&message)).into());
        push_place(&mut elements, &path, marked, AnnotationKind::Context);
    }
    if let Some(help) = head.help {
        elements.push(Level::HELP.message(escape::line(help)).into());
    }
    let title = level.primary_title(message.as_str()).id(head.code);
    without_empty_origins(&renderer.render(&[title.elements(elements)]))
}

/// The renderer has a line for the path of a snippet, which is empty here: the
/// path was given before with the columns of the file, because what is shown
/// of a line may be cut or escaped.
fn without_empty_origins(text: &str) -> String {
    let is_empty = |line: &str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    text.lines().filter(|line| !is_empty(line)).collect::<Vec<_>>().join("\n")
}

fn push_place<'a>(
    elements: &mut Vec<Element<'a>>,
    path: &'a str,
    marked: Marked,
    kind: AnnotationKind,
) {
    let Marked { line, column, excerpt } = marked;
    elements.push(Origin::path(path).line(line).char_column(column).into());
    let annotation = kind.span(excerpt.span);
    elements.push(Snippet::source(excerpt.text).line_start(line).annotation(annotation).into());
}

fn summary(report: &Report) -> Shown {
    let files = match report.files.as_slice() {
        [file] => file.name.clone(),
        files => plural(files.len(), "file"),
    };
    let rows = format!("{} of {files}", plural(report.rows() as usize, "row"));
    let mut signatures: Vec<_> =
        report.files.iter().filter_map(|file| file.signature.as_deref()).collect();
    signatures.sort_unstable();
    signatures.dedup();
    let contract = match signatures.as_slice() {
        [] => "no contract".to_owned(),
        [only] => (*only).to_owned(),
        several => plural(several.len(), "contract"),
    };
    let checked = shown!("in {}, checked against {}", rows, contract);
    if report.total() == 0 {
        return shown!("{} {}", Tone::Good.paint("no findings"), checked);
    }
    let mut text = Shown::default();
    let rest = report.total() - report.shown();
    if rest > 0 {
        text.push(shown!(
            "{} more are not shown; --max-findings sets how many are. All of them by rule:\n",
            grouped(rest)
        ));
        for (rule, count) in report.broken() {
            text.push(shown!("{:>11}  {} {}\n", grouped(count), rule.code(), rule.name()));
        }
    }
    let tone = if report.has_failed() { Tone::Bad } else { Tone::Strong };
    text.push(shown!("{} {}", tone.paint(shown!("{}", report.counts_in_words())), checked));
    if let Some((rule, _)) = report.broken().first() {
        text.push(shown!("\n`dse explain {}` tells more about a code", rule.code()));
    }
    text
}
