//! How a canary ended, as the server's history tells it.

use crate::api::canary::StatusRequest;
use crate::api::rollout::HistoryRequest;
use crate::client::{Client, ClientError, Reason};
use crate::model::canary::Canary;
use crate::model::rollout::{HistoryAction, HistoryEntry, HistoryKind, LEASE_EXPIRED};
use crate::report::words;
use crate::ui::escape;

/// How much of the history is read; what a watched canary did stands at its top.
const LOOKED_AT: f64 = 200.0;

/// A canary that is watched. Its salt tells it from every other one.
#[derive(Clone, Debug)]
pub struct Watched {
    /// As it was last seen.
    pub canary: Canary,
    /// Its start in the history; `None` where the server keeps none.
    start: Option<HistoryEntry>,
}

/// How a canary ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The active pointer moved to it.
    Promoted,
    /// The active pointer moved, but not to it.
    PointerMoved,
    /// The server removed it for its failures.
    Failed,
    /// Nobody renewed its lease.
    LeaseExpired,
    /// Somebody stopped it.
    Stopped,
    /// Another one took its place; of that run, where a run owns it.
    Replaced { by: Option<String> },
    /// It is gone, and the server does not tell how.
    Untold,
}

/// A canary that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub how: End,
    /// With the counts that it ended with.
    pub canary: Canary,
    /// In the words of the history.
    pub reason: Option<String>,
    /// The request that read the history.
    pub request_id: Option<String>,
}

impl Watched {
    /// Finds the start of a canary that was just seen in the history, so that
    /// its end can be told from those of others. `None` when it has ended in
    /// between.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn find(client: &Client, canary: Canary) -> Result<Option<Self>, ClientError> {
        let Some((history, _)) = history(client, &canary.signature_id).await? else {
            return Ok(Some(Self { canary, start: None }));
        };
        // While it runs, nothing about canaries has happened since its start.
        let start = history.into_iter().find(|entry| entry.kind == HistoryKind::Canary);
        let request = StatusRequest { signature_id: canary.signature_id.clone() };
        let now = client.canary_status(&request).await?.body.canary;
        Ok(now.filter(|now| now.salt == canary.salt).map(|canary| Self { canary, start }))
    }

    /// Whether `now` is this canary.
    pub fn is(&self, now: &Canary) -> bool {
        self.canary.salt == now.salt
            && self.canary.owner_run_id == now.owner_run_id
            && self.canary.canary_compiled_id == now.canary_compiled_id
    }

    /// How it ended; `now` is what runs in its place.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn ended(&self, client: &Client, now: Option<&Canary>) -> Result<Ended, ClientError> {
        let by = now.map(|now| now.owner_run_id.clone());
        let Some((history, request_id)) = history(client, &self.canary.signature_id).await? else {
            let how = by.map_or(End::Untold, |by| End::Replaced { by });
            return Ok(Ended { how, canary: self.canary.clone(), reason: None, request_id: None });
        };
        Ok(Ended { request_id: Some(request_id), ..self.found_in(&history, by) })
    }

    /// `by` is the owner of the canary that runs now, if one does.
    fn found_in(&self, history: &[HistoryEntry], by: Option<Option<String>>) -> Ended {
        let since = match &self.start {
            Some(start) => history.iter().take_while(|entry| *entry != start).collect::<Vec<_>>(),
            None => history.iter().collect(),
        };
        let of = |kind: HistoryKind| since.iter().filter(move |entry| entry.kind == kind);
        // The oldest since its start is its end; where the start is not known,
        // the newest end is the best guess.
        let end = match self.start {
            Some(_) => of(HistoryKind::Canary).next_back(),
            None => of(HistoryKind::Canary).find(|entry| entry.action != HistoryAction::Start),
        };
        let Some(end) = end else {
            let how = by.map_or(End::Untold, |by| End::Replaced { by });
            return Ended { how, canary: self.canary.clone(), reason: None, request_id: None };
        };
        // The newest move decides: one that was taken back was none.
        let pointer = of(HistoryKind::Pointer).next();
        let moved_to = pointer.and_then(|entry| entry.to_compiled_id.as_deref());
        let how = match end.action {
            _ if moved_to == Some(self.canary.canary_compiled_id.as_str()) => End::Promoted,
            // One that starts in place of another counts from 0, so that its
            // entry says nothing of what the other one had counted.
            HistoryAction::Update => End::Replaced { by: by.flatten() },
            HistoryAction::AutoStop if end.reason.as_deref() == Some(LEASE_EXPIRED) => {
                End::LeaseExpired
            }
            HistoryAction::AutoStop => End::Failed,
            _ if pointer.is_some_and(|entry| entry.created_at_ms == end.created_at_ms) => {
                End::PointerMoved
            }
            _ => End::Stopped,
        };
        let counts = (end.action != HistoryAction::Update)
            .then(|| end.ok_count.zip(end.error_count))
            .flatten();
        let (ok_count, error_count) =
            counts.unwrap_or((self.canary.ok_count, self.canary.error_count));
        let canary = Canary { ok_count, error_count, ..self.canary.clone() };
        Ended { how, canary, reason: end.reason.clone(), request_id: None }
    }
}

