//! Naming an artifact: by its id, or as what is active or the default.

use crate::api::{Empty, rollout::ActiveRequest};
use crate::client::Client;
use crate::command::CommandError;

/// The compiled id that `name` stands for: `active` is what the signature runs
/// now, `default` its contract's own parameters, anything else an id.
///
/// # Errors
/// When the server must be asked and does not tell.
pub async fn resolve(
    client: &Client,
    signature_id: &str,
    name: &str,
) -> Result<String, CommandError> {
    match name {
        "active" => {
            let request = ActiveRequest { signature_id: signature_id.to_owned() };
            match client.active(&request).await?.body.compiled_id {
                Some(id) => Ok(id),
                None => default(client, signature_id).await,
            }
        }
        "default" => default(client, signature_id).await,
        id => Ok(id.to_owned()),
    }
}

async fn default(client: &Client, signature_id: &str) -> Result<String, CommandError> {
    let signature = client.signature(signature_id, &Empty {}).await?.body;
    Ok(signature.contract.default_params.compiled_id())
}
