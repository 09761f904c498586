//! The description of the endpoints held against the server by schemathesis, which
//! makes requests from it, right and wrong ones. For the night: it takes minutes, and
//! is installed from its registry.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::limits::server::{SECRET, Server};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Requests for each operation and kind
    #[arg(long, default_value_t = 200)]
    examples: u32,
    /// Where the random requests begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seconds after which it ends
    #[arg(long, default_value_t = 3_600)]
    seconds: u32,
}

pub fn check(args: &Args) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let st = crate::clients::installed(&root)?.join("schemathesis");
    let server = Server::start(&root)?;
    let status = Command::new(st)
        .arg("--config-file")
        .arg(root.join("tests/clients/schemathesis.toml"))
        .arg("run")
        .arg(format!("http://{}/openapi.json", server.address))
        .args(["--header", &format!("Authorization: Bearer {SECRET}")])
        .args(["--max-examples", &args.examples.to_string(), "--seed", &args.seed.to_string()])
        .args(["--max-time", &args.seconds.to_string(), "--workers", "2", "--continue-on-failure"])
        .args(["--suppress-health-check", "filter_too_much"])
        .status()?;
    ensure!(status.success(), "the server and its description differ");
    ensure!(server.is_well(), "the server is not well afterwards");
    Ok(())
}
