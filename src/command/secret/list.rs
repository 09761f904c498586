//! `dse secret list`

use serde::Serialize;
use serde_json::json;

use crate::command::{CommandError, Context, Outcome};
use crate::config::{
    BYPASS_VARIABLE, JWK_VARIABLE, PREVIOUS_JWK_VARIABLE, PREVIOUS_SECRET_VARIABLE, SECRET_VARIABLE,
};
use crate::ui::{Table, Ui};

/// Show which secrets there are, what each is for, and whether it is set here
///
/// No value is shown. docs/secrets.md says how each is made, given and rotated.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// A secret that somebody may have heard of.
#[derive(Debug, Serialize)]
struct Secret {
    name: String,
    /// Whether this process has it.
    set: bool,
    purpose: String,
}

pub fn run(context: &Context, _: &Args) -> Result<Outcome, CommandError> {
    let settings = &context.config.settings;
    let server = context.config.secret()?.is_some();
    let mut secrets = vec![
        Secret {
            set: server,
            ..of(
                context,
                SECRET_VARIABLE,
                "opens every endpoint of a server: for `dse serve` and its clients",
            )
        },
        of(context, &settings.lm.api_key_env, "the key of the model endpoint: for whoever serves"),
    ];
    let own = settings.overnight.e2e_variables.iter();
    secrets.extend(
        own.map(|name| of(context, name, "what the end-to-end command needs, by dse.toml")),
    );
    let others = [
        ("EFFUSE_TEST_E2E_BYPASS_SECRET", "signs end-to-end tests in: for the e2e command alone"),
        (BYPASS_VARIABLE, "signs test users in at /api/auth/e2e/login: for `dse serve`"),
        (JWK_VARIABLE, "the key that signs tokens: for `dse serve`"),
        (PREVIOUS_SECRET_VARIABLE, "the secret of before, during a rotation: for `dse serve`"),
        (PREVIOUS_JWK_VARIABLE, "the key of before, during a rotation: for `dse serve`"),
    ];
    for (name, purpose) in others {
        if secrets.iter().all(|secret| secret.name != name) {
            secrets.push(of(context, name, purpose));
        }
    }
    context.answer(&json!({"secrets": secrets}), |ui| print(ui, &secrets))
}

fn of(context: &Context, name: &str, purpose: &str) -> Secret {
    let set = context.config.environment().get(name).is_some();
    Secret { name: name.to_owned(), set, purpose: purpose.to_owned() }
}

fn print(ui: &Ui, secrets: &[Secret]) {
    let mut table = Table::new(&["", "secret", "what it is for"]);
    for secret in secrets {
        table.row([if secret.set { "✓" } else { "-" }, &secret.name, &secret.purpose]);
    }
    table.print(ui);
    ui.note("✓ set here; `dse secret generate` makes the first");
}
