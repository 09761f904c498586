//! Opening a database: the file, its settings, its tables.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::Duration,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::{
    AnyConnection, AnyPool, Connection, Executor, Row,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
};

use super::error::{Result, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Older versions can lose pages of a write-ahead log that two processes write.
const NEEDED_SQLITE: (&str, [u32; 3]) = ("3.51.3", [3, 51, 3]);

/// Connections to a file: one writes, the others read beside it.
const FILE_CONNECTIONS: u32 = 8;

/// The statement that starts a write. Taking the write lock at once keeps two
/// writers from reading the same state and then failing on each other.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// What a connection is set to while it writes receipts that must survive a loss
/// of power, and what it is set to otherwise.
pub(super) const FSYNC_EACH_COMMIT: &str = "PRAGMA synchronous = FULL";
pub(super) const FSYNC_AT_CHECKPOINTS: &str = "PRAGMA synchronous = NORMAL";

/// What every connection is set to. A write waits up to 30 s for another
/// process's write.
const SETTINGS: &[&str] = &[
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    FSYNC_AT_CHECKPOINTS,
    "PRAGMA foreign_keys = ON",
    // In pages of 4 KiB. All writers wait while the log is copied into the
    // file, so that is done seldom; a page that changed often is copied once.
    "PRAGMA wal_autocheckpoint = 10000",
];

/// A database in memory lives in its only connection, which is never closed.
pub(super) async fn memory() -> Result<AnyPool> {
    connect("sqlite::memory:", 1).await
}

/// The file is made with its folder when it is missing; nobody else may read either.
pub(super) async fn file(path: &Path) -> Result<AnyPool> {
    if path.to_string_lossy().contains("://") {
        return Err(StoreError::Url { path: path.to_owned() });
    }
    make_private(path).map_err(|source| StoreError::File { path: path.to_owned(), source })?;
    let text = path.to_str().ok_or_else(|| StoreError::Path { path: path.to_owned() })?;
    connect(&format!("sqlite://{}", utf8_percent_encode(text, IN_PATH)), FILE_CONNECTIONS).await
}

/// What stays readable in the path of a connection URL.
const IN_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(std::io::Error::other("it is not a file"));
    }
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    Ok(())
}

async fn connect(url: &str, connections: u32) -> Result<AnyPool> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = url.parse()?;
    // A pool tries again and again until its time is up, also where a file is
    // no database at all. One connection of our own tells at once.
    let mut first = AnyConnection::connect_with(&options).await?;
    settle(&mut first).await?;
    first.close().await?;
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(60))
        // A file cannot hang up, and asking takes as long as a small query.
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(settle(connection)))
        .connect_with(options)
        .await?;
    check_version(&pool).await?;
    migrate(&pool).await?;
    Ok(pool)
}

/// Switching a new file to a write-ahead log does not wait for another process
/// that does the same, so it is tried again.
async fn settle(connection: &mut AnyConnection) -> sqlx::Result<()> {
    for setting in SETTINGS {
        let mut tries = 0;
        while let Err(error) = connection.execute(*setting).await {
            tries += 1;
            if tries > 100 || !is_busy(&error) {
                return Err(error);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(())
}

fn is_busy(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.message().contains("locked"))
}

async fn check_version(pool: &AnyPool) -> Result<()> {
    let found = version(pool).await?;
    let parts: Vec<u32> = found.split('.').filter_map(|part| part.parse().ok()).collect();
    let (needed, lowest) = NEEDED_SQLITE;
    if parts.as_slice() < lowest.as_slice() {
        return Err(StoreError::SqliteTooOld { found, needed });
    }
    Ok(())
}

pub(super) async fn version(pool: &AnyPool) -> Result<String> {
    Ok(pool.fetch_one("SELECT sqlite_version()").await?.try_get(0)?)
}

/// Writes the database anew and empties its log, so that nothing that was
/// deleted is left in its files. Returns false where another process reads an
/// older state of it: then the log keeps that until it has ended.
pub(super) async fn wipe(pool: &AnyPool) -> Result<bool> {
    let mut connection = pool.acquire().await?;
    connection.execute("VACUUM").await?;
    for tries in 0.. {
        let row = connection.fetch_one("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        let busy: i64 = row.try_get(0)?;
        if busy == 0 {
            break;
        }
        if tries == WIPE_TRIES {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(true)
}

/// How often the log is tried to be emptied, 50 ms apart.
const WIPE_TRIES: usize = 100;

/// All in one write, so that of two processes one makes the tables and the
/// other finds them.
async fn migrate(pool: &AnyPool) -> Result<()> {
    let mut write = pool.begin_with(BEGIN_WRITE).await?;
    MIGRATIONS.run_direct(None, &mut *write, false).await?;
    Ok(write.commit().await?)
}
