//! What a server bears: a real one on loopback, played by clients that mean no
//! good, are slow, or are too many. Each row of the table says what was asked and
//! what came out; the table is written into `docs/benchmarks.md`, also where a row
//! fails, and then the task fails.

mod bodies;
mod overload;
mod refusals;
mod secrets;
mod server;
mod slow;
mod timing;
mod torture;

use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, ensure};
pub use server::Server;

use crate::bench::page;

/// One thing that is measured.
pub struct Row {
    what: String,
    asked: String,
    got: String,
    ok: bool,
}

impl Row {
    fn new(what: impl Into<String>, asked: impl Into<String>, got: String, ok: bool) -> Self {
        Self { what: what.into(), asked: asked.into(), got, ok }
    }
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these; the page is not written then
    #[arg(value_enum)]
    only: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Refusals,
    Timing,
    Slow,
    Overload,
    Torture,
    Bodies,
    Secrets,
}

impl Part {
    fn measure(self, root: &Path) -> Result<Vec<Row>> {
        match self {
            Self::Refusals => refusals::measure(root),
            Self::Timing => timing::measure(root),
            Self::Slow => slow::measure(root),
            Self::Overload => overload::measure(root),
            Self::Torture => torture::measure(root),
            Self::Bodies => bodies::measure(root),
            Self::Secrets => secrets::measure(root),
        }
    }
}

#[expect(clippy::print_stdout, reason = "the rows are this task's output")]
pub fn run(args: &Args) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    crate::cargo::built(&root)?;
    let all = <Part as clap::ValueEnum>::value_variants();
    let chosen = if args.only.is_empty() { all } else { &args.only };
    let mut table = String::from("| what | asked | got | |\n| --- | --- | --- | --- |\n");
    let mut faults = Vec::new();
    for part in chosen {
        for Row { what, asked, got, ok } in part.measure(&root)? {
            let mark = if ok { "yes" } else { "**no**" };
            println!("{mark}: {what}: asked {asked}, got {got}");
            let [asked, got] = [asked, got].map(|cell| cell.replace('|', "\\|"));
            writeln!(table, "| {what} | {asked} | {got} | {mark} |")?;
            if !ok {
                faults.push(what);
            }
        }
    }
    if args.only.is_empty() {
        std::env::set_current_dir(&root)?;
        page::replace("limits", &format!("{HEAD}{table}"))?;
    }
    ensure!(faults.is_empty(), "over their bar: {}", faults.join("; "));
    Ok(())
}

const HEAD: &str = "## What a server bears\n\nMeasured by `cargo xtask limits` with the development build, \
    client and server on one machine. Peak memory is what the server's process took beyond what it had \
    before the request; bytes read are what its `recvfrom` calls returned, counted by `strace`.\n\n";

/// The value below which that share of the sorted ones lies.
fn percentile<T: Copy>(sorted: &[T], share: f64) -> T {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}
