//! `dseEvalCache`: scores kept as they come, so that work that was
//! cut off goes on where it was.

use std::sync::{Mutex, MutexGuard, PoisonError};

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
    /// What no write has taken yet: key and document.
    pending: Mutex<Vec<(String, String)>>,
    /// Who writes takes all that is pending with it. Scores come in bursts,
    /// and a model's next call must not wait behind a write for each.
    writing: tokio::sync::Mutex<()>,
}

impl Store {
    /// The evaluation cache of one scope.
    pub fn eval_cache(&self, scope: String) -> ScopedEvalCache {
        let (pending, writing) = Default::default();
        ScopedEvalCache { store: self.clone(), scope, pending, writing }
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

    /// Returns when the score is written, or a write that has taken it has
    /// failed; the one who wrote tells of that failure.
    async fn keep(&self, key: &str, value: &ReportedExample) -> Result<()> {
        self.pending().push((key.to_owned(), text_of(value)));
        let _turn = self.writing.lock().await;
        let taken = std::mem::take(&mut *self.pending());
        if taken.is_empty() {
            return Ok(());
        }
        let mut write = self.store.write().await?;
        for (key, json) in taken {
            query(
                "INSERT INTO dseEvalCache (scope, cacheKey, json, createdAtMs) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (scope, cacheKey) DO NOTHING",
            )
            .bind(&self.scope)
            .bind(key)
            .bind(json)
            .bind(self.store.now_ms())
            .execute(write.connection())
            .await?;
        }
        write.commit().await
    }

    fn pending(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
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

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use futures::future::join_all;

    use super::*;
    use crate::engine::memory::ManualClock;

    fn scored(reward: f64) -> ReportedExample {
        let result = serde_json::json!({
            "exampleId": "e", "signatureId": "s", "compiled_id": "c", "datasetHash": "d",
            "rewardId": "r", "rewardVersion": 1, "reward": reward, "signals": [],
        });
        serde_json::from_value(result).unwrap()
    }

    #[tokio::test]
    async fn scores_that_come_together_are_all_kept_and_the_first_stays() {
        let clock = Arc::new(ManualClock::new(0));
        let store = Store::open(Path::new(":memory:"), clock).await.unwrap();
        let cache = store.eval_cache("scope".to_owned());
        let keys: Vec<String> = (0..40).map(|n| format!("key {n}")).collect();
        let (first, later) = (scored(0.25), scored(0.75));
        let kept = join_all(keys.iter().map(|key| cache.put(key, &first))).await;
        assert!(kept.iter().all(Result::is_ok));
        cache.put(&keys[0], &later).await.unwrap();
        for key in &keys {
            assert_eq!(cache.get(key).await.unwrap().as_ref(), Some(&first), "{key}");
        }
        let elsewhere = store.eval_cache("other scope".to_owned());
        assert_eq!(elsewhere.get(&keys[0]).await.unwrap(), None);
    }
}
