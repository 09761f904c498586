//! `dseEvalCache`: scores kept as they come, so that work that was
//! cut off goes on where it was.

use async_trait::async_trait;
use sqlx::{query, query_as};

use super::{
    Store,
    error::Result,
    sql::{document, text_of},
};
use crate::{
    engine::ports::{EvalCache, PortError},
    model::eval::ReportedExample,
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
        let statement = query(
            "INSERT INTO dseEvalCache (scope, cacheKey, json, createdAtMs) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (scope, cacheKey) DO NOTHING",
        );
        let keys = statement.bind(self.scope.clone()).bind(key.to_owned());
        self.store.write_together(keys.bind(text_of(value)).bind(self.store.now_ms())).await
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
