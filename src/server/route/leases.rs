//! Which run works on a signature.

use super::lease;
use crate::{
    api::ops::{LeaseQuery, LeaseRequest, LeaseResponse, ReleaseRequest},
    model::{ops::limits, text},
    server::{Call, Failure},
    store::Holder,
};

pub async fn acquire(call: Call, request: LeaseRequest) -> Result<LeaseResponse, Failure> {
    call.signature(&request.signature_id)?;
    let holder = holder(&request.run_id, &request.token)?;
    let lease_ms = lease(request.lease_ms)?;
    let taken = call.store.acquire_run_lease(&request.signature_id, holder, lease_ms).await?;
    let (held, lease) = taken;
    Ok(LeaseResponse { signature_id: request.signature_id, held, lease: Some(lease) })
}

pub async fn renew(call: Call, request: LeaseRequest) -> Result<LeaseResponse, Failure> {
    call.signature(&request.signature_id)?;
    let holder = holder(&request.run_id, &request.token)?;
    let lease_ms = lease(request.lease_ms)?;
    let renewed = call.store.renew_run_lease(&request.signature_id, holder, lease_ms).await?;
    let (held, lease) = renewed;
    Ok(LeaseResponse { signature_id: request.signature_id, held, lease })
}

pub async fn release(call: Call, request: ReleaseRequest) -> Result<LeaseResponse, Failure> {
    call.signature(&request.signature_id)?;
    let holder = holder(&request.run_id, &request.token)?;
    let held = call.store.release_run_lease(&request.signature_id, holder).await?;
    let lease = call.store.run_lease(&request.signature_id).await?;
    Ok(LeaseResponse { signature_id: request.signature_id, held, lease })
}

pub async fn show(call: Call, request: LeaseQuery) -> Result<LeaseResponse, Failure> {
    call.signature(&request.signature_id)?;
    let lease = call.store.run_lease(&request.signature_id).await?;
    Ok(LeaseResponse { signature_id: request.signature_id, held: false, lease })
}

fn holder<'a>(run_id: &'a str, token: &'a str) -> Result<Holder<'a>, Failure> {
    Ok(Holder { run_id: id("runId", run_id)?, token: id("token", token)? })
}

fn id<'a>(name: &str, given: &'a str) -> Result<&'a str, Failure> {
    let id = text::trim(given);
    if id.is_empty() {
        return Err(Failure::invalid(format!("{name} is missing")));
    }
    if text::units(id) > limits::RUN_ID {
        return Err(Failure::invalid(format!("{name} is over {} characters", limits::RUN_ID)));
    }
    Ok(id)
}
