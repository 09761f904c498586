//! What people call things by: a short name of a signature, the front of an id.

use serde::{Deserialize, Serialize};

/// What has ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum IdKind {
    /// By its id, its short name, or the front of either.
    #[default]
    Signature,
    /// Of the signature `within`, or of any.
    Artifact,
    Run,
    Receipt,
    /// An evaluation of the signature `within`, by its hash.
    Eval,
    /// A compile's job of the signature `within`, by its hash.
    Job,
    /// A compile's dataset of the signature `within`, by its hash.
    Dataset,
    /// A blob of the receipt `within`.
    Blob,
}

impl IdKind {
    /// What people call one of them.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Artifact => "artifact",
            Self::Run => "run",
            Self::Receipt => "receipt",
            Self::Eval => "evaluation",
            Self::Job => "job",
            Self::Dataset => "dataset",
            Self::Blob => "blob",
        }
    }
}

/// What a given name stands for among the names there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    One(String),
    /// Several fit; in the order in which they were given.
    Several(Vec<String>),
    None,
}

impl Match {
    /// The match of names that fit equally well.
    pub fn of(mut fitting: Vec<String>) -> Self {
        match fitting.len() {
            0 => Self::None,
            1 => Self::One(fitting.remove(0)),
            _ => Self::Several(fitting),
        }
    }
}

/// The signature that `given` names: its id, else its short name
/// (`SelectTool.v1`), else that without the version (`SelectTool`), else the
/// front of the id or of the short name. Upper and lower case count.
pub fn signature<'a>(given: &str, ids: impl IntoIterator<Item = &'a str>) -> Match {
    let ids: Vec<&str> = ids.into_iter().collect();
    let rules: [fn(&str, &str) -> bool; 4] = [
        |id, given| id == given,
        |id, given| short(id) == given,
        |id, given| without_version(short(id)) == given,
        |id, given| id.starts_with(given) || short(id).starts_with(given),
    ];
    for fits in rules.into_iter().take(if given.is_empty() { 1 } else { 4 }) {
        let fitting: Vec<String> =
            ids.iter().filter(|id| fits(id, given)).map(|id| (*id).to_owned()).collect();
        if !fitting.is_empty() {
            return Match::of(fitting);
        }
    }
    Match::None
}

/// The last part of a signature's id.
pub fn short(signature_id: &str) -> &str {
    signature_id.rsplit('/').next().unwrap_or(signature_id)
}

/// A short name without its version.
pub fn without_version(name: &str) -> &str {
    match name.rsplit_once(".v") {
        Some((front, version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => front,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 4] = ["@a/x/Pick.v1", "@a/x/Pick.v2", "@b/PickMore.v1", "plain"];

    fn one(id: &str) -> Match {
        Match::One(id.to_owned())
    }

    #[test]
    fn a_signature_is_found_by_its_id_its_short_name_and_their_fronts() {
        let named = |given| signature(given, IDS);
        assert_eq!(named("@a/x/Pick.v1"), one("@a/x/Pick.v1"));
        assert_eq!(named("Pick.v2"), one("@a/x/Pick.v2"));
        assert_eq!(named("PickMore"), one("@b/PickMore.v1"));
        assert_eq!(named("PickM"), one("@b/PickMore.v1"));
        assert_eq!(named("@b"), one("@b/PickMore.v1"));
        assert_eq!(named("plain"), one("plain"));
    }

    #[test]
    fn what_fits_several_is_told_with_all_of_them() {
        let two = vec!["@a/x/Pick.v1".to_owned(), "@a/x/Pick.v2".to_owned()];
        assert_eq!(signature("Pick", IDS), Match::Several(two));
        assert_eq!(signature("pick", IDS), Match::None);
        assert_eq!(signature("", IDS), Match::None);
    }
}
