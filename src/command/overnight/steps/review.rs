//! What a judge rates is promoted by a person who has read it, not by the run.

use serde_json::json;

use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::Session;
use crate::command::{CommandError, ErrorKind};
use crate::model::gate::JudgeNote;
use crate::model::overnight::{Compiled, Outcome, PendingReview};
use crate::report::words;

/// Ends the run where its reward rests on a judge, with the one command that
/// promotes. A judge that reaches its bar may do without, where `dse.toml` says so.
///
/// # Errors
/// When a person has to decide.
pub async fn wait(session: &Session, compiled: &Compiled) -> Result<(), Failure> {
    let Some(judge) = judge(session) else { return Ok(()) };
    let may = session.context.config.settings.gate.judge_may_promote;
    let why = match judge.shortfall {
        None if may => return Ok(()),
        None => "and `judge_may_promote` under [gate] is off".to_owned(),
        Some(shortfall) => format!("and {shortfall}"),
    };
    let signature_id = &session.plan.signature_id;
    let review = PendingReview {
        signature_id: signature_id.clone(),
        compiled_id: compiled.compiled_id.clone(),
        judges: judge.signature_ids,
        why: format!("its reward rests on a judge, {why}"),
        command: command(session, &compiled.compiled_id),
    };
    let name = words::short_signature(signature_id);
    let said = format!("{name} waits for a review: {}", review.why);
    session.skip("promote", &said).await;
    let error = CommandError::new(ErrorKind::Inconclusive, "waiting_for_review", said)
        .with_hint(format!("read what changed, then promote it: {}", review.command))
        .with_result(&json!({"review": review}));
    session.summary().review = Some(review);
    Err(Failure::new(Outcome::WaitingForReview, error))
}

/// The judges of the reward, as the server tells them, else as the workspace
/// knows them: older servers do not tell, nor how their judges stand.
fn judge(session: &Session) -> Option<JudgeNote> {
    let told = session.summary().gate.as_ref().and_then(|gate| gate.judge.clone());
    let judges = &session.plan.judges;
    told.or_else(|| {
        (!judges.is_empty()).then(|| JudgeNote {
            signature_ids: judges.clone(),
            shortfall: Some("this server does not say how it stands against people".to_owned()),
        })
    })
}

/// A line that a shell takes as it stands.
fn command(session: &Session, compiled_id: &str) -> String {
    let mut command = format!(
        "dse promote '{}' --compiled {compiled_id}",
        session.plan.signature_id.replace('\'', r"'\''")
    );
    if session.plan.gate.request.accept.is_some() {
        command.push_str(" --accept-not-worse");
    }
    command + " --reviewed-by NAME --reason TEXT"
}
