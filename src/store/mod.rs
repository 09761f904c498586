//! The only room with SQL: a file a table, and the writes that span several.
//!
//! What belongs together is one transaction: a receipt and the canary counter
//! it moves, a pointer change with its history and the canary it ends, all rows
//! of one import. A write takes the database's write lock when it begins.

mod artifacts;
mod backup;
mod blobs;
mod canaries;
mod canary_threads;
mod chain;
mod compile_reports;
mod conditions;
mod disk;
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
mod keys;
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
#[cfg(test)]
mod testing;
mod together;
#[cfg(test)]
mod upgrade_tests;
mod var_space;
mod write;

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{Any, pool::PoolConnection};
use tokio_util::task::AbortOnDropHandle;

pub use backup::{Backup, FileCheck, Restored, back_up, check_file, restore};
pub use blobs::RunBlobs;
pub use conditions::{OnlyIf, RolloutError, expect_canary};
pub use disk::DiskFault;
pub use error::StoreError;
pub use eval_cache::ScopedEvalCache;
pub use eval_reports::EvalKey;
pub use examples::{ExampleFilter, ExamplePage};
pub use forget::Forgetting;
pub use holdout_looks::{Look, NewLook};
pub use import_rows::{Brought, ImportError, Imported, NewRows, Part, Sync};
pub use imports::ImportOf;
pub use keys::{KeyError, KeysSeen, NewKey, StoredKey};
pub use live::LiveReceipt;
pub use ops_runs::{NewEvent, NewRun};
pub use prediction_content::{Content, ForgetContent};
pub use receipts::{ReceiptFilter, RunReceipts, StoredReceipt};
pub use reports::{StoredReport, Which};
pub use rollout::{ADMIN, NewCanary, PointerMove, ThreadRegistry};
pub use run_leases::Holder;
pub use var_space::RunVars;

use self::{
    disk::Disk,
    open::Pools,
    together::Together,
    write::{Write, Writers},
};
use crate::{engine::ports::Clock, model::sync_policy::SyncPolicy};
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
    pools: Pools,
    writers: Writers,
    together: Arc<Together>,
    live: Arc<live::Line>,
    generation: Arc<Generation>,
    disk: Arc<Disk>,
    /// Copies the log into the file; ends with the store.
    _copying: Option<Arc<AbortOnDropHandle<()>>>,
    clock: Arc<dyn Clock>,
    /// Who acts, in the histories of what this clone writes.
    actor: Arc<str>,
}

