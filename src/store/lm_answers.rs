//! `dseLmAnswers`: what models answered, where a server keeps that.

use sqlx::{query, query_as};

use super::{Store, error::Result};

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

    /// Keeps the answer to a request; one that is kept already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_lm_answer(&self, request_key: &str, json: &str) -> Result<()> {
        let statement = query(
            "INSERT INTO dseLmAnswers (requestKey, json, createdAtMs) VALUES ($1, $2, $3) \
             ON CONFLICT (requestKey) DO NOTHING",
        );
        let values = statement.bind(request_key.to_owned()).bind(json.to_owned());
        self.write_together(values.bind(self.now_ms())).await
    }
}
