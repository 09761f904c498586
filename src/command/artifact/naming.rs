//! Naming an artifact: by its id, or as what is active, the default or the
//! newest winner.

use crate::api::{Empty, compile::ReportsRequest, resolve::IdKind, rollout::ActiveRequest};
use crate::client::{Answer, Client, ClientError, Reason};
use crate::command::{CommandError, names};

/// The compiled id that `name` stands for: `active` is what the signature runs
/// now, `default` its contract's own parameters, `winner` what its newest
/// compile chose, anything else an id or the front of one.
///
/// # Errors
/// When the server must be asked and does not tell, or several ids fit.
pub async fn resolve(
    client: &Client,
    signature_id: &str,
    name: &str,
) -> Result<String, CommandError> {
    match name {
        "active" => {
            let request = ActiveRequest { signature_id: signature_id.to_owned() };
            match told(name, client.active(&request).await)?.compiled_id {
                Some(id) => Ok(id),
                None => default(client, signature_id).await,
            }
        }
        "default" => default(client, signature_id).await,
        "winner" => winner(client, signature_id).await,
        id => names::id(client, IdKind::Artifact, id, Some(signature_id)).await,
    }
}

/// What the server tells of `name`; a server that cannot tell takes ids only.
fn told<T>(name: &str, sent: Result<Answer<T>, ClientError>) -> Result<T, CommandError> {
    match sent {
        Ok(answer) => Ok(answer.body),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Err(CommandError {
            message: format!("this server does not tell which artifact is `{name}`: {error}"),
            ..error.into()
        }
        .with_hint("name the artifact by its id, which `dse compile` prints: --compiled ID")),
        Err(error) => Err(error.into()),
    }
}

/// The signature's own parameters.
///
/// # Errors
/// When the server does not tell its contract.
pub async fn default(client: &Client, signature_id: &str) -> Result<String, CommandError> {
    let signature = told("default", client.signature(signature_id, &Empty {}).await)?;
    Ok(signature.contract.default_params.compiled_id())
}

async fn winner(client: &Client, signature_id: &str) -> Result<String, CommandError> {
    let request = ReportsRequest { signature_id: signature_id.to_owned(), limit: Some(1.0) };
    let reports = told("winner", client.compile_reports(&request).await)?.reports;
    let newest = reports.into_iter().next();
    newest.map(|report| report.compiled_id).ok_or_else(|| {
        CommandError::usage(format!(
            "{signature_id} was never compiled, so that there is no winner"
        ))
        .with_hint("`dse compile SIGNATURE` finds one")
    })
}