/// How often the log is copied into the file while there are writes. The file
/// alone is never further behind than that, and the log stays short.
const COPY_INTERVAL: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the database file at `path`, and makes it where it is missing,
    /// readable by its owner only. `:memory:` is a database that ends with the
    /// store. Leases that ran out while nobody looked are ended.
    ///
    /// # Errors
    /// When the file cannot be made or read, or is from a newer version.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::open_with(path, SyncPolicy::default(), clock).await
    }

    /// As [`Store::open`], with another say in which writes are on disk when
    /// they are answered.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(path: &Path, sync: SyncPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let disk = Arc::new(Disk::new(path));
        let is_file = path != Path::new(":memory:");
        let pools = if is_file {
            open::file(&disk, sync, clock.now_ms()).await?
        } else {
            open::memory(clock.now_ms()).await?
        };
        let generation = Arc::<Generation>::default();
        let writers = Writers::new(pools.clone(), Arc::clone(&disk), Arc::clone(&generation));
        let together = Arc::new(Together::start(writers.clone()));
        let live = Arc::new(live::Line::start(live::Database {
            writers: writers.clone(),
            clock: Arc::clone(&clock),
            generation: Arc::clone(&generation),
        }));
        let copying = is_file
            .then(|| tokio::spawn(keep_copying(pools.clone(), Arc::clone(&disk), COPY_INTERVAL)));
        let _copying = copying.map(|task| Arc::new(AbortOnDropHandle::new(task)));
        let store = Self {
            pools,
            writers,
            together,
            live,
            generation,
            disk,
            _copying,
            clock,
            actor: ADMIN.into(),
        };
        store.sweep_leases().await?;
        Ok(store)
    }

    /// The same store, whose histories name `actor`.
    pub fn acting_as(&self, actor: &Arc<str>) -> Self {
        Self { actor: Arc::clone(actor), ..self.clone() }
    }

    /// Who acts, in histories.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// What keeps writes from the disk, if anything does. After a failure it is
    /// tried again, a second apart at least.
    pub async fn disk_fault(&self) -> Option<DiskFault> {
        let fault = self.disk.fault()?;
        if self.disk.may_try() && self.probe().await.is_ok() {
            return None;
        }
        Some(self.disk.fault().unwrap_or(fault))
    }

    async fn probe(&self) -> Result<()> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO dseDiskProbe (id, atMs) VALUES (1, $1) \
             ON CONFLICT (id) DO UPDATE SET atMs = excluded.atMs",
        )
        .bind(self.now_ms())
        .execute(write.connection())
        .await?;
        write.commit().await
    }

    /// The version of SQLite inside this program.
    pub async fn sqlite_version(&self) -> Result<String> {
        open::version(&self.pools.soon).await
    }

    /// Finishes what is under way and lets the file go. Whoever is the last to
    /// do so copies all of the log into the file.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    async fn read(&self) -> Result<PoolConnection<Any>> {
        Ok(self.pools.soon.acquire().await?)
    }

    /// As [`Writers::at_once`].
    async fn write(&self) -> Result<Write> {
        self.writers.at_once().await
    }

    /// As [`Writers::soon`].
    async fn write_soon(&self) -> Result<Write> {
        self.writers.soon().await
    }
}

/// Copies the log into the file again and again, beside reads and writes.
async fn keep_copying(pools: Pools, disk: Arc<Disk>, interval: Duration) {
    let mut copied = 0;
    loop {
        tokio::time::sleep(interval).await;
        let written = disk.writes();
        if written == copied {
            continue;
        }
        match open::checkpoint(&pools.soon).await {
            Ok(()) => copied = written,
            Err(_) if pools.soon.is_closed() => return,
            // The next write tells what is wrong with the disk.
            Err(error) => tracing::warn!(%error, "the log could not be copied into the database"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{AnyConnection, Connection};

    use super::*;

    /// Runs that the file holds without its log.
    async fn runs_in_file(path: &Path) -> i64 {
        let url = format!("{}?immutable=1", open::url(path).unwrap());
        let mut file = AnyConnection::connect(&url).await.unwrap();
        let counted = sqlx::query_as("SELECT COUNT(*) FROM dseOpsRuns").fetch_one(&mut file).await;
        // A page that is copied at this moment may be half there.
        counted.map_or(0, |(count,): (i64,)| count)
    }

    #[tokio::test]
    async fn the_log_is_copied_into_the_file_while_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dse.db");
        let store = Store::open(&path, testing::clock()).await.unwrap();
        let interval = Duration::from_millis(5);
        let copying = keep_copying(store.pools.clone(), Arc::clone(&store.disk), interval);
        let copying = AbortOnDropHandle::new(tokio::spawn(copying));
        for number in 1..=3 {
            let run = NewRun { run_id: format!("r{number}"), ..NewRun::default() };
            let event = NewEvent {
                run_id: &run.run_id,
                level: "info",
                phase: None,
                message: "m",
                json: None,
                ts_ms: None,
            };
            store.start_run(&run, event.clone()).await.unwrap();
            let copied = async {
                while runs_in_file(&path).await < number {
                    tokio::time::sleep(interval).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(60), copied).await.expect("it is copied");
        }
        drop(copying);
        store.close().await;
        assert!(!folder.path().join("dse.db-wal").exists(), "the end leaves no log");
    }
}
