//! `dse canary start`

use crate::api::canary::{StartRequest, StartResponse};
use crate::api::error::Code;
use crate::api::rollout::GateRequest;
use crate::command::gate::{self, GateArgs};
use crate::command::rollout::{self, Replace};
use crate::command::{CommandError, Context, Outcome, artifact, names::about};
use crate::ui::{Tone, Ui, shown};

/// Send a share of the threads to a candidate, behind the gate
///
/// A canary that runs already is replaced, unless it belongs to an ops run. The
/// gate lets through what is not shown to be worse than what is live, since a
/// canary is how one learns; promotion asks for more.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signature's id, its short name, or the front of either
    signature: String,
    /// The artifact to try: an id, the front of one, or `winner`, which is what the newest
    /// compile chose
    #[arg(long, value_name = "ID", default_value = "winner")]
    compiled: String,
    /// Share of threads that take the canary, percent
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=100))]
    rollout_pct: u32,
    /// Receipts before the canary is judged
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    min_samples: u32,
    /// Above this share of failures the canary is removed, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    max_error_rate: f64,
    /// What threads are drawn by; random if not given
    #[arg(long)]
    salt: Option<String>,
    /// Seconds after which the canary goes away unless it is renewed
    #[arg(long, value_name = "SECONDS")]
    lease: Option<f64>,
    /// The ops run that the canary belongs to
    #[arg(long, value_name = "RUN")]
    ops_run: Option<String>,
    /// Replace the canary that runs, also when it belongs to another ops run
    #[arg(long)]
    replace: bool,
    /// Why, for the history
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    gate: GateArgs,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let criteria = args.gate.canary(&context.config);
    let request = StartRequest {
        rollout_pct: args.rollout_pct.into(),
        gate: criteria.request.clone(),
        min_samples: Some(args.min_samples.into()),
        max_error_rate: Some(args.max_error_rate),
        reason: args.reason.clone(),
        salt: args.salt.clone(),
        lease_ms: args.lease.map(|seconds| seconds * 1_000.0),
        owner_run_id: args.ops_run.clone(),
        ..StartRequest::default()
    };
    let compiled = args.compiled.clone();
    let min_samples = args.min_samples.into();
    let replace = if args.replace { Replace::Any } else { Replace::Unowned };
    about(context, &args.signature, async move |context, client, signature_id| {
        let canary_compiled_id = artifact::resolve(&client, &signature_id, &compiled).await?;
        let (ui, compiled_id) = (&context.ui, &canary_compiled_id);
        gate::stand_in(ui, &client, &signature_id, compiled_id, &criteria).await?;
        let request = StartRequest { signature_id, canary_compiled_id, ..request };
        let leased = request.lease_ms.is_some();
        let started = rollout::start_canary(ui, &client, request, replace).await;
        let body = started.map_err(explained)?.body;
        if leased && body.lease_expires_at_ms.is_none() {
            context.ui.warn("this server knows no leases: the canary runs until it is stopped");
        }
        if body.canary_compiled_id == body.control_compiled_id {
            context.ui.warn("it is active already: this canary compares it with itself");
        }
        let wanted = gate::of_promotion(&context.config, false).request;
        context.answer(&body, |ui| {
            print(ui, &body, &wanted);
            ui.note(super::traffic(&body.signature_id, min_samples, body.rollout_pct));
        })
    })
}

/// What to do about a canary in the way, beside stopping it.
fn explained(error: CommandError) -> CommandError {
    if error.code != Code::CanaryMismatch.wire() {
        return error;
    }
    error.with_hint("--replace starts this one in its place; `dse canary stop` ends it")
}

fn print(ui: &Ui, body: &StartResponse, wanted: &GateRequest) {
    let started = Tone::Good.paint("started");
    ui.out(shown!("{} on {} % of threads", started, body.rollout_pct));
    ui.out(shown!("canary   {}", body.canary_compiled_id));
    ui.out(shown!("control  {}", body.control_compiled_id));
    gate::print(ui, body.gate.as_ref());
    gate::print_wanted(ui, body.gate.as_ref(), wanted);
}
