//! What the steps of a run share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::claim::Claim;
use super::failure::Failure;
use super::lease::{Lease, Lost};
use super::plan::Plan;
use super::record::Record;
use crate::api::error::Code;
use crate::client::Client;
use crate::command::canary::end::Watched;
use crate::command::{CommandError, Context, ErrorKind};
use crate::model::identity::{ReportIdentity, describe_changes};
use crate::model::overnight::{Outcome, Step, StepError, Summary};
use crate::ui::{Shown, Tone, shown};

/// How long a sent start or promotion is waited for after an interrupt.
const SETTLE: Duration = Duration::from_secs(30);

/// A run under way.
pub struct Session {
    pub context: Context,
    pub client: Client,
    pub plan: Plan,
    pub record: Record,
    /// Why the run must not go on, once it must not.
    pub lost: watch::Sender<Option<Lost>>,
    summary: Mutex<Summary>,
    claim: Mutex<Option<Claim>>,
    lease: Mutex<Option<Lease>>,
    canary: Mutex<Own>,
    /// What the server calls its model, where it tells.
    model: Mutex<Option<String>>,
    /// Held while the server is asked for what it may do after we are gone.
    sending: tokio::sync::Mutex<()>,
}

/// The canary that the run has started.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Every salt that the run has sent or seen at its own canary.
    pub salts: Vec<String>,
    /// Once it was seen to run.
    pub watched: Option<Watched>,
    /// What the run itself has sent through it, for servers that do not tell
    /// with which counts a canary ended.
    pub sent: Sent,
}

/// Traffic of the run that the canary has answered.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub ok: i64,
    pub failed: i64,
    /// The last request of it.
    pub request_id: Option<String>,
}

/// What a step brought.
pub struct Done<T> {
    pub value: T,
    /// The server's id of the request that did it.
    pub request_id: Option<String>,
    /// What happened, for people: a few words.
    pub said: String,
    /// The same for programs.
    pub detail: Value,
}

impl Session {
    pub fn new(context: Context, client: Client, plan: Plan) -> Self {
        let summary = Summary {
            signature_id: plan.signature_id.clone(),
            target: plan.target.clone(),
            commit_sha: plan.commit_sha.clone(),
            started_at_ms: now_ms(),
            ..Summary::default()
        };
        let secrets = context.config.all_secrets(client.secret());
        Self {
            record: Record::new(client.clone(), secrets),
            context,
            client,
            plan,
            lost: watch::Sender::new(None),
            summary: Mutex::new(summary),
            claim: Mutex::new(None),
            lease: Mutex::new(None),
            canary: Mutex::default(),
            model: Mutex::default(),
            sending: tokio::sync::Mutex::new(()),
        }
    }

    /// The summary as far as the run has come.
    pub fn summary(&self) -> MutexGuard<'_, Summary> {
        self.summary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lease on the signature, where the server has leases.
    pub fn lease(&self) -> MutexGuard<'_, Option<Lease>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The canary that this run has started.
    pub fn canary(&self) -> MutexGuard<'_, Own> {
        self.canary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the server calls its model, where it tells.
    pub fn model(&self) -> Option<String> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn note_model(&self, label: String) {
        *self.model.lock().unwrap_or_else(PoisonError::into_inner) = Some(label);
    }

    /// Resolves with the reason when the run must not go on.
    pub async fn lost(&self) -> Lost {
        let mut lost = self.lost.subscribe();
        match lost.wait_for(Option::is_some).await {
            Ok(lost) => lost.clone().expect("it was waited for"),
            Err(_) => std::future::pending().await,
        }
    }

    /// The note of this run in the workspace.
    pub fn claim(&self) -> MutexGuard<'_, Option<Claim>> {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses figures that were measured with something else than the compile:
    /// a server that was replaced meanwhile speaks of another model.
    ///
    /// # Errors
    /// When both tell what they were made of, and it is not the same.
    pub fn same_identity(&self, what: &str, now: Option<&ReportIdentity>) -> Result<(), Failure> {
        let summary = self.summary();
        let Some((then, now)) = summary.identity.as_ref().zip(now) else { return Ok(()) };
        let changes = then.changes(now);
        if changes.is_empty() {
            return Ok(());
        }
        let message = format!(
            "between this run's compile and its {what} {}, so both say nothing of each other",
            describe_changes(&changes)
        );
        let error = CommandError::new(ErrorKind::Refused, Code::ReportOutdated.wire(), message)
            .with_hint("run again: the compile is then made with what runs now");
        Err(Failure::new(Outcome::GateRefused, error))
    }

    /// Marks that a request is under way which must not be cut off.
    pub async fn sending(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.sending.lock().await
    }

    /// Resolves when no such request is under way, or after a while.
    pub async fn settled(&self) {
        // After the limit the canary's lease does what we could not wait for.
        let _ = tokio::time::timeout(SETTLE, self.sending.lock()).await;
    }

    /// Does a step: times it, records it, and tells about it.
    pub async fn step<T>(
        &self,
        name: &str,
        work: impl Future<Output = Result<Done<T>, Failure>>,
    ) -> Result<T, Failure> {
        self.context.ui.event(&json!({"event": "step", "step": name, "status": "started"}));
        let started = Instant::now();
        let result = work.await;
        let duration_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        match result {
            Ok(done) => {
                self.tell(name, "ok", duration_ms, &done.said);
                self.close_step(name, "ok", duration_ms, done.request_id, done.detail).await;
                Ok(done.value)
            }
            Err(failure) => {
                self.tell(name, "failed", duration_ms, &failure.error.message);
                self.note_error(name, &failure.error);
                let request_id = failure.error.request_id.clone();
                let mut detail = failure.error.document()["error"].take();
                for (key, value) in &failure.detail {
                    detail[key] = value.clone();
                }
                self.close_step(name, "failed", duration_ms, request_id, detail).await;
                Err(failure)
            }
        }
    }

    /// Records a step that had nothing to do.
    pub async fn skip(&self, name: &str, why: &str) {
        self.tell(name, "skipped", 0, why);
        self.close_step(name, "skipped", 0, None, json!({"why": why})).await;
    }

    /// Keeps an error in the summary.
    pub fn note_error(&self, step: &str, error: &CommandError) {
        self.summary().errors.push(StepError {
            step: step.to_owned(),
            code: error.code.clone(),
            message: error.message.clone(),
            request_id: error.request_id.clone(),
            hint: error.hint.clone(),
        });
    }

    async fn close_step(
        &self,
        name: &str,
        status: &str,
        duration_ms: i64,
        request_id: Option<String>,
        detail: Value,
    ) {
        let step = Step {
            name: name.to_owned(),
            status: status.to_owned(),
            duration_ms,
            request_id,
            detail,
        };
        let emitted = self.record.step(&step).await;
        self.summary().steps.push(step);
        if let Err(error) = emitted {
            self.note_error("record", &error);
        }
    }

    fn tell(&self, name: &str, status: &str, duration_ms: i64, said: &str) {
        let ui = &self.context.ui;
        ui.event(
            &json!({"event": "step", "step": name, "status": status, "durationMs": duration_ms}),
        );
        let mark = match status {
            "ok" => Tone::Good.paint("✓"),
            "failed" => Tone::Bad.paint("✗"),
            _ => Tone::Faint.paint("-"),
        };
        let time = crate::report::words::duration(duration_ms);
        let time = if status == "skipped" {
            Shown::default()
        } else {
            Tone::Faint.paint(shown!("  {}", time))
        };
        ui.note(shown!("{} {:<9} {}{}", mark, name, said, time));
    }
}

/// Milliseconds since the epoch.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
