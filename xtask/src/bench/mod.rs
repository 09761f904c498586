//! Benchmarks: each measures `dse` beside an alternative in the same run, and
//! writes medians and ratios into its section of `docs/benchmarks.md`.

mod compile;
mod dataset;
mod dspy;
mod import;
mod long_context;
mod measure;
mod mock_model;
pub mod page;
mod pages;
mod predict;
mod replay;
mod selection;
mod startup;
pub mod workspace;

use anyhow::Result;
pub use mock_model::MockModel;

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Start-up against `rg`, import against `sqlite3`, compile against its bound, predict
    Core,
    /// Searches against their bound and against DSPy, and looking into long texts
    Compile,
    /// Validate and diff against the tools that people would use instead
    Dataset(dataset::Args),
    /// Read every page over much stored data
    Pages,
    /// Rules of selection on recorded answers of a real small model
    Replay,
}

/// A plain program's work, for `bench dataset` to run as a process of its own.
#[derive(Debug, clap::Args)]
pub struct Floor {
    kind: dataset::FloorKind,
    files: Vec<std::path::PathBuf>,
}

impl Floor {
    pub fn run(&self) -> Result<()> {
        dataset::floor(self.kind, &self.files)
    }
}

pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Core => core(),
        Command::Compile => search(),
        Command::Dataset(args) => dataset::run(*args),
        Command::Pages => read_pages(),
        Command::Replay => replay::run(),
    }
}

/// Writes what was measured also where a limit was passed.
fn read_pages() -> Result<()> {
    let measured = pages::run(&workspace::release_binary()?)?;
    page::replace("pages", &measured.section)?;
    let faults = measured.faults;
    anyhow::ensure!(faults.is_empty(), "over the limits: {}", faults.join("; "));
    Ok(())
}

fn core() -> Result<()> {
    let dse = workspace::release_binary()?;
    let sections =
        [startup::run(&dse)?, import::run(&dse)?, compile::shipped(&dse)?, predict::run(&dse)?];
    page::replace("core", &sections.join("\n"))
}

/// Some of it is measured in this very process, which then must be a release.
fn search() -> Result<()> {
    if cfg!(debug_assertions) {
        let tasks = workspace::release_tasks()?;
        let status = std::process::Command::new(tasks).args(["bench", "compile"]).status()?;
        anyhow::ensure!(status.success(), "the measurement failed: {status}");
        return Ok(());
    }
    let dse = workspace::release_binary()?;
    let sections = [compile::run(&dse)?, long_context::run(&dse)?];
    page::replace("compile", &sections.join("\n"))
}
