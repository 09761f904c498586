//! The report for people: source lines, the span underlined, help below.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Report, counts_in_words};
use crate::dataset::finding::{Finding, Place};
use crate::dataset::rule::Severity;
use crate::dataset::validate::FileReport;
use crate::dataset::words::{grouped, plural};
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
    let before = String::from_utf8_lossy(&line[..start]);
    let after = String::from_utf8_lossy(&line[end..]);
    let skip = before.chars().count().saturating_sub(CONTEXT);
    let mut text = String::new();
    if skip > 0 {
        text.push('…');
    }
    text.push_str(&escape::line(&before.chars().skip(skip).collect::<String>()));
    let from = text.len();
    text.push_str(&escape::line(&String::from_utf8_lossy(&line[start..end])));
    let span = from..text.len();
    text.push_str(&escape::line(&after.chars().take(CONTEXT).collect::<String>()));
    if after.chars().count() > CONTEXT {
        text.push('…');
    }
    Excerpt { text, span }
}

fn one(renderer: &Renderer, file: &FileReport, finding: &Finding) -> String {
    let path = escape::line(&file.name);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = escape::line(&finding.message);
    let mut elements: Vec<Element<'_>> = Vec::new();
    match &finding.place {
        Some(place) => push_place(&mut elements, file, &path, place, AnnotationKind::Primary),
        None => elements.push(Origin::path(path.as_str()).into()),
    }
    for related in &finding.related {
        elements.push(Level::NOTE.message(escape::line(&related.message)).into());
        push_place(&mut elements, file, &path, &related.place, AnnotationKind::Context);
    }
    if let Some(help) = &finding.help {
        elements.push(Level::HELP.message(escape::line(help)).into());
    }
    let title = level.primary_title(message.as_str()).id(finding.rule.code());
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
    file: &FileReport,
    path: &'a str,
    place: &Place,
    kind: AnnotationKind,
) {
    let shown = excerpt(file, place);
    let line = place.line as usize;
    elements.push(Origin::path(path).line(line).char_column(place.columns.start).into());
    let annotation = kind.span(shown.span);
    elements.push(Snippet::source(shown.text).line_start(line).annotation(annotation).into());
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
