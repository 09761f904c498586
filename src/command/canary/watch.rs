//! `dse canary watch`

use std::time::{Duration, Instant};

use serde::Serialize;

use super::counters;
use super::end::{End, Watched as Seen};
use crate::api::canary::StatusRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome, gate, names::about};
use crate::model::canary::{Canary, CanaryEvidence};
use crate::stats::canary::State;
use crate::ui::Ui;

/// Watch a canary until it is decided
///
/// Ends with 0 when the canary is healthy, with 1 when it failed, and with 5
/// when the evidence says neither at the deadline. It sends no traffic itself:
/// `dse exercise --threads` does.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Seconds between looks [default: overnight.poll_seconds]
    #[arg(long, value_name = "SECONDS")]
    poll: Option<f64>,
    /// Seconds to watch at most (--timeout limits each single request instead)
    /// [default: overnight.deadline_seconds]
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<f64>,
}

/// What became of a canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    /// Shown to fail less often than it may, and not more often than control.
    Healthy,
    /// Shown to fail more often than it may or than control, or removed for it.
    Failed,
    /// Enough samples for the alarm, too few to show either, at the deadline.
    Undecided,
    /// It was promoted while it was watched.
    Promoted,
    /// Another canary took its place.
    Replaced,
    /// Too few samples at the deadline.
    TooFewSamples,
    /// Somebody or a lease ended it before it was decided.
    Stopped,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Watched {
    decision: Decision,
    /// The last that was seen of it.
    canary: Canary,
    evidence: CanaryEvidence,
    /// Why it ended, in the words of the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The run whose canary took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
    /// How it ended, for people.
    #[serde(skip)]
    words: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let overnight = &context.config.settings.overnight;
    let poll = seconds("--poll", args.poll.unwrap_or(overnight.poll_seconds))?;
    let deadline = seconds("--deadline", args.deadline.unwrap_or(overnight.deadline_seconds))?;
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = StatusRequest { signature_id };
        let watched = watch(&context.ui, &client, &request, poll, deadline).await?;
        conclude(&context, &watched)
    })
}

fn seconds(flag: &str, value: f64) -> Result<Duration, CommandError> {
    Duration::try_from_secs_f64(value)
        .map_err(|_| CommandError::usage(format!("{flag}: {value} is not a number of seconds")))
}

async fn watch(
    ui: &Ui,
    client: &Client,
    request: &StatusRequest,
    poll: Duration,
    deadline: Duration,
) -> Result<Watched, CommandError> {
    let begin = Instant::now();
    let mut seen = first(client, request).await?;
    let mut bar = ui.bar("watching", 0);
    let mut told = None;
    loop {
        let status = client.canary_status(request).await?.body;
        let now = status.canary.clone().zip(status.weighed());
        let Some((canary, evidence)) = now.filter(|(now, _)| seen.is(now)) else {
            return gone(client, &seen, status.canary.as_ref()).await;
        };
        // Nothing is told twice to those who read line by line.
        let counted = (canary.ok_count, canary.error_count, evidence.clone());
        if told.as_ref() != Some(&counted) {
            let event =
                serde_json::json!({"event": "canary", "canary": canary, "evidence": evidence});
            ui.event(&event);
            told = Some(counted);
        }
        let samples = u64::try_from(canary.total()).unwrap_or(0);
        let wanted = u64::try_from(canary.min_samples).unwrap_or(0);
        let more = evidence.verdict.clean_receipts_needed.unwrap_or(0);
        bar.set(samples, wanted.max(samples + more), &drawn(&evidence));
        let decision = decide(&canary, &evidence).or_else(|| {
            let late = begin.elapsed() >= deadline;
            late.then_some(if samples < wanted {
                Decision::TooFewSamples
            } else {
                Decision::Undecided
            })
        });
        if let Some(decision) = decision {
            let (reason, replaced_by, words) = (None, None, String::new());
            return Ok(Watched { decision, canary, evidence, reason, replaced_by, words });
        }
        seen.canary = canary;
        tokio::time::sleep(poll.min(deadline.saturating_sub(begin.elapsed()))).await;
    }
}

/// The canary that runs when the watch begins.
async fn first(client: &Client, request: &StatusRequest) -> Result<Seen, CommandError> {
    // One that ends while it is looked up makes room for another.
    for _ in 0..3 {
        let Some(canary) = client.canary_status(request).await?.body.canary else { break };
        if let Some(seen) = Seen::find(client, canary).await? {
            return Ok(seen);
        }
    }
    Err(CommandError::new(ErrorKind::Refused, "canary_not_found", "no canary runs")
        .with_hint("`dse canary start` starts one"))
}

