//! `dse exercise`

use super::{CommandError, Context, ErrorKind, Outcome, online, rollout};
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::ui::{Ui, shown};

/// Send traffic through a signature
///
/// The inputs are those of stored examples, taken in turn. Every prediction
/// leaves a receipt and moves the counters of a canary that it went through.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// How many predictions, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    count: u32,
    /// The split whose inputs are sent
    #[arg(long, default_value = "train", value_parser = ["train", "dev", "holdout", "test"])]
    split: String,
    /// The thread to send as; else the one that belongs to operations
    #[arg(long, value_name = "ID")]
    thread: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = PredictRequest {
        signature_id: args.signature.clone(),
        thread_id: args.thread.clone(),
        count: Some(args.count.into()),
        split: Some(args.split.clone()),
        limit: None,
    };
    online(context, async move |context, client| {
        let body = rollout::exercise(&context.ui, &client, &request).await?.body;
        answered(&context, &body)
    })
}

fn answered(context: &Context, body: &PredictResponse) -> Result<Outcome, CommandError> {
    if body.error_count == 0 {
        return context.answer(body, |ui| print(ui, body));
    }
    let failed = format!("{} of {} predictions failed", body.error_count, body.count);
    let error = CommandError::new(ErrorKind::Refused, "predictions_failed", failed)
        .with_hint("`dse receipt list --result Error` shows which, `dse receipt show` why");
    context.refuse(error, body, |ui| print(ui, body))
}

fn print(ui: &Ui, body: &PredictResponse) {
    ui.out(shown!("{} ok, {} failed", body.ok_count, body.error_count));
    if let Some(id) = &body.compiled_id {
        ui.out(shown!("by       {}", id));
    }
    ui.out(shown!("thread   {}", body.thread_id));
    ui.out(shown!("run      {}", body.run_id));
}
