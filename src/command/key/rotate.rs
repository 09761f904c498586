//! `dse key rotate`

use super::seconds;
use crate::api::keys::RotateRequest;
use crate::command::{CommandError, Context, Outcome, online};

/// Make the successor of a key, with the same name, scopes and signatures
///
/// The key of before stays good for a while, so that clients can be given the
/// new one without a gap.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of a key, or its id
    key: String,
    /// How long the key of before stays good; 0s ends it at once
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = seconds)]
    overlap: f64,
    /// How long the new one is good; without it as long as the one of before was
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    expires: Option<f64>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let request = RotateRequest {
        key: args.key.clone(),
        overlap_seconds: Some(args.overlap),
        expires_in_seconds: args.expires,
    };
    online(context, async move |context, client| {
        let issued = client.rotate_key(&request).await?.body;
        let outcome = super::show(&context, &issued);
        super::tell_ends(&context.ui, &issued.replaces);
        outcome
    })
}