/// Where the rates that the evidence leaves open lie, from 0 to 1, with the
/// limit: `[--####|---] 1 failed`.
fn drawn(evidence: &CanaryEvidence) -> String {
    const WIDTH: usize = 20;
    let verdict = &evidence.verdict;
    let place = |rate: f64| (rate * WIDTH as f64).floor().clamp(0.0, WIDTH as f64 - 1.0) as usize;
    let (low, high) = (place(verdict.interval.0), place(verdict.interval.1));
    let line: String = (0..WIDTH)
        .map(|at| match at {
            _ if at == place(verdict.limit) => '|',
            _ if (low..=high).contains(&at) => '#',
            _ => '-',
        })
        .collect();
    format!("[{line}] {} failed", verdict.errors)
}

/// The decision that the evidence allows. The count rule of the wire stays as
/// an alarm: it needs no proof.
fn decide(canary: &Canary, evidence: &CanaryEvidence) -> Option<Decision> {
    let enough = canary.total() >= canary.min_samples;
    match evidence.state() {
        State::Unhealthy => Some(Decision::Failed),
        _ if enough && canary.error_rate() > canary.max_error_rate => Some(Decision::Failed),
        State::Healthy if enough => Some(Decision::Healthy),
        _ => None,
    }
}

/// The canary went away while it was watched: the history tells why.
async fn gone(client: &Client, seen: &Seen, now: Option<&Canary>) -> Result<Watched, CommandError> {
    let ended = seen.ended(client, now).await?;
    let decision = match &ended.how {
        End::Promoted => Decision::Promoted,
        // Servers without a history remove canaries for one cause only.
        End::Failed | End::Untold => Decision::Failed,
        End::Replaced { .. } => Decision::Replaced,
        End::PointerMoved | End::LeaseExpired | End::Stopped => Decision::Stopped,
    };
    let replaced_by = match &ended.how {
        End::Replaced { by } => by.clone(),
        _ => None,
    };
    let evidence = CanaryEvidence::of(&ended.canary, None);
    let words = ended.words();
    Ok(Watched {
        decision,
        canary: ended.canary,
        evidence,
        reason: ended.reason,
        replaced_by,
        words,
    })
}

fn conclude(context: &Context, watched: &Watched) -> Result<Outcome, CommandError> {
    let print = |ui: &Ui| {
        ui.out(counters(&watched.canary));
        gate::print_proof(ui, &watched.evidence.words());
    };
    let refuse = |kind, code: &str, message: &str, hint: &str| {
        let error = CommandError::new(kind, code, message).with_hint(hint);
        context.refuse(error, watched, print)
    };
    let history =
        format!("`dse report signature {}` shows its history", watched.canary.signature_id);
    let canary = &watched.canary;
    let traffic = super::traffic(&canary.signature_id, canary.min_samples, canary.rollout_pct);
    let traffic = format!("{}; --deadline waits longer", traffic.as_str());
    match watched.decision {
        Decision::Healthy => context.answer(watched, |ui| {
            ui.out("the canary is healthy");
            print(ui);
        }),
        Decision::Promoted => context.answer(watched, |ui| ui.out("the canary was promoted")),
        Decision::Failed => refuse(
            ErrorKind::Refused,
            "canary_failed",
            if watched.words.is_empty() { "the canary failed" } else { &watched.words },
            "`dse receipt list --result Error` shows what went wrong",
        ),
        Decision::TooFewSamples => refuse(
            ErrorKind::Inconclusive,
            "too_few_samples",
            "too few samples at the deadline to call the canary healthy",
            &traffic,
        ),
        Decision::Undecided => refuse(
            ErrorKind::Inconclusive,
            "undecided",
            "the canary is neither shown to be healthy nor to fail",
            &traffic,
        ),
        Decision::Replaced => {
            refuse(ErrorKind::Inconclusive, "canary_replaced", &watched.words, &history)
        }
        Decision::Stopped => {
            refuse(ErrorKind::Inconclusive, "canary_stopped", &watched.words, &history)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canary(ok: i64, errors: i64) -> Canary {
        serde_json::from_value(serde_json::json!({
            "signatureId": "s", "enabled": true, "control_compiled_id": "a",
            "canary_compiled_id": "b", "rolloutPct": 20, "salt": "x", "okCount": ok,
            "errorCount": errors, "minSamples": 10, "maxErrorRate": 0.2,
            "createdAtMs": 0, "updatedAtMs": 0,
        }))
        .unwrap()
    }

    #[test]
    fn the_decision_waits_for_the_samples_and_keeps_the_limit() {
        let decide = |ok, errors| {
            let canary = canary(ok, errors);
            super::decide(&canary, &CanaryEvidence::of(&canary, None))
        };
        assert_eq!(decide(9, 0), None);
        // Enough for the alarm, too little to call it healthy.
        assert_eq!(decide(10, 0), None);
        assert_eq!(decide(18, 0), Some(Decision::Healthy));
        assert_eq!(decide(25, 1), None);
        assert_eq!(decide(26, 1), Some(Decision::Healthy));
        assert_eq!(decide(0, 9), Some(Decision::Failed));
        assert_eq!(decide(7, 3), Some(Decision::Failed));
    }
}
