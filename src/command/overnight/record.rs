//! The run's record on the server. Events are best effort: a run does not fail
//! because its diary could not be written.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::json;

use super::links;
use super::plan::Plan;
use crate::api::ops::{EventRequest, FinishRequest, StartRequest};
use crate::client::{Answer, Client, ClientError};
use crate::command::CommandError;
use crate::model::overnight::{Outcome, Step, Summary};
use crate::model::secrets::Secrets;

pub struct Record {
    client: Client,
    /// What it may not hold.
    secrets: Secrets,
    run_id: OnceLock<String>,
    /// Another process writes it now.
    let_go: AtomicBool,
}

/// How the record began.
pub struct Started {
    pub run_id: String,
    pub existed: bool,
}

impl Record {
    pub fn new(client: Client, secrets: Secrets) -> Self {
        Self { client, secrets, run_id: OnceLock::new(), let_go: AtomicBool::new(false) }
    }

    /// What neither the record nor the summary may hold.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    fn hidden<T: Serialize>(&self, value: &T) -> serde_json::Value {
        let mut value = json!(value);
        self.secrets.hide(&mut value);
        value
    }

    /// From now on nothing is written: another process is at work on the run.
    pub fn let_go(&self) {
        self.let_go.store(true, Ordering::SeqCst);
    }

    /// The run whose record this process writes.
    fn own(&self) -> Option<&str> {
        self.run_id().filter(|_| !self.let_go.load(Ordering::SeqCst))
    }

    /// The run's id, once it has one.
    pub fn run_id(&self) -> Option<&str> {
        self.run_id.get().map(String::as_str)
    }

    /// Starts the record, or finds the one to resume.
    pub async fn start(&self, plan: &Plan, run_id: String) -> Result<Answer<Started>, ClientError> {
        let request = StartRequest {
            commit_sha: plan.commit_sha.clone(),
            base_url: Some(plan.target.clone()),
            signature_ids: Some(vec![plan.signature_id.clone()]),
            notes: Some("dse overnight".to_owned()),
            links: Some(links::at_start(&run_id, plan)),
            run_id: Some(run_id),
        };
        let answer = self.client.ops_start(&request).await?;
        let run_id = self.run_id.get_or_init(|| answer.body.run_id.clone()).clone();
        Ok(Answer {
            body: Started { run_id, existed: answer.body.existed },
            request_id: answer.request_id,
        })
    }

    /// Writes what a step did.
    pub async fn step(&self, step: &Step) -> Result<(), CommandError> {
        let level = if step.status == "failed" { "error" } else { "info" };
        let message = format!("{} {}", step.name, step.status);
        self.event(
            level,
            &step.name,
            &message,
            serde_json::to_value(step).expect("steps serialize"),
        )
        .await
    }

    /// Writes an event; nothing is written before the run has started.
    pub async fn event(
        &self,
        level: &str,
        phase: &str,
        message: &str,
        json: serde_json::Value,
    ) -> Result<(), CommandError> {
        let Some(run_id) = self.own() else { return Ok(()) };
        let request = EventRequest {
            run_id: run_id.to_owned(),
            level: Some(level.to_owned()),
            phase: Some(format!("overnight.{phase}")),
            message: self.secrets.hidden_in(message).into_owned(),
            json: Some(self.hidden(&json)),
            ts_ms: None,
        };
        match self.client.ops_event(&request).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let mut error = CommandError::from(error);
                error.message = format!("event_emit_failed: {}", error.message);
                error.code = "event_emit_failed".to_owned();
                Err(error)
            }
        }
    }

    /// Ends the record with the summary.
    pub async fn finish(&self, summary: &Summary) -> Result<(), CommandError> {
        let Some(run_id) = self.own() else { return Ok(()) };
        let request = FinishRequest {
            run_id: run_id.to_owned(),
            // A run that leaves the decision to a person has done all that it can.
            status: if summary.ok || summary.outcome == Outcome::WaitingForReview {
                "finished"
            } else {
                "failed"
            }
            .to_owned(),
            summary_json: Some(self.hidden(summary)),
            links: Some(links::at_end(run_id, summary)),
        };
        self.client.ops_finish(&request).await?;
        Ok(())
    }
}
