//! The embedded server: the one that `dse serve` runs, inside this process, on
//! a loopback port and with a secret that nobody else knows.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{CommandError, Context, ErrorKind, commit, trust};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::config::trust::Ask;
use crate::engine::memory::SystemClock;
use crate::lm::Shutdown;
use crate::model::lm_settings::Provider;
use crate::model::serve::ContentRule;
use crate::server::{Credentials, Limits, Server, Settings};
use crate::store::{Store, StoreError};
use crate::ui::{escape, log};

/// How long the embedded server may take to end. Nobody waits for what it does,
/// and its models have stopped before.
const GRACE: Duration = Duration::from_secs(3);

/// A running embedded server.
pub struct Embedded {
    base_url: String,
    secret: SecretString,
    shutdown: Shutdown,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Embedded {
    /// Starts the server on the workspace's own database.
    ///
    /// # Errors
    /// When the database, the catalog or the model's settings cannot be used.
    pub async fn start(context: &Context) -> Result<Self, CommandError> {
        let secret = format!("{}{}", uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
        let secret = SecretString::from(secret);
        if context.ui.verbosity() > 0 {
            log::start(&context.ui);
        }
        let store = open_store(&context.config, &context.config.database()).await?;
        let mut settings = settings(
            context,
            store,
            Credentials { secret: Some(secret.clone()), ..Credentials::default() },
        )?;
        settings.limits.grace = GRACE;
        // What stays on this machine may be looked at later.
        settings.serve.content.store.get_or_insert(ContentRule::All);
        let shutdown = settings.shutdown.clone();
        let server = server(settings)?;
        let (listener, base_url) = listen("127.0.0.1:0").await?;
        let (stop, stopped) = oneshot::channel();
        // A sender that is dropped asks to stop as well.
        let asked = async { drop(stopped.await) };
        let task = tokio::spawn(server.run(listener, asked));
        Ok(Self { base_url, secret, shutdown, stop, task })
    }

    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    pub fn secret(&self) -> SecretString {
        self.secret.clone()
    }

    /// No model is asked from now on; the rest goes on. Gives the number of
    /// calls under way, which have a moment left.
    pub fn stop_models(&self) -> usize {
        self.shutdown.begin();
        self.shutdown.calls_under_way()
    }

    /// Ends the server and waits until its database is closed.
    pub async fn stop(self) {
        // The server may have ended by itself.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// A server that is ready to run: what is wrong with its settings is told
/// before anybody can connect.
pub(super) fn server(settings: Settings) -> Result<Server, CommandError> {
    Server::new(settings)
        .map_err(|error| CommandError::new(ErrorKind::Usage, "catalog", error.to_string()))
}

/// Listens on an address; gives the URL that reaches it.
pub(super) async fn listen(address: &str) -> Result<(TcpListener, String), CommandError> {
    let fail = |error: std::io::Error| {
        CommandError::usage(format!("cannot listen on {address}: {error}"))
            .with_hint("another server may use the port; name another with --addr")
    };
    let listener = TcpListener::bind(address).await.map_err(fail)?;
    let url = format!("http://{}", listener.local_addr().map_err(fail)?);
    Ok((listener, url))
}

/// Opens a database file, or `:memory:`.
pub(super) async fn open_store(config: &Config, path: &Path) -> Result<Store, CommandError> {
    let sync = config.settings.store.sync;
    let opened = Store::open_with(path, sync, Arc::new(SystemClock)).await;
    opened.map_err(|error| {
        let named = error.names_its_file();
        let error = store_error(error);
        // A person may have several databases.
        let message = if named {
            error.message.clone()
        } else {
            format!("the database {}: {}", path.display(), error.message)
        };
        CommandError { message: escape::line(&message), ..error }
    })
}

/// Why a database file cannot be used, and what to do about it. A disk that
/// fails is no fault of whoever named the file.
pub(super) fn store_error(error: StoreError) -> CommandError {
    let message = escape::line(&error.to_string());
    let (kind, code, hint) = match &error {
        StoreError::Newer { .. } => (
            ErrorKind::Usage,
            "newer_database",
            "install that version of dse, or name another file as `store.path` in dse.toml",
        ),
        StoreError::Disk { fault, .. } if !fault.is_of_usage() => {
            (ErrorKind::Unavailable, "disk", "`dse db check` reads all of the file")
        }
        StoreError::Damaged { .. } => {
            (ErrorKind::Unavailable, "disk", "`dse db check` reads all of the file")
        }
        StoreError::File { source, .. } if is_of_disk(source) => {
            (ErrorKind::Unavailable, "disk", "the system's log says more")
        }
        StoreError::InUse { .. } => {
            (ErrorKind::Refused, "database_in_use", "stop the server that uses it, and try again")
        }
        StoreError::Unsound { .. } => {
            (ErrorKind::Refused, "backup_unsound", "`dse db check FILE` shows what is wrong")
        }
        StoreError::Exists { .. } => (ErrorKind::Usage, "exists", "--force replaces it"),
        _ => (
            ErrorKind::Usage,
            "store",
            "`store.path` in dse.toml names the file; its folder must be writable",
        ),
    };
    CommandError::new(kind, code, message).with_hint(hint)
}

/// Whether the disk is to blame, and not the path.
fn is_of_disk(error: &std::io::Error) -> bool {
    let disk = [libc::EIO, libc::ENOSPC, libc::EDQUOT];
    error.raw_os_error().is_some_and(|code| disk.contains(&code))
}

/// What a server of this workspace serves from.
pub(super) fn settings(
    context: &Context,
    store: Store,
    credentials: Credentials,
) -> Result<Settings, CommandError> {
    let config = &context.config;
    // A key leaves only where there is one, and prompts wherever they are sent.
    let leaves = |variable: &str| config.names_model_host() || config.variable(variable).is_some();
    trust::allow(context, |ask| matches!(ask, Ask::Model { variable, .. } if leaves(variable)))?;
    let catalog = Catalog::load(config.root())?;
    let shutdown = Shutdown::default();
    let lm = crate::lm::build(&config.lm(), &shutdown).map_err(|error| {
        CommandError::new(ErrorKind::Usage, "config", error.to_string())
            .with_hint("see `[lm]` in dse.toml")
    })?;
    // A recording gives the same artifact at every commit, so that it names none.
    let recorded =
        config.settings.lm.provider == Provider::Replay || !config.settings.lm.record.is_empty();
    Ok(Settings {
        store,
        lm,
        shutdown,
        keep_answers: config.settings.lm.cache,
        catalog,
        credentials,
        hosts: Some(Vec::new()),
        clock: Arc::new(SystemClock),
        git_sha: if recorded { None } else { commit::sha(config.root()) },
        limits: Limits { rows: config.settings.store.max_rows as usize, ..Limits::default() },
        serve: config.settings.serve.clone(),
    })
}
