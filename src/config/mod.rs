//! Settings: flags, environment and files become one settled value without
//! gaps, and each value knows where it came from. This is the one place that
//! reads the environment.

mod bounds;
mod environment;
mod error;
mod layers;
mod secrets;
mod settings;
pub mod trust;
mod workspace;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::model::lm_settings::LmSettings;

pub use environment::Environment;
pub use error::ConfigError;
pub use layers::Origin;
pub use settings::{
    DatasetEntry, GateSettings, OvernightSettings, ServerSettings, Settings, StoreSettings, Traffic,
};
pub use workspace::{CONFIG_FILE, Workspace};

/// The variable that holds the bearer secret of a server.
pub const SECRET_VARIABLE: &str = "OA_DSE_ADMIN_SECRET";

/// The one of before, which a server takes as well while clients change over.
pub const PREVIOUS_SECRET_VARIABLE: &str = "OA_DSE_ADMIN_SECRET_PREVIOUS";
/// The private JWK by which a server signs tokens.
pub const JWK_VARIABLE: &str = "OA_E2E_JWT_PRIVATE_JWK";
/// The one of before, whose tokens are taken as well; its public half is enough.
pub const PREVIOUS_JWK_VARIABLE: &str = "OA_E2E_JWT_PREVIOUS_JWK";
/// Signs test users in, for end-to-end runs.
pub const BYPASS_VARIABLE: &str = "OA_E2E_BYPASS_SECRET";

/// In place of a database's path: one that ends with the command.
pub const MEMORY: &str = ":memory:";

/// What the command line says about settings.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `-C`: the folder to work in.
    pub directory: Option<PathBuf>,
    /// `--config`: in place of the workspace's own file.
    pub config_file: Option<PathBuf>,
    /// Dotted key, the flag that set it, and its value.
    pub values: Vec<(&'static str, &'static str, toml::Value)>,
    /// `--trust`: the workspace may do what it asks for, this once.
    pub trust: bool,
}

/// Settled settings.
#[derive(Clone, Debug)]
pub struct Config {
    pub settings: Settings,
    pub workspace: Workspace,
    /// Where each value came from, by dotted key; what is absent is a default.
    pub origins: BTreeMap<String, Origin>,
    environment: Environment,
    /// As they were given, for a command that starts others.
    pub flags: Flags,
}

impl Config {
    /// Resolves the configuration: flags beat the environment, which beats the
    /// workspace's file, which beats the user's, which beats the defaults.
    ///
    /// # Errors
    /// When a file cannot be read or holds something unknown or of the wrong
    /// type; the error names file, line and column. When the workspace belongs
    /// to somebody else, or names a path outside of itself.
    pub fn load(flags: &Flags, environment: Environment) -> Result<Self, ConfigError> {
        let start = flags.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        let start = start.canonicalize().map_err(|error| ConfigError::directory(&start, &error))?;
        let workspace = Workspace::find(&start);
        let mut layers = layers::Layers::default();
        if let Some(file) = environment.user_config_file().filter(|file| file.is_file()) {
            layers.add_file(&file)?;
        }
        match (&flags.config_file, workspace.config_file()) {
            (Some(file), _) => layers.add_file(&workspace.resolve_argument(file))?,
            (None, Some(file)) => layers.add_file(&file)?,
            (None, None) => {}
        }
        layers.add_environment(&environment)?;
        layers.add_flags(&flags.values)?;
        let (settings, origins) = layers.settle()?;
        let flags = flags.clone();
        let config = Self { settings, workspace, origins, environment, flags };
        if !config.trusts_all() {
            trust::check_owner(&config.workspace, &config.environment)?;
        }
        config.check_paths()?;
        Ok(config)
    }

    /// The bearer secret: from `--token-file`, else from the environment.
    ///
    /// # Errors
    /// When the token file cannot be read or is empty.
    pub fn secret(&self) -> Result<Option<SecretString>, ConfigError> {
        let file = &self.settings.server.token_file;
        if file.is_empty() {
            return Ok(self.environment.secret(SECRET_VARIABLE));
        }
        let path = self.workspace.resolve(file);
        let text =
            std::fs::read_to_string(&path).map_err(|error| ConfigError::read(&path, &error))?;
        let token = text.trim();
        if token.is_empty() {
            return Err(ConfigError::empty_token(&path));
        }
        Ok(Some(SecretString::from(token.to_owned())))
    }

