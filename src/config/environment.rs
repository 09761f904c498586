//! The environment, read once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use secrecy::SecretString;

/// The process's environment variables at start-up.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// The process's own; variables that are not Unicode are left out.
    pub fn of_process() -> Self {
        let pairs = std::env::vars_os();
        let variables = pairs
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self { variables }
    }

    /// Just these, for tests.
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let owned = variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Self { variables: owned.collect() }
    }

    /// The value of a variable; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The names of all variables that begin with `front`.
    pub fn names_from<'a>(&'a self, front: &'a str) -> impl Iterator<Item = &'a str> {
        self.variables.keys().map(String::as_str).filter(move |name| name.starts_with(front))
    }

    /// The value of a variable that must not be shown.
    pub fn secret(&self, name: &str) -> Option<SecretString> {
        self.get(name).map(|value| SecretString::from(value.to_owned()))
    }

    /// The user's own configuration file, whether or not it exists.
    pub fn user_config_file(&self) -> Option<PathBuf> {
        let folder = match self.get("XDG_CONFIG_HOME") {
            Some(folder) => PathBuf::from(folder),
            None if self.get("HOME").is_some() => PathBuf::from(self.get("HOME")?).join(".config"),
            None if self.variables.is_empty() => return None,
            None => etcetera::choose_base_strategy().ok()?.config_dir(),
        };
        Some(folder.join("dse").join("config.toml"))
    }
}

/// Values are left out: some of them are secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Environment").field("variables", &self.variables.len()).finish()
    }
}
