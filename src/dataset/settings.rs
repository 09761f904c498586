//! Which rules apply to a file, how severe they are, and their limits.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::rule::{Rule, Selector, Severity};

/// The table `[lint]` of `dse.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LintSettings {
    /// Rules that apply: codes, names, groups or `ALL`.
    pub select: Vec<Selector>,
    /// Rules that do not; between a group and a rule the narrower one decides.
    pub ignore: Vec<Selector>,
    /// Severities in place of the rules' own.
    pub severity: BTreeMap<Selector, Severity>,
    /// Tags that every row must have.
    pub required_tags: Vec<String>,
    pub limits: Limits,
    /// Changes for some files; later ones win.
    pub per_path: Vec<PathRules>,
}

impl Default for LintSettings {
    fn default() -> Self {
        Self {
            select: vec!["ALL".parse().expect("ALL is a selector")],
            ignore: Vec::new(),
            severity: BTreeMap::new(),
            required_tags: Vec::new(),
            limits: Limits::default(),
            per_path: Vec::new(),
        }
    }
}

/// Thresholds of rules.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Rows that a dataset should have at least.
    pub min_examples: u64,
    /// Rows that the holdout should have at least.
    pub min_holdout: u64,
    /// Levels of arrays and objects that a row may have, at most 120.
    pub max_depth: usize,
    /// How many times more frequent one answer may be than another.
    pub max_imbalance: f64,
    /// Up to so many different answers, answers are taken for labels.
    pub max_labels: usize,
    /// The Jaccard similarity, 0 to 1, from which on inputs are near-duplicates.
    pub near_duplicate_similarity: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            min_examples: 30,
            min_holdout: 10,
            max_depth: 100,
            max_imbalance: 20.0,
            max_labels: 64,
            near_duplicate_similarity: 0.85,
        }
    }
}

/// An entry of `[[lint.per_path]]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRules {
    /// A path or glob, from the workspace's root.
    #[serde(deserialize_with = "pattern")]
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Vec<Selector>>,
    #[serde(default)]
    pub ignore: Vec<Selector>,
    #[serde(default)]
    pub severity: BTreeMap<Selector, Severity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_tags: Option<Vec<String>>,
    #[serde(default)]
    pub limits: LimitChanges,
}

/// A pattern that is none would match nothing, and nobody would be told.
fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match glob::Pattern::new(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(D::Error::custom(format!("`{text}` is not a glob: {error}"))),
    }
}

/// Limits that differ for some files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitChanges {
    pub min_examples: Option<u64>,
    pub min_holdout: Option<u64>,
    pub max_depth: Option<usize>,
    pub max_imbalance: Option<f64>,
    pub max_labels: Option<usize>,
    pub near_duplicate_similarity: Option<f64>,
}

/// What the command line says about rules.
#[derive(Clone, Debug, Default)]
pub struct RuleFlags {
    /// In place of `select`, when not empty.
    pub select: Vec<Selector>,
    /// On top of `ignore`.
    pub ignore: Vec<Selector>,
}

/// What applies to one file.
#[derive(Clone, Debug)]
pub struct Profile {
    severity: [Option<Severity>; Rule::COUNT],
    pub limits: Limits,
    pub required_tags: Vec<String>,
}

impl Profile {
    /// Settles what applies to the file at `path`, as seen from the workspace.
    pub fn settle(lint: &LintSettings, flags: &RuleFlags, path: &Path) -> Self {
        let mut select = lint.select.clone();
        let mut ignore = lint.ignore.clone();
        let mut severity = lint.severity.clone();
        let mut limits = lint.limits;
        let mut required_tags = lint.required_tags.clone();
        for rules in lint.per_path.iter().filter(|rules| matches(&rules.path, path)) {
            select = rules.select.clone().unwrap_or(select);
            ignore.extend(&rules.ignore);
            severity.extend(&rules.severity);
            limits.change(&rules.limits);
            required_tags = rules.required_tags.clone().unwrap_or(required_tags);
        }
        if !flags.select.is_empty() {
            select.clone_from(&flags.select);
        }
        ignore.extend(&flags.ignore);
        limits.max_depth = limits.max_depth.min(120);
        let severity = std::array::from_fn(|index| {
            let rule = Rule::ALL[index];
            is_on(rule, &select, &ignore).then(|| severity_of(rule, &severity))
        });
        Self { severity, limits, required_tags }
    }

