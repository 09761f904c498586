//! Ids from what people type.

use crate::{
    api::resolve::{IdKind, ResolveRequest, ResolveResponse},
    model::name::{self, Match},
    server::{Call, Failure},
};

pub async fn resolve(call: Call, request: ResolveRequest) -> Result<ResolveResponse, Failure> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(Failure::invalid("name is missing: the front of an id, or a short name"));
    }
    if request.kind == IdKind::Signature {
        let known = call.signatures();
        let known =
            known.iter().filter(|known| call.caller.reach(known.contract.signature_id()).is_ok());
        let ids = known.map(|known| known.contract.signature_id());
        let matches = match name::signature(name, ids) {
            Match::One(id) => vec![id],
            Match::Several(ids) => ids.into_iter().take(10).collect(),
            Match::None => Vec::new(),
        };
        return Ok(ResolveResponse { matches });
    }
    // Of other ids nobody knows whose they are before they are looked up.
    if let (true, Some(within)) = (call.caller.is_bound(), &request.within)
        && request.kind != IdKind::Blob
    {
        call.reach(within)?;
    }
    let mut matches = Vec::new();
    // People leave out what every id of a kind begins with.
    for front in [name.to_owned(), format!("{}{name}", common_front(request.kind))] {
        if matches.is_empty() {
            let within = request.within.as_deref();
            matches = call.store.ids_from(request.kind, &front, within).await?;
        }
    }
    // An id that others begin with is meant itself.
    if matches.iter().any(|id| id == name) {
        matches = vec![name.to_owned()];
    }
    Ok(ResolveResponse { matches })
}

fn common_front(kind: IdKind) -> &'static str {
    match kind {
        IdKind::Run => "opsrun_",
        IdKind::Receipt | IdKind::Signature => "",
        IdKind::Artifact | IdKind::Eval | IdKind::Job | IdKind::Dataset | IdKind::Blob => "sha256:",
    }
}
