//! What only the server can tell.

use std::time::{Duration, Instant};

use super::{Check, State};
use crate::api::{
    Empty,
    canary::{StatusRequest, StopRequest},
    catalog::{DoctorRequest, DoctorResponse},
    error::Code,
};
use crate::client::{Client, Reason};
use crate::command::{CommandError, Context, ErrorKind, overnight};
use crate::model::canary::Canary;
use crate::ui::escape;

/// A clock that is further off than this spoils times in histories.
const SKEW: Duration = Duration::from_secs(5);

/// Whether a run could begin, as far as the server tells.
pub struct Ready {
    pub checks: Vec<Check>,
    /// What the server calls its model, where it tells.
    pub model: Option<String>,
    /// The canaries that run, where it tells.
    canaries: Option<Vec<Canary>>,
}

/// All of it, and what runs that have ended left behind.
pub async fn check(context: &Context, client: &Client, fix: bool, checks: &mut Vec<Check>) {
    let ready = ready(context, client).await;
    let reached = ready.checks.first().is_some_and(|check| check.state == State::Ok);
    let refused =
        ready.checks.iter().any(|check| check.name == "secret" && check.error().is_some());
    checks.extend(ready.checks);
    if !reached {
        return;
    }
    if let Err(error) = overnight::recover(context, client).await {
        checks.push(Check::failed("leftover canaries", error));
    }
    if let Some(running) = ready.canaries {
        checks.push(canaries(client, running, fix).await);
    }
    // Without the secret each further request would say the same.
    if !refused {
        checks.extend(overnight::ready(context, client).await);
    }
}

/// Server, secret, clock and model; the model is asked once.
pub async fn ready(context: &Context, client: &Client) -> Ready {
    let mut checks = Vec::new();
    match client.health(&Empty {}).await {
        Ok(health) => {
            let version = escape::brief(&health.body.version, 40);
            checks.push(Check::ok("server", format!("{}, dse {version}", client.base_url())));
        }
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            checks.push(Check::ok("server", client.base_url()));
        }
        Err(error) => {
            checks.push(Check::failed("server", error.into()));
            return Ready { checks, model: None, canaries: None };
        }
    }
    let asked = Instant::now();
    match client.doctor(&DoctorRequest::default()).await {
        Ok(answer) => {
            let found = answer.body;
            checks.push(Check::ok("secret", "accepted"));
            checks.push(clock(found.now_ms, asked.elapsed()));
            checks.push(model(&found));
            checks.push(database(&found));
            Ready { checks, model: Some(found.lm), canaries: Some(found.canaries) }
        }
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            let canaries = older(context, client, &mut checks).await;
            Ready { checks, model: None, canaries }
        }
        Err(error) => {
            checks.push(Check::failed("secret", error.into()));
            Ready { checks, model: None, canaries: None }
        }
    }
}

/// A server without the endpoint still shows whether it takes the secret.
async fn older(context: &Context, client: &Client, checks: &mut Vec<Check>) -> Option<Vec<Canary>> {
    let signature_id = context.config.settings.overnight.signature.clone();
    let running = match client.canary_status(&StatusRequest { signature_id }).await {
        Ok(answer) => {
            checks.push(Check::ok("secret", "accepted"));
            Some(answer.body.canary.into_iter().collect())
        }
        // It has looked at the secret before it looked for the signature.
        Err(error) if error.code() == Some(Code::UnknownSignature) => {
            checks.push(Check::ok("secret", "accepted"));
            None
        }
        Err(error) => {
            checks.push(Check::failed("secret", error.into()));
            None
        }
    };
    checks.push(Check::skip("model", "this server does not tell; it may be older"));
    running
}

