//! Copies of a database: made while others use it, looked at, and put back.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use sqlx::{AnyConnection, Connection, Executor, query, query_as};

use super::{
    Store, chain,
    disk::DiskFault,
    error::{Result, StoreError},
    open,
};
use crate::{
    engine::ports::Clock,
    model::{history::ChainCheck, time},
};

/// A look at the structure of a file, which leaves out what its indexes hold.
const QUICK_CHECK: &str = "PRAGMA quick_check(5)";

/// Findings of SQLite's own check that are told.
const MOST_FAULTS: u32 = 100;

/// What was copied.
#[derive(Clone, Debug)]
pub struct Backup {
    pub bytes: u64,
    /// The hash of the newest link of its history, with the number of links.
    pub head: String,
    pub links: u64,
}

/// What a look at a database file found.
#[derive(Clone, Debug)]
pub struct FileCheck {
    /// What SQLite finds wrong with the file, a line each.
    pub faults: Vec<String>,
    /// The check of its history; none where the file is damaged, or from an
    /// older version, which has other tables.
    pub history: Option<ChainCheck>,
}

impl FileCheck {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.history.as_ref().is_none_or(|check| check.bad.is_empty())
    }
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub history: ChainCheck,
    /// Where the database is now that was there before.
    pub kept: Option<PathBuf>,
}

/// Copies the database at `from`, as it is at one moment, into a file of its
/// own. It is on disk, and in the place of `to`, when it is whole.
///
/// # Errors
/// When either cannot be read or written, `from` is damaged, or `to` is there and not to be replaced.
pub async fn back_up(from: &Path, to: &Path, replace: bool) -> Result<Backup> {
    let file_error = |source| StoreError::File { path: to.to_owned(), source };
    if !replace && to.exists() {
        return Err(StoreError::Exists { path: to.to_owned() });
    }
    let folder = open::folder_of(to);
    let copy = tempfile::Builder::new().prefix(".dse-backup").tempfile_in(folder);
    let copy = copy.map_err(file_error)?;
    let name = copy.path().to_str().ok_or_else(|| StoreError::Path { path: to.to_owned() })?;
    let mut source = read_only(from).await?;
    // A copy builds its indexes anew, and may look whole where rows are missing.
    if let Some(fault) = lines(&mut source, QUICK_CHECK, from).await?.into_iter().next() {
        return Err(StoreError::Damaged { path: from.to_owned(), fault });
    }
    let copied = query("VACUUM INTO $1").bind(name.to_owned()).execute(&mut source).await;
    copied.map_err(|error| of_file(from, error))?;
    source.close().await?;
    let mut made = read_only(copy.path()).await?;
    let (head, links) = chain_head(&mut made).await?;
    made.close().await?;
    copy.as_file().sync_all().map_err(file_error)?;
    let bytes = copy.as_file().metadata().map_err(file_error)?.len();
    if replace {
        copy.persist(to).map_err(|error| file_error(error.error))?;
    } else {
        copy.persist_noclobber(to).map_err(|error| file_error(error.error))?;
    }
    open::sync_folder_of(to).map_err(file_error)?;
    Ok(Backup { bytes, head, links })
}

/// Reads every page of a database, and recomputes its history. It changes
/// nothing; others may use the file meanwhile.
///
/// # Errors
/// When the file cannot be opened, is no database, or is of a newer version.
pub async fn check_file(path: &Path) -> Result<FileCheck> {
    let mut connection = read_only(path).await?;
    let faults = integrity(&mut connection, path).await?;
    let applied = match open::applied(&mut connection).await {
        Ok(applied) => applied,
        // What can be read of a damaged file has been read.
        Err(_) if !faults.is_empty() => return Ok(FileCheck { faults, history: None }),
        Err(error) => return Err(error),
    };
    if applied.is_empty() && faults.is_empty() {
        let source = std::io::Error::other("it is a database, and none of dse's");
        return Err(StoreError::File { path: path.to_owned(), source });
    }
    if let Some(newer) = open::newer(&applied) {
        return Err(newer);
    }
    let history = if faults.is_empty() && open::is_current(&applied) {
        let mut read = connection.begin().await?;
        Some(chain::check_of(&mut read).await?)
    } else {
        None
    };
    Ok(FileCheck { faults, history })
}

