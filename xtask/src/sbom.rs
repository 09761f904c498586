//! What the program is made of, as a CycloneDX document: each crate that is linked
//! into it, with its version, licence and the hash that `Cargo.lock` holds it to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target whose program is described
    #[arg(long, default_value = "x86_64-unknown-linux-gnu")]
    target: String,
    /// Where the document goes
    #[arg(long, default_value = "target/sbom.cdx.json")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let output = crate::cargo::command()
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", &args.target])
        .current_dir(&root)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let hashes = hashes(&std::fs::read_to_string(root.join("Cargo.lock"))?);
    let document = document(&metadata, &hashes)?;
    Ok(std::fs::write(root.join(&args.out), format!("{document:#}\n"))?)
}

/// The checksums of a lock file, by name and version.
fn hashes(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let blocks = lock.split("[[package]]").skip(1);
    blocks
        .filter_map(|block| {
            let hash = field(block, "checksum")?;
            Some(((field(block, "name")?, field(block, "version")?), hash))
        })
        .collect()
}

fn document(metadata: &Value, hashes: &BTreeMap<(String, String), String>) -> Result<Value> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .filter_map(|package| Some((package["id"].as_str()?.to_owned(), package)))
        .collect();
    let nodes: BTreeMap<String, BTreeSet<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?.to_owned(), linked(node))))
        .collect();
    let root = packages
        .iter()
        .find(|(_, package)| package["name"] == "dse")
        .map(|(id, _)| id.clone())
        .context("the workspace has no dse")?;
    let mut found = BTreeSet::new();
    let mut waiting = vec![root.clone()];
    while let Some(id) = waiting.pop() {
        if found.insert(id.clone()) {
            waiting.extend(nodes.get(&id).into_iter().flatten().cloned());
        }
    }
    let component = |id: &String| component(&packages[id], hashes);
    let depends = found.iter().map(|id| {
        let on: Vec<Value> =
            nodes.get(id).into_iter().flatten().map(|id| purl(&packages[id])).collect();
        json!({"ref": purl(&packages[id]), "dependsOn": on})
    });
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(&root)},
        "components": found.iter().filter(|id| **id != root).map(component).collect::<Vec<_>>(),
        "dependencies": depends.collect::<Vec<_>>(),
    }))
}

/// Dependencies that end up in the program; what only builds or tests does not.
fn linked(node: &Value) -> BTreeSet<String> {
    let all = node["deps"].as_array().into_iter().flatten();
    let normal = all.filter(|dep| {
        dep["dep_kinds"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
    });
    normal.filter_map(|dep| dep["pkg"].as_str().map(str::to_owned)).collect()
}

fn purl(package: &Value) -> Value {
    let text = |name: &str| package[name].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", text("name"), text("version")).into()
}

fn component(package: &Value, hashes: &BTreeMap<(String, String), String>) -> Value {
    let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let mut component = json!({
        "type": if text("name") == "dse" { "application" } else { "library" },
        "bom-ref": purl(package),
        "purl": purl(package),
        "name": text("name"),
        "version": text("version"),
        "licenses": [{"expression": text("license").replace('/', " OR ")}],
    });
    if let Some(hash) = hashes.get(&(text("name"), text("version"))) {
        component["hashes"] = json!([{"alg": "SHA-256", "content": hash}]);
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_linked_is_listed() {
        let package = |id: &str, name: &str| json!({"id": id, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0"});
        let dep = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [package("a", "dse"), package("b", "used"), package("c", "builder"), package("d", "deep")],
            "resolve": {"nodes": [
                {"id": "a", "deps": [dep("b", Value::Null), dep("c", json!("build"))]},
                {"id": "b", "deps": [dep("d", Value::Null)]}, {"id": "c", "deps": []}, {"id": "d", "deps": []},
            ]},
        });
        let lock = "[[package]]\nname = \"used\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n";
        let document = document(&metadata, &hashes(lock)).unwrap();
        let names: Vec<&Value> =
            document["components"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["used", "deep"]);
        assert_eq!(document["components"][0]["hashes"][0]["content"], "abc");
        assert_eq!(document["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
    }
}
