//! `dse serve`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde_json::json;

use super::embedded::{listen, open_store, server, settings};
use super::signals::{leave_on_the_next, stop_signal};
use super::target::runtime;
use super::{CommandError, Context, ErrorKind, Outcome};
use crate::config::{
    BYPASS_VARIABLE, JWK_VARIABLE, PREVIOUS_JWK_VARIABLE, PREVIOUS_SECRET_VARIABLE,
};
use crate::report::words;
use crate::server::{Credentials, Exposed, refuse_exposed, token::Tokens};
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
    /// A name under which this server is reached, such as that of a proxy in
    /// front of it; on loopback others are refused. Give it several times
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The database file, in place of the workspace's own, or :memory:
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let secret = context.config.secret()?;
    let exposed =
        |error: Exposed| CommandError::new(ErrorKind::Usage, "exposed", error.to_string());
    refuse_exposed(args.addr.ip(), secret.as_ref()).map_err(exposed)?;
    for name in [PREVIOUS_SECRET_VARIABLE, BYPASS_VARIABLE] {
        if let Some(other) = context.config.environment().secret(name) {
            refuse_exposed(args.addr.ip(), Some(&other)).map_err(exposed).map_err(|error| {
                let message = format!("{name}: {}", error.message);
                CommandError { message, ..error }
            })?;
        }
    }
    let credentials = credentials(context, secret)?;
    log::start(&context.ui);
    runtime()?.block_on(async {
        let store = open_store(&context.config, &database(context, args.db.as_deref())).await?;
        if credentials.secret.is_none() {
            context
                .ui
                .warn("OA_DSE_ADMIN_SECRET is not set: only keys of this database open anything");
        }
        let mut settings = settings(context, store, credentials)?;
        // Where other machines may ask, any name may lead here.
        settings.hosts = args.addr.ip().is_loopback().then(|| args.host.clone());
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

/// What the environment says about who may ask.
fn credentials(
    context: &Context,
    secret: Option<SecretString>,
) -> Result<Credentials, CommandError> {
    let environment = context.config.environment();
    let previous = environment.get(PREVIOUS_JWK_VARIABLE);
    let tokens = environment.get(JWK_VARIABLE).map(|jwk| Tokens::new(jwk, previous));
    let tokens = tokens.transpose().map_err(|error| {
        CommandError::usage(format!("{JWK_VARIABLE} or {PREVIOUS_JWK_VARIABLE}: {error}"))
            .with_hint("`dse secret bootstrap` makes a key")
    })?;
    Ok(Credentials {
        secret,
        previous_secret: environment.secret(PREVIOUS_SECRET_VARIABLE),
        tokens: tokens.unwrap_or_default(),
        bypass: environment.secret(BYPASS_VARIABLE),
    })
}

fn database(context: &Context, named: Option<&Path>) -> PathBuf {
    match named {
        Some(path) if path == Path::new(":memory:") => path.to_owned(),
        Some(path) => context.config.workspace.resolve_argument(path),
        None => context.config.database(),
    }
}
