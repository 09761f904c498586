//! Writes to the database: one at a time in this process.

use std::sync::Arc;

use sqlx::{Any, AnyConnection, AnyPool, Transaction, any::AnyArguments, query::Query};
use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};

use super::{
    disk::Disk,
    error::Result,
    generation::Generation,
    open::{BEGIN_WRITE, Pools},
};

/// Whoever writes, the store and its tasks, does it through one of these.
/// Clones share the line.
#[derive(Clone)]
pub(super) struct Writers {
    pools: Pools,
    /// Writers of this process wait here in line; waiting at SQLite's own lock
    /// is by polling and knows no line.
    line: Arc<Mutex<()>>,
    disk: Arc<Disk>,
    generation: Arc<Generation>,
}

impl Writers {
    pub(super) fn new(pools: Pools, disk: Arc<Disk>, generation: Arc<Generation>) -> Self {
        Self { pools, line: Arc::default(), disk, generation }
    }

    /// A write that is on disk when its commit returns.
    pub(super) async fn at_once(&self) -> Result<Write> {
        self.begin(&self.pools.at_once).await
    }

    /// A write that a power cut within the next seconds may undo, for what can
    /// be done again. It costs no waiting for the disk.
    pub(super) async fn soon(&self) -> Result<Write> {
        self.begin(&self.pools.soon).await
    }

    async fn begin(&self, pool: &AnyPool) -> Result<Write> {
        let turn = Arc::clone(&self.line).lock_owned().await;
        let begun = pool.begin_with(BEGIN_WRITE).await;
        let transaction = begun.map_err(|error| self.disk.failed(error))?;
        let (generation, disk) = (Arc::clone(&self.generation), Arc::clone(&self.disk));
        Ok(Write { transaction, generation, disk, _turn: turn })
    }

    /// Runs one statement as [`Self::soon`] would, without a transaction around
    /// it.
    pub(super) async fn execute(&self, statement: Query<'_, Any, AnyArguments>) -> Result<()> {
        let _turn = self.turn().await;
        let written = statement.execute(&mut *self.pools.soon.acquire().await?).await;
        written.map_err(|error| self.disk.failed(error))?;
        self.disk.has_written();
        Ok(())
    }

    /// Keeps all other writers of this process out until it is dropped.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.line.lock().await
    }
}

/// A write under way. Dropped before its commit, it leaves nothing behind.
pub(super) struct Write {
    transaction: Transaction<'static, Any>,
    generation: Arc<Generation>,
    disk: Arc<Disk>,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    pub(super) async fn commit(self) -> Result<()> {
        self.transaction.commit().await.map_err(|error| self.disk.failed(error))?;
        self.disk.has_written();
        Ok(())
    }

    /// Commits a change of what signatures run, or of who may ask.
    pub(super) async fn commit_moved(self) -> Result<()> {
        let generation = Arc::clone(&self.generation);
        let committed = self.commit().await;
        // Also after a failure, of which nobody knows how far it came.
        generation.moved();
        committed
    }
}
