//! `dse artifact import`

use std::path::PathBuf;

use crate::api::artifact::ImportRequest;
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::artifact::Artifact;
use crate::ui::{escape, shown};

/// Bring an artifact in that `dse artifact export --as json` wrote
///
/// It must be of the signature's present contract. Nothing is made active:
/// `dse canary start` and `dse promote` do that, behind their gates.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file
    file: PathBuf,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let path = context.config.workspace.resolve_argument(&args.file);
    let fault = |reason: String| {
        let path = escape::line(&path.display().to_string());
        CommandError::usage(format!("{path}: {}", escape::line(&reason)))
    };
    let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
    let artifact: Artifact =
        serde_json::from_str(&text).map_err(|error| fault(format!("no artifact: {error}")))?;
    let document = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    online(context, async move |context, client| {
        let id = artifact.compiled_id.clone();
        let body = client.import_artifact(&ImportRequest { artifact: document }).await?.body;
        let said = if body.existed { "was there already" } else { "imported" };
        context.answer(&body, |ui| ui.out(shown!("{} {}", id, said)))
    })
}
