//! `dse ops start`

use serde_json::Value;

use crate::api::ops::StartRequest;
use crate::command::{CommandError, Context, Outcome, names, online};
use crate::ui::Shown;

/// Begin a run; prints its id
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The run's id; made by the server if not given. A run of that id that is there already is left alone
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// The commit that is worked on
    #[arg(long, value_name = "SHA")]
    commit: Option<String>,
    /// The address of the deployment that is worked on
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A signature that the run is about; may be repeated
    #[arg(long = "signature", value_name = "ID")]
    signatures: Vec<String>,
    /// Notes in plain text
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// Links as JSON
    #[arg(long, value_name = "JSON", value_parser = super::json)]
    links: Option<Value>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = StartRequest {
        run_id: args.run.clone(),
        commit_sha: args.commit.clone(),
        base_url: args.base_url.clone(),
        signature_ids: (!args.signatures.is_empty()).then(|| args.signatures.clone()),
        notes: args.notes.clone(),
        links: args.links.clone(),
    };
    online(context, async move |context, client| {
        let mut request = request;
        for signature in request.signature_ids.iter_mut().flatten() {
            *signature = names::signature(&client, signature).await?;
        }
        let started = client.ops_start(&request).await?.body;
        context.answer(&started, |ui| {
            ui.out(Shown::line(&started.run_id));
            if started.existed {
                ui.note("the run was there already");
            }
        })
    })
}
