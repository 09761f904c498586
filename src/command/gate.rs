//! What the commands that pass the gate share.

use super::{CommandError, ErrorKind, artifact};
use crate::api::{
    Empty,
    compile::ReportRequest,
    error::Code,
    eval::EvalRequest,
    rollout::{Accept, GateRequest, GateResult},
};
use crate::client::{Client, ClientError, Reason};
use crate::config::Config;
use crate::model::eval::EvalReport;
use crate::report::{comparison::Comparison, render::terminal::paragraph, words};
use crate::stats::verdict::Verdict;
use crate::ui::{Shown, Tone, Ui, shown};

/// The flags of the gate.
#[derive(Debug, clap::Args)]
pub struct GateArgs {
    /// How much higher than the control's the candidate's mean reward must be on the holdout
    #[arg(long, value_name = "REWARD", allow_negative_numbers = true)]
    min_holdout_delta: Option<f64>,
    /// Let a dataset without holdout rows pass
    #[arg(long)]
    no_require_holdout: bool,
    #[command(flatten)]
    proof: ProofArgs,
    /// A tag whose rows may not get worse (repeatable)
    #[arg(long, value_name = "TAG")]
    must_pass: Vec<String>,
    /// How much better than the best simple answer the candidate must be
    #[arg(long, value_name = "REWARD", allow_negative_numbers = true)]
    min_over_floor: Option<f64>,
    /// Let held-out text in the candidate or in train rows pass, and record why
    #[arg(long, value_name = "REASON")]
    allow_leak: Option<String>,
}

/// How sure one must be.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ProofArgs {
    /// Pass only what is shown to be better: the accepted chance of a false “improved”
    #[arg(long, value_name = "CHANCE", value_parser = chance)]
    pub max_p: Option<f64>,
    /// The smallest gain in reward that counts as one
    #[arg(long, value_name = "REWARD", value_parser = share)]
    pub min_effect: Option<f64>,
}

fn chance(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err("above 0 and below 1".to_owned()) }
}

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("from 0 to 1".to_owned()) }
}

/// What a gate is asked, and whether somebody has asked for it.
pub struct Criteria {
    pub request: GateRequest,
    /// Nobody has named the proof: it is what every promotion is asked for.
    pub by_default: bool,
}

/// What promotion asks for where no flag says otherwise: `[gate]` of dse.toml.
pub fn of_promotion(config: &Config, accept_not_worse: bool) -> Criteria {
    let settings = &config.settings.gate;
    let lenient = accept_not_worse || settings.accept_not_worse;
    Criteria {
        request: GateRequest {
            min_holdout_delta: Some(settings.min_holdout_delta),
            require_holdout: Some(true),
            max_p: Some(settings.max_p),
            accept: lenient.then_some(Accept::NotShownWorse),
            ..GateRequest::default()
        },
        by_default: !config.origins.contains_key("gate.max_p"),
    }
}

impl GateArgs {
    /// What a promotion asks for.
    pub fn promotion(&self, config: &Config, accept_not_worse: bool) -> Criteria {
        let base = of_promotion(config, accept_not_worse);
        // A level that is asked for now beats a leniency that is configured.
        let strict = self.proof.max_p.is_some() && !accept_not_worse;
        self.over(Criteria {
            request: GateRequest {
                accept: base.request.accept.filter(|_| !strict),
                ..base.request
            },
            ..base
        })
    }

    /// What the start of a canary asks for: not to be shown to be worse, since
    /// a canary is how one learns, unless a level is given.
    pub fn canary(&self, config: &Config) -> Criteria {
        let base = of_promotion(config, true);
        let accept = base.request.accept.filter(|_| self.proof.max_p.is_none());
        let request = GateRequest { min_holdout_delta: Some(-1.0), accept, ..base.request };
        self.over(Criteria { request, ..base })
    }

    fn over(&self, base: Criteria) -> Criteria {
        let asked = base.request;
        Criteria {
            by_default: base.by_default
                && self.proof.max_p.is_none()
                && self.proof.min_effect.is_none(),
            request: GateRequest {
                min_holdout_delta: self.min_holdout_delta.or(asked.min_holdout_delta),
                require_holdout: Some(!self.no_require_holdout),
                max_p: self.proof.max_p.or(asked.max_p),
                accept: asked.accept,
                min_effect: self.proof.min_effect,
                must_pass: (!self.must_pass.is_empty()).then(|| self.must_pass.clone()),
                min_over_floor: self.min_over_floor,
                allow_leak: self.allow_leak.clone(),
                for_review: asked.for_review,
            },
        }
    }
}

/// Tells people what the gate saw. It is not known when the answer was lost.
pub fn print(ui: &Ui, gate: Option<&GateResult>) {
    let Some(gate) = gate else { return };
    ui.out(shown!(
        "holdout  {} instead of {} ({})",
        words::reward(gate.candidate_holdout_reward),
        words::reward(gate.baseline_holdout_reward),
        words::delta(gate.delta)
    ));
    if let Some(proof) = gate.proof() {
        print_proof(ui, &proof);
    }
    for floor in &gate.floors {
        ui.out(shown!("floor    {} {}", words::reward(floor.reward), floor.kind.name()));
    }
    ui.out(shown!("job      {}", gate.job_hash));
    ui.out(shown!("dataset  {}", gate.dataset_hash));
}

