//! `dseLmCalls`: the journal of what a piece of work has asked its models.

use sqlx::query_as;

use super::{
    Store,
    error::Result,
    together::{Cell, Insert},
};

pub(super) const INSERT: Insert = Insert {
    into: "dseLmCalls (workId, requestKey, asks)",
    on_conflict: "(workId, requestKey) DO UPDATE SET asks = dseLmCalls.asks + excluded.asks",
};

/// A request of a piece of work.
pub struct JournaledCall {
    /// How often it was sent; more than once where a kill or a failure came
    /// before the answer.
    pub asks: u64,
    /// The answer that is kept, as a document.
    pub answer: Option<String>,
}

impl Store {
    /// Notes that `work_id` is about to send a request.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_lm_call(&self, work_id: &str, request_key: &str) -> Result<()> {
        let row = vec![
            Cell::Text(work_id.to_owned()),
            Cell::Text(request_key.to_owned()),
            Cell::Integer(1),
        ];
        self.together.calls.write(row).await
    }

    /// Whether `work_id` has sent that request before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_lm_call(&self, work_id: &str, request_key: &str) -> Result<bool> {
        let found: Option<(i64,)> =
            query_as("SELECT asks FROM dseLmCalls WHERE workId = $1 AND requestKey = $2")
                .bind(work_id)
                .bind(request_key)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(found.is_some())
    }

    /// Everything that `work_id` has sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lm_calls(&self, work_id: &str) -> Result<Vec<JournaledCall>> {
        let rows: Vec<(i64, Option<String>)> = query_as(
            "SELECT dseLmCalls.asks, dseLmAnswers.json FROM dseLmCalls \
             LEFT JOIN dseLmAnswers ON dseLmAnswers.requestKey = dseLmCalls.requestKey \
             WHERE dseLmCalls.workId = $1",
        )
        .bind(work_id)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let calls = rows.into_iter();
        Ok(calls
            .map(|(asks, answer)| JournaledCall { asks: asks.unsigned_abs(), answer })
            .collect())
    }
}
