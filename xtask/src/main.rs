//! Tasks around the code: `cargo xtask NAME`.

mod bench;
mod rules;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Measure, and write docs/benchmarks.md
    #[command(subcommand)]
    Bench(bench::Command),
    /// Write docs/rules.md from the table of rules
    Rules {
        /// Only tell whether the page is fresh
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(command) => bench::run(&command),
        Task::Rules { check } => rules::run(check),
    }
}
