//! Benchmarks: each measures `dse` beside an alternative in the same run, and
//! writes medians and ratios into its section of `docs/benchmarks.md`.

mod compile;
mod import;
mod measure;
mod mock_model;
mod page;
mod predict;
mod startup;
mod workspace;

use anyhow::Result;

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Start-up against `rg`, import against `sqlite3`, compile against its bound, predict
    Core,
}

pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Core => core(),
    }
}

fn core() -> Result<()> {
    let dse = workspace::release_binary()?;
    let sections =
        [startup::run(&dse)?, import::run(&dse)?, compile::run(&dse)?, predict::run(&dse)?];
    page::replace("core", &sections.join("\n"))
}
