//! The steps of a run, in order.

mod canary;
mod checks;
mod compile;
mod dataset;
mod findings;
mod long_context;
mod promote;
mod review;
mod server_key;
mod start;

use std::sync::Arc;

use super::failure::Failure;
use super::session::Session;
use crate::config::Traffic;
use crate::model::overnight::Outcome;

/// Does every step; the first failure ends the run.
pub async fn all(session: Arc<Session>) -> Result<(), Failure> {
    let session = &*session;
    start::start(session).await?;
    checks::verify(session).await?;
    dataset::import(session).await?;
    let compiled = compile::compile(session).await?;
    if compile::active(session).await?.as_deref() == Some(compiled.compiled_id.as_str()) {
        return live_already(session).await;
    }
    let thread_id = canary::thread(session).await?;
    let started = canary::start(session, &compiled, &thread_id).await;
    // Only now there is certainly something to compare with: starting a canary
    // makes the defaults an artifact where nothing was active. A refusal is
    // worth the same report as a success.
    if started.as_ref().map_or_else(
        |failure| matches!(failure.outcome, Outcome::GateRefused | Outcome::Undecided),
        |_| true,
    ) {
        compile::evaluate(session, &compiled).await?;
        compile::read_gate(session, &compiled).await;
    }
    let keeper = started?;
    let control = session.summary().canary.as_ref().map(|run| run.control_compiled_id.clone());
    if control.as_deref() == Some(compiled.compiled_id.as_str()) {
        // A server that does not tell what is active shows it by its control.
        drop(keeper);
        return live_already(session).await;
    }
    match session.plan.settings.traffic {
        Traffic::Own => canary::exercise(session, &thread_id).await?,
        Traffic::Live => session.skip("exercise", "applications send the traffic").await,
    }
    canary::watch(session, &thread_id).await?;
    long_context::prove(session).await?;
    checks::end_to_end(session).await?;
    review::wait(session, &compiled).await?;
    promote::promote(session, &compiled).await?;
    drop(keeper);
    session.summary().outcome = Outcome::Promoted;
    Ok(())
}

/// There is nothing to promote; what is live is verified all the same.
async fn live_already(session: &Session) -> Result<(), Failure> {
    session.skip("canary", "the winner is active already").await;
    session.summary().canary = None;
    long_context::prove(session).await?;
    checks::end_to_end(session).await?;
    session.summary().outcome = Outcome::AlreadyActive;
    Ok(())
}
