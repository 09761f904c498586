//! Layers of settings, laid over each other key by key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{ConfigError, Environment, Settings};
use crate::model::text;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    File(PathBuf),
    Environment(String),
    Flag(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Environment(name) | Self::Flag(name) => formatter.write_str(name),
        }
    }
}

/// Values by dotted key; lists count as one value.
#[derive(Default)]
pub struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    pub fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|error| ConfigError::read(path, &error))?;
        // Reading the file as whole settings finds what is unknown or of the
        // wrong type while the place in the file is still known.
        toml::from_str::<Settings>(&text)
            .map_err(|error| ConfigError::toml(path, &text, &error))?;
        let table: Table =
            toml::from_str(&text).map_err(|error| ConfigError::toml(path, &text, &error))?;
        for (key, value) in flatten("", &table) {
            let (key, value) = moved(key, value);
            self.values.insert(key, (value, Origin::File(path.to_owned())));
        }
        Ok(())
    }

    /// `DSE_SERVER_RETRIES` sets `server.retries`, and so on for every key; a list
    /// is written as in a file. `DSE_SERVER` is short for `DSE_SERVER_URL`.
    ///
    /// A variable of ours that is none of them is a slip that nobody would see.
    pub fn add_environment(&mut self, environment: &Environment) -> Result<(), ConfigError> {
        let keys = flatten("", &defaults());
        refuse_unknown(environment, &keys)?;
        for (key, default) in keys {
            let short = (key == "server.url").then(|| SERVER.to_owned());
            for name in short.into_iter().chain([variable(&key)]) {
                if let Some(text) = environment.get(&name) {
                    let value = like(&default, text).ok_or_else(|| {
                        ConfigError::new(&name, format!("`{text}` is not a {}", default.type_str()))
                    })?;
                    self.set(&key, value, Origin::Environment(name))?;
                }
            }
        }
        Ok(())
    }

    pub fn add_flags(
        &mut self,
        flags: &[(&'static str, &'static str, Value)],
    ) -> Result<(), ConfigError> {
        for (key, flag, value) in flags {
            self.set(key, value.clone(), Origin::Flag((*flag).to_owned()))?;
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: Value, origin: Origin) -> Result<(), ConfigError> {
        let mut alone = Table::new();
        insert(&mut alone, key, value.clone());
        Settings::deserialize(alone).map_err(|error| {
            ConfigError::new(origin.to_string(), super::error::suggest(error.message()))
        })?;
        self.values.insert(key.to_owned(), (value, origin));
        Ok(())
    }

    /// The settings, and where each value that is no default came from.
    pub fn settle(self) -> Result<(Settings, BTreeMap<String, Origin>), ConfigError> {
        let mut table = Table::new();
        let mut origins = BTreeMap::new();
        for (key, (value, origin)) in self.values {
            insert(&mut table, &key, value);
            origins.insert(key, origin);
        }
        let settings = Settings::deserialize(table)
            .map_err(|error| ConfigError::new("settings", error.message()))?;
        Ok((settings, origins))
    }
}

/// Short for the variable of `server.url`.
const SERVER: &str = "DSE_SERVER";

/// What a run tells the commands that it starts; settings of ours are none.
const OTHERS: [&str; 2] = ["DSE_RUN_ID", super::trust::VARIABLE];

/// The variable that sets a key.
fn variable(key: &str) -> String {
    format!("DSE_{}", key.replace('.', "_").to_uppercase())
}

fn refuse_unknown(environment: &Environment, keys: &[(String, Value)]) -> Result<(), ConfigError> {
    let mut known: Vec<String> = keys.iter().map(|(key, _)| variable(key)).collect();
    known.push(SERVER.to_owned());
    known.extend(OTHERS.map(str::to_owned));
    let unknown = environment.names_from("DSE_").find(|name| !known.iter().any(|one| one == name));
    let Some(name) = unknown else { return Ok(()) };
    let near = text::nearest(name, known.iter().map(String::as_str));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(ConfigError::new(name, format!("there is no such setting{near}"))
        .with_hint("`dse config show` lists the settings; unset the variable if it is not ours"))
}

/// A setting at the place where it stands today.
fn moved(key: String, value: Value) -> (String, Value) {
    // No proof at all is what this setting asks for today.
    let unproved = value.as_float() == Some(0.0) || value.as_integer() == Some(0);
    match key.as_str() {
        "overnight.max_p" if unproved => ("gate.accept_not_worse".to_owned(), true.into()),
        "overnight.max_p" => ("gate.max_p".to_owned(), value),
        "overnight.min_holdout_delta" => ("gate.min_holdout_delta".to_owned(), value),
        _ => (key, value),
    }
}

/// The default settings as a table: every key there is.
pub fn defaults() -> Table {
    Table::try_from(Settings::default()).expect("settings are a table")
}

/// The leaves of a table by dotted key.
pub fn flatten(prefix: &str, table: &Table) -> Vec<(String, Value)> {
    let mut leaves = Vec::new();
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Table(inner) if !inner.is_empty() => leaves.extend(flatten(&key, inner)),
            _ => leaves.push((key, value.clone())),
        }
    }
    leaves
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((head, rest)) => {
            let inner = table.entry(head).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// `text` as a value of the default's type.
fn like(default: &Value, text: &str) -> Option<Value> {
    match default {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => match text {
            "1" | "true" | "yes" => Some(Value::Boolean(true)),
            "0" | "false" | "no" => Some(Value::Boolean(false)),
            _ => None,
        },
        Value::Array(_) => {
            let alone = toml::from_str::<Table>(&format!("list = {text}")).ok()?;
            alone.into_iter().find_map(|(_, value)| value.is_array().then_some(value))
        }
        _ => None,
    }
}
