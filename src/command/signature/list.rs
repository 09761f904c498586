//! `dse signature list`

use serde_json::json;

use crate::api::Empty;
use crate::catalog::{Catalog, Origin};
use crate::command::{CommandError, Context, Outcome, online};
use crate::ui::{Table, shown};

/// List the signatures that the server knows, and those that only the workspace has
///
/// Where there are signatures of one's own, the shipped ones are left out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List the shipped signatures, too
    #[arg(long)]
    all: bool,
}

/// The origin of what the program brings.
const SHIPPED: &str = "shipped";

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let own = workspace_ids(context)?;
    let all = args.all;
    online(context, async move |context, client| {
        let mut known = client.signatures(&Empty {}).await?.body.signatures;
        if !all && known.iter().any(|row| row.origin != SHIPPED) {
            known.retain(|row| row.origin != SHIPPED);
        }
        let is_known = |id: &String| known.iter().any(|row| row.signature_id == *id);
        let only_here: Vec<String> = own.into_iter().filter(|id| !is_known(id)).collect();
        let result = json!({"signatures": known, "workspaceOnly": only_here});
        context.answer(&result, |ui| {
            let mut table = Table::new(&["signature", "from"]).whole(0);
            for row in &known {
                table.row([&row.signature_id, &row.origin]);
            }
            table.print(ui);
            for id in &only_here {
                ui.warn(shown!("the server does not know {} of the workspace", id));
            }
        })
    })
}

/// The signatures that files of the workspace define.
fn workspace_ids(context: &Context) -> Result<Vec<String>, CommandError> {
    let catalog = Catalog::load(context.config.root())?;
    let own = catalog.signatures().filter(|entry| matches!(entry.origin, Origin::File(_)));
    Ok(own.map(|entry| entry.value.signature_id.clone()).collect())
}
