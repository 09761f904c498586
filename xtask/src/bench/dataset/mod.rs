//! `dse dataset validate` and `diff` beside the tools that people would use
//! instead: all in one run, on data from a seed, each held to finding the
//! planted faults that it can find.

mod floor;
mod generate;
mod peers;
mod run;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::measure::{exists, need};
use super::{page, workspace};
use generate::Style;
use run::{Run, Timing, timed};

/// Sizes of the run.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Args {
    /// Rows to validate
    #[arg(long, default_value_t = 1_000_000)]
    rows: usize,
    /// Rows of each side to compare
    #[arg(long, default_value_t = 100_000)]
    diff_rows: usize,
    /// Leave out the peers that take longer than ten seconds
    #[arg(long)]
    quick: bool,
    /// How often each is run, what takes longer than ten seconds once; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Measure only; leave docs/benchmarks.md alone
    #[arg(long)]
    dry_run: bool,
}

const SEED: u64 = 20_260_210;

pub fn run(args: Args) -> Result<()> {
    let programs =
        Programs { dse: workspace::release_binary()?, floor: workspace::release_tasks()? };
    let folder = tempfile::tempdir()?;
    let peers = peers::install(folder.path())?;
    let mut text = format!(
        "## Datasets\n\n`cargo xtask bench dataset`: {} rows from seed {SEED}, medians of {} runs in turn on {} \
         threads, what takes longer than ten seconds once. Memory is what a process was seen to hold of its own, pages of \
         files aside.\n",
        args.rows,
        args.rounds,
        std::thread::available_parallelism()?
    );
    for style in [Style::Diverse, Style::Templated] {
        text.push_str(&validate(&programs, folder.path(), &peers, args, style)?);
    }
    text.push_str(&small(&programs.dse, folder.path(), args)?);
    text.push_str(&diff(&programs, folder.path(), &peers, args)?);
    print(&text);
    if args.dry_run { Ok(()) } else { page::replace("dataset", &text) }
}

