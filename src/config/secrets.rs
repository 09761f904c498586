//! Which variables hold secrets, and who gets them.

use secrecy::{ExposeSecret, SecretString};

use super::{Config, SECRET_VARIABLE};
use crate::model::secrets::Secrets;

/// The key that signs tokens, and what signs a test user in.
const OWN: [&str; 3] = [SECRET_VARIABLE, "OA_E2E_JWT_PRIVATE_JWK", "OA_E2E_BYPASS_SECRET"];

/// What the names of other variables say when they hold a secret.
const PARTS: [&str; 8] =
    ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "_KEY", "_JWK", "CREDENTIAL", "_PAT"];

impl Config {
    /// Whether a variable holds a secret: one of ours, one that a setting names as
    /// a key, or one whose name says so.
    pub fn is_secret_variable(&self, name: &str) -> bool {
        let upper = name.to_ascii_uppercase();
        self.is_ours(name) || PARTS.iter().any(|part| upper.contains(part))
    }

    fn is_ours(&self, name: &str) -> bool {
        let lm = &self.settings.lm;
        let keys = lm.fallback.iter().map(|one| &one.api_key_env).chain([&lm.api_key_env]);
        OWN.contains(&name) || keys.into_iter().any(|key| key == name)
    }

    /// Variables that commands of the workspace do not get unless they ask.
    pub fn secret_variables(&self) -> impl Iterator<Item = &str> {
        self.environment().names_from("").filter(|name| self.is_secret_variable(name))
    }

    /// The secrets of this program, which nothing that it prints or logs may hold.
    pub fn own_secrets(&self) -> Secrets {
        self.secrets_in(|name| self.is_ours(name), None)
    }

    /// All secrets that a command of the workspace could have come by, and the one
    /// that was `given` to it.
    pub fn all_secrets(&self, given: Option<&SecretString>) -> Secrets {
        self.secrets_in(|name| self.is_secret_variable(name), given)
    }

    fn secrets_in(&self, is_secret: impl Fn(&str) -> bool, more: Option<&SecretString>) -> Secrets {
        let file = self.secret().ok().flatten();
        let named = self.environment().names_from("").filter(|name| is_secret(name));
        let held = [file.as_ref(), more].into_iter().flatten().map(ExposeSecret::expose_secret);
        Secrets::of(named.filter_map(|name| self.variable(name)).chain(held))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, Flags};
    use super::*;

    #[test]
    fn a_variable_is_a_secret_by_its_name_or_by_the_setting_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = "[lm]\napi_key_env = \"MODEL\"\n[[lm.fallback]]\nbase_url = \"http://x\"\n\
                    api_key_env = \"OTHER\"\n[lm.fallback.models]\nmain = \"m\"\n";
        std::fs::write(folder.path().join("dse.toml"), file).unwrap();
        let flags = Flags { directory: Some(folder.path().to_owned()), ..Flags::default() };
        let set = ["MODEL", "OTHER", "OA_DSE_ADMIN_SECRET", "npm_token", "AWS_SECRET_ACCESS_KEY"];
        let plain = ["PATH", "HOME", "DSE_SERVER", "LANG"];
        let variables: Vec<(&str, &str)> =
            set.iter().chain(&plain).map(|name| (*name, "value-of-a-variable")).collect();
        let config = Config::load(&flags, Environment::of(&variables)).unwrap();
        let mut found: Vec<&str> = config.secret_variables().collect();
        found.sort_unstable_by_key(|name| set.iter().position(|known| known == name));
        assert_eq!(found, set);
        assert_eq!(config.own_secrets().hidden_in("a value-of-a-variable"), "a ***");
    }
}
