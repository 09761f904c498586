//! `dse judge show`

use crate::api::judge::CalibrationsRequest;
use crate::command::{CommandError, Context, Outcome, names::about};

/// Show how well a signature's judges agree with people
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = CalibrationsRequest { signature_id };
        let body = client.judge_calibrations(&request).await?.body;
        context.answer(&body, |ui| match &body.judges[..] {
            [] => ui.out("the reward of this signature asks no judge"),
            judges => judges.iter().for_each(|judge| super::print(ui, judge)),
        })
    })
}
