//! Keys of a server: what each may do, where, and for how long.

use serde::{Deserialize, Serialize};

use super::rate::Rate;

/// The longest name of a key, characters.
const LONGEST_NAME: usize = 64;

/// What a key may be good for. The order is that in which people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Everything that changes nothing, and the pages.
    Read,
    /// Rows of datasets.
    Import,
    /// Compiles, evaluations, exercise, and the records of runs.
    Run,
    /// What is live: canaries, promotions, rollbacks.
    Rollout,
    /// Predictions for applications.
    Predict,
    /// What users thought of predictions.
    Feedback,
    /// What people say about rows and judges.
    Review,
    /// All of it, and keys, tokens and erasures besides.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::Import,
        Self::Run,
        Self::Rollout,
        Self::Predict,
        Self::Feedback,
        Self::Review,
        Self::Admin,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Import => "import",
            Self::Run => "run",
            Self::Rollout => "rollout",
            Self::Predict => "predict",
            Self::Feedback => "feedback",
            Self::Review => "review",
            Self::Admin => "admin",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// Whether whoever has these scopes may do what needs this one.
    pub fn is_in(self, scopes: &[Self]) -> bool {
        scopes.contains(&self) || scopes.contains(&Self::Admin)
    }
}

/// A key as it is listed: all but the secret itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    pub key_id: String,
    /// Who acts, in histories.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// The signatures that it is bound to; empty for all of them.
    #[serde(default)]
    pub signature_ids: Vec<String>,
    pub created_at_ms: i64,
    pub created_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at_ms: Option<i64>,
    /// How often it may ask, such as `600/min`; without it as often as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<String>"))]
    pub rate: Option<Rate>,
    /// To the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at_ms: Option<i64>,
}

impl Key {
    /// Whether it opens anything at that moment.
    pub fn is_live(&self, now_ms: i64) -> bool {
        self.revoked_at_ms.is_none() && self.expires_at_ms.is_none_or(|end| now_ms < end)
    }
}

/// What became of a key, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeyChange {
    pub key_id: String,
    /// `create`, `rotate` or `revoke`.
    pub action: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    #[serde(default)]
    pub signature_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schemars(with = "Option<String>"))]
    pub rate: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_user_id: Option<String>,
    pub created_at_ms: i64,
}

/// Why a text is no name of a key. Names stand in histories and logs, so that
/// they are plain words.
pub fn fault_of_name(name: &str) -> Option<&'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte);
    match name.as_bytes() {
        [] => Some("is missing"),
        bytes if bytes.len() > LONGEST_NAME => Some("is over 64 characters"),
        [first, ..] if !first.is_ascii_alphanumeric() => {
            Some("must begin with a letter or a digit")
        }
        bytes if !bytes.iter().copied().all(plain) => {
            Some("may hold letters, digits and . _ - @ only")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_known_by_name_and_admin_is_all_of_them() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
            assert!(scope.is_in(&[Scope::Admin]));
            assert_eq!(scope.is_in(&[Scope::Read]), scope == Scope::Read);
            assert!(!scope.is_in(&[]));
        }
        assert_eq!(Scope::parse("Read"), None);
    }

    #[test]
    fn a_name_is_a_plain_word() {
        for good in ["ci", "night-1", "a.b_c@d", "0"] {
            assert_eq!(fault_of_name(good), None, "{good}");
        }
        for bad in ["", "-x", "a b", "a\n", "ü", "a/b", &"x".repeat(65)] {
            assert!(fault_of_name(bad).is_some(), "{bad}");
        }
    }
}
