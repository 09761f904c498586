//! `dse canary watch`

use std::time::{Duration, Instant};

use serde::Serialize;

use super::counters;
use crate::api::canary::StatusRequest;
use crate::api::rollout::HistoryRequest;
use crate::client::{Client, Reason};
use crate::command::{CommandError, Context, ErrorKind, Outcome, gate, online};
use crate::model::canary::{Canary, CanaryEvidence};
use crate::stats::canary::State;
use crate::ui::Ui;

/// Watch a canary until it is decided
///
/// Ends with 0 when the canary is healthy, with 1 when it failed, and with 5
/// when the evidence says neither at the deadline.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// Seconds between looks [default: overnight.poll_seconds]
    #[arg(long, value_name = "SECONDS")]
    poll: Option<f64>,
    /// Seconds to watch at most [default: overnight.deadline_seconds]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let overnight = &context.config.settings.overnight;
    let poll = seconds("--poll", args.poll.unwrap_or(overnight.poll_seconds))?;
    let deadline = seconds("--deadline", args.deadline.unwrap_or(overnight.deadline_seconds))?;
    let request = StatusRequest { signature_id: args.signature.clone() };
    online(context, async move |context, client| {
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
    let mut bar = ui.bar("watching", 0);
    let mut last: Option<(Canary, CanaryEvidence)> = None;
    loop {
        let status = client.canary_status(request).await?.body;
        let now = status.canary.clone().zip(status.weighed());
        let same = |(seen, _): &(Canary, CanaryEvidence)| {
            last.as_ref().is_none_or(|(last, _)| last.salt == seen.salt)
        };
        let Some((canary, evidence)) = now.filter(same) else {
            let last = last.ok_or_else(|| {
                CommandError::new(ErrorKind::Refused, "canary_not_found", "no canary runs")
                    .with_hint("`dse canary start` starts one")
            })?;
            return gone(client, last).await;
        };
        ui.event(&serde_json::json!({"event": "canary", "canary": canary, "evidence": evidence}));
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
            return Ok(Watched { decision, canary, evidence, reason: None });
        }
        last = Some((canary, evidence));
        tokio::time::sleep(poll.min(deadline.saturating_sub(begin.elapsed()))).await;
    }
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
async fn gone(
    client: &Client,
    (canary, evidence): (Canary, CanaryEvidence),
) -> Result<Watched, CommandError> {
    let request = HistoryRequest { signature_id: canary.signature_id.clone(), limit: Some(20.0) };
    let history = match client.history(&request).await {
        Ok(answer) => answer.body.history,
        // Older servers remove canaries for one cause only.
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            return Ok(Watched { decision: Decision::Failed, canary, evidence, reason: None });
        }
        Err(error) => return Err(error.into()),
    };
    let end = history.into_iter().find(|entry| {
        entry.kind == "canary" && matches!(entry.action.as_str(), "stop" | "auto_stop" | "update")
    });
    let reason = end.as_ref().and_then(|entry| entry.reason.clone());
    let decision = match (end.as_ref().map(|entry| entry.action.as_str()), reason.as_deref()) {
        (Some("stop"), Some(reason)) if reason.contains("promoted") => Decision::Promoted,
        (Some("auto_stop"), reason) if reason != Some("lease_expired") => Decision::Failed,
        _ => Decision::Stopped,
    };
    Ok(Watched { decision, canary, evidence, reason })
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
    match watched.decision {
        Decision::Healthy => context.answer(watched, |ui| {
            ui.out("the canary is healthy");
            print(ui);
        }),
        Decision::Promoted => context.answer(watched, |ui| ui.out("the canary was promoted")),
        Decision::Failed => refuse(
            ErrorKind::Refused,
            "canary_failed",
            "the canary failed",
            "`dse receipt list --result Error` shows what went wrong",
        ),
        Decision::TooFewSamples => refuse(
            ErrorKind::Inconclusive,
            "too_few_samples",
            "too few samples at the deadline to call the canary healthy",
            "`dse exercise` sends traffic; --deadline waits longer",
        ),
        Decision::Undecided => refuse(
            ErrorKind::Inconclusive,
            "undecided",
            "the canary is neither shown to be healthy nor to fail",
            "`dse exercise` sends traffic; --deadline waits longer",
        ),
        Decision::Stopped => refuse(
            ErrorKind::Inconclusive,
            "canary_stopped",
            "the canary ended before it was decided",
            "`dse report signature ID` shows its history",
        ),
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