/// What was done, in the tone of what was proved: nothing is good news that is
/// not shown to be better.
pub fn painted(done: &str, gate: Option<&GateResult>) -> Shown {
    let verdict = gate.and_then(|gate| gate.evidence.as_ref()).map(|found| found.verdict);
    let tone = match verdict {
        Some(Verdict::Improved) => Tone::Good,
        _ => Tone::Warn,
    };
    let word = verdict.map_or("no evidence", |verdict| verdict.title());
    tone.paint(shown!("{} ({})", done, word))
}

/// Tells what promotion will want of a candidate that a canary was started of.
pub fn print_wanted(ui: &Ui, gate: Option<&GateResult>, wanted: &GateRequest) {
    let evidence = gate.and_then(|gate| gate.evidence.as_ref());
    if evidence.is_some_and(|found| found.verdict == Verdict::Improved) {
        return;
    }
    let (level, delta) = (wanted.max_p.unwrap_or_default(), wanted.min_holdout_delta);
    let p =
        evidence.map_or_else(String::new, |found| format!("; now p = {:.2}", found.comparison.p));
    ui.out(shown!(
        "next     promotion wants it shown to be better: p of {} or less and a gain of {} or more{}",
        level,
        words::reward(delta.unwrap_or_default()),
        p,
    ));
}

/// Tells what was proved, in the lines that it needs.
pub fn print_proof(ui: &Ui, proof: &str) {
    let indent = " ".repeat(9);
    let room = ui.width().saturating_sub(indent.len());
    ui.out(shown!("proof    {}", paragraph(proof, room, &indent)));
}

/// A server that knows nothing of evidence would let everything pass that was
/// asked for here. Where somebody has named the proof, the server's part is done
/// here, from two eval reports, before it is asked to change anything. Else the
/// server decides by its own rule, and `ui` says so.
///
/// # Errors
/// When what was demanded is not shown, or cannot be looked at.
pub async fn stand_in(
    ui: &Ui,
    client: &Client,
    signature_id: &str,
    compiled_id: &str,
    criteria: &Criteria,
) -> Result<(), CommandError> {
    let gate = &criteria.request;
    if !gate.demands_evidence() || heeds_evidence(client).await? {
        return Ok(());
    }
    if gate.min_over_floor.is_some() || gate.must_pass.is_some() {
        return Err(CommandError::usage(
            "this server measures no floors and reads no tags: --min-over-floor and --must-pass need a newer one",
        ));
    }
    if criteria.by_default {
        ui.warn("this server weighs no evidence: its gate compares mean rewards alone");
        return Ok(());
    }
    let control = artifact::resolve(client, signature_id, "active").await?;
    let control = holdout_report(client, signature_id, &control).await?;
    let candidate = holdout_report(client, signature_id, compiled_id).await?;
    let comparison = Comparison::judged(&control, &candidate, gate.max_p, gate.min_effect)
        .ok_or_else(|| CommandError::usage("the server gave no scores of single examples"))?;
    conclude(&comparison, gate.accept.unwrap_or_default())
}

/// The answer that a comparison gives to a gate.
///
/// # Errors
/// When the verdict is none that passes.
pub fn conclude(comparison: &Comparison, accept: Accept) -> Result<(), CommandError> {
    let proof = comparison.proof().unwrap_or_default();
    let inconclusive = |code: Code| CommandError::new(ErrorKind::Inconclusive, code.wire(), &proof);
    match (accept, comparison.verdict) {
        (_, Some(Verdict::Worse)) => {
            let code = Code::InsufficientImprovement.wire();
            Err(CommandError::new(ErrorKind::Refused, code, &proof))
        }
        (_, Some(Verdict::Improved)) | (Accept::NotShownWorse, Some(_)) => Ok(()),
        (Accept::Improved, Some(Verdict::NotWorse { .. })) => Err(inconclusive(Code::GainNotShown)),
        (Accept::Improved, Some(Verdict::CannotTell { .. })) => Err(inconclusive(Code::CannotTell)
            .with_hint(
                "more held-out rows show smaller differences; `dse dataset stats` says how many",
            )),
        (_, None) => Err(CommandError::new(
            ErrorKind::Inconclusive,
            Code::CannotTell.wire(),
            "the two reports do not hold the same rows",
        )),
    }
}

async fn heeds_evidence(client: &Client) -> Result<bool, ClientError> {
    // Evidence and the chain of histories came in the same version.
    match client.history_head(&Empty {}).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn holdout_report(
    client: &Client,
    signature_id: &str,
    compiled_id: &str,
) -> Result<EvalReport, CommandError> {
    let request = EvalRequest {
        signature_id: signature_id.to_owned(),
        compiled_id: compiled_id.to_owned(),
        split: Some("holdout".to_owned()),
        include_example_details: Some(true),
        ..EvalRequest::default()
    };
    let done = client.eval(&request, |_| ()).await?.body;
    let report = ReportRequest::of(done.report_hash.as_deref());
    match client.eval_report(&done.eval_hash, signature_id, &report).await {
        Ok(answer) => Ok(answer.body.report),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            Err(CommandError::usage("this server neither weighs evidence nor gives eval reports")
                .with_hint("upgrade the server, or leave --max-p and --min-effect out"))
        }
        Err(error) => Err(error.into()),
    }
}
