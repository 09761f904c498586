//! `dse receipt list`

use crate::api::receipts::{ListRequest, ReceiptRow};
use crate::command::{CommandError, Context, Outcome, names::about};
use crate::report::words;
use crate::ui::{Table, Ui};

/// List the receipts of a signature, newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// How many, 0 to 200
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=200))]
    limit: u32,
    /// Only those that ended this way
    #[arg(long, value_parser = ["Ok", "Error"])]
    result: Option<String>,
    /// Only those of this strategy
    #[arg(long, value_name = "ID")]
    strategy: Option<String>,
    /// Only those with a trace
    #[arg(long)]
    traced: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = ListRequest {
        signature_id: String::new(),
        limit: Some(args.limit.into()),
        require_rlm_trace: args.traced.then(|| "1".to_owned()),
        result_tag: args.result.clone(),
        strategy_id: args.strategy.clone(),
    };
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = ListRequest { signature_id, ..request };
        let list = client.receipts(&request).await?.body;
        context.answer(&list, |ui| print(ui, &list.receipts))
    })
}

fn print(ui: &Ui, receipts: &[ReceiptRow]) {
    if receipts.is_empty() {
        ui.out("no receipts");
        return;
    }
    let mut table = Table::new(&["when (UTC)", "receipt", "result", "artifact"]).whole(1);
    for row in receipts {
        table.row([
            words::time(row.created_at_ms).trim_end_matches(" UTC").to_owned(),
            row.receipt_id.clone(),
            row.result_tag.clone().unwrap_or_default(),
            words::short_id(&row.compiled_id),
        ]);
    }
    table.print(ui);
}
