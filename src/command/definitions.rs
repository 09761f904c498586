//! What is doubtful about the definitions that a command is about to pay for.

use super::Context;
use crate::catalog::{Catalog, Origin};
use crate::ui::shown;

/// Warns of the workspace's own files that define a signature, its job and its
/// reward. A server elsewhere reads other files.
pub fn warn(context: &Context, signature_id: &str) {
    if !context.config.settings.server.url.is_empty() {
        return;
    }
    // What is wrong with the files is told by the server's start.
    let Ok(catalog) = Catalog::load(context.config.root()) else { return };
    let job = catalog.jobs().find(|job| job.value.signature_id == signature_id);
    let signature = catalog.signatures().find(|one| one.value.signature_id == signature_id);
    let reward_id = job.map(|job| job.value.reward_id.as_str());
    let reward = catalog.rewards().find(|reward| Some(&*reward.value.reward_id) == reward_id);
    let origins = [
        signature.map(|one| &one.origin),
        job.map(|one| &one.origin),
        reward.map(|one| &one.origin),
    ];
    let files: Vec<String> = origins
        .into_iter()
        .flatten()
        .filter(|origin| is_own(origin))
        .map(ToString::to_string)
        .collect();
    for warning in catalog.warnings().iter().filter(|warning| files.contains(&warning.file)) {
        let root = format!("{}/", context.config.root().display());
        let text = warning.to_string();
        let text = text.strip_prefix(&root).unwrap_or(&text);
        let help = warning.diagnostic.help.as_deref();
        let help = help.map_or_else(String::new, |help| format!("; {help}"));
        context.ui.warn(shown!("{}{}", text, help));
    }
}

fn is_own(origin: &Origin) -> bool {
    matches!(origin, Origin::File(_))
}
