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
mod rules;
mod sbom;
mod schemas;

use clap::Parser;

/// Tasks around the code
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Hold the description of the endpoints against the server; for the night
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
    /// See what clients of OpenAI's protocol make of the server; installs them
    Clients,
    /// Hold dependencies against deny.toml: licences, sources, bans, advisories
    Deny,
    Fixtures(fixtures::Fixtures),
    /// Measure what a server bears, and write docs/limits.md; for the night
    Limits,
    #[command(hide = true)]
    Floor(bench::Floor),
    /// Write docs/rules.md from the table of rules
    Rules {
        /// Only tell whether the page is fresh
        #[arg(long)]
        check: bool,
    },
    /// Write what the program is made of, as a CycloneDX document
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
        Task::Deny => deny::check(),
        Task::Fixtures(args) => fixtures::run(&args),
        Task::Limits => limits::run(),
        Task::Floor(floor) => floor.run(),
        Task::Rules { check } => rules::run(check),
        Task::Sbom(args) => sbom::run(&args),
        Task::Schemas => schemas::run(),
    }
}