    /// The token file, if others on this machine can read it.
    pub fn open_token_file(&self) -> Option<PathBuf> {
        use std::os::unix::fs::PermissionsExt;
        let file = &self.settings.server.token_file;
        let path = (!file.is_empty()).then(|| self.workspace.resolve(file))?;
        let mode = std::fs::metadata(&path).ok()?.permissions().mode();
        (mode & 0o077 != 0).then_some(path)
    }

    /// The database of the embedded server, or [`MEMORY`].
    pub fn database(&self) -> PathBuf {
        match self.settings.store.path.as_str() {
            MEMORY => PathBuf::from(MEMORY),
            path => self.workspace.resolve(path),
        }
    }

    /// The settings of the model, with the keys that they name and with paths
    /// from the workspace's root.
    pub fn lm(&self) -> LmSettings {
        let lm = self.settings.lm.clone();
        let resolve = |path: String| match path.as_str() {
            "" => path,
            _ => self.workspace.resolve(path).to_string_lossy().into_owned(),
        };
        let LmSettings { record, replay, script, .. } = lm.clone();
        LmSettings {
            record: resolve(record),
            replay: resolve(replay),
            script: resolve(script),
            ..lm
        }
        .with_keys(|name| self.variable(name).map(str::to_owned))
    }

    /// Every setting: dotted key, settled value, and its origin unless it is
    /// the default.
    pub fn entries(&self) -> Vec<(String, toml::Value, Option<&Origin>)> {
        let table = toml::Table::try_from(&self.settings).expect("settings are a table");
        let leaves = layers::flatten("", &table).into_iter();
        leaves
            .map(|(key, value)| {
                let origin = self.origins.get(&key);
                (key, value, origin)
            })
            .collect()
    }

    /// A variable of the environment, for settings that name one.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name)
    }

    /// The environment that the settings were read from.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The folder that relative paths of the settings start from.
    pub fn root(&self) -> &Path {
        self.workspace.root()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        folder: &Path,
        variables: &[(&str, &str)],
        flags: Flags,
    ) -> Result<Config, ConfigError> {
        let flags = Flags { directory: Some(folder.to_owned()), ..flags };
        Config::load(&flags, Environment::of(variables))
    }

    #[test]
    fn flags_beat_environment_beats_file_beats_default() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(CONFIG_FILE),
            "[server]\nurl = \"http://file\"\nretries = 7\n",
        )
        .unwrap();
        let config = load(folder.path(), &[], Flags::default()).unwrap();
        assert_eq!(config.settings.server.url, "http://file");
        let variables = [("DSE_SERVER", "http://env")];
        let config = load(folder.path(), &variables, Flags::default()).unwrap();
        assert_eq!(config.settings.server.url, "http://env");
        assert_eq!(config.origins["server.url"], Origin::Environment("DSE_SERVER".to_owned()));
        let flags = Flags {
            values: vec![("server.url", "--server", "http://flag".into())],
            ..Flags::default()
        };
        let config = load(folder.path(), &variables, flags).unwrap();
        assert_eq!(config.settings.server.url, "http://flag");
        assert_eq!(config.settings.server.retries, 7);
        assert!(!config.origins.contains_key("store.path"));
    }

    #[test]
    fn an_unknown_key_names_file_line_and_the_nearest_key() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(CONFIG_FILE), "[server]\nulr = \"x\"\n").unwrap();
        let error = load(folder.path(), &[], Flags::default()).unwrap_err().to_string();
        assert!(error.contains("dse.toml:2:1"), "{error}");
        assert!(error.contains("`ulr`") && error.contains("did you mean `url`"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_type_in_the_environment_names_the_variable() {
        let folder = tempfile::tempdir().unwrap();
        let error =
            load(folder.path(), &[("DSE_SERVER_RETRIES", "many")], Flags::default()).unwrap_err();
        assert!(error.to_string().contains("DSE_SERVER_RETRIES"), "{error}");
    }

    #[test]
    fn the_secret_comes_from_the_token_file_first() {
        use secrecy::ExposeSecret;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("token"), " s3cret\n").unwrap();
        let variables = [(SECRET_VARIABLE, "other"), ("DSE_SERVER_TOKEN_FILE", "token")];
        let config = load(folder.path(), &variables, Flags::default()).unwrap();
        assert_eq!(config.secret().unwrap().unwrap().expose_secret(), "s3cret");
    }
}