    /// The severity of `rule` here; none where it does not apply.
    #[inline]
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        self.severity[rule as usize]
    }

    #[inline]
    pub fn is_on(&self, rule: Rule) -> bool {
        self.severity(rule).is_some()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::settle(&LintSettings::default(), &RuleFlags::default(), Path::new(""))
    }
}

impl Limits {
    fn change(&mut self, changes: &LimitChanges) {
        let set = |target: &mut f64, value: Option<f64>| *target = value.unwrap_or(*target);
        self.min_examples = changes.min_examples.unwrap_or(self.min_examples);
        self.min_holdout = changes.min_holdout.unwrap_or(self.min_holdout);
        self.max_depth = changes.max_depth.unwrap_or(self.max_depth);
        self.max_labels = changes.max_labels.unwrap_or(self.max_labels);
        set(&mut self.max_imbalance, changes.max_imbalance);
        set(&mut self.near_duplicate_similarity, changes.near_duplicate_similarity);
    }
}

/// Whether a path or glob of the settings means `path`.
pub fn matches(pattern: &str, path: &Path) -> bool {
    Path::new(pattern) == path
        || glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_path(path))
}

/// A rule is on when it is selected more narrowly than it is ignored.
fn is_on(rule: Rule, select: &[Selector], ignore: &[Selector]) -> bool {
    let narrowest = |selectors: &[Selector]| {
        selectors.iter().filter(|one| one.covers(rule)).map(|one| one.breadth()).min()
    };
    match (narrowest(select), narrowest(ignore)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(selected), Some(ignored)) => selected < ignored,
    }
}

fn severity_of(rule: Rule, changed: &BTreeMap<Selector, Severity>) -> Severity {
    changed
        .iter()
        .filter(|(selector, _)| selector.covers(rule))
        .min_by_key(|(selector, _)| selector.breadth())
        .map_or(rule.info().severity, |(_, &severity)| severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(text: &str, path: &str) -> Profile {
        let lint: LintSettings = toml::from_str(text).unwrap();
        Profile::settle(&lint, &RuleFlags::default(), Path::new(path))
    }

    #[test]
    fn the_narrower_selector_decides() {
        let profile = settle("select = [\"S\", \"P003\"]\nignore = [\"P\", \"S007\"]", "a.jsonl");
        assert!(profile.is_on(Rule::InvalidJson) && profile.is_on(Rule::EmailAddress));
        assert!(!profile.is_on(Rule::BlankLine) && !profile.is_on(Rule::PhoneNumber));
        assert!(!profile.is_on(Rule::MissingId));
    }

    #[test]
    fn paths_change_what_applies() {
        let text = "severity = { P = \"warning\", email-address = \"error\" }\n[[per_path]]\n\
                    path = \"fixtures/**\"\nignore = [\"D007\"]\nlimits = { min_holdout = 3 }\n";
        let there = settle(text, "fixtures/bad/a.jsonl");
        assert!(!there.is_on(Rule::TooFewExamples));
        assert_eq!(there.limits.min_holdout, 3);
        let elsewhere = settle(text, "data/a.jsonl");
        assert!(elsewhere.is_on(Rule::TooFewExamples));
        assert_eq!(elsewhere.severity(Rule::PhoneNumber), Some(Severity::Warning));
        assert_eq!(elsewhere.severity(Rule::EmailAddress), Some(Severity::Error));
    }

    #[test]
    fn unknown_codes_and_keys_are_errors_with_suggestions() {
        let error = toml::from_str::<LintSettings>("ignore = [\"blank-lines\"]").unwrap_err();
        assert!(error.to_string().contains("did you mean `blank-line`?"), "{error}");
        let error = toml::from_str::<LintSettings>("ignored = []").unwrap_err();
        assert!(error.to_string().contains("unknown field `ignored`"), "{error}");
        let text = "[[per_path]]\npath = \"data/[\"";
        let error = toml::from_str::<LintSettings>(text).unwrap_err();
        assert!(error.to_string().contains("`data/[` is not a glob"), "{error}");
    }
}
