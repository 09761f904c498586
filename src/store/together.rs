//! Rows that are written together when they come together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::{Any, any::AnyArguments, query::Query};
use tokio::sync::oneshot;

use super::{
    Store, StoreError,
    error::{Result, WriteTogether},
};

/// A statement with its values, which stands for itself: nobody needs to know
/// what it changed.
pub(super) type Statement = Query<'static, Any, AnyArguments>;

type Outcome = Result<(), WriteTogether>;

/// Statements on their way. A burst of answers and scores costs a few
/// transactions instead of one each, and a model's next call, which waits for
/// its note, does not stand behind them all.
#[derive(Default)]
pub(super) struct Together {
    pending: Mutex<Vec<(Statement, oneshot::Sender<Outcome>)>>,
    /// Who holds this writes for all that are pending.
    writing: tokio::sync::Mutex<()>,
}

impl Together {
    fn pending(&self) -> MutexGuard<'_, Vec<(Statement, oneshot::Sender<Outcome>)>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Executes `statement` in one transaction with those that come meanwhile.
    /// Returns when that is committed.
    pub(super) async fn write_together(&self, statement: Statement) -> Result<()> {
        let (tell, mut told) = oneshot::channel();
        self.together.pending().push((statement, tell));
        let writing = self.together.writing.lock().await;
        let taken = std::mem::take(&mut *self.together.pending());
        if !taken.is_empty() {
            let (statements, waiting): (Vec<_>, Vec<_>) = taken.into_iter().unzip();
            let outcome = self.execute_all(statements).await.map_err(WriteTogether::from);
            for one in waiting {
                // Who has stopped waiting does not want to know.
                let _ = one.send(outcome.clone());
            }
        }
        drop(writing);
        // Nobody has told when the one who wrote was stopped in the middle.
        let outcome = told.try_recv().unwrap_or_else(|_| Err(WriteTogether::given_up()));
        outcome.map_err(StoreError::Together)
    }

    async fn execute_all(&self, statements: Vec<Statement>) -> Result<()> {
        let mut write = self.write().await?;
        for statement in statements {
            statement.execute(write.connection()).await?;
        }
        write.commit().await
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use futures::future::join_all;
    use sqlx::query;

    use super::*;
    use crate::engine::memory::ManualClock;

    async fn store() -> Store {
        Store::open(Path::new(":memory:"), Arc::new(ManualClock::new(0))).await.unwrap()
    }

    #[tokio::test]
    async fn each_hears_of_its_own_write() {
        let store = store().await;
        let keys: Vec<String> = (0..40).map(|n| format!("key {n}")).collect();
        let kept = join_all(keys.iter().map(|key| store.keep_lm_answer(key, key))).await;
        assert!(kept.iter().all(Result::is_ok));
        store.keep_lm_answer(&keys[0], "later").await.unwrap();
        for key in &keys {
            assert_eq!(store.lm_answer(key).await.unwrap().as_ref(), Some(key));
        }
    }

    #[tokio::test]
    async fn a_failure_is_told_to_all_that_it_concerns_and_to_no_other() {
        let store = store().await;
        let good = store.keep_lm_answer("good", "{}");
        let bad = store.write_together(query("INSERT INTO noSuchTable VALUES (1)"));
        let (first, second) = futures::join!(good, bad);
        assert!(first.is_ok(), "its transaction began before the other came");
        assert!(second.unwrap_err().to_string().contains("noSuchTable"));
        store.keep_lm_answer("next", "{}").await.unwrap();
    }
}