fn print(text: &str) {
    use std::io::Write;
    // A closed stdout leaves the page, which is what counts.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// The programs of our own that are measured.
struct Programs {
    dse: std::path::PathBuf,
    floor: std::path::PathBuf,
}

fn validate(
    programs: &Programs,
    folder: &Path,
    peers: &peers::Peers,
    args: Args,
    style: Style,
) -> Result<String> {
    let file = folder.join("select-tool.jsonl");
    generate::write(&file, args.rows, SEED, style)?;
    let size = std::fs::metadata(&file)?.len();
    let validate = |extra: &[&str]| {
        let mut arguments = vec!["dataset", "validate", "--output", "json"];
        arguments.extend(extra);
        Run::new(&programs.dse).args(&arguments).file(&file)
    };
    let mut runs = vec![
        (
            "fastest parse: sonic-rs values, two threads",
            Run::new(&programs.floor).args(&["floor", "parse"]).file(&file),
        ),
        (
            "serde_json + jsonschema, two threads, schema alone",
            Run::new(&programs.floor).args(&["floor", "schema"]).file(&file),
        ),
        ("dse, every rule but near-duplicates", validate(&["--ignore", "D005,D006"])),
        ("dse, all rules", validate(&[])),
    ];
    if !args.quick && style == Style::Diverse {
        runs.extend(peers.validate(&file));
    }
    let timings = timed(&runs, args.rounds)?;
    check_planted(&timings[2], &["S001", "C002", "D001", "D003", "D004"])?;
    check_planted(&timings[3], &generate::PLANTED.map(|(code, _)| code))?;
    for timing in &timings[4..] {
        peers::check(timing)?;
    }
    let mut text = format!("\n### validate, {style:?} data, {} MB\n", size / 1_000_000);
    text.push_str(&table(&timings, 0, "the fastest parse"));
    text.push_str(&verdicts(&timings));
    if style == Style::Diverse {
        text.push_str("\nPlanted and found: ");
        let planted = generate::PLANTED.map(|(code, what)| format!("{what} ({code})"));
        writeln!(text, "{}.", planted.join(", "))?;
    }
    Ok(text)
}

/// Each planted code is among the findings.
fn check_planted(timing: &Timing, codes: &[&str]) -> Result<()> {
    let report: serde_json::Value =
        serde_json::from_slice(&timing.stdout).context("dse wrote no JSON")?;
    for code in codes {
        let count = &report["files"][0]["byRule"][code];
        ensure!(count.as_u64() > Some(0), "{}: {code} was planted and not found", timing.name);
    }
    Ok(())
}

fn small(dse: &Path, folder: &Path, args: Args) -> Result<String> {
    let file = folder.join("small-select-tool.jsonl");
    generate::write(&file, 100, SEED, Style::Diverse)?;
    need("rg", "ripgrep")?;
    let runs = vec![
        ("rg --version", Run::new(Path::new("rg")).args(&["--version"])),
        ("dse, 100 rows, all rules", Run::new(dse).args(&["dataset", "validate"]).file(&file)),
    ];
    let timings = timed(&runs, args.rounds.max(25))?;
    let measured = table(&timings, 0, "rg --version");
    Ok(format!("\n### 100 rows, start to exit\n{measured}\nAsked: at most 2.\n"))
}

fn diff(programs: &Programs, folder: &Path, peers: &peers::Peers, args: Args) -> Result<String> {
    let old = folder.join("old.jsonl");
    generate::write(&old, args.diff_rows, SEED + 1, Style::Diverse)?;
    let mut text = String::new();
    for (name, reordered) in [("in the same order", false), ("reordered", true)] {
        let new = folder.join("new.jsonl");
        generate::change(&old, &new, reordered)?;
        let mut runs = vec![
            (
                "a plain keyed comparison in Rust",
                Run::new(&programs.floor).args(&["floor", "diff"]).file(&old).file(&new),
            ),
            (
                "dse dataset diff --stat",
                Run::new(&programs.dse).args(&["dataset", "diff", "--stat"]).file(&old).file(&new),
            ),
        ];
        if exists("git") {
            let git = Run::new(Path::new("git")).args(&["diff", "--no-index", "--stat"]);
            runs.push(("git diff --no-index --stat", git.file(&old).file(&new)));
        }
        runs.extend(peers.diff(&old, &new, args.quick));
        let timings = timed(&runs, args.rounds)?;
        for timing in &timings {
            peers::check_diff(timing, args.diff_rows / 100)?;
        }
        let measured = table(&timings, 0, "the plain comparison");
        write!(
            text,
            "\n### diff of {} rows, 1 % changed, {name}\n{measured}\nAsked: at most 2, and less than git and DuckDB.\n",
            args.diff_rows,
        )?;
    }
    Ok(text)
}

/// What the project asks of itself, beside what was measured.
fn verdicts(timings: &[Timing]) -> String {
    let [parse, schema, most, all, ..] = timings else { unreachable!("dse and its floors ran") };
    let times = |left: &Timing, right: &Timing| left.median() / right.median();
    let mut text = format!(
        "\nWithout near-duplicates {:.2} × the parse (asked: at most 2). All rules {:.2} × the schema alone (asked: at \
         most 1), holding {} MB (asked: under 250).\n",
        times(most, parse),
        times(all, schema),
        all.heap.max(most.heap) / 1000
    );
    if let Some(ajv) = timings.iter().find(|timing| timing.name == peers::AJV_FULL) {
        let faster = times(ajv, all);
        text.push_str(&format!("All rules are {faster:.1} × faster than full ajv (asked: 8).\n"));
    }
    text
}

fn table(timings: &[Timing], base: usize, of: &str) -> String {
    let reference = timings[base].median();
    let mut text =
        format!("\n| tool | median | × {of} | memory, MB |\n| --- | ---: | ---: | ---: |\n");
    for timing in timings {
        let seconds = timing.median();
        let shown = if seconds < 0.1 {
            format!("{:.1} ms", seconds * 1e3)
        } else {
            format!("{seconds:.2} s")
        };
        text.push_str(&format!(
            "| {} | {shown} | {:.2} | {} |\n",
            timing.name,
            seconds / reference,
            timing.heap / 1000
        ));
    }
    text
}

/// The floors run as processes of their own, so that all are measured alike.
pub fn floor(kind: floor::Kind, files: &[std::path::PathBuf]) -> Result<()> {
    floor::run(kind, files)
}

pub use floor::Kind as FloorKind;
