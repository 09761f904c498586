//! Tasks around the code: `cargo xtask NAME`.

mod api;
mod bench;
mod browser;
mod cargo;
mod ci;
mod clients;
mod deny;
mod fixtures;
mod generated;
mod limits;
mod reproducible;
mod rules;
mod sbom;
mod schemas;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Hold the server against its description with schemathesis; installs it
    Api(api::Args),
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
    /// Check licences, sources and bans of dependencies; installs cargo-deny
    Deny {
        /// Also fetch the database of advisories, and check them
        #[arg(long)]
        advisories: bool,
    },
    Fixtures(fixtures::Fixtures),
    /// Run the one-file helpers of applications against the server, with Python and Node
    Helpers,
    #[command(hide = true)]
    Floor(bench::Floor),
    /// Play clients that are hostile, slow or too many, and write what the server bears
    Limits(limits::Args),
    /// Write docs/rules.md from the table of rules
    Rules {
        /// Only tell whether the page is fresh
        #[arg(long)]
        check: bool,
    },
    /// Build twice, at two places, and compare the programs
    Reproducible(reproducible::Args),
    /// Write the bill of materials of the program, as CycloneDX
    Sbom(sbom::Args),
    /// Check reports against the schemas of those who read them
    Schemas,
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Api(args) => api::check(&args),
        Task::Bench(command) => bench::run(&command),
        Task::Browser => browser::check(),
        Task::Screenshots => browser::screenshots(),
        Task::Completions(args) => generated::completions(&args),
        Task::Man(args) => generated::man(&args),
        Task::Ci => ci::run(),
        Task::Clients => clients::check(),
        Task::Deny { advisories } => deny::check(advisories),
        Task::Fixtures(args) => fixtures::run(&args),
        Task::Helpers => clients::helpers(),
        Task::Floor(floor) => floor.run(),
        Task::Limits(args) => limits::run(&args),
        Task::Rules { check } => rules::run(check),
        Task::Reproducible(args) => reproducible::check(&args),
        Task::Sbom(args) => sbom::run(&args),
        Task::Schemas => schemas::run(),
    }
}