/// The history with the request that read it; `None` on a server that keeps none.
async fn history(
    client: &Client,
    signature_id: &str,
) -> Result<Option<(Vec<HistoryEntry>, String)>, ClientError> {
    let request = HistoryRequest { signature_id: signature_id.to_owned(), limit: Some(LOOKED_AT) };
    match client.history(&request).await {
        Ok(answer) => Ok(Some((answer.body.history, answer.request_id))),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Ended {
    /// What happened, in one sentence.
    pub fn words(&self) -> String {
        let canary = &self.canary;
        let said = |of: &str| match self.reason.as_deref() {
            Some(reason) => format!("{of} ({})", escape::brief(reason, 200)),
            None => of.to_owned(),
        };
        match &self.how {
            End::Promoted => "the candidate was promoted by somebody else".to_owned(),
            End::PointerMoved => said("the canary ended because another version became active"),
            End::Failed => format!(
                "the server removed the canary: {} of {} predictions failed, at most {} may",
                canary.error_count,
                canary.total(),
                words::percent(canary.max_error_rate)
            ),
            End::LeaseExpired => format!(
                "the canary's lease expired before it was renewed ({} ok, {} failed)",
                canary.ok_count, canary.error_count
            ),
            End::Stopped => said("the canary was stopped"),
            End::Replaced { by: Some(run_id) } => {
                format!("the canary was replaced by {}", escape::line(run_id))
            }
            End::Replaced { by: None } => {
                "the canary was replaced by one that belongs to no run".to_owned()
            }
            // Servers that keep no history end canaries for one cause.
            End::Untold if canary.total() >= canary.min_samples && canary.error_count > 0 => {
                format!(
                    "the canary is gone: {} of {} predictions failed, at most {} may (this server \
                     does not say why it ended it)",
                    canary.error_count,
                    canary.total(),
                    words::percent(canary.max_error_rate)
                )
            }
            End::Untold => "the canary is gone, and this server does not say why".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(kind: &str, action: &str, to: &str, at: i64, more: Value) -> HistoryEntry {
        let mut entry = json!({
            "kind": kind, "signatureId": "s", "action": action, "toCompiledId": to,
            "createdAtMs": at,
        });
        for (key, value) in more.as_object().unwrap() {
            entry[key] = value.clone();
        }
        serde_json::from_value(entry).unwrap()
    }

    fn start() -> HistoryEntry {
        entry("canary", "start", "new", 10, json!({}))
    }

    /// What is found in `since`, newest first, after the start.
    fn found(since: &[HistoryEntry]) -> (End, Ended) {
        let canary = serde_json::from_value(json!({
            "signatureId": "s", "enabled": true, "control_compiled_id": "old",
            "canary_compiled_id": "new", "rolloutPct": 20, "salt": "x", "okCount": 1,
            "errorCount": 0, "minSamples": 10, "maxErrorRate": 0.2, "createdAtMs": 10,
            "updatedAtMs": 10,
        }))
        .unwrap();
        let watched = Watched { canary, start: Some(start()) };
        let before = [
            entry("pointer", "set", "new", 5, json!({"reason": "an earlier try"})),
            entry("canary", "stop", "new", 4, json!({"reason": "promoted"})),
        ];
        let history = [since, &[start()], &before].concat();
        let ended = watched.found_in(&history, None);
        (ended.how.clone(), ended)
    }

    fn stop(reason: &str, at: i64) -> HistoryEntry {
        entry("canary", "stop", "new", at, json!({"reason": reason, "okCount": 7, "errorCount": 2}))
    }

    #[test]
    fn words_in_a_reason_decide_nothing() {
        assert_eq!(found(&[stop("will not be promoted", 20)]).0, End::Stopped);
        assert_eq!(found(&[stop("promoted", 20)]).0, End::Stopped);
        let moved = entry("pointer", "set", "new", 20, json!({}));
        assert_eq!(found(&[stop("odd", 20), moved.clone()]).0, End::Promoted);
        let back = entry("pointer", "rollback", "old", 30, json!({}));
        assert_eq!(found(&[back, stop("odd", 20), moved]).0, End::Stopped);
    }

    #[test]
    fn the_oldest_entry_since_the_start_is_the_end_and_has_the_counts() {
        let failed =
            json!({"reason": "error_rate_exceeded errorRate=0.5", "okCount": 3, "errorCount": 9});
        let failed = entry("canary", "auto_stop", "new", 20, failed);
        let later = [stop("later", 40), entry("canary", "start", "new", 30, json!({}))];
        let (how, ended) = found(&[&later[..], &[failed]].concat());
        assert_eq!((how, ended.canary.ok_count, ended.canary.error_count), (End::Failed, 3, 9));
        assert!(ended.words().contains("9 of 12 predictions failed"), "{}", ended.words());
    }

    #[test]
    fn a_lease_a_pointer_and_another_canary_end_it_too() {
        let lease = entry("canary", "auto_stop", "new", 20, json!({"reason": "lease_expired"}));
        assert_eq!(found(&[lease]).0, End::LeaseExpired);
        let moved = entry("pointer", "set", "third", 20, json!({}));
        assert_eq!(found(&[stop("promoted", 20), moved]).0, End::PointerMoved);
        let update = entry("canary", "update", "new", 20, json!({"okCount": 0, "errorCount": 0}));
        let (how, ended) = found(&[update]);
        assert_eq!((how, ended.canary.ok_count), (End::Replaced { by: None }, 1));
        assert_eq!(found(&[]).0, End::Untold);
    }
}
