//! The canary: started with a lease, kept alive, given traffic, and watched.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::api::Empty;
use crate::api::canary::{RenewRequest, StartRequest, StatusRequest};
use crate::api::error::Code;
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::api::rollout::GateRequest;
use crate::client::Answer;
use crate::command::canary::end::{End, Watched};
use crate::command::overnight::failure::Failure;
use crate::command::overnight::session::{Done, Session};
use crate::command::rollout::{self, Replace};
use crate::command::{CommandError, ErrorKind, gate};
use crate::config::Traffic;
use crate::model::canary::{Canary, CanaryEvidence, salt_for};
use crate::model::overnight::{CanaryRun, Compiled, Outcome};
use crate::stats::canary::State;

/// Salts that are tried before the thread is taken as it falls.
const SALTS: usize = 500;

/// Renews the canary's lease until it is dropped.
pub struct Keeper(JoinHandle<()>);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The thread that the traffic belongs to.
pub async fn thread(session: &Session) -> Result<String, Failure> {
    let work = async {
        let answer = session.client.ensure_thread(&Empty {}).await?;
        let thread_id = answer.body.thread_id;
        Ok(Done {
            said: thread_id.clone(),
            detail: json!({"threadId": thread_id}),
            value: thread_id,
            request_id: Some(answer.request_id),
        })
    };
    session.step("thread", work).await
}

/// Starts the canary under a salt that sends the exercise thread to it.
pub async fn start(
    session: &Session,
    compiled: &Compiled,
    thread_id: &str,
) -> Result<Keeper, Failure> {
    session.step("canary", open(session, compiled, thread_id)).await
}

async fn open(
    session: &Session,
    compiled: &Compiled,
    thread_id: &str,
) -> Result<Done<Keeper>, Failure> {
    let plan = &session.plan;
    let settings = &plan.settings;
    let salts = std::iter::repeat_with(|| uuid::Uuid::new_v4().to_string()).take(SALTS);
    // The run's own thread must reach the canary; those of applications are a
    // random sample only where nobody chose.
    let salt = match settings.traffic {
        Traffic::Own => salt_for(thread_id, &plan.signature_id, settings.rollout_pct, true, salts),
        Traffic::Live => None,
    };
    let salt_chosen = salt.is_some();
    let salt = salt.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let run_id = session.record.run_id().unwrap_or_default().to_owned();
    let signature_id = &plan.signature_id;
    let request = StartRequest {
        signature_id: signature_id.clone(),
        canary_compiled_id: compiled.compiled_id.clone(),
        rollout_pct: f64::from(settings.rollout_pct),
        // Judged outputs wait for a person before anything goes live.
        gate: GateRequest { for_review: Some(true), ..plan.gate.request.clone() },
        min_samples: Some(f64::from(settings.min_samples)),
        max_error_rate: Some(settings.max_error_rate),
        reason: Some(format!("overnight run {run_id}")),
        salt: Some(salt.clone()),
        lease_ms: Some(plan.lease().as_secs_f64() * 1_000.0),
        owner_run_id: Some(run_id.clone()),
        if_salt: None,
    };
    let (ui, client) = (&session.context.ui, &session.client);
    gate::stand_in(ui, client, signature_id, &compiled.compiled_id, &plan.gate).await?;
    let _sending = session.sending().await;
    note(session, salt)?;
    let started = rollout::start_canary(ui, client, request, Replace::Own).await;
    let answer = started.map_err(|error| match error.code.as_str() {
        code if code == Code::CanaryMismatch.wire() => Failure::new(Outcome::Busy, error),
        _ => error.into(),
    })?;
    let body = answer.body;
    let salted = body.lease_expires_at_ms.is_some();
    look_up(session, &body.canary_compiled_id, salted).await?;
    let mut summary = session.summary();
    summary.gate = body.gate.clone();
    summary.canary = Some(CanaryRun {
        control_compiled_id: body.control_compiled_id,
        canary_compiled_id: body.canary_compiled_id,
        rollout_pct: body.rollout_pct,
        salt_chosen,
        ok_count: 0,
        error_count: 0,
        ended: None,
        reason: None,
        request_id: None,
        evidence: None,
        min_samples: i64::from(settings.min_samples),
        max_error_rate: settings.max_error_rate,
    });
    let delta = body
        .gate
        .as_ref()
        .map_or_else(String::new, |gate| format!(", {:+.3} on holdout", gate.delta));
    let said = format!("{} % of threads{delta}", body.rollout_pct);
    Ok(Done {
        value: keep(session, body.lease_expires_at_ms.is_some(), run_id),
        request_id: Some(answer.request_id),
        said,
        detail: json!({"gate": body.gate, "leaseExpiresAtMs": body.lease_expires_at_ms, "saltChosen": salt_chosen}),
    })
}

