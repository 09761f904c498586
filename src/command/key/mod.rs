//! `dse key`

mod create;
mod list;
mod revoke;
mod rotate;

use super::{CommandError, Context, Outcome};
use crate::api::keys::{IssuedKey, Key, Scope};
use crate::model::time::rfc3339;
use crate::ui::{Ui, shown};

/// Make, list, rotate and revoke the keys of a server
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Create(create::Args),
    List(list::Args),
    Rotate(rotate::Args),
    Revoke(revoke::Args),
}

pub fn run(context: &Context, command: &Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Create(args) => create::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Rotate(args) => rotate::run(context, args),
        Command::Revoke(args) => revoke::run(context, args),
    }
}

/// A length of time such as `30d`, in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let length = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    Ok(length.as_secs_f64())
}

/// Shows a key that was just made: the key alone on stdout, the rest beside it.
fn show(context: &Context, issued: &IssuedKey) -> Result<Outcome, CommandError> {
    let outcome = context.answer(issued, |ui| ui.out(shown!("{}", issued.key)));
    let ui = &context.ui;
    ui.note(shown!(
        "{} ({}) may {}{}{}; {}",
        issued.name,
        issued.key_id,
        names(&issued.scopes),
        bound(&issued.signature_ids),
        issued.rate.map_or_else(String::new, |rate| format!(", {rate}")),
        end(issued.expires_at_ms)
    ));
    ui.note("the key is shown this once; clients take it where they take the server's secret");
    outcome
}

/// Says of keys when they end.
fn tell_ends(ui: &Ui, keys: &[Key]) {
    for key in keys {
        ui.note(shown!("{} ({}): {}", key.name, key.key_id, end(key.expires_at_ms)));
    }
}

fn names(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", ")
}

fn bound(signature_ids: &[String]) -> String {
    if signature_ids.is_empty() {
        return String::new();
    }
    format!(" on {}", signature_ids.join(", "))
}

fn end(expires_at_ms: Option<i64>) -> String {
    expires_at_ms.map_or_else(
        || "it is good until it is revoked".to_owned(),
        |end| format!("it is good until {}", rfc3339(end)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_people_write_them() {
        assert_eq!(seconds("30d"), Ok(2_592_000.0));
        assert_eq!(seconds("15m"), Ok(900.0));
        assert_eq!(seconds("0s"), Ok(0.0));
        assert!(seconds("soon").is_err());
        assert!(seconds("30").is_err());
    }
}
