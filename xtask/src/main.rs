//! Tasks around the code: `cargo xtask NAME`.

mod bench;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Measure, and write docs/benchmarks.md
    #[command(subcommand)]
    Bench(bench::Command),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(command) => bench::run(&command),
    }
}