/// Remembers a salt of the run's own canary, also for whoever cleans up after a
/// kill.
fn note(session: &Session, salt: String) -> Result<(), CommandError> {
    if let Some(claim) = session.claim().as_mut() {
        claim.note_canary(&salt)?;
    }
    session.canary().salts.push(salt);
    Ok(())
}

/// Sees the canary run that was just started. A server that is not `salted` draws
/// a salt of its own, and names no owner.
async fn look_up(session: &Session, canary_compiled_id: &str, salted: bool) -> Result<(), Failure> {
    let Some(canary) = rollout::canary(&session.client, &session.plan.signature_id).await? else {
        // It has ended already; the watch finds out how.
        return Ok(());
    };
    let known = session.canary().salts.contains(&canary.salt);
    let ours = known || (!salted && canary.canary_compiled_id == canary_compiled_id);
    if !ours {
        return Ok(());
    }
    if !known {
        note(session, canary.salt.clone())?;
    }
    let watched = Watched::find(&session.client, canary).await?;
    session.canary().watched = watched;
    Ok(())
}

/// The salt of the run's own canary, as it was seen to run.
pub fn own_salt(session: &Session) -> Option<String> {
    session.canary().watched.as_ref().map(|watched| watched.canary.salt.clone())
}

/// Looks whether the canary that runs is the run's own.
///
/// # Errors
/// When it has ended, or another one took its place.
pub async fn expect_own(session: &Session) -> Result<(), Failure> {
    let running = rollout::canary(&session.client, &session.plan.signature_id).await?;
    let watched = session.canary().watched.clone();
    if watched.is_some_and(|watched| running.is_some_and(|running| watched.is(&running))) {
        return Ok(());
    }
    Err(ended(session).await?)
}

/// Whether a promotion was refused because the run's canary does not run.
pub fn is_gone(error: &CommandError) -> bool {
    [Code::CanaryMismatch, Code::CanaryNotFound].iter().any(|code| code.wire() == error.code)
}

/// How the run's canary ended, with the counts that it ended with kept in the
/// summary.
///
/// # Errors
/// When the server cannot be asked.
pub async fn ended(session: &Session) -> Result<Failure, Failure> {
    let signature_id = &session.plan.signature_id;
    let now = rollout::canary(&session.client, signature_id).await?;
    let Some(watched) = session.canary().watched.clone() else {
        let message = "the canary was gone before it could be seen to run";
        return Ok(stopped("canary_stopped", message.to_owned(), None, signature_id));
    };
    let mut ended = watched.ended(&session.client, now.as_ref()).await?;
    let sent = session.canary().sent.clone();
    if ended.reason.is_none() && ended.canary.total() < sent.ok + sent.failed {
        // This server does not say with which counts it ended; these are known.
        (ended.canary.ok_count, ended.canary.error_count) = (sent.ok, sent.failed);
    }
    let evidence = CanaryEvidence::of(&ended.canary, None);
    count(session, &ended.canary, &evidence);
    let words = ended.words();
    // The traffic that it failed on is what one looks for in the server's log.
    let request_id = match ended.how {
        End::Failed | End::Untold => sent.request_id.or(ended.request_id),
        _ => ended.request_id,
    };
    if let Some(run) = &mut session.summary().canary {
        run.ended = Some(words.clone());
        run.reason = ended.reason.clone();
        run.request_id = request_id.clone();
    }
    Ok(match ended.how {
        // Servers without a history remove canaries for one cause only.
        End::Failed | End::Untold => {
            let error = CommandError::new(ErrorKind::Refused, "canary_failed", words)
                .with_hint("`dse receipt list --result Error` shows what went wrong");
            Failure::new(Outcome::CanaryFailed, CommandError { request_id, ..error })
        }
        End::Replaced { .. } => stopped("canary_replaced", words, request_id, signature_id),
        End::LeaseExpired => stopped("canary_lease_expired", words, request_id, signature_id),
        End::Promoted | End::PointerMoved | End::Stopped => {
            stopped("canary_stopped", words, request_id, signature_id)
        }
    })
}

