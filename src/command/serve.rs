//! `dse serve`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::embedded::{listen, open_store, server, settings};
use super::signals::{leave_on_the_next, stop_signal};
use super::target::runtime;
use super::{CommandError, Context, ErrorKind, Outcome};
use crate::report::words;
use crate::server::refuse_exposed;
use crate::ui::{log, shown};

/// Serve the endpoints over HTTP until stopped
///
/// The bearer secret comes from OA_DSE_ADMIN_SECRET or --token-file. Ctrl-C,
/// SIGTERM or SIGHUP ends the server: no model is asked any more, and requests
/// under way get ten seconds. A second signal ends it at once.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    addr: SocketAddr,
    /// The database file, in place of the workspace's own, or :memory:
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let secret = context.config.secret()?;
    refuse_exposed(args.addr.ip(), secret.as_ref())
        .map_err(|error| CommandError::new(ErrorKind::Usage, "exposed", error.to_string()))?;
    log::start(&context.ui);
    runtime()?.block_on(async {
        let store = open_store(&context.config, &database(context, args.db.as_deref())).await?;
        if secret.is_none() {
            context
                .ui
                .warn("OA_DSE_ADMIN_SECRET is not set, so every request but /healthz is refused");
        }
        let settings = settings(context, store, secret)?;
        for warning in settings.catalog.warnings() {
            context.ui.warn(shown!("{}", warning));
        }
        let models = settings.shutdown.clone();
        let server = server(settings)?;
        // Whoever reads the address may ask the server to stop at once.
        let stopped = stop_signal();
        let (listener, url) = listen(&args.addr.to_string()).await?;
        if context.ui.is_machine() {
            context.ui.result(&json!({"url": url}));
        } else {
            context.ui.out(shown!("listening on {}", url));
        }
        if context.ui.has_lost_output() {
            // Whoever waits for the address would wait for ever.
            return Ok(Outcome::Told(ErrorKind::Unavailable));
        }
        let shutdown = async {
            drop(stopped.await);
            models.begin();
            leave_on_the_next();
            let calls = words::count(models.calls_under_way() as u64, "call");
            context.ui.note(shown!("stopping: {} under way", calls));
        };
        server.run(listener, shutdown).await;
        Ok(Outcome::Yes)
    })
}

fn database(context: &Context, named: Option<&Path>) -> PathBuf {
    match named {
        Some(path) if path == Path::new(":memory:") => path.to_owned(),
        Some(path) => context.config.workspace.resolve_argument(path),
        None => context.config.database(),
    }
}
