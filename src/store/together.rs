//! Rows that are written together when they come together.

use sqlx::{AssertSqlSafe, query};
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

use super::{
    StoreError,
    error::{Result, WriteTogether},
    eval_cache, lm_answers, lm_calls,
    sql::rows_of_placeholders,
    write::Writers,
};

/// The most rows of one statement: a note does not wait long for a statement
/// of others, and few enough differ in their number of rows that SQLite keeps
/// them all prepared.
const MOST_ROWS: usize = 32;

/// The two sides of an `INSERT` around its rows.
pub(super) struct Insert {
    pub(super) into: &'static str,
    pub(super) on_conflict: &'static str,
}

/// A value of a row.
pub(super) enum Cell {
    Text(String),
    /// A text, or none.
    Maybe(Option<String>),
    Integer(i64),
}

type Row = Vec<Cell>;
type Outcome = Result<(), WriteTogether>;
type Waiting = (Row, oneshot::Sender<Outcome>);

/// The tables whose rows come in bursts. One task writes them all: what comes
/// while it writes is one statement after it, so that a burst of answers and
/// scores costs a few writes instead of one each.
pub(super) struct Together {
    pub(super) calls: Line,
    pub(super) answers: Line,
    pub(super) scores: Line,
}

impl Together {
    /// Starts the task. It ends when nobody can hand it rows any more.
    pub(super) fn start(writers: Writers) -> Self {
        let (calls, mut calls_to_write) = Line::of(lm_calls::INSERT);
        let (answers, mut answers_to_write) = Line::of(lm_answers::INSERT);
        let (scores, mut scores_to_write) = Line::of(eval_cache::INSERT);
        let database = Database(writers);
        tokio::spawn(async move {
            loop {
                // A model's next call waits for its note, so notes go first.
                let (insert, burst) = tokio::select! {
                    biased;
                    Some(burst) = calls_to_write.next() => (&calls_to_write.insert, burst),
                    Some(burst) = answers_to_write.next() => (&answers_to_write.insert, burst),
                    Some(burst) = scores_to_write.next() => (&scores_to_write.insert, burst),
                    else => break,
                };
                database.write(insert, burst).await;
            }
        });
        Self { calls, answers, scores }
    }
}

/// Where the rows of one table wait to be written.
pub(super) struct Line {
    rows: UnboundedSender<Waiting>,
}

impl Line {
    fn of(insert: Insert) -> (Self, ToWrite) {
        let (sender, receiver) = unbounded_channel();
        (Self { rows: sender }, ToWrite { insert, rows: receiver })
    }

    /// Writes `row` with those that come meanwhile. Returns when it is written.
    ///
    /// # Errors
    /// When the database fails: then none of the rows of the statement is
    /// written, and all who wait for one hear it.
    pub(super) async fn write(&self, row: Row) -> Result<()> {
        let (tell, told) = oneshot::channel();
        // Where the task is gone, `told` hears of it.
        let _ = self.rows.send((row, tell));
        let outcome = told.await.unwrap_or_else(|_| Err(WriteTogether::given_up()));
        outcome.map_err(StoreError::Together)
    }
}

/// The other end of a line.
struct ToWrite {
    insert: Insert,
    rows: UnboundedReceiver<Waiting>,
}

impl ToWrite {
    /// The rows that wait; `None` when none will come any more.
    async fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut burst = Vec::new();
        let count = self.rows.recv_many(&mut burst, MOST_ROWS).await;
        (count > 0).then_some(burst)
    }
}

/// What the task needs of the store. It holds no store, which would keep it
/// alive for ever.
struct Database(Writers);

impl Database {
    /// Writes a burst and tells those who wait.
    async fn write(&self, insert: &Insert, burst: Vec<Waiting>) {
        let (rows, waiting): (Vec<Row>, Vec<_>) = burst.into_iter().unzip();
        let outcome = self.insert(insert, rows).await.map_err(WriteTogether::from);
        for one in waiting {
            // Who has stopped waiting does not want to know.
            let _ = one.send(outcome.clone());
        }
    }

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
                Cell::Maybe(text) => statement.bind(text),
                Cell::Integer(number) => statement.bind(number),
            };
        }
        self.0.execute(statement).await
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use futures::future::join_all;

    use super::*;
    use crate::{engine::memory::ManualClock, store::Store};

    async fn store() -> Store {
        Store::open(Path::new(":memory:"), Arc::new(ManualClock::new(0))).await.unwrap()
    }

    #[tokio::test]
    async fn all_that_come_together_are_written() {
        let store = store().await;
        let keys: Vec<String> = (0..2 * MOST_ROWS + 1).map(|n| format!("key {n}")).collect();
        let kept = join_all(keys.iter().map(|key| store.keep_lm_answer(key, key, None))).await;
        assert!(kept.iter().all(Result::is_ok));
        store.keep_lm_answer(&keys[0], "later", None).await.unwrap();
        for key in &keys {
            assert_eq!(store.lm_answer(key).await.unwrap().as_ref(), Some(key));
        }
    }

    #[tokio::test]
    async fn a_row_is_written_also_when_nobody_waits_for_it() {
        let store = store().await;
        let given_up = futures::poll!(Box::pin(store.keep_lm_answer("key", "answer", None)));
        assert!(given_up.is_pending());
        store.keep_lm_answer("other", "answer", None).await.unwrap();
        assert_eq!(store.lm_answer("key").await.unwrap().as_deref(), Some("answer"));
    }

    #[tokio::test]
    async fn a_failure_is_told_to_each_and_the_next_is_tried_anew() {
        let store = store().await;
        let run = |sql: &'static str| {
            let pool = store.pools.soon.clone();
            async move { query(sql).execute(&mut *pool.acquire().await.unwrap()).await.unwrap() }
        };
        run("ALTER TABLE dseLmAnswers RENAME TO away").await;
        let rows = || (0..3).map(|_| store.keep_lm_answer("key", "answer", None));
        for outcome in join_all(rows()).await {
            assert!(outcome.unwrap_err().to_string().contains("dseLmAnswers"));
        }
        run("ALTER TABLE away RENAME TO dseLmAnswers").await;
        assert!(join_all(rows()).await.iter().all(Result::is_ok));
    }
}
