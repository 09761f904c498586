//! What a run is going to do, settled before anything is touched.

use std::path::PathBuf;
use std::time::Duration;

use super::Args;
use crate::catalog::{Catalog, Origin};
use crate::client::is_loopback;
use crate::command::gate::{self, Criteria};
use crate::command::{CommandError, Context, commit, names, trust};
use crate::config::trust::Ask;
use crate::config::{Config, OvernightSettings};
use crate::model::reward::SignalKind;

/// The plan of a run.
pub struct Plan {
    pub signature_id: String,
    /// Judges that the reward asks, as far as the workspace knows.
    pub judges: Vec<String>,
    pub dataset: DatasetSource,
    pub settings: OvernightSettings,
    /// What canary start and promotion ask for.
    pub gate: Criteria,
    /// Verification is on, but there is nothing that it would run.
    pub verifies_nothing: bool,
    /// Commands to run first.
    pub verify: Vec<String>,
    /// Whether a long-context run is read back from outside.
    pub long_context: bool,
    /// The end-to-end command, ready to run.
    pub e2e: Option<String>,
    /// The run to resume.
    pub resume: Option<String>,
    /// What the run's record names as its server.
    pub target: String,
    pub commit_sha: Option<String>,
}

/// Where the rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetSource {
    File(PathBuf),
    /// Embedded in the program.
    Shipped,
}

impl Plan {
    pub fn of(context: &Context, args: &Args) -> Result<Self, CommandError> {
        let settings = context.config.settings.overnight.clone();
        let config = &context.config;
        let catalog = Catalog::load(config.root())?;
        let datasets = datasets(config, &catalog)?;
        let signature_id = signature(config, &catalog, &datasets, args.signature.as_deref())?;
        let url = &context.config.settings.server.url;
        let local = url.is_empty() || is_loopback(url);
        let wants = |yes: bool, no: bool, default: bool| yes || (default && !no);
        let verifies = wants(args.verify, args.no_verify, local);
        let verify = if verifies { settings.verify.clone() } else { Vec::new() };
        if args.verify && settings.verify.is_empty() {
            return Err(CommandError::usage(
                "--verify was given, but there are no verify commands",
            )
            .with_hint("list them as `verify` under [overnight] in dse.toml"));
        }
        let checked = wants(args.e2e, args.no_e2e, !local);
        refuse_lost_pattern(args, &settings.e2e, checked)?;
        let e2e = (checked && !settings.e2e.is_empty())
            .then(|| settings.e2e.replace("{grep}", &shell_quoted(&args.e2e_grep)));
        let runs = !verify.is_empty() || e2e.is_some();
        let is_run = |command: &str| {
            verify.iter().any(|one| one == command) || (e2e.is_some() && command == settings.e2e)
        };
        if runs {
            let given = given_variables(&settings, &verify, e2e.is_some());
            trust::allow(context, |ask| match ask {
                Ask::Run { command } => is_run(command),
                Ask::Give { variable } => given.contains(&variable),
                _ => false,
            })?;
        }
        Ok(Self {
            judges: judges(&catalog, &signature_id),
            dataset: dataset(config, &datasets, args, &signature_id)?,
            verifies_nothing: verifies && verify.is_empty(),
            verify,
            long_context: checked,
            e2e,
            gate: gate::of_promotion(&context.config, args.accept_not_worse),
            resume: args.resume.clone(),
            target: if url.is_empty() { "embedded".to_owned() } else { url.clone() },
            commit_sha: commit::sha(context.config.root()),
            signature_id,
            settings,
        })
    }

    /// How long a command of the workspace may take.
    pub fn check_limit(&self) -> Duration {
        let limit = Duration::try_from_secs_f64(self.settings.check_timeout_seconds);
        // 0 is no limit, as is what no clock can count.
        limit.ok().filter(|limit| !limit.is_zero()).unwrap_or(Duration::MAX)
    }

    pub fn lease(&self) -> Duration {
        Duration::from_secs_f64(self.settings.lease_seconds.max(1.0))
    }
}

/// A pattern that no command would see is a slip that nobody would notice.
fn refuse_lost_pattern(args: &Args, e2e: &str, checked: bool) -> Result<(), CommandError> {
    let (why, hint) = match () {
        () if args.e2e_grep.is_empty() => return Ok(()),
        () if e2e.is_empty() => {
            ("there is no end-to-end command", "name it as `e2e` under [overnight] in dse.toml")
        }
        () if !checked => ("the end-to-end checks are off in this run", "add --e2e"),
        () if !e2e.contains("{grep}") => (
            "the end-to-end command has no place for it",
            "write {grep} where the pattern goes, in `e2e` under [overnight] in dse.toml",
        ),
        () => return Ok(()),
    };
    Err(CommandError::usage(format!("--e2e-grep was given, but {why}")).with_hint(hint))
}

