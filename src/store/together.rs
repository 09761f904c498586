//! Rows that are written together when they come together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::{AssertSqlSafe, query};
use tokio::sync::oneshot;

use super::{
    Store, StoreError,
    error::{Result, WriteTogether},
    sql::rows_of_placeholders,
};

/// The most rows of one statement: with up to four values each far from the
/// 32,766 values that SQLite takes.
const MOST_ROWS: usize = 500;

/// The two sides of an `INSERT` around its rows.
pub(super) struct Insert {
    pub(super) into: &'static str,
    pub(super) on_conflict: &'static str,
}

/// A value of a row.
pub(super) enum Cell {
    Text(String),
    Integer(i64),
}

type Row = Vec<Cell>;
type Outcome = Result<(), WriteTogether>;
type Pending = Vec<(Row, oneshot::Sender<Outcome>)>;

/// Rows on their way into one table. What comes while a write is under way is
/// one statement after it: a burst of answers and scores costs a few writes
/// instead of one each, and the note that a model's next call waits for does
/// not stand behind them all.
pub(super) struct Together {
    insert: Insert,
    pending: Mutex<Pending>,
    /// Who holds this writes for all that are pending.
    writing: tokio::sync::Mutex<()>,
}

impl Together {
    pub(super) fn new(insert: Insert) -> Self {
        Self { insert, pending: Mutex::default(), writing: tokio::sync::Mutex::default() }
    }

    /// Writes `row` with those that come meanwhile. Returns when it is written.
    ///
    /// # Errors
    /// When the database fails: then none of the rows of the statement is
    /// written, and all who wait for one hear it.
    pub(super) async fn write(&self, store: &Store, row: Row) -> Result<()> {
        let (tell, mut told) = oneshot::channel();
        self.pending().push((row, tell));
        let _writing = self.writing.lock().await;
        loop {
            match told.try_recv() {
                Ok(outcome) => return outcome.map_err(StoreError::Together),
                Err(oneshot::error::TryRecvError::Empty) => {}
                // The one who wrote was stopped in the middle.
                Err(oneshot::error::TryRecvError::Closed) => {
                    return Err(StoreError::Together(WriteTogether::given_up()));
                }
            }
            let (rows, waiting): (Vec<_>, Vec<_>) = self.take().into_iter().unzip();
            let outcome = store.insert(&self.insert, rows).await.map_err(WriteTogether::from);
            for one in waiting {
                // Who has stopped waiting does not want to know.
                let _ = one.send(outcome.clone());
            }
        }
    }

    fn take(&self) -> Pending {
        let mut pending = self.pending();
        let most = pending.len().min(MOST_ROWS);
        pending.drain(..most).collect()
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// One statement, which is its own transaction.
    async fn insert(&self, insert: &Insert, rows: Vec<Row>) -> Result<()> {
        let columns = rows.first().map_or(0, Vec::len);
        let values = rows_of_placeholders(rows.len(), columns);
        let Insert { into, on_conflict } = insert;
        let sql = format!("INSERT INTO {into} VALUES {values} ON CONFLICT {on_conflict}");
        let mut statement = query(AssertSqlSafe(sql));
        for cell in rows.into_iter().flatten() {
            statement = match cell {
                Cell::Text(text) => statement.bind(text),
                Cell::Integer(number) => statement.bind(number),
            };
        }
        let _turn = self.writers.lock().await;
        statement.execute(&mut *self.pool.acquire().await?).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use futures::future::join_all;

    use super::*;
    use crate::engine::memory::ManualClock;

    async fn store() -> Store {
        Store::open(Path::new(":memory:"), Arc::new(ManualClock::new(0))).await.unwrap()
    }

    #[tokio::test]
    async fn all_that_come_together_are_written() {
        let store = store().await;
        let keys: Vec<String> = (0..2 * MOST_ROWS + 1).map(|n| format!("key {n}")).collect();
        let kept = join_all(keys.iter().map(|key| store.keep_lm_answer(key, key))).await;
        assert!(kept.iter().all(Result::is_ok));
        store.keep_lm_answer(&keys[0], "later").await.unwrap();
        for key in &keys {
            assert_eq!(store.lm_answer(key).await.unwrap().as_ref(), Some(key));
        }
    }

    #[tokio::test]
    async fn a_failure_is_told_to_each_and_the_next_is_tried_anew() {
        let store = store().await;
        let together = Together::new(Insert { into: "later (id)", on_conflict: "DO NOTHING" });
        let rows = || (0..3).map(|n| together.write(&store, vec![Cell::Integer(n)]));
        for outcome in join_all(rows()).await {
            assert!(outcome.unwrap_err().to_string().contains("later"));
        }
        let make = query("CREATE TABLE later (id INTEGER PRIMARY KEY)");
        make.execute(&mut *store.pool.acquire().await.unwrap()).await.unwrap();
        assert!(join_all(rows()).await.iter().all(Result::is_ok));
    }
}
