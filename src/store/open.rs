//! Opening a database: the file, its settings, its tables.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::Duration,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::{
    AnyConnection, AnyPool, Connection, Executor, Row,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
    query_as,
};

use super::{
    chain,
    disk::Disk,
    error::{Result, StoreError},
};
use crate::model::sync_policy::SyncPolicy;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Older versions can lose pages of a write-ahead log that two processes write.
const NEEDED_SQLITE: (&str, [u32; 3]) = ("3.51.3", [3, 51, 3]);

/// The migration since which whatever the chain covers is linked as it is
/// written.
pub(super) const ALL_IS_LINKED: i64 = 20;

/// The migration that brings the chain.
pub(super) const HAS_CHAIN: i64 = 2;

/// Connections to a file: one writes, the others read beside it.
const FILE_CONNECTIONS: u32 = 8;

/// The statement that starts a write. Taking the write lock at once keeps two
/// writers from reading the same state and then failing on each other.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// What every connection is set to. A write waits up to 30 s for another
/// process's write.
const SETTINGS: &[&str] = &[
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    // In pages of 4 KiB. A writer that passes it copies the log into the file
    // while the others wait. Mostly that is done beside them, see `checkpoint`.
    "PRAGMA wal_autocheckpoint = 10000",
    // A log that a long read made long is cut once it was copied.
    "PRAGMA journal_size_limit = 67108864",
];

/// A write is in the log when it is answered, and on disk a little later:
/// what is lost in a power cut can be asked for again.
const SOON: &str = "PRAGMA synchronous = NORMAL";
/// A write is on disk when it is answered.
const AT_ONCE: &str = "PRAGMA synchronous = FULL";

/// The connections to one database.
#[derive(Clone)]
pub(super) struct Pools {
    /// Reads, and writes that are on disk soon.
    pub(super) soon: AnyPool,
    /// Writes that are on disk when they are answered.
    pub(super) at_once: AnyPool,
}

impl Pools {
    pub(super) async fn close(&self) {
        self.at_once.close().await;
        self.soon.close().await;
    }
}

/// A database in memory lives in its only connection, which is never closed.
pub(super) async fn memory(now_ms: i64) -> Result<Pools> {
    let pool = pool("sqlite::memory:", 1, SOON).await?;
    prepare(&pool, now_ms).await?;
    Ok(Pools { soon: pool.clone(), at_once: pool })
}

/// The file is made with its folder when it is missing; nobody else may read either.
pub(super) async fn file(disk: &Disk, sync: SyncPolicy, now_ms: i64) -> Result<Pools> {
    let path = disk.path();
    if path.to_string_lossy().contains("://") {
        return Err(StoreError::Url { path: path.to_owned() });
    }
    make_private(path).map_err(|source| StoreError::File { path: path.to_owned(), source })?;
    let url = url(path)?;
    let of_disk = |error| match error {
        StoreError::Database(error) => disk.failed(error),
        other => other,
    };
    let open = async {
        let synchronous = if sync == SyncPolicy::All { AT_ONCE } else { SOON };
        let soon = pool(&url, FILE_CONNECTIONS, synchronous).await?;
        if prepare(&soon, now_ms).await? {
            checkpoint(&soon).await?;
        }
        let at_once = pool(&url, 1, AT_ONCE).await?;
        Ok(Pools { soon, at_once })
    };
    open.await.map_err(of_disk)
}

pub(super) fn url(path: &Path) -> Result<String> {
    let text = path.to_str().ok_or_else(|| StoreError::Path { path: path.to_owned() })?;
    Ok(format!("sqlite://{}", utf8_percent_encode(text, IN_PATH)))
}

/// What stays readable in the path of a connection URL.
const IN_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let is_new = !folder.exists();
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        if is_new {
            sync_folder_of(folder)?;
        }
    }
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(std::io::Error::other("it is not a file"));
    }
    let is_new = !path.exists();
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    if is_new {
        file.sync_all()?;
        sync_folder_of(path)?;
    }
    Ok(())
}

/// A file or folder survives a power cut when its name, in the folder that it is
/// in, is on disk.
pub(super) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

async fn pool(url: &str, connections: u32, synchronous: &'static str) -> Result<AnyPool> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = url.parse()?;
    // A pool tries again and again until its time is up, also where a file is
    // no database at all. One connection of our own tells at once.
    let mut first = AnyConnection::connect_with(&options).await?;
    settle(&mut first, synchronous).await?;
    first.close().await?;
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(60))
        // A file cannot hang up, and asking takes as long as a small query.
        .test_before_acquire(false)
        // SQLite rolls a write back by itself when the disk fails, which leaves
        // the connection in a write that it does not come out of any more.
        .before_acquire(|connection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        })
        .after_connect(move |connection, _| Box::pin(settle(connection, synchronous)))
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Brings the tables to this version; tells whether that changed any.
async fn prepare(pool: &AnyPool, now_ms: i64) -> Result<bool> {
    check_version(pool).await?;
    migrate(pool, now_ms).await
}

/// Copies what is in the log into the file, as far as nobody reads it, and
/// keeps nobody waiting.
pub(super) async fn checkpoint(pool: &AnyPool) -> Result<()> {
    pool.acquire().await?.fetch_all("PRAGMA wal_checkpoint(PASSIVE)").await?;
    Ok(())
}

/// Switching a new file to a write-ahead log does not wait for another process
/// that does the same, so it is tried again.
async fn settle(connection: &mut AnyConnection, synchronous: &'static str) -> sqlx::Result<()> {
    for setting in SETTINGS.iter().chain([&synchronous]) {
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

pub(super) fn is_busy(error: &sqlx::Error) -> bool {
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
async fn migrate(pool: &AnyPool, now_ms: i64) -> Result<bool> {
    let mut write = pool.begin_with(BEGIN_WRITE).await?;
    let before = applied(&mut write).await?;
    if let Some(newer) = newer(&before) {
        return Err(newer);
    }
    MIGRATIONS.run_direct(None, &mut *write, false).await?;
    if !before.contains_key(&ALL_IS_LINKED) {
        chain::adopt(&mut write, now_ms).await?;
    }
    let changed = MIGRATIONS.iter().any(|migration| !before.contains_key(&migration.version));
    write.commit().await?;
    Ok(changed)
}

/// The migrations that a database has had, with their names.
pub(super) async fn applied(connection: &mut AnyConnection) -> Result<BTreeMap<i64, String>> {
    let (tables,): (i64,) =
        query_as("SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if tables == 0 {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, String)> =
        query_as("SELECT version, description FROM _sqlx_migrations").fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

/// The error of a database that a newer program has changed.
pub(super) fn newer(applied: &BTreeMap<i64, String>) -> Option<StoreError> {
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    let (&found, name) = applied.last_key_value()?;
    let (name, program) = (name.clone(), env!("CARGO_PKG_VERSION"));
    (found > known).then_some(StoreError::Newer { found, name, known, program })
}

/// Whether a database has had every migration of this program.
pub(super) fn is_current(applied: &BTreeMap<i64, String>) -> bool {
    MIGRATIONS.iter().all(|migration| applied.contains_key(&migration.version))
}
