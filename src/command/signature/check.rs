//! `dse signature check`

use std::path::Path;

use serde_json::{Value, json};

use crate::catalog::{Catalog, CatalogError, Origin};
use crate::command::{CommandError, Context, ErrorKind, Outcome};
use crate::report::words;
use crate::ui::{escape, shown};

/// Check the workspace's signatures, jobs, rewards and judge pins
///
/// Reads signatures/, jobs/, rewards/ and pinned/ of the workspace the way
/// that a server reads them, and names file, line and column of the first fault.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &Context, _: &Args) -> Result<Outcome, CommandError> {
    let catalog = match Catalog::load(context.config.root()) {
        Ok(catalog) => catalog,
        Err(error) => return Err(finding(&error)),
    };
    let files = files(&catalog, context.config.root());
    context.answer(&json!({"files": files, "signatures": catalog.signatures().count()}), |ui| {
        for file in &files {
            ui.out(shown!("{}  ok", file));
        }
        let own = words::count(files.len() as u64, "file");
        ui.out(shown!("{} of the workspace checked: no faults", own));
    })
}

/// The workspace's files that the catalog was made from, in order.
fn files(catalog: &Catalog, root: &Path) -> Vec<String> {
    let origins = (catalog.signatures().map(|entry| &entry.origin))
        .chain(catalog.jobs().map(|entry| &entry.origin))
        .chain(catalog.rewards().map(|entry| &entry.origin))
        .chain(catalog.pins().map(|entry| &entry.origin));
    let own = origins.filter_map(|origin| match origin {
        Origin::File(path) => Some(path.strip_prefix(root).unwrap_or(path).display().to_string()),
        Origin::Shipped(_) => None,
    });
    let mut files: Vec<String> = own.collect();
    files.sort();
    files
}

/// A fault is what the check was asked to find: the answer is no.
fn finding(error: &CatalogError) -> CommandError {
    let place = error
        .position
        .map_or(Value::Null, |position| json!({"line": position.line, "column": position.column}));
    CommandError::new(ErrorKind::Refused, "catalog", escape::line(&error.to_string())).with_result(
        &json!({"finding": {
            "file": error.file, "position": place, "field": error.field, "reason": error.reason,
        }}),
    )
}
