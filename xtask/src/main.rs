//! Tasks around the code: `cargo xtask NAME`.

mod bench;
mod fixtures;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Measure, and write docs/benchmarks.md
    #[command(subcommand)]
    Bench(bench::Command),
    Fixtures(fixtures::Fixtures),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(command) => bench::run(&command),
        Task::Fixtures(args) => fixtures::run(&args),
    }
}
