//! The description of the endpoints held against the server by schemathesis, which
//! makes requests from it, right and wrong ones: first with a key of all scopes,
//! then with a key of each scope alone. For the night: it takes minutes, and is
//! installed from its registry.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use dse::api::keys::Scope;

use crate::limits::Server;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Requests for each operation and kind, with all scopes
    #[arg(long, default_value_t = 200)]
    examples: u32,
    /// The same with each scope alone
    #[arg(long, default_value_t = 5)]
    examples_of_scope: u32,
    /// Where the random requests begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only operations whose path matches
    #[arg(long)]
    path: Option<String>,
}

pub fn check(args: &Args) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    crate::cargo::built(&root)?;
    let tester = crate::clients::installed(&root)?.join("schemathesis");
    let run = Run { root, tester, args };
    run.with_key(Scope::Admin, args.examples)?;
    for scope in Scope::ALL.into_iter().filter(|scope| *scope != Scope::Admin) {
        run.with_key(scope, args.examples_of_scope)?;
    }
    Ok(())
}

struct Run<'a> {
    root: PathBuf,
    tester: PathBuf,
    args: &'a Args,
}

impl Run<'_> {
    /// A server of its own: keys of one run are revoked and rotated at random.
    #[expect(clippy::print_stderr, reason = "which run it is is this task's output")]
    fn with_key(&self, scope: Scope, examples: u32) -> Result<()> {
        let scope = scope.name();
        eprintln!("\n== a key of the scope {scope}, {examples} examples an operation");
        let server = Server::start(&self.root)?;
        let key = server.key("tester", &[scope])?;
        let mut tester = Command::new(&self.tester);
        tester
            .arg("--config-file")
            .arg(self.root.join("tests/clients/schemathesis.toml"))
            .arg("run")
            .arg(format!("http://{}/openapi.json", server.address))
            .args(["--header", &format!("Authorization: Bearer {key}")])
            .args(["--max-examples", &examples.to_string(), "--seed", &self.args.seed.to_string()])
            .args(["--workers", "2", "--continue-on-failure"])
            .args(["--suppress-health-check", "all"])
            .current_dir(server.folder());
        if let Some(path) = &self.args.path {
            tester.args(["--include-path-regex", path]);
        }
        let status = tester.status().context("schemathesis cannot be started")?;
        ensure!(status.success(), "with the scope {scope} the server and its description differ");
        ensure!(server.is_well(), "the server is not well afterwards");
        ensure!(!server.log().contains("panicked"), "the server panicked");
        Ok(())
    }
}
