//! `dse key create`

use super::seconds;
use crate::api::keys::{CreateRequest, Scope};
use crate::command::{CommandError, Context, Outcome, online};
use crate::model::rate::Rate;

/// Make a key that may do just what it is made for
///
/// The key is printed once and stored nowhere. Histories name it as the actor.
/// It needs a key of the scope admin, or the server's secret, to make one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Scopes:
  read      reports, receipts, histories, the pages
  import    rows of datasets
  run       compile, eval, exercise, records of runs
  rollout   canary, promote, rollback
  predict   predictions for applications, also at /v1
  feedback  what users thought of predictions
  review    labels that calibrate judges
  admin     all of it, and keys, tokens and erasures

A night needs read, import, run and rollout; an application needs predict.")]
pub struct Args {
    /// Who acts, in histories: letters, digits and . _ - @
    name: String,
    /// What it may do; give it several times, or a list with commas
    #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPE",
          value_parser = scope_parser())]
    scope: Vec<String>,
    /// Bind the key to this signature; give it several times for several
    #[arg(long, value_name = "ID")]
    signature: Vec<String>,
    /// How long it is good, such as 30d or 12h; without it until it is revoked
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    expires: Option<f64>,
    /// How often it may ask, such as 20/s, 600/min or 5000/h; more is refused
    /// with 429 and Retry-After
    #[arg(long, value_name = "N/UNIT")]
    rate: Option<Rate>,
}

fn scope_parser() -> clap::builder::PossibleValuesParser {
    Scope::ALL.map(Scope::name).into()
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = CreateRequest {
        name: args.name.clone(),
        scopes: args.scope.iter().filter_map(|name| Scope::parse(name)).collect(),
        signature_ids: Some(args.signature.clone()).filter(|ids| !ids.is_empty()),
        expires_in_seconds: args.expires,
        rate: args.rate.map(|rate| rate.to_string()),
    };
    online(context, async move |context, client| {
        let issued = client.create_key(&request).await?.body;
        super::show(&context, &issued)
    })
}
