//! `dse judge`

mod calibrate;
mod show;

use super::{CommandError, Context, Outcome};
use crate::api::judge::JudgeStanding;
use crate::report::words;
use crate::ui::{Table, Tone, Ui, shown};

/// Calibrate LLM judges against human labels
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Calibrate(calibrate::Args),
    Show(show::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Calibrate(args) => calibrate::run(context, args),
        Command::Show(args) => show::run(context, args),
    }
}

/// How a judge stands: the verdict, the figures, and its errors by band.
fn print(ui: &Ui, judge: &JudgeStanding) {
    ui.out(match &judge.shortfall {
        None => Tone::Good.paint("gates may decide by this judge"),
        Some(shortfall) => Tone::Bad.paint(shown!("advisory only: {}", shortfall)),
    });
    ui.out(shown!("judge      {}", judge.judge_signature_id));
    ui.out(shown!("artifact   {}", judge.compiled_id));
    let Some(stored) = &judge.found else { return };
    let found = &stored.calibration;
    let kappa = |kappa: Option<f64>| kappa.map_or("unknown".to_owned(), |it| format!("{it:.2}"));
    ui.out(shown!("model      {}", stored.model));
    ui.out(shown!("labels     {} (at least {})", found.n, judge.bar.min_labels));
    ui.out(shown!(
        "agreement  {:.0} % (both pass, or both fail, at {:.1})",
        found.agreement * 100.0,
        found.threshold
    ));
    ui.out(shown!(
        "kappa      {} (at least {:.2}), weighted {}",
        kappa(found.kappa),
        judge.bar.min_kappa,
        kappa(found.weighted_kappa)
    ));
    ui.out(shown!("error      {:.3}, mostly {}", found.mean_error, side(found.bias)));
    ui.out("");
    let mut table = Table::new(&["judge's score", "labels", "error", "judge minus human"]);
    for column in 1..=3 {
        table = table.right(column);
    }
    for band in &found.bands {
        table.row([
            format!("{:.1} to {:.1}", band.from, band.to),
            band.n.to_string(),
            format!("{:.3}", band.mean_error),
            words::delta(band.bias),
        ]);
    }
    table.print(ui);
}

fn side(bias: f64) -> &'static str {
    match bias {
        bias if bias > 0.005 => "too kind",
        bias if bias < -0.005 => "too strict",
        _ => "to neither side",
    }
}
