//! The steps of a run, in order.

mod canary;
mod checks;
mod compile;
mod dataset;
mod promote;
mod start;

use std::sync::Arc;

use super::failure::Failure;
use super::session::Session;
use crate::model::overnight::Outcome;

/// Does every step; the first failure ends the run.
pub async fn all(session: Arc<Session>) -> Result<(), Failure> {
    let session = &*session;
    start::start(session).await?;
    checks::verify(session).await?;
    dataset::import(session).await?;
    let compiled = compile::compile(session).await?;
    let active = compile::active(session).await?;
    compile::evaluate(session, &compiled, active.as_deref()).await?;
    if active.as_deref() == Some(compiled.compiled_id.as_str()) {
        session.skip("canary", "the winner is active already").await;
        session.summary().outcome = Outcome::AlreadyActive;
        return Ok(());
    }
    let thread_id = canary::thread(session).await?;
    let keeper = canary::start(session, &compiled, &thread_id).await?;
    canary::exercise(session, &thread_id).await?;
    canary::watch(session).await?;
    checks::end_to_end(session).await?;
    promote::promote(session, &compiled).await?;
    drop(keeper);
    session.summary().outcome = Outcome::Promoted;
    Ok(())
}