/// The signature that is meant: the one that was given, or set; else the
/// workspace's only own one; else, in a workspace without any, the shipped one.
/// Whoever has signatures of their own never pays for the shipped one by
/// leaving a word out.
fn signature(
    config: &Config,
    catalog: &Catalog,
    datasets: &[(String, PathBuf)],
    given: Option<&str>,
) -> Result<String, CommandError> {
    let configured = config.origins.contains_key("overnight.signature");
    let settings = &config.settings;
    let all: Vec<_> = catalog.signatures().collect();
    if let Some(given) = given.or(configured.then_some(settings.overnight.signature.as_str())) {
        return names::in_catalog(catalog, given);
    }
    let own: Vec<String> = all
        .iter()
        .filter(|one| matches!(one.origin, Origin::File(_)))
        .map(|one| one.value.signature_id.clone())
        .collect();
    let mut with_rows: Vec<String> = datasets.iter().map(|(id, _)| id.clone()).collect();
    with_rows.sort_unstable();
    with_rows.dedup();
    match (&own[..], &with_rows[..]) {
        ([one], _) | (_, [one]) => Ok(one.clone()),
        ([], []) => Ok(settings.overnight.signature.clone()),
        ([], several_ids) => Err(several("[[dataset]] in dse.toml names", several_ids)),
        (several_ids, _) => Err(several("this workspace has", several_ids)),
    }
}

/// The judges of a signature's reward. A server may have another job; then it
/// tells its own.
fn judges(catalog: &Catalog, signature_id: &str) -> Vec<String> {
    let reward = catalog.job(signature_id).and_then(|job| catalog.reward(&job.reward_id).cloned());
    let signals = reward.map(|reward| reward.signals).unwrap_or_default();
    let judge = |kind| match kind {
        SignalKind::Judge { judge_signature_id, metric_id, .. } => {
            Some(judge_signature_id.unwrap_or(metric_id))
        }
        _ => None,
    };
    signals.into_iter().filter_map(|signal| judge(signal.kind)).collect()
}

fn several(what: &str, ids: &[String]) -> CommandError {
    CommandError::usage(format!("{what} more than one signature: {}", ids.join(", "))).with_hint(
        "name one: `dse overnight SIGNATURE`, or `signature` under [overnight] in dse.toml",
    )
}

/// The signatures and files of every `[[dataset]]`.
fn datasets(config: &Config, catalog: &Catalog) -> Result<Vec<(String, PathBuf)>, CommandError> {
    let entries = config.settings.dataset.iter();
    let of = |name: &str| names::in_catalog(catalog, name);
    entries
        .map(|entry| Ok((of(&entry.signature)?, config.workspace.resolve(&entry.path))))
        .collect()
}

/// The flag, the overnight setting, the `[[dataset]]` of the signature, or what
/// the program ships.
fn dataset(
    config: &Config,
    datasets: &[(String, PathBuf)],
    args: &Args,
    signature_id: &str,
) -> Result<DatasetSource, CommandError> {
    if let Some(file) = &args.dataset {
        return Ok(DatasetSource::File(config.workspace.resolve_argument(file)));
    }
    let configured = &config.settings.overnight.dataset;
    if !configured.is_empty() {
        return Ok(DatasetSource::File(config.workspace.resolve(configured)));
    }
    if let Some((_, file)) = datasets.iter().find(|(id, _)| id == signature_id) {
        return Ok(DatasetSource::File(file.clone()));
    }
    if crate::catalog::shipped_dataset(signature_id).is_some() {
        return Ok(DatasetSource::Shipped);
    }
    Err(CommandError::usage(format!(
        "no dataset is known for {}",
        crate::ui::escape::line(signature_id)
    ))
    .with_hint("name one with --dataset, or as [[dataset]] in dse.toml"))
}

/// The variables that the settings give to the commands that run.
fn given_variables<'a>(
    settings: &'a OvernightSettings,
    verify: &[String],
    checked: bool,
) -> Vec<&'a String> {
    let verified = settings.verify_variables.iter().filter(|_| !verify.is_empty());
    verified.chain(settings.e2e_variables.iter().filter(|_| checked)).collect()
}

/// A word that the shell takes as it stands.
fn shell_quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}
