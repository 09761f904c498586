//! `dse exercise`

use super::{CommandError, Context, ErrorKind, Outcome, names::about, rollout};
use crate::api::exercise::{PredictRequest, PredictResponse};
use crate::ui::{Ui, shown};

/// Send traffic through a signature
///
/// The inputs are those of stored examples, taken in turn. Every prediction
/// leaves a receipt and moves the counters of a canary that it went through.
/// A canary takes a share of the threads, and one thread is always on the same
/// side: with --threads both sides get their share.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// How many predictions, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    count: u32,
    /// Spread them over so many threads, 1 to 200
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=200))]
    threads: u32,
    /// The split whose inputs are sent
    #[arg(long, default_value = "train", value_parser = ["train", "dev", "holdout", "test"])]
    split: String,
    /// The thread to send as, or the first of them; else the one that belongs to
    /// operations
    #[arg(long, value_name = "ID")]
    thread: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = PredictRequest {
        thread_id: args.thread.clone(),
        count: Some(args.count.into()),
        threads: (args.threads > 1).then(|| args.threads.into()),
        split: Some(args.split.clone()),
        ..PredictRequest::default()
    };
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = PredictRequest { signature_id, ..request };
        let body = rollout::exercise(&context.ui, &client, &request).await?.body;
        if request.threads.is_some() && body.threads.is_none() {
            context.ui.warn("this server knows no --threads: all of it went through one thread");
        }
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
    let more = match body.threads {
        Some(threads) => format!(" and {} more", threads - 1),
        None => String::new(),
    };
    ui.out(shown!("thread   {}{}", body.thread_id, more));
    ui.out(shown!("run      {}", body.run_id));
}
