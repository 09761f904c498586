//! The disk beneath a database: how it fails, and whether it did last time.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::error::StoreError;

/// What is wrong with the disk or the file, as far as SQLite can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiskFault {
    #[error("the disk is full; free some space and try again")]
    Full,
    #[error("the disk reports an error; the system's log says which")]
    Failing,
    #[error(
        "the file is damaged; `dse db check` shows where, `dse db restore` puts a backup in its \
         place"
    )]
    Damaged,
    #[error("the file or its folder cannot be written; check who owns them")]
    ReadOnly,
    #[error("the file cannot be opened; check its path and who owns it")]
    CannotOpen,
    #[error("the file is no database")]
    NoDatabase,
}

impl DiskFault {
    /// The fault behind an error, where there is one.
    pub(super) fn of(error: &sqlx::Error) -> Option<Self> {
        let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
        // The low byte is SQLite's primary result code.
        match code & 0xff {
            8 => Some(Self::ReadOnly),
            10 => Some(Self::Failing),
            11 => Some(Self::Damaged),
            13 => Some(Self::Full),
            14 => Some(Self::CannotOpen),
            26 => Some(Self::NoDatabase),
            _ => None,
        }
    }

    /// Whether a person must name another file, or the disk is to blame.
    pub fn is_of_usage(self) -> bool {
        matches!(self, Self::ReadOnly | Self::CannotOpen | Self::NoDatabase)
    }
}

/// A disk that failed is tried no more often than this.
const TRY_INTERVAL: Duration = Duration::from_secs(1);

/// The disk of one database, as its writes have found it.
pub(super) struct Disk {
    path: PathBuf,
    fault: Mutex<Option<DiskFault>>,
    writes: AtomicU64,
    tried: Mutex<Option<Instant>>,
}

impl Disk {
    pub(super) fn new(path: &Path) -> Self {
        let (fault, writes, tried) = (Mutex::default(), AtomicU64::default(), Mutex::default());
        Self { path: path.to_owned(), fault, writes, tried }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What kept the last write from the disk, if anything did.
    pub(super) fn fault(&self) -> Option<DiskFault> {
        *self.lock()
    }

    /// A write is on its way to the disk as it should be.
    pub(super) fn has_written(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
        *self.lock() = None;
    }

    /// Whether it is time to try a disk that failed once more.
    pub(super) fn may_try(&self) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = tried.is_none_or(|tried| tried.elapsed() >= TRY_INTERVAL);
        if is_time {
            *tried = Some(Instant::now());
        }
        is_time
    }

    /// How many writes there have been.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Relaxed)
    }

    /// A write that failed, with the file that it was for.
    pub(super) fn failed(&self, error: sqlx::Error) -> StoreError {
        let Some(fault) = DiskFault::of(&error) else { return error.into() };
        *self.lock() = Some(fault);
        StoreError::Disk { path: self.path.clone(), fault, source: error }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<DiskFault>> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
