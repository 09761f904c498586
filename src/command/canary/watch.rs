//! `dse canary watch`

use std::time::{Duration, Instant};

use serde::Serialize;

use super::counters;
use crate::api::canary::StatusRequest;
use crate::api::rollout::HistoryRequest;
use crate::client::{Client, Reason};
use crate::command::{CommandError, Context, ErrorKind, Outcome, online};
use crate::model::canary::Canary;
use crate::ui::Ui;

/// Watch a canary until it is decided
///
/// Ends with 0 when the canary is healthy, with 1 when it failed, and with 5
/// when it has too few samples at the deadline.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id
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
    /// Enough samples, and no more failures than it may have.
    Healthy,
    /// Too many failures, or removed for them.
    Failed,
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
    let mut last: Option<Canary> = None;
    loop {
        let now = client.canary_status(request).await?.body.canary;
        let same = |seen: &Canary| last.as_ref().is_none_or(|last| last.salt == seen.salt);
        let Some(canary) = now.filter(same) else {
            let last = last.ok_or_else(|| {
                CommandError::new(ErrorKind::Refused, "canary_not_found", "no canary runs")
                    .with_hint("`dse canary start` starts one")
            })?;
            return gone(client, last).await;
        };
        ui.event(&serde_json::json!({"event": "canary", "canary": canary}));
        let samples = u64::try_from(canary.total()).unwrap_or(0);
        let wanted = u64::try_from(canary.min_samples).unwrap_or(0);
        bar.set(samples.min(wanted), wanted, &format!("{} failed", canary.error_count));
        let decision = decide(&canary)
            .or_else(|| (begin.elapsed() >= deadline).then_some(Decision::TooFewSamples));
        if let Some(decision) = decision {
            return Ok(Watched { decision, canary, reason: None });
        }
        last = Some(canary);
        tokio::time::sleep(poll.min(deadline.saturating_sub(begin.elapsed()))).await;
    }
}

/// The decision that the counters allow, once there are enough samples.
fn decide(canary: &Canary) -> Option<Decision> {
    (canary.total() >= canary.min_samples).then(|| {
        if canary.error_rate() > canary.max_error_rate {
            Decision::Failed
        } else {
            Decision::Healthy
        }
    })
}

/// The canary went away while it was watched: the history tells why.
async fn gone(client: &Client, canary: Canary) -> Result<Watched, CommandError> {
    let request = HistoryRequest { signature_id: canary.signature_id.clone(), limit: Some(20.0) };
    let history = match client.history(&request).await {
        Ok(answer) => answer.body.history,
        // Older servers remove canaries for one cause only.
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            return Ok(Watched { decision: Decision::Failed, canary, reason: None });
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
    Ok(Watched { decision, canary, reason })
}

fn conclude(context: &Context, watched: &Watched) -> Result<Outcome, CommandError> {
    let print = |ui: &Ui| ui.out(&counters(&watched.canary));
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
        assert_eq!(decide(&canary(9, 0)), None);
        assert_eq!(decide(&canary(0, 9)), None);
        assert_eq!(decide(&canary(8, 2)), Some(Decision::Healthy));
        assert_eq!(decide(&canary(7, 3)), Some(Decision::Failed));
    }
}
