//! `dseLmAnswers`: what models answered, where a server keeps that.

use sqlx::{query, query_as};

use super::{
    Store,
    error::Result,
    together::{Cell, Insert},
};
use crate::model::example::RowId;

pub(super) const INSERT: Insert = Insert {
    into: "dseLmAnswers (requestKey, json, createdAtMs, signatureId, exampleId)",
    on_conflict: "(requestKey) DO NOTHING",
};

impl Store {
    /// The kept answer to a request, as the document that was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lm_answer(&self, request_key: &str) -> Result<Option<String>> {
        let found: Option<(String,)> =
            query_as("SELECT json FROM dseLmAnswers WHERE requestKey = $1")
                .bind(request_key)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(found.map(|(json,)| json))
    }

    /// Forgets the answer to a request, so that the next one can be kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_lm_answer(&self, request_key: &str) -> Result<()> {
        let mut write = self.write().await?;
        query("DELETE FROM dseLmAnswers WHERE requestKey = $1")
            .bind(request_key)
            .execute(write.connection())
            .await?;
        write.commit().await
    }

    /// Keeps the answer to a request about `row`; one that is kept already
    /// stays. That of a forgotten row is not kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_lm_answer(
        &self,
        request_key: &str,
        json: &str,
        row: Option<&RowId>,
    ) -> Result<()> {
        let row = vec![
            Cell::Text(request_key.to_owned()),
            Cell::Text(json.to_owned()),
            Cell::Integer(self.now_ms()),
            Cell::Maybe(row.map(|row| row.signature_id.clone())),
            Cell::Maybe(row.map(|row| row.example_id.clone())),
        ];
        self.together.answers.write(row).await
    }
}
