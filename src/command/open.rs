//! `dse open`

use serde_json::json;

use super::signals::stop_signal;
use super::target::{Target, runtime};
use super::{CommandError, Context, Outcome};
use crate::api::Empty;

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
    let url = format!("{}{}", target.client.base_url(), link.path);
    if ui.is_machine() {
        ui.result(&json!({"url": url, "expiresInSeconds": link.expires_in_seconds}));
        return Ok(());
    }
    ui.out(&url);
    if !args.no_browser
        && ui.out_is_terminal()
        && let Err(error) = open::that_detached(&url)
    {
        ui.warn(&format!("no browser could be started ({error}); open the link yourself"));
    }
    Ok(())
}
