//! `dse key list`

use super::names;
use crate::api::{Empty, keys::Key};
use crate::command::{CommandError, Context, Outcome, online};
use crate::report::words;
use crate::ui::Table;

/// List keys, newest first: what each may do, and when it was last used
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &Context, _: &Args) -> Result<Outcome, CommandError> {
    online(context, async move |context, client| {
        let list = client.keys(&Empty {}).await?.body;
        context.answer(&list, |ui| {
            if list.keys.is_empty() {
                ui.out("no keys; `dse key create` makes one");
                return;
            }
            let head =
                ["id", "name", "scopes", "signatures", "rate", "good until", "last used (UTC)"];
            let mut table = Table::new(&head).whole(0);
            for key in &list.keys {
                table.row(row(key));
            }
            table.print(ui);
        })
    })
}

fn row(key: &Key) -> [String; 7] {
    let signatures: Vec<&str> =
        key.signature_ids.iter().map(|id| words::short_signature(id)).collect();
    let none = || "–".to_owned();
    [
        key.key_id.clone(),
        key.name.clone(),
        names(&key.scopes),
        if signatures.is_empty() { "all".to_owned() } else { signatures.join(", ") },
        key.rate.map_or_else(none, |rate| rate.to_string()),
        match (key.revoked_at_ms, key.expires_at_ms) {
            (Some(revoked), _) => format!("revoked {}", words::minute(revoked)),
            (None, Some(end)) => words::minute(end),
            (None, None) => none(),
        },
        key.last_used_at_ms.map_or_else(none, words::minute),
    ]
}
