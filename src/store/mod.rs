//! The only room with SQL: a file a table, and the writes that span several.
//!
//! What belongs together is one transaction: a receipt and the canary counter
//! it moves, a pointer change with its history and the canary it ends, all rows
//! of one import. A write takes the database's write lock when it begins.

mod artifacts;
mod blobs;
mod canaries;
mod canary_threads;
mod chain;
mod compile_reports;
mod conditions;
mod erasures;
mod error;
mod eval_cache;
mod eval_reports;
mod examples;
mod forget;
mod gate_results;
mod generation;
mod history;
mod holdout_looks;
mod import_rows;
mod imports;
mod judge_calibrations;
mod live;
mod lm_answers;
mod lm_calls;
mod names;
mod open;
mod ops_runs;
mod pointers;
mod prediction_content;
mod receipts;
mod reports;
mod rollout;
mod run_leases;
mod sql;
mod staging;
mod together;
mod var_space;

use std::{path::Path, sync::Arc};

use sqlx::{Any, AnyConnection, AnyPool, Transaction, pool::PoolConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use blobs::RunBlobs;
pub use conditions::{OnlyIf, RolloutError, expect_canary};
pub use error::StoreError;
pub use eval_cache::ScopedEvalCache;
pub use eval_reports::EvalKey;
pub use examples::{ExampleFilter, ExamplePage};
pub use forget::Forgetting;
pub use holdout_looks::{Look, NewLook};
pub use import_rows::{Brought, ImportError, Imported, NewRows, Part, Sync};
pub use imports::ImportOf;
pub use live::LiveReceipt;
pub use ops_runs::{NewEvent, NewRun};
pub use prediction_content::{Content, ForgetContent};
pub use receipts::{ReceiptFilter, RunReceipts, StoredReceipt};
pub use reports::{StoredReport, Which};
pub use rollout::{ADMIN, NewCanary, PointerMove, ThreadRegistry};
pub use run_leases::Holder;
pub use var_space::RunVars;

use self::together::{Together, Writer};
use crate::engine::ports::Clock;
use error::Result;
use generation::Generation;

/// A document with the time it was stored at.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    pub value: T,
    /// Milliseconds since the epoch.
    pub created_at_ms: i64,
}

/// The database. Clones share it.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    /// Writers of this process wait here in line; waiting at SQLite's own lock
    /// is by polling and knows no line.
    writers: Arc<Mutex<()>>,
    together: Arc<Together>,
    live: Arc<live::Line>,
    generation: Arc<Generation>,
    clock: Arc<dyn Clock>,
}

/// A write under way. Dropped before its commit, it leaves nothing behind.
struct Write {
    transaction: Transaction<'static, Any>,
    generation: Arc<Generation>,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }

    /// Commits a change of what signatures run.
    async fn commit_moved(self) -> Result<()> {
        let Self { transaction, generation, _turn } = self;
        let committed = transaction.commit().await;
        // Also after a failure, of which nobody knows how far it came.
        generation.moved();
        Ok(committed?)
    }
}

impl Store {
    /// Opens the database file at `path`, and makes it where it is missing,
    /// readable by its owner only. `:memory:` is a database that ends with the
    /// store. Leases that ran out while nobody looked are ended.
    ///
    /// # Errors
    /// When the file cannot be made or read, or is from a newer version.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let pool = if path == Path::new(":memory:") {
            open::memory().await?
        } else {
            open::file(path).await?
        };
        let writers = Arc::default();
        let database = || Writer { pool: pool.clone(), writers: Arc::clone(&writers) };
        let together = Arc::new(Together::start(database()));
        let generation = Arc::<Generation>::default();
        let live = live::Line::start(database(), Arc::clone(&clock), Arc::clone(&generation));
        let live = Arc::new(live);
        let store = Self { pool, writers, together, live, generation, clock };
        store.sweep_leases().await?;
        Ok(store)
    }

    /// The version of SQLite inside this program.
    pub async fn sqlite_version(&self) -> Result<String> {
        open::version(&self.pool).await
    }

    /// Finishes what is under way and lets the file go.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    async fn read(&self) -> Result<PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    async fn write(&self) -> Result<Write> {
        let turn = Arc::clone(&self.writers).lock_owned().await;
        let transaction = self.pool.begin_with(open::BEGIN_WRITE).await?;
        Ok(Write { transaction, generation: Arc::clone(&self.generation), _turn: turn })
    }
}
