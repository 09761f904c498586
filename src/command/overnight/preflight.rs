//! What has to hold before a run writes anything: the checks of `dse doctor`,
//! and those of what this run is going to do.

use regex::Regex;

use super::failure::Failure;
use super::plan::{DatasetSource, Plan};
use super::session::Session;
use crate::api::Empty;
use crate::client::{Client, Reason};
use crate::command::dataset::import;
use crate::command::doctor::{self, Check};
use crate::command::{CommandError, Context};
use crate::report::words;
use crate::ui::{escape, shown};

/// Variables that every check is given.
const GIVEN: [&str; 3] = ["DSE_SERVER", "DSE_RUN_ID", crate::config::SECRET_VARIABLE];

/// Looks at everything, and gives what was found.
///
/// # Errors
/// With the first thing that does not hold.
pub async fn check(session: &Session) -> Result<Vec<Check>, Failure> {
    let (context, client) = (&session.context, &session.client);
    let mut checks = doctor::local(context);
    // What is wrong with files costs no question to the model.
    let own = [dataset(context, &session.plan), variables(context, &session.plan)];
    if let Some(error) = checks.iter().chain(&own).find_map(Check::error) {
        return Err(error.clone().into());
    }
    let ready = doctor::ready(context, client).await;
    if let Some(model) = ready.model {
        session.note_model(model);
    }
    checks.extend(ready.checks);
    // Nothing more can be asked of a server that does not answer.
    if checks.iter().all(|check| check.error().is_none()) {
        checks.extend(of_plan(context, client, &session.plan).await);
    }
    for check in &checks {
        if let Some(error) = check.error() {
            return Err(error.clone().into());
        }
        if check.warns() {
            context.ui.warn(shown!("{}", check.line()));
        }
    }
    Ok(checks)
}

/// What this run needs of the workspace and of the server.
pub async fn of_plan(context: &Context, client: &Client, plan: &Plan) -> Vec<Check> {
    vec![job(client, plan).await, dataset(context, plan), variables(context, plan)]
}

/// The signature, as the server knows it, with its job.
async fn job(client: &Client, plan: &Plan) -> Check {
    let name = "job";
    match client.signature(&plan.signature_id, &Empty {}).await {
        Ok(answer) => {
            let job = answer.body.job;
            let id = words::short_signature(&plan.signature_id);
            Check::ok(name, format!("{id}: {}, {}", job.optimizer.id, job.reward_id))
        }
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => {
            Check::skip(name, "this server does not tell; it may be older")
        }
        Err(error) => Check::failed(name, error.into()),
    }
}

/// The rows, which the import checks again.
fn dataset(context: &Context, plan: &Plan) -> Check {
    let name = "dataset";
    let path = match &plan.dataset {
        DatasetSource::Shipped => return Check::ok(name, "the shipped rows"),
        DatasetSource::File(path) => path,
    };
    let shown = import::name_of(&context.config, path);
    if shown == "-" {
        return Check::ok(name, "standard input");
    }
    let surveyed = import::open(path, &shown)
        .map_err(CommandError::from)
        .and_then(|source| import::refuse_faulty(context, source, path, &plan.signature_id))
        .and_then(|(report, _)| import::survey(&report.source));
    match surveyed {
        Ok(found) => Check::ok(
            name,
            format!("{}: {}", escape::line(&shown), words::count(found.rows, "row")),
        ),
        Err(error) => Check::failed(name, error),
    }
}

/// What the end-to-end command reads of the environment.
fn variables(context: &Context, plan: &Plan) -> Check {
    let environment = context.config.environment();
    let name = "e2e variables";
    let Some(command) = &plan.e2e else { return Check::skip(name, "no end-to-end command runs") };
    let needed = plan.settings.e2e_variables.iter().cloned().chain(expanded(command));
    let missing: Vec<String> = {
        let mut missing: Vec<String> = needed
            .filter(|name| !GIVEN.contains(&name.as_str()))
            .filter(|name| environment.get(name).is_none())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    };
    if missing.is_empty() {
        return Check::ok(name, "all are set");
    }
    let (verb, them) = if missing.len() == 1 { ("is", "it") } else { ("are", "them") };
    let message = format!(
        "the end-to-end command needs {}, which {verb} not set",
        escape::line(&missing.join(", "))
    );
    Check::failed(
        name,
        CommandError::usage(message)
            .with_hint(format!("set {them}, or leave the check out with --no-e2e")),
    )
}

/// Names of environment variables that a shell would put into the command: in
/// capitals, without a default, and not set by the command itself.
pub fn expanded(command: &str) -> Vec<String> {
    // What stands in single quotes stays as it is.
    let quoted = Regex::new("'[^']*'").expect("the pattern is valid");
    let command = quoted.replace_all(command, "");
    let used = Regex::new(r"\$(?:([A-Z][A-Z0-9_]+)\b|\{([A-Z][A-Z0-9_]+)\})").expect("valid");
    let names = used.captures_iter(&command).filter_map(|found| found.get(1).or(found.get(2)));
    let own = |name: &str| {
        command.contains(&format!("{name}=")) || command.contains(&format!("read {name}"))
    };
    names.map(|name| name.as_str().to_owned()).filter(|name| !own(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_a_command_are_found_where_a_shell_finds_them() {
        let cases: [(&str, &[&str]); 6] = [
            ("run --secret $E2E_SECRET --url \"${BASE_URL}\"", &["E2E_SECRET", "BASE_URL"]),
            ("run '$NOT_THIS' ${WITH_DEFAULT:-x}", &[]),
            ("CI_MODE=1; echo $CI_MODE", &[]),
            ("for i in 1 2; do echo $i; done", &[]),
            ("echo $1 $$ $?", &[]),
            ("npm test -- --grep 'a b'", &[]),
        ];
        for (command, names) in cases {
            assert_eq!(expanded(command), names, "{command}");
        }
    }
}
