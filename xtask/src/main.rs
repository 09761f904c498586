//! Tasks around the code: `cargo xtask NAME`.

mod bench;
mod browser;
mod cargo;
mod ci;
mod clients;
mod fixtures;
mod generated;
mod rules;
mod schemas;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Measure, and write docs/benchmarks.md
    #[command(subcommand)]
    Bench(bench::Command),
    /// Read the pages in a browser: what is shown, what is refused, accessibility, valid HTML
    Browser,
    /// Take the pictures of the README
    Screenshots,
    /// Write the completion scripts into completions/
    Completions(generated::Args),
    /// Write the manual pages into man/
    Man(generated::Args),
    /// Run what CI runs
    Ci,
    /// See what clients of others make of the server and of `dse mcp`; installs them
    Clients,
    Fixtures(fixtures::Fixtures),
    /// Run the one-file helpers of applications against the server, with Python and Node
    Helpers,
    #[command(hide = true)]
    Floor(bench::Floor),
    /// Write docs/rules.md from the table of rules
    Rules {
        /// Only tell whether the page is fresh
        #[arg(long)]
        check: bool,
    },
    /// Check reports against the schemas of those who read them
    Schemas,
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(command) => bench::run(&command),
        Task::Browser => browser::check(),
        Task::Screenshots => browser::screenshots(),
        Task::Completions(args) => generated::completions(&args),
        Task::Man(args) => generated::man(&args),
        Task::Ci => ci::run(),
        Task::Clients => clients::check(),
        Task::Fixtures(args) => fixtures::run(&args),
        Task::Helpers => clients::helpers(),
        Task::Floor(floor) => floor.run(),
        Task::Rules { check } => rules::run(check),
        Task::Schemas => schemas::run(),
    }
}
