//! Requests that must not be sent twice: canary start, promote, rollback and
//! exercise. The state is read before, and when the answer is lost it is read
//! again: either it shows that the request was carried out, or the caller
//! learns what was found. Nothing is sent a second time.

use super::{Answer, Client, ClientError, Reason};
use crate::api::{canary, exercise, progress::ProgressEvent, receipts, rollout};
use crate::model::canary::Canary;

/// How a request that must not be sent twice went.
#[derive(Clone, Debug)]
pub enum Settled<Body, State> {
    /// The server answered.
    Answered(Answer<Body>),
    /// The answer was lost, but the state shows that the request was carried out.
    Found { state: State, lost: ClientError },
}

/// Why such a request did not go through, or may not have.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RolloutError {
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The answer was lost, and the state does not show the request's effect.
    #[error("{lost}; {found}")]
    Lost { lost: ClientError, found: String },
}

type SettledResult<Body, State> = Result<Settled<Body, State>, RolloutError>;

impl Client {
    /// Starts a canary behind the gate.
    ///
    /// # Errors
    /// When the server refuses, or it cannot be told that the canary runs.
    pub async fn start_canary(
        &self,
        request: &canary::StartRequest,
        on_progress: impl FnMut(&ProgressEvent),
    ) -> SettledResult<canary::StartResponse, Canary> {
        let before = self.canary_now(&request.signature_id).await?;
        let lost = match self.canary_start(request, on_progress).await {
            Err(error) if error.answer_was_lost() => error,
            answer => return Ok(Settled::Answered(answer?)),
        };
        let identity = |canary: &Canary| (canary.salt.clone(), canary.created_at_ms);
        match self.canary_now(&request.signature_id).await {
            Ok(Some(now))
                if now.canary_compiled_id == request.canary_compiled_id
                    && before.as_ref().map(identity) != Some(identity(&now)) =>
            {
                Ok(Settled::Found { state: now, lost })
            }
            Ok(now) => Err(not_found(lost, &describe_canary(now.as_ref()))),
            Err(error) => Err(unreadable(lost, &error)),
        }
    }

    /// Makes a candidate active behind the gate.
    ///
    /// # Errors
    /// When the server refuses, or it cannot be told that the pointer moved.
    pub async fn promote_once(
        &self,
        request: &rollout::PromoteRequest,
        on_progress: impl FnMut(&ProgressEvent),
    ) -> SettledResult<rollout::PromoteResponse, rollout::ActiveResponse> {
        let before = self.active_now(&request.signature_id).await?;
        let answer = self.promote(request, on_progress).await;
        let wanted = |now: &rollout::ActiveResponse| {
            now.compiled_id.as_deref() == Some(&request.compiled_id)
        };
        self.settle_pointer(&request.signature_id, before, answer, wanted).await
    }

    /// Moves the pointer one step back.
    ///
    /// # Errors
    /// When the server refuses, or it cannot be told that the pointer moved.
    pub async fn rollback_once(
        &self,
        request: &rollout::RollbackRequest,
    ) -> SettledResult<rollout::RollbackResponse, rollout::ActiveResponse> {
        let before = self.active_now(&request.signature_id).await?;
        let answer = self.rollback(request).await;
        self.settle_pointer(&request.signature_id, before, answer, |_| true).await
    }

    /// Sends traffic through a signature. What is found after a lost answer
    /// are the receipts that came in since.
    ///
    /// # Errors
    /// When the server refuses, or the answer was lost and no receipt came.
    pub async fn exercise_once(
        &self,
        request: &exercise::PredictRequest,
        on_progress: impl FnMut(&ProgressEvent),
    ) -> SettledResult<exercise::PredictResponse, Vec<receipts::ReceiptRow>> {
        let newest = self.receipts_since(&request.signature_id, None, 1).await?.into_iter().next();
        let lost = match self.exercise(request, on_progress).await {
            Err(error) if error.answer_was_lost() => error,
            answer => return Ok(Settled::Answered(answer?)),
        };
        let newest = newest.map(|row| row.receipt_id);
        match self.receipts_since(&request.signature_id, newest.as_deref(), 200).await {
            Ok(rows) if rows.is_empty() => Err(not_found(lost, "no receipt has come in since")),
            Ok(rows) => Ok(Settled::Found { state: rows, lost }),
            Err(error) => Err(unreadable(lost, &error)),
        }
    }

    async fn settle_pointer<Body>(
        &self,
        signature_id: &str,
        before: Option<rollout::ActiveResponse>,
        answer: Result<Answer<Body>, ClientError>,
        wanted: impl Fn(&rollout::ActiveResponse) -> bool,
    ) -> SettledResult<Body, rollout::ActiveResponse> {
        let lost = match answer {
            Err(error) if error.answer_was_lost() => error,
            answer => return Ok(Settled::Answered(answer?)),
        };
        let moved = |now: &rollout::ActiveResponse| {
            before.as_ref().is_some_and(|before| {
                (&before.compiled_id, before.updated_at_ms) != (&now.compiled_id, now.updated_at_ms)
            })
        };
        match self.active_now(signature_id).await {
            Ok(Some(now)) if wanted(&now) && moved(&now) => Ok(Settled::Found { state: now, lost }),
            Ok(Some(now)) => Err(not_found(lost, &describe_pointer(&now))),
            Ok(None) => Err(not_found(lost, "this server does not tell what is active")),
            Err(error) => Err(unreadable(lost, &error)),
        }
    }

    async fn canary_now(&self, signature_id: &str) -> Result<Option<Canary>, ClientError> {
        let request = canary::StatusRequest { signature_id: signature_id.to_owned() };
        Ok(self.canary_status(&request).await?.body.canary)
    }

    /// The active pointer; nothing from a server that does not tell it.
    async fn active_now(
        &self,
        signature_id: &str,
    ) -> Result<Option<rollout::ActiveResponse>, ClientError> {
        let request = rollout::ActiveRequest { signature_id: signature_id.to_owned() };
        match self.active(&request).await {
            Ok(answer) => Ok(Some(answer.body)),
            Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The newest receipts, newest first, up to the one called `end`.
    async fn receipts_since(
        &self,
        signature_id: &str,
        end: Option<&str>,
        limit: u32,
    ) -> Result<Vec<receipts::ReceiptRow>, ClientError> {
        let signature_id = signature_id.to_owned();
        let request =
            receipts::ListRequest { signature_id, limit: Some(limit.into()), ..Default::default() };
        let rows = self.receipts(&request).await?.body.receipts;
        Ok(rows.into_iter().take_while(|row| Some(row.receipt_id.as_str()) != end).collect())
    }
}

fn not_found(lost: ClientError, found: &str) -> RolloutError {
    let found = format!("the request was not sent again, and {found}");
    RolloutError::Lost { lost, found }
}

fn unreadable(lost: ClientError, error: &ClientError) -> RolloutError {
    not_found(lost, &format!("the state could not be read: {error}"))
}

fn describe_canary(canary: Option<&Canary>) -> String {
    match canary {
        Some(canary) => {
            format!("the canary that runs is that of {}", canary.canary_compiled_id)
        }
        None => "no canary runs".to_owned(),
    }
}

fn describe_pointer(now: &rollout::ActiveResponse) -> String {
    match &now.compiled_id {
        Some(id) => format!("active is {id}"),
        None => "nothing is active but the defaults".to_owned(),
    }
}