/// The server's clock was read somewhere within the time that the answer took.
fn clock(server_ms: i64, took: Duration) -> Check {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now_ms = i64::try_from(now.unwrap_or_default().as_millis()).unwrap_or(i64::MAX);
    let behind = Duration::from_millis(now_ms.abs_diff(server_ms)).saturating_sub(took);
    let apart = behind.as_secs_f64();
    if behind <= SKEW {
        Check::ok("clock", format!("in sync ({apart:.1} s)"))
    } else {
        let detail = format!("{apart:.1} s away from the server's");
        Check::new("clock", State::Warn, detail).hint("set both clocks by NTP")
    }
}

fn model(doctor: &DoctorResponse) -> Check {
    let label = escape::brief(&doctor.lm, 120);
    match &doctor.lm_error {
        None => Check::ok("model", format!("{label} answered")),
        Some(error) => {
            let detail = format!("{label}: {}", escape::brief(error, 300));
            let message = format!("the model {detail}");
            let error = CommandError::new(ErrorKind::Unavailable, "lm_unreachable", message)
                .with_hint("look at [lm] in the server's dse.toml");
            Check { detail, ..Check::failed("model", error) }
        }
    }
}

fn database(doctor: &DoctorResponse) -> Check {
    let sqlite = format!("SQLite {}", escape::brief(&doctor.sqlite_version, 40));
    let faults = doctor.database_faults.as_deref().unwrap_or_default();
    if faults.is_empty() {
        return Check::ok("database", sqlite);
    }
    let faults: Vec<String> = faults.iter().map(|fault| escape::brief(fault, 200)).collect();
    Check::new("database", State::Fail, format!("{sqlite}: {}", faults.join("; ")))
        .hint("`dse db check` reads all of the file, on the machine that has it")
}

/// The canaries that run. One whose ops run has ended is a leftover.
async fn canaries(client: &Client, running: Vec<Canary>, fix: bool) -> Check {
    let name = "canaries";
    let (mut left, mut stopped) = (Vec::new(), 0);
    for canary in &running {
        match is_leftover(client, canary).await {
            Ok(false) => {}
            Ok(true) if fix => match stop(client, canary).await {
                Ok(()) => stopped += 1,
                Err(error) => return Check::failed(name, error),
            },
            Ok(true) => left.push(escape::line(&canary.signature_id)),
            Err(error) => return Check::failed(name, error),
        }
    }
    let running = match running.len() {
        0 => "no canary is running".to_owned(),
        1 => "1 runs".to_owned(),
        many => format!("{many} run"),
    };
    let stopped =
        if stopped > 0 { format!(", {stopped} left behind and stopped") } else { String::new() };
    if left.is_empty() {
        return Check::ok(name, format!("{running}{stopped}"));
    }
    let detail = format!("{running}; left behind by a run that has ended: {}", left.join(", "));
    Check::new(name, State::Warn, detail).hint("`dse doctor --fix` or `dse canary stop` stops them")
}

async fn is_leftover(client: &Client, canary: &Canary) -> Result<bool, CommandError> {
    let Some(owner) = &canary.owner_run_id else { return Ok(false) };
    match client.ops_show(owner, &Empty {}).await {
        Ok(answer) => Ok(answer.body.run.status != "running"),
        Err(error) if error.status() == Some(404) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn stop(client: &Client, canary: &Canary) -> Result<(), CommandError> {
    let request = StopRequest {
        signature_id: canary.signature_id.clone(),
        reason: Some("doctor: its ops run has ended".to_owned()),
        // Another one may have taken its place since.
        if_salt: Some(canary.salt.clone()),
        if_owner_run_id: canary.owner_run_id.clone(),
    };
    match client.canary_stop(&request).await {
        Err(error) if error.code() == Some(Code::CanaryMismatch) => Ok(()),
        stopped => stopped.map(drop).map_err(CommandError::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_far_off_warns() {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_millis()).unwrap();
        assert_eq!(clock(now, Duration::ZERO).state, State::Ok);
        assert_eq!(clock(now - 60_000, Duration::ZERO).state, State::Warn);
        assert_eq!(clock(now - 60_000, Duration::from_secs(58)).state, State::Ok);
    }
}
