//! Steps of a request that belongs to an ops run, as events of that run.

use serde_json::Value;

use crate::{
    api::error::Code,
    server::{App, Failure},
    store::NewEvent,
};

/// Where the events of one request go; nowhere, when it names no run.
pub struct RunLog<'a> {
    app: &'a App,
    run_id: Option<String>,
    phase: &'static str,
}

impl<'a> RunLog<'a> {
    /// Writes the event `<phase>.start`.
    ///
    /// # Errors
    /// When there is no such run: then the request does nothing.
    pub async fn start(
        app: &'a App,
        run_id: Option<&str>,
        phase: &'static str,
        json: Value,
    ) -> Result<Self, Failure> {
        let run_id = run_id.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let log = Self { app, run_id, phase };
        if !log.write("start", "info", "started", json).await? {
            return Err(run_not_found(log.run_id.as_deref().unwrap_or_default()));
        }
        Ok(log)
    }

    /// Writes the event `<phase>.finish` with how it ended. The request has
    /// done its work by now, so an event that cannot be written is only logged.
    pub async fn finish<T>(&self, result: &Result<T, Failure>, json: impl FnOnce(&T) -> Value) {
        let written = match result {
            Ok(done) => self.write("finish", "info", "finished", json(done)).await,
            Err(failure) => {
                let json = serde_json::json!({
                    "error": failure.code.wire(), "message": failure.message,
                });
                self.write("finish", "error", "failed", json).await
            }
        };
        if !matches!(written, Ok(true)) {
            tracing::warn!(phase = self.phase, "the last event of a step was not written");
        }
    }

    async fn write(
        &self,
        step: &str,
        level: &str,
        message: &str,
        json: Value,
    ) -> Result<bool, Failure> {
        let Some(run_id) = &self.run_id else { return Ok(true) };
        let phase = format!("{}.{step}", self.phase);
        let message = format!("{phase} {message}");
        let event = NewEvent {
            run_id,
            level,
            phase: Some(&phase),
            message: &message,
            json: crate::model::ops::bounded_json(Some(json)),
            ts_ms: None,
        };
        Ok(self.app.store.append_event(event).await?)
    }
}

pub fn run_not_found(run_id: &str) -> Failure {
    Failure::new(Code::RunNotFound, format!("there is no ops run {run_id}"))
}
