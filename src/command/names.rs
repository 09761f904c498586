//! What people type for an id: its front, a short name, or a word such as
//! `active`.

use std::future::Future;

use super::{CommandError, Context, Outcome, online};
use crate::api::resolve::{IdKind, ResolveRequest};
use crate::catalog::Catalog;
use crate::client::{Client, Reason};
use crate::model::name::{self, Match};

/// As [`online`], for a command about one signature: `given` is its id, its
/// short name or the front of either, and the command gets the id.
///
/// # Errors
/// As [`online`], and when several signatures fit.
pub fn about<Run>(
    context: &Context,
    given: &str,
    command: impl FnOnce(Context, Client, String) -> Run,
) -> Result<Outcome, CommandError>
where
    Run: Future<Output = Result<Outcome, CommandError>>,
{
    let given = given.to_owned();
    online(context, async move |context, client| {
        let signature = signature(&client, &given).await?;
        command(context, client, signature).await
    })
}

/// The id of a signature, from its id, its short name or the front of either.
///
/// # Errors
/// When several signatures fit, or the server must be asked and does not tell.
pub async fn signature(client: &Client, given: &str) -> Result<String, CommandError> {
    if is_whole(given) {
        return Ok(given.to_owned());
    }
    id(client, IdKind::Signature, given, None).await
}

/// The id that `given` stands for. What nothing fits is left as it is, so that
/// its endpoint says what is missing; so is all on servers that know only whole
/// ids.
///
/// # Errors
/// When several ids fit, or the server fails.
pub async fn id(
    client: &Client,
    kind: IdKind,
    given: &str,
    within: Option<&str>,
) -> Result<String, CommandError> {
    let whole_hash = given.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64);
    if given.is_empty() || whole_hash {
        return Ok(given.to_owned());
    }
    let request =
        ResolveRequest { kind, name: given.to_owned(), within: within.map(str::to_owned) };
    let matches = match client.resolve(&request).await {
        Ok(answer) => answer.body.matches,
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    match &matches[..] {
        [] => Ok(given.to_owned()),
        [one] => Ok(one.clone()),
        several => Err(ambiguous(given, kind, several)),
    }
}

/// As [`signature`], of those that a workspace knows. What it does not know is
/// left as it is: a server may.
///
/// # Errors
/// When several signatures fit.
pub fn in_catalog(catalog: &Catalog, given: &str) -> Result<String, CommandError> {
    let ids = catalog.signatures().map(|entry| entry.value.signature_id.as_str());
    match name::signature(given, ids) {
        Match::One(id) => Ok(id),
        Match::None => Ok(given.to_owned()),
        Match::Several(ids) => Err(ambiguous(given, IdKind::Signature, &ids)),
    }
}

/// A whole id needs no question; a wrong one is refused where it is used.
pub fn is_whole(signature: &str) -> bool {
    signature.starts_with('@') && signature.contains('/')
}

fn ambiguous(given: &str, kind: IdKind, ids: &[String]) -> CommandError {
    let message = format!("`{given}` fits more than one {}: {}", kind.noun(), ids.join(", "));
    CommandError::usage(message).with_hint("type more of the one you mean")
}
