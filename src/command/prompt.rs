//! `dse prompt`

use super::{CommandError, Context, ErrorKind, Outcome, artifact, names::about, predict::input};
use crate::api::prompt::{PromptCall, PromptRequest, PromptResponse};
use crate::ui::{Shown, Tone, Ui, escape, shown};

/// Show what the model is asked for an input, and what it answers
///
/// Nothing is stored or counted. Without --ask no model is asked.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse prompt RouteTicket --example row-7\n  dse prompt RouteTicket --input message='Where is my order?' --ask"
)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The input: a JSON file, - for stdin, or fields as key=value; repeatable
    #[arg(long, value_name = "FILE|-|KEY=VALUE", required_unless_present = "example")]
    input: Vec<String>,
    /// The stored example whose input it is
    #[arg(long, value_name = "ID", conflicts_with = "input")]
    example: Option<String>,
    /// The artifact: an id, `active` for what runs now, `default` for the
    /// signature's own parameters, `winner` for what its newest compile chose
    #[arg(long, value_name = "ID", default_value = "active")]
    compiled: String,
    /// Ask the model, and show its raw answer and what came of it
    #[arg(long)]
    ask: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let input = match &args.example {
        Some(_) => None,
        None => Some(input::document(&input::text(context, &args.input)?)?),
    };
    let (example_id, ask) = (args.example.clone(), args.ask);
    let named = args.compiled.clone();
    about(context, &args.signature, async move |context, client, signature_id| {
        let compiled_id = match named.as_str() {
            "active" => None,
            name => Some(artifact::resolve(&client, &signature_id, name).await?),
        };
        let request = PromptRequest {
            signature_id,
            input,
            example_id,
            compiled_id,
            ask,
            ..PromptRequest::default()
        };
        let body = client.prompt(&request).await?.body;
        match &body.error {
            None => context.answer(&body, |ui| print(ui, &body)),
            Some(error) => {
                let error = CommandError::new(ErrorKind::Refused, "no_output", escape::line(error));
                context.refuse(error, &body, |ui| print(ui, &body))
            }
        }
    })
}

fn print(ui: &Ui, body: &PromptResponse) {
    ui.note(shown!("{} by {}", body.strategy_id, body.compiled_id));
    for (index, call) in body.calls.iter().enumerate() {
        if body.calls.len() > 1 {
            title(ui, &format!("call {}, {}", index + 1, call.role));
        }
        print_call(ui, call);
    }
    if let Some(output) = &body.output {
        title(ui, "output");
        ui.out(Shown::json(&format!("{output:#}")));
    }
}

fn print_call(ui: &Ui, call: &PromptCall) {
    for message in &call.messages {
        title(ui, &message.role);
        ui.out(Shown::block(&message.content));
    }
    if let Some(reply) = &call.reply {
        title(ui, "raw answer");
        ui.out(Shown::block(reply));
    }
}

fn title(ui: &Ui, text: &str) {
    ui.out(Tone::Accent.paint(shown!("[{}]", text)));
}
