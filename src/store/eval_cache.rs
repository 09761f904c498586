//! `dseEvalCache`: scores kept as they come, so that work that was
//! cut off goes on where it was.

use async_trait::async_trait;
use sqlx::{query, query_as};

use super::{
    Store,
    error::Result,
    sql::{document, text_of},
    together::{Cell, Insert},
};
use crate::{
    engine::ports::{EvalCache, PortError},
    model::eval::ReportedExample,
};

pub(super) const INSERT: Insert = Insert {
    into: "dseEvalCache (scope, cacheKey, json, createdAtMs, signatureId, exampleId)",
    on_conflict: "(scope, cacheKey) DO NOTHING",
};

/// The scores of one scope. The engine's keys tell rows, parameters and reward
/// apart; the scope tells the rest: contract, model and judges.
pub struct ScopedEvalCache {
    store: Store,
    scope: String,
}

impl Store {
    /// The evaluation cache of one scope.
    pub fn eval_cache(&self, scope: String) -> ScopedEvalCache {
        ScopedEvalCache { store: self.clone(), scope }
    }
}

impl ScopedEvalCache {
    /// Forgets every score of the scope: the model is to be asked anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear(&self) -> Result<()> {
        let mut write = self.store.write().await?;
        query("DELETE FROM dseEvalCache WHERE scope = $1")
            .bind(&self.scope)
            .execute(write.connection())
            .await?;
        write.commit().await
    }

    async fn find(&self, key: &str) -> Result<Option<ReportedExample>> {
        let found: Option<(String,)> =
            query_as("SELECT json FROM dseEvalCache WHERE scope = $1 AND cacheKey = $2")
                .bind(&self.scope)
                .bind(key)
                .fetch_optional(&mut *self.store.read().await?)
                .await?;
        found.map(|(json,)| document("dseEvalCache", key, &json)).transpose()
    }

    async fn keep(&self, key: &str, value: &ReportedExample) -> Result<()> {
        let row = vec![
            Cell::Text(self.scope.clone()),
            Cell::Text(key.to_owned()),
            Cell::Text(text_of(value)),
            Cell::Integer(self.store.now_ms()),
            Cell::Text(value.result.signature_id.clone()),
            Cell::Text(value.result.example_id.clone()),
        ];
        self.store.together.scores.write(row).await
    }
}

#[async_trait]
impl EvalCache for ScopedEvalCache {
    async fn get(&self, key: &str) -> Result<Option<ReportedExample>, PortError> {
        self.find(key).await.map_err(|error| error.port("read the evaluation cache"))
    }

    async fn put(&self, key: &str, value: &ReportedExample) -> Result<(), PortError> {
        self.keep(key, value).await.map_err(|error| error.port("write the evaluation cache"))
    }
}
