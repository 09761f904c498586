//! `dse dataset stats`

use std::path::PathBuf;

use serde_json::json;

use crate::command::{CommandError, Context, Outcome};
use crate::dataset::stats::{Count, Spread, Stats};
use crate::dataset::words::{grouped, plural};
use crate::report::power;
use crate::ui::{Shown, Tone, shown};

use super::diff::open_argument;

/// Count a dataset by split, answer and tag
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset, or - for standard input
    file: PathBuf,
    /// Answers and tags to show, the most frequent first; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// The gain in reward that the held-out rows should be able to show
    #[arg(long, value_name = "REWARD", default_value_t = 0.1)]
    want: f64,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let source = open_argument(context, &args.file)?;
    let stats = Stats::of(&source).map_err(|error| source.fail(error))?;
    source.check_unchanged()?;
    if context.ui.is_machine() {
        context.ui.last(&json!({
            "ok": true, "file": source.name, "stats": stats,
            "outlook": power::outlook(held_out(&stats), Some(args.want)),
        }));
        return Ok(Outcome::Yes);
    }
    let top = if args.top == 0 { usize::MAX } else { args.top };
    let width = context.ui.width();
    let rows = Tone::Strong.paint(shown!("{}", plural(stats.rows as usize, "row")));
    let mut text = shown!("{} in {}\n", rows, source.name);
    if stats.broken > 0 {
        text.push(shown!(
            "{} cannot be read as rows; `dse dataset validate` tells why\n",
            plural(stats.broken as usize, "line")
        ));
    }
    let splits: Vec<_> = stats
        .splits
        .iter()
        .map(|(name, &total)| Count { name: name.clone(), total, ..Count::default() })
        .collect();
    bars(&mut text, "Splits", &splits, stats.rows, usize::MAX, width);
    text.push(shown!("  {}\n", power::outlook(held_out(&stats), Some(args.want))));
    bars(&mut text, "Answers", &stats.answers, stats.rows, top, width);
    bars(&mut text, "Tags", &stats.tags, stats.rows, top, width);
    text.push(shown!("\n{}", Tone::Strong.paint("Bytes")));
    for (name, spread) in [("input", &stats.lengths.input), ("expected", &stats.lengths.expected)] {
        text.push(lengths(name, spread));
    }
    context.ui.out(text);
    Ok(Outcome::Yes)
}

/// Rows that a gate judges on; `dev` is the old name of `holdout`.
fn held_out(stats: &Stats) -> u64 {
    ["holdout", "dev"].iter().filter_map(|name| stats.splits.get(*name)).sum()
}

fn lengths(name: &str, spread: &Spread) -> Shown {
    shown!(
        "\n  {:<9} {} to {}, median {}, 95 % up to {}",
        name,
        grouped(spread.min.into()),
        grouped(spread.max.into()),
        grouped(spread.median.into()),
        grouped(spread.p95.into())
    )
}

fn bars(
    text: &mut Shown,
    title: &'static str,
    counts: &[Count],
    rows: u64,
    top: usize,
    width: usize,
) {
    if counts.is_empty() {
        return;
    }
    text.push(shown!("\n{}\n", Tone::Strong.paint(title)));
    let shown = &counts[..counts.len().min(top)];
    let label =
        shown.iter().map(|count| count.name.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let most = shown.iter().map(|count| count.total).max().unwrap_or(1).max(1);
    let room = width.saturating_sub(label + 24).clamp(8, 40);
    for count in shown {
        let name = Shown::brief(&count.name, label);
        let pad = " ".repeat(label.saturating_sub(name.as_str().chars().count()));
        let share = count.total as f64 / rows.max(1) as f64 * 100.0;
        let bar = bar(count.total as f64 / most as f64, room);
        let bar = Tone::Accent.paint(bar);
        let total = grouped(count.total);
        text.push(shown!("  {}{} {:>9} {:>5.1} % {}\n", name, pad, total, share, bar));
    }
    if counts.len() > shown.len() {
        text.push(shown!(
            "  and {} more; --top sets how many are shown\n",
            counts.len() - shown.len()
        ));
    }
}

/// A bar of eighths of a column.
fn bar(share: f64, room: usize) -> Shown {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share * room as f64 * 8.0).round() as usize;
    shown!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
}