/// A canary that was ended from outside: it proves nothing, either way.
fn stopped(code: &str, words: String, request_id: Option<String>, signature_id: &str) -> Failure {
    let error = CommandError::new(ErrorKind::Inconclusive, code, words)
        .with_hint(format!("`dse report signature {signature_id}` shows its history"));
    Failure::new(Outcome::CanaryStopped, CommandError { request_id, ..error })
}

/// Renews the lease three times in its length.
fn keep(session: &Session, leased: bool, run_id: String) -> Keeper {
    let client = session.client.clone();
    let lease = session.plan.lease();
    let request = RenewRequest {
        signature_id: session.plan.signature_id.clone(),
        owner_run_id: Some(run_id),
        lease_ms: lease.as_secs_f64() * 1_000.0,
    };
    Keeper(tokio::spawn(async move {
        // A server without leases has nothing to renew.
        if !leased {
            return;
        }
        loop {
            tokio::time::sleep(lease / 3).await;
            // A renewal that fails is tried again in time; a lease that runs
            // out is what the watch then sees as a canary that is gone.
            let _ = client.canary_renew(&request).await;
        }
    }))
}

/// Sends traffic through the canary.
pub async fn exercise(session: &Session, thread_id: &str) -> Result<(), Failure> {
    let work = async {
        let answer = send(session, thread_id, session.plan.settings.exercise.into()).await?;
        let body = answer.body;
        Ok(Done {
            value: (),
            request_id: Some(answer.request_id),
            said: format!(
                "{} predictions, {} ok, {} failed",
                body.count, body.ok_count, body.error_count
            ),
            detail: json!(body),
        })
    };
    session.step("exercise", work).await
}

async fn send(
    session: &Session,
    thread_id: &str,
    count: u64,
) -> Result<Answer<PredictResponse>, CommandError> {
    let request = PredictRequest {
        signature_id: session.plan.signature_id.clone(),
        thread_id: Some(thread_id.to_owned()),
        threads: None,
        strategy_id: None,
        count: Some(count as f64),
        split: Some("train".to_owned()),
        limit: None,
    };
    let answer = rollout::exercise(&session.context.ui, &session.client, &request).await?;
    let body = &answer.body;
    let mut own = session.canary();
    let candidate = own.watched.as_ref().map(|watched| &watched.canary.canary_compiled_id);
    // A canary that stopped itself on the way answered at least the first.
    if body.compiled_id.is_some() && body.compiled_id.as_ref() == candidate {
        own.sent.ok += i64::try_from(body.ok_count).unwrap_or(0);
        own.sent.failed += i64::try_from(body.error_count).unwrap_or(0);
        own.sent.request_id = Some(answer.request_id.clone());
    }
    drop(own);
    Ok(answer)
}

/// Looks at the canary until it is decided, and sends more traffic while it is
/// not, up to the cap.
pub async fn watch(session: &Session, thread_id: &str) -> Result<(), Failure> {
    session.step("watch", poll(session, thread_id)).await
}

/// Predictions that one request may ask for.
const MOST_AT_ONCE: u64 = 200;

