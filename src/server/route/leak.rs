//! Held-out text where it must not be.

use crate::{
    api::rollout::GateRequest,
    engine::{gate::Refusal, leak},
    model::{ops::bounded_text, params::Params},
    server::{Failure, app::Known, study::Study},
};

/// UTF-16 units of the reason to let a leak pass.
const REASON: usize = 500;

/// Refuses a candidate that holds text of held-out rows, and rows that stand in
/// two splits, unless the request says why that is well. Returns what the
/// history shall say of a leak that was let pass. Only a request that asks for
/// evidence is refused: on the wire of deployed servers leaks are not known.
pub fn check(
    known: &Known,
    study: &Study<'_>,
    params: &Params,
    request: &GateRequest,
) -> Result<Option<String>, Failure> {
    let Some(found) = leak::find(known.contract.contract(), params, &study.dataset) else {
        return Ok(None);
    };
    match bounded_text(request.allow_leak.as_deref(), REASON) {
        Some(reason) => Ok(Some(format!("{found}; let pass because: {reason}"))),
        None => Err(Refusal::Leaks(found).into()),
    }
}
