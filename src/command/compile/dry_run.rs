//! What a compile would ask, told before anything is asked.

use crate::api::compile::{CompileRequest, PlanResponse};
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::compile::RolePlan;
use crate::report::words;
use crate::ui::{Table, Ui, facts};

pub fn run(context: &Context, request: CompileRequest) -> Result<Outcome, CommandError> {
    online(context, async move |context, client| {
        let planned = client.compile_plan(&request).await?.body;
        context.answer(&planned, |ui| print(ui, &planned))
    })
}

fn print(ui: &Ui, planned: &PlanResponse) {
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
        ui.note(&format!(
            "what `{}` charges is not known; name it as [[lm.price]] in dse.toml",
            crate::ui::escape::line(&role.model)
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
