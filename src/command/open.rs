//! `dse open`

use serde_json::json;

use super::signals::stop_signal;
use super::target::{Target, runtime};
use super::{CommandError, Context, ErrorKind, Outcome};
use crate::api::Empty;
use crate::ui::shown;

/// Open the pages: what was tried, what won, what is live
///
/// Prints a link that signs a browser in once, within two minutes, and opens it
/// where there is a browser. The pages can be read and change nothing. The
/// embedded server goes on until Ctrl-C.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the link only
    #[arg(long)]
    no_browser: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    runtime()?.block_on(async {
        // Whoever reads the link may ask the server to stop at once.
        let stopped = stop_signal();
        let target = Target::open(context).await?;
        let shown = show(context, args, &target).await;
        if shown.is_ok() && target.is_embedded() {
            context.ui.note("serving until Ctrl-C");
            drop(stopped.await);
        }
        target.close().await;
        shown.map(|()| Outcome::Yes)
    })
}

async fn show(context: &Context, args: &Args, target: &Target) -> Result<(), CommandError> {
    let ui = &context.ui;
    let link = target.client.page_link(&Empty {}).await?.body;
    if !is_local_path(&link.path) {
        let message = format!("the server gave a link that is no path: {}", link.path);
        return Err(CommandError::new(ErrorKind::Unavailable, "bad_answer", message)
            .with_hint("check that the address is that of a dse server"));
    }
    let url = format!("{}{}", target.client.base_url(), link.path);
    if ui.is_machine() {
        ui.result(&json!({"url": url, "expiresInSeconds": link.expires_in_seconds}));
        return Ok(());
    }
    ui.out(shown!("{}", url));
    if !args.no_browser
        && ui.out_is_terminal()
        && let Err(error) = open::that_detached(&url)
    {
        ui.warn(shown!("no browser could be started ({}); open the link yourself", error));
    }
    Ok(())
}

/// Whether a path, put behind the server's address, stays at that server: a
/// browser is sent there.
fn is_local_path(path: &str) -> bool {
    path.starts_with('/') && path.chars().all(|next| next.is_ascii_graphic() && next != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_server_only() {
        assert!(is_local_path("/dse/sign-in?ticket=a%20b"));
        for path in ["", "@evil.example/", ":1@evil.example", "/a b", "/\u{1b}[31m", "/\\x", "/ü"]
        {
            assert!(!is_local_path(path), "{path:?}");
        }
    }
}
