//! Two clean builds of what is committed, in two folders with target folders of
//! their own, have to be one program to the byte.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The profile to build
    #[arg(long, default_value = "release")]
    profile: String,
    /// The thin client only, which is built sooner
    #[arg(long)]
    thin: bool,
}

#[expect(clippy::print_stdout, reason = "the hashes are this task's output")]
pub fn check(args: &Args) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let folder = tempfile::tempdir_in(crate::cargo::target_folder(&root))?;
    let mut hashes = Vec::new();
    // Names of different lengths, so that a path that slipped in moves what follows.
    for name in ["a", "another-place"] {
        let program = build(&root, &folder.path().join(name), args)?;
        let hash = Sha256::digest(std::fs::read(&program)?);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{hash}  {}", program.display());
        hashes.push(hash);
    }
    ensure!(hashes[0] == hashes[1], "the two builds differ");
    Ok(())
}

/// Builds a fresh checkout, with no path of this machine in what comes out.
fn build(root: &Path, place: &Path, args: &Args) -> Result<PathBuf> {
    let source = place.join("source");
    run(Command::new("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root).arg(&source))?;
    let target = place.join("target");
    let home = std::env::var_os("CARGO_HOME")
        .map_or_else(|| std::env::home_dir().unwrap_or_default().join(".cargo"), PathBuf::from);
    let flags = format!(
        "--remap-path-prefix={}=/src --remap-path-prefix={}=/target --remap-path-prefix={}=/cargo",
        source.display(),
        target.display(),
        home.display(),
    );
    let mut cargo = crate::cargo::command();
    cargo
        .args(["build", "--quiet", "--locked", "--bin", "dse", "--profile", &args.profile])
        .args(args.thin.then_some("--no-default-features"))
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", flags)
        .current_dir(&source);
    run(&mut cargo)?;
    let folder = if args.profile == "dev" { "debug" } else { &args.profile };
    Ok(target.join(folder).join("dse"))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
