//! Reports against the schemas that other programs hold them to.
//!
//! The schema of JUnit reports is the one of Jenkins' xUnit plugin, which
//! pytest's source package carries for the same purpose; it is fetched, because
//! it is not ours to keep here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Where the schema and the reports are kept between runs.
const FOLDER: &str = "target/schemas";

/// Checks the JUnit reports of datasets, good and bad, and of a night's run and
/// its evaluation.
#[expect(clippy::print_stderr, reason = "what was checked is this task's output")]
pub fn run() -> Result<()> {
    fs::create_dir_all(FOLDER)?;
    let schema = junit_schema(Path::new(FOLDER))?;
    for (name, files) in [("bad", "fixtures/bad"), ("good", "fixtures/datasets")] {
        let report = Path::new(FOLDER).join(format!("{name}.xml"));
        fs::write(&report, junit_report(files)?)?;
        holds(&schema, &report)?;
        eprintln!("the JUnit report of {files} holds to its schema");
    }
    let night = Night::run()?;
    for (name, words) in [("run", vec!["ops"]), ("evaluation", night.evaluation()?)] {
        let report = Path::new(FOLDER).join(format!("{name}.xml"));
        fs::write(
            &report,
            night.dse(&[&["report"], words.as_slice(), &["--output", "junit"]].concat())?,
        )?;
        holds(&schema, &report)?;
        eprintln!("the JUnit report of the {name} holds to its schema");
    }
    Ok(())
}

fn holds(schema: &Path, report: &Path) -> Result<()> {
    succeed(Command::new("xmllint").arg("--noout").arg("--schema").arg(schema).arg(report))
}

/// A workspace in which a night was run with the embedded default.
struct Night {
    folder: tempfile::TempDir,
    summary: Value,
}

impl Night {
    fn run() -> Result<Self> {
        let mut night = Self { folder: tempfile::tempdir()?, summary: Value::Null };
        night.summary = serde_json::from_slice(&night.dse(&["overnight", "--format", "json"])?)?;
        Ok(night)
    }

    /// The arguments that name the winner's evaluation.
    fn evaluation(&self) -> Result<Vec<&str>> {
        let text = |pointer: &str| {
            let found = self.summary.pointer(pointer).and_then(Value::as_str);
            found.with_context(|| format!("the summary has no {pointer}"))
        };
        Ok(vec!["eval", text("/signatureId")?, text("/evals/candidateEvalHash")?])
    }

    fn dse(&self, words: &[&str]) -> Result<Vec<u8>> {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        let output = crate::cargo::command()
            .args(["run", "--quiet", "--manifest-path", manifest, "--package", "dse", "--"])
            .args(words)
            .current_dir(self.folder.path())
            .output()?;
        ensure!(output.status.success(), "dse {words:?} failed: {output:?}");
        Ok(output.stdout)
    }
}

/// The report; findings are no failure here.
fn junit_report(files: &str) -> Result<Vec<u8>> {
    let output = crate::cargo::command()
        .args(["run", "--quiet", "--package", "dse", "--"])
        .args(["dataset", "validate", files, "--output", "junit"])
        .output()?;
    ensure!(matches!(output.status.code(), Some(0 | 1)), "dse failed: {output:?}");
    Ok(output.stdout)
}

fn junit_schema(folder: &Path) -> Result<PathBuf> {
    let schema = folder.join("junit-10.xsd");
    if schema.is_file() {
        return Ok(schema);
    }
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "pytest"]);
    succeed(pip.current_dir(folder))?;
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "gz"))
        .context("pip left no archive")?;
    let mut tar = Command::new("tar");
    tar.arg("xzf").arg(&archive).arg("-C").arg(folder);
    tar.args(["--wildcards", "--strip-components=3", "*/junit-10.xsd"]);
    succeed(&mut tar)?;
    Ok(schema)
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
