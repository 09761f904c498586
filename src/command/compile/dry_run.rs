//! What a compile would ask, told before anything is asked.

use serde::Serialize;

use crate::api::compile::{CompileRequest, PlanResponse};
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome, names::about};
use crate::model::compile::RolePlan;
use crate::report::{power, render::terminal::paragraph, words};
use crate::ui::{Table, Ui, facts, shown};

#[derive(Debug, Serialize)]
struct Planned {
    #[serde(flatten)]
    answer: PlanResponse,
    /// What the held-out rows can show, in a sentence.
    outlook: String,
}

pub fn run(context: &Context, request: CompileRequest, want: f64) -> Result<Outcome, CommandError> {
    let given = request.signature_id.clone();
    about(context, &given, async move |context, client, signature_id| {
        let request = CompileRequest { signature_id, ..request };
        let answer = client.compile_plan(&request).await?.body;
        let outlook = power::outlook(answer.plan.holdout_rows, Some(want));
        let planned = Planned { answer, outlook };
        context.answer(&planned, |ui| print(ui, &planned))
    })
}

/// Says what the held-out rows can show, before anything is spent on them. It
/// is no reason to fail where a server cannot tell how many there are.
pub async fn outlook(ui: &Ui, client: &Client, request: &CompileRequest, want: f64) {
    if ui.is_machine() {
        return;
    }
    if let Ok(planned) = client.compile_plan(request).await {
        ui.note(shown!("{}", power::outlook(planned.body.plan.holdout_rows, Some(want))));
    }
}

fn print(ui: &Ui, Planned { answer: planned, outlook }: &Planned) {
    let plan = &planned.plan;
    let rows = match plan.holdout_rows {
        0 => format!("{} for training, which also test the winner", plan.train_rows),
        holdout => format!("{} for training, {holdout} held out for the winner", plan.train_rows),
    };
    facts(
        ui,
        &[
            ("signature", planned.signature_id.clone()),
            ("candidates", plan.candidates.to_string()),
            ("rows", rows),
            ("predictions", plan.predictions.to_string()),
        ],
    );
    ui.out(paragraph(outlook, ui.width(), ""));
    ui.out("");
    let mut table = Table::new(&["role", "model", "calls", "tokens in", "tokens out", "spend"]);
    for column in 2..=5 {
        table = table.right(column);
    }
    for role in &plan.roles {
        table.row(row(role));
    }
    table.row([
        "all".to_owned(),
        String::new(),
        plan.lm_calls.to_string(),
        plan.prompt_tokens.to_string(),
        plan.completion_tokens.to_string(),
        spend(plan.spend_usd),
    ]);
    table.print(ui);
    ui.out("");
    ui.out("Calls and tokens out are the most there can be; tokens in are estimated.");
    if planned.existed {
        ui.out("The report is stored already: compiling now would ask nothing.");
    }
    if let Some(role) = plan.roles.iter().find(|role| role.spend_usd.is_none()) {
        ui.note(shown!(
            "no price configured for `{}`; add an [[lm.price]] entry to dse.toml",
            role.model
        ));
    }
}

fn row(role: &RolePlan) -> [String; 6] {
    [
        role.role.clone(),
        role.model.clone(),
        role.lm_calls.to_string(),
        role.prompt_tokens.to_string(),
        role.completion_tokens.to_string(),
        spend(role.spend_usd),
    ]
}

fn spend(usd: Option<f64>) -> String {
    usd.map_or_else(|| "unknown".to_owned(), words::dollars)
}