async fn poll(session: &Session, thread_id: &str) -> Result<Done<()>, Failure> {
    let settings = &session.plan.settings;
    let live = settings.traffic == Traffic::Live;
    let cap = if live { 0 } else { u64::from(settings.exercise_cap) };
    let mut sent = u64::from(settings.exercise);
    let deadline = Instant::now() + Duration::from_secs_f64(settings.deadline_seconds.max(0.0));
    let request = StatusRequest { signature_id: session.plan.signature_id.clone() };
    loop {
        let answer = session.client.canary_status(&request).await?;
        let evidence = answer.body.weighed();
        let watched = session.canary().watched.clone();
        let own = |canary: &Canary| watched.as_ref().is_some_and(|watched| watched.is(canary));
        let now = answer.body.canary.zip(evidence).filter(|(canary, _)| own(canary));
        let Some((canary, evidence)) = now else { return Err(ended(session).await?) };
        if let Some(watched) = &mut session.canary().watched {
            watched.canary = canary.clone();
        }
        count(session, &canary, &evidence);
        if let Some(decided) = decide(&canary, &evidence, &answer.request_id) {
            return decided;
        }
        let needed = evidence.verdict.clean_receipts_needed.unwrap_or(MOST_AT_ONCE);
        let short = u64::try_from(canary.min_samples - canary.total()).unwrap_or(0);
        let more = needed.max(short).min(cap.saturating_sub(sent));
        if more > 0 && Instant::now() < deadline {
            let more = more.min(MOST_AT_ONCE);
            send(session, thread_id, more).await?;
            sent += more;
            continue;
        }
        let enough = canary.total() >= canary.min_samples;
        let over = Instant::now() >= deadline;
        if enough && (over || !live) {
            let hint = match settings.traffic {
                Traffic::Own => "send more traffic (`exercise_cap` under [overnight])",
                Traffic::Live => "wait longer (`deadline_seconds` under [overnight])",
            };
            let error = CommandError::new(ErrorKind::Inconclusive, "undecided", evidence.words())
                .with_hint(hint);
            return Err(Failure::new(Outcome::Undecided, error));
        }
        if over {
            let message =
                format!("{} of {} samples at the deadline", canary.total(), canary.min_samples);
            let error = CommandError::new(ErrorKind::Inconclusive, "no_samples", message)
                .with_hint("send more traffic (`exercise` under [overnight]) or wait longer (`deadline_seconds`)");
            return Err(Failure::new(Outcome::NoSamples, error));
        }
        tokio::time::sleep(Duration::from_secs_f64(settings.poll_seconds.max(0.05))).await;
    }
}

fn count(session: &Session, canary: &Canary, evidence: &CanaryEvidence) {
    if let Some(run) = &mut session.summary().canary {
        run.ok_count = canary.ok_count;
        run.error_count = canary.error_count;
        run.evidence = Some(evidence.clone());
    }
}

/// The decision that the evidence allows; the count rule stays as an alarm.
fn decide(
    canary: &Canary,
    evidence: &CanaryEvidence,
    request_id: &str,
) -> Option<Result<Done<()>, Failure>> {
    let rate = canary.error_rate();
    let enough = canary.total() >= canary.min_samples;
    let alarm = enough && rate > canary.max_error_rate;
    if alarm || evidence.state() == State::Unhealthy {
        let error = CommandError::new(ErrorKind::Refused, "canary_failed", evidence.words());
        let request_id = Some(request_id.to_owned());
        return Some(Err(Failure::new(
            Outcome::CanaryFailed,
            CommandError { request_id, ..error },
        )));
    }
    (enough && evidence.state() == State::Healthy).then(|| {
        Ok(Done {
            value: (),
            request_id: Some(request_id.to_owned()),
            said: format!("{} ok, {} failed: healthy", canary.ok_count, canary.error_count),
            detail: json!({
                "okCount": canary.ok_count, "errorCount": canary.error_count,
                "errorRate": rate, "evidence": evidence,
            }),
        })
    })
}
