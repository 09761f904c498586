//! `dse key revoke`

use crate::api::keys::RevokeRequest;
use crate::command::{CommandError, Context, Outcome, online};
use crate::ui::shown;

/// End a key at once, and with it the sessions of the pages that it opened
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name, for all keys of it, or the id of one
    key: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = RevokeRequest { key: args.key.clone() };
    online(context, async move |context, client| {
        let done = client.revoke_key(&request).await?.body;
        context.answer(&done, |ui| {
            for key in &done.revoked {
                ui.out(shown!("revoked {} ({})", key.name, key.key_id));
            }
        })
    })
}
