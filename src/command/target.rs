//! Where a command's requests go: a server that was named, or the embedded one.

use std::future::Future;
use std::time::Duration;

use super::signals::{leave_on_the_next, stop_signal};
use super::{CommandError, Context, ErrorKind, Outcome, trust};
use crate::client::{Client, ClientSettings};
use crate::config::trust::Ask;
use crate::ui::shown;

/// Runs a command that talks to a server, and stops it when the process is
/// asked to stop.
///
/// # Errors
/// When there is no server to talk to, or the command fails.
pub fn online<Run>(
    context: &Context,
    command: impl FnOnce(Context, Client) -> Run,
) -> Result<Outcome, CommandError>
where
    Run: Future<Output = Result<Outcome, CommandError>>,
{
    let runtime = runtime()?;
    runtime.block_on(async {
        let target = Target::open(context).await?;
        if let Err(error) = super::overnight::recover(context, &target.client).await {
            context.ui.warn(shown!("a leftover canary could not be looked at: {}", error));
        }
        let work = command(context.clone(), target.client.clone());
        let result = tokio::select! {
            result = work => result,
            stopped = stop_signal() => {
                let said = shown!("stopping{}", target.stop_models());
                leave_on_the_next();
                context.ui.note(said);
                Err(stopped)
            }
        };
        target.close().await;
        result
    })
}

/// The runtime of commands that talk to a server.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        CommandError::new(
            ErrorKind::Unavailable,
            "runtime",
            format!("no threads to work with: {error}"),
        )
    })
}

/// A server to talk to.
pub(super) struct Target {
    pub client: Client,
    #[cfg(feature = "server")]
    embedded: Option<super::embedded::Embedded>,
}

impl Target {
    pub async fn open(context: &Context) -> Result<Self, CommandError> {
        let server = &context.config.settings.server;
        if server.url.is_empty() {
            return Self::embedded(context).await;
        }
        let secret = context.config.secret()?;
        if secret.is_some() {
            refuse_clear_text(context)?;
        }
        trust::allow(context, |ask| matches!(ask, Ask::Server { .. }))?;
        let client = client(context, server.url.clone(), secret)?;
        Ok(Self {
            client,
            #[cfg(feature = "server")]
            embedded: None,
        })
    }

    #[cfg(feature = "server")]
    async fn embedded(context: &Context) -> Result<Self, CommandError> {
        let embedded = super::embedded::Embedded::start(context).await?;
        let client = client(context, embedded.base_url(), Some(embedded.secret()))?;
        Ok(Self { client, embedded: Some(embedded) })
    }

    #[cfg(not(feature = "server"))]
    async fn embedded(_: &Context) -> Result<Self, CommandError> {
        Err(CommandError::usage("no server is named, and this build has none of its own")
            .with_hint("name one with --server, DSE_SERVER or `server.url` in dse.toml"))
    }

    /// Whether the server ends with this process.
    pub fn is_embedded(&self) -> bool {
        #[cfg(feature = "server")]
        return self.embedded.is_some();
        #[cfg(not(feature = "server"))]
        return false;
    }

    /// No model is asked from now on, as far as that is ours to say. Gives what
    /// a person should know about it, to go behind a word.
    pub fn stop_models(&self) -> String {
        #[cfg(feature = "server")]
        if let Some(embedded) = &self.embedded {
            let calls = crate::report::words::count(embedded.stop_models() as u64, "call");
            return format!(": {calls} under way; run the same command to resume");
        }
        "; the server may still finish what it was asked for".to_owned()
    }

    pub async fn close(self) {
        #[cfg(feature = "server")]
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

/// A secret goes in clear text to no other machine, unless the user says so.
fn refuse_clear_text(context: &Context) -> Result<(), CommandError> {
    let server = &context.config.settings.server;
    if server.allow_http || !crate::client::is_clear(&server.url) {
        return Ok(());
    }
    let message = format!("the secret would go to {} in clear text", server.url);
    Err(CommandError::new(ErrorKind::Usage, "clear_text", message).with_hint(
        "use https; in a network that you trust, --allow-http or DSE_SERVER_ALLOW_HTTP=1",
    ))
}

fn client(
    context: &Context,
    base_url: String,
    secret: Option<secrecy::SecretString>,
) -> Result<Client, CommandError> {
    let server = &context.config.settings.server;
    let time_limit = Duration::try_from_secs_f64(server.timeout).map_err(|_| {
        CommandError::usage(format!("a time limit of {} s cannot be kept", server.timeout))
            .with_hint("server.timeout and --timeout are seconds, 0 for each request's own limit")
    })?;
    let time_limit = Some(time_limit).filter(|limit| !limit.is_zero());
    let retries = server.retries as usize;
    Ok(Client::new(ClientSettings { base_url, secret, time_limit, retries })?)
}
