//! What the commands that pass the gate share.

use crate::api::rollout::{GateRequest, GateResult};
use crate::report::words;
use crate::ui::{Ui, escape};

/// The flags of the gate.
#[derive(Debug, clap::Args)]
pub struct GateArgs {
    /// How much better than the control the candidate must be on the holdout
    #[arg(long, value_name = "REWARD", default_value_t = 0.05, allow_negative_numbers = true)]
    min_holdout_delta: f64,
    /// Let a dataset without holdout rows pass
    #[arg(long)]
    no_require_holdout: bool,
}

impl GateArgs {
    pub fn request(&self) -> GateRequest {
        GateRequest {
            min_holdout_delta: Some(self.min_holdout_delta),
            require_holdout: Some(!self.no_require_holdout),
        }
    }
}

/// Tells people what the gate saw. It is not known when the answer was lost.
pub fn print(ui: &Ui, gate: Option<&GateResult>) {
    let Some(gate) = gate else { return };
    ui.out(&format!(
        "holdout  {} instead of {} ({})",
        words::reward(gate.candidate_holdout_reward),
        words::reward(gate.baseline_holdout_reward),
        words::delta(gate.delta)
    ));
    ui.out(&format!("job      {}", escape::line(&gate.job_hash)));
    ui.out(&format!("dataset  {}", escape::line(&gate.dataset_hash)));
}
