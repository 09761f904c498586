//! What has to pass before a change goes in.

use std::time::Instant;

use anyhow::{Result, bail};

/// The steps in order: tests first, because the others reuse what they build.
const STEPS: &[&[&str]] = &[
    &["fmt", "--all", "--check"],
    &["test"],
    &["test", "--package", "dse", "--no-default-features"],
    &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
    &[
        "clippy",
        "--package",
        "dse",
        "--all-targets",
        "--no-default-features",
        "--",
        "-D",
        "warnings",
    ],
    &["xtask", "completions", "--check"],
    &["xtask", "man", "--check"],
    &["xtask", "rules", "--check"],
    &["xtask", "fixtures", "--check"],
    &["xtask", "schemas"],
    &["xtask", "deny"],
];

/// Runs every step up to the first that fails.
#[expect(clippy::print_stderr, reason = "the steps and their times are this task's output")]
pub fn run() -> Result<()> {
    let begin = Instant::now();
    for step in STEPS {
        let shown = format!("cargo {}", step.join(" "));
        eprintln!("\n== {shown}");
        let started = Instant::now();
        let status = crate::cargo::command()
            .args(*step)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()?;
        if !status.success() {
            bail!("`{shown}` failed");
        }
        eprintln!("== {:.0} s", started.elapsed().as_secs_f64());
    }
    eprintln!("\nall passed in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}
