//! Why the store could not do what it was asked.

use std::{path::PathBuf, sync::Arc};

use super::disk::DiskFault;
use crate::engine::ports::PortError;

/// What SQLite says, behind what it means where the disk is to blame.
fn told(error: &sqlx::Error) -> String {
    match DiskFault::of(error) {
        Some(fault) => format!("{fault} ({error})"),
        None => error.to_string(),
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {}", told(.0))]
    Database(#[from] sqlx::Error),
    /// The disk or the file is to blame.
    #[error("the database {}: {fault} ({source})", path.display())]
    Disk { path: PathBuf, fault: DiskFault, source: sqlx::Error },
    #[error("the database could not be brought to this version's tables: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error(
        "written by a newer dse: its tables are at version {found} ({name}), and this dse \
         {program} knows none above {known}"
    )]
    Newer { found: i64, name: String, known: i64, program: &'static str },
    #[error(
        "this program runs on SQLite {found}, which can corrupt a database that several \
         processes use; build it with {needed} or newer"
    )]
    SqliteTooOld { found: String, needed: &'static str },
    #[error("{path}: the database file cannot be opened: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    #[error("{} is in use by another process", path.display())]
    InUse { path: PathBuf },
    #[error("{} is damaged: {fault}", path.display())]
    Damaged { path: PathBuf, fault: String },
    /// A backup that should not take the place of anything.
    #[error("{} is damaged, or its history was changed", path.display())]
    Unsound { path: PathBuf },
    #[error("{path} is an address; a database is a file here, named by its path")]
    Url { path: PathBuf },
    #[error("{path}: a path of a database must be UTF-8")]
    Path { path: PathBuf },
    /// A document that this version cannot read, or that was changed by hand.
    #[error("table {table}, {id}: the stored document cannot be read: {source}")]
    Document { table: &'static str, id: String, source: serde_json::Error },
    #[error(transparent)]
    Together(WriteTogether),
    /// A variable that the space does not take.
    #[error("{0}")]
    Variable(String),
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    /// Whether what it says begins with the file that it is about.
    pub fn names_its_file(&self) -> bool {
        matches!(
            self,
            Self::Disk { .. }
                | Self::Damaged { .. }
                | Self::File { .. }
                | Self::Path { .. }
                | Self::Exists { .. }
        )
    }

    /// As the engine sees it.
    pub(super) fn port(self, call: &'static str) -> PortError {
        PortError { call, reason: self.to_string() }
    }
}

/// Why a transaction failed that several waited for.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteTogether(Arc<str>);

impl WriteTogether {
    pub(super) fn given_up() -> Self {
        Self("the database: the write was given up".into())
    }
}

impl From<StoreError> for WriteTogether {
    fn from(error: StoreError) -> Self {
        Self(error.to_string().into())
    }
}