/// Puts a backup in the place of the database at `to`, which is kept beside it.
/// A backup of an older version is brought to this one's tables.
///
/// # Errors
/// When the backup is damaged or its history does not hold together, or another
/// process uses the database.
pub async fn restore(from: &Path, to: &Path, clock: Arc<dyn Clock>) -> Result<Restored> {
    let file_error = |source| StoreError::File { path: to.to_owned(), source };
    let found = check_file(from).await?;
    if !found.is_sound() {
        return Err(StoreError::Unsound { path: from.to_owned() });
    }
    let folder = open::folder_of(to);
    fs::create_dir_all(folder).map_err(file_error)?;
    let place = tempfile::Builder::new().prefix(".dse-restore").tempdir_in(folder);
    let place = place.map_err(file_error)?;
    let copy = place.path().join("dse.db");
    back_up(from, &copy, false).await?;
    let store = Store::open(&copy, Arc::clone(&clock)).await?;
    let history = store.check_chain(None, false).await?;
    store.close().await;
    if !history.bad.is_empty() {
        return Err(StoreError::Unsound { path: from.to_owned() });
    }
    let kept = if to.exists() { Some(set_aside(to, clock.now_ms()).await?) } else { None };
    fs::rename(&copy, to).map_err(file_error)?;
    open::sync_folder_of(to).map_err(file_error)?;
    Ok(Restored { history, kept })
}

impl Store {
    /// What SQLite finds wrong with the file, after a look at its structure only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quick_check(&self) -> Result<Vec<String>> {
        let mut connection = self.read().await?;
        lines(&mut connection, QUICK_CHECK, self.disk.path()).await
    }
}

/// Moves a database that nobody uses out of the way, with what belongs to it.
async fn set_aside(path: &Path, now_ms: i64) -> Result<PathBuf> {
    let file_error = |source| StoreError::File { path: path.to_owned(), source };
    match fold(path).await {
        Ok(true) => {}
        Ok(false) => return Err(StoreError::InUse { path: path.to_owned() }),
        // Nobody can use what cannot be read.
        Err(StoreError::Disk { fault: DiskFault::Damaged | DiskFault::NoDatabase, .. }) => {}
        Err(error) => return Err(error),
    }
    let moment = time::rfc3339(now_ms).replace(':', "-");
    let kept = beside(path, &format!(".before-restore-{moment}"));
    for suffix in ["", "-wal", "-shm"] {
        let (from, to) = (beside(path, suffix), beside(&kept, suffix));
        if from.exists() {
            fs::rename(from, to).map_err(file_error)?;
        }
    }
    Ok(kept)
}

/// Copies the log of a database into its file and ends the log, which SQLite
/// does only where nobody else has the file open. Tells whether it did.
async fn fold(path: &Path) -> Result<bool> {
    let mut connection = connect(path, "rw").await?;
    let told: Result<(String,), _> =
        query_as("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    match told {
        Ok((mode,)) => {
            connection.close().await?;
            Ok(mode == "delete")
        }
        Err(error) if open::is_busy(&error) => Ok(false),
        Err(error) => Err(of_file(path, error)),
    }
}

async fn read_only(path: &Path) -> Result<AnyConnection> {
    connect(path, "ro").await
}

/// A connection that changes no setting of the file.
async fn connect(path: &Path, mode: &str) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    if let Err(source) = File::open(path) {
        return Err(StoreError::File { path: path.to_owned(), source });
    }
    let url = format!("{}?mode={mode}", open::url(path)?);
    let connected = AnyConnection::connect(&url).await;
    let mut connection = connected.map_err(|error| of_file(path, error))?;
    let settled = connection.execute("PRAGMA busy_timeout = 2000").await;
    settled.map_err(|error| of_file(path, error))?;
    Ok(connection)
}

async fn integrity(connection: &mut AnyConnection, path: &Path) -> Result<Vec<String>> {
    let whole = format!("PRAGMA integrity_check({MOST_FAULTS})");
    let mut faults = lines(connection, &whole, path).await?;
    let strays = query("PRAGMA foreign_key_check").fetch_all(connection).await;
    match strays {
        Ok(rows) if rows.is_empty() => {}
        Ok(rows) => faults.push(format!("{} rows refer to rows that are not there", rows.len())),
        Err(error) if faults.is_empty() => faults.push(error.to_string()),
        Err(_) => {}
    }
    Ok(faults)
}

/// The findings of one of SQLite's checks; that it cannot go on is one.
async fn lines(connection: &mut AnyConnection, check: &str, path: &Path) -> Result<Vec<String>> {
    let found: Result<Vec<(String,)>, _> =
        query_as(sqlx::AssertSqlSafe(check.to_owned())).fetch_all(connection).await;
    match found.map_err(|error| of_file(path, error)) {
        Ok(rows) => Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect()),
        Err(StoreError::Disk { fault: DiskFault::Damaged, source, .. }) => {
            Ok(vec![source.to_string()])
        }
        Err(error) => Err(error),
    }
}

/// The newest link, of a database of whatever version.
async fn chain_head(connection: &mut AnyConnection) -> Result<(String, u64)> {
    let applied = open::applied(connection).await?;
    let has_chain = applied.contains_key(&open::HAS_CHAIN);
    if has_chain { chain::head_of(connection).await } else { Ok(chain::no_head()) }
}

fn of_file(path: &Path, error: sqlx::Error) -> StoreError {
    match DiskFault::of(&error) {
        Some(fault) => StoreError::Disk { path: path.to_owned(), fault, source: error },
        None => error.into(),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
