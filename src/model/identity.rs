//! What figures were measured with. A report holds for its identity and for
//! nothing else: another prompt, model, reward or judge may score otherwise.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::canon;

/// Who answers a model's requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ModelIdentity {
    /// `openai`, or what the provider calls itself.
    pub provider: String,
    /// The address that is asked, and those that stand in for it; empty for
    /// providers inside the program.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub endpoint: String,
    /// Empty where the provider has only one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// How the output schema is passed to the endpoint; empty where it is not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub structured_output: String,
}

impl fmt::Display for ModelIdentity {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.model.is_empty() { &self.provider } else { &self.model };
        to.write_str(name)?;
        if !self.endpoint.is_empty() {
            write!(to, " at {}", self.endpoint)?;
        }
        if !self.structured_output.is_empty() {
            write!(to, " with {}", self.structured_output)?;
        }
        Ok(())
    }
}

/// All that a report's figures depend on beside the parameters and the rows,
/// which have ids of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportIdentity {
    pub input_schema_hash: String,
    pub output_schema_hash: String,
    pub prompt_ir_hash: String,
    /// Of the signature's default parameters.
    pub params_hash: String,
    /// Of the signature's default constraints.
    pub constraints_hash: String,
    /// Of the whole reward bundle, its weights included.
    pub reward_hash: String,
    /// By role: `main`, `sub`, `repair`, `judge`.
    pub models: BTreeMap<String, ModelIdentity>,
    /// By judge signature: the hash of its contract and pinned parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub judges: BTreeMap<String, String>,
    /// The revision of prompt rendering and strategies.
    pub strategies: u32,
}

/// One part in which two identities differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct IdentityChange {
    /// `inputSchema`, `outputSchema`, `prompt`, `defaultParams`,
    /// `defaultConstraints`, `reward`, `judges`, `strategies`, `model.<role>`,
    /// or `unrecorded` where the older report does not say what it was made of.
    pub part: String,
    /// What the older report was made of, where that has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What it would be made of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

impl IdentityChange {
    fn of(part: &str) -> Self {
        Self { part: part.to_owned(), was: None, now: None }
    }

    /// The part of a report that was stored before identities were.
    pub fn unrecorded() -> Self {
        Self::of("unrecorded")
    }
}

/// For the middle of a sentence: “the prompt”.
impl fmt::Display for IdentityChange {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.as_str() {
            "inputSchema" => to.write_str("the input schema")?,
            "outputSchema" => to.write_str("the output schema")?,
            "prompt" => to.write_str("the prompt")?,
            "defaultParams" => to.write_str("the default parameters")?,
            "defaultConstraints" => to.write_str("the default constraints")?,
            "reward" => to.write_str("the reward")?,
            "judges" => to.write_str("a judge")?,
            "strategies" => to.write_str("dse's own rendering of prompts")?,
            "unrecorded" => {
                to.write_str("something (the older report does not record what it was made of)")?
            }
            other => match other.strip_prefix("model.") {
                Some("main") => to.write_str("the model")?,
                Some(role) => write!(to, "the {role} model")?,
                None => to.write_str(other)?,
            },
        }
        match (&self.was, &self.now) {
            (Some(was), Some(now)) => write!(to, " (from {was} to {now})"),
            _ => Ok(()),
        }
    }
}

impl ReportIdentity {
    /// The id under which reports are stored beside their hashes.
    pub fn id(&self) -> String {
        canon::id_of(self)
    }

    /// The model that answers for the signature itself.
    pub fn model(&self) -> String {
        self.models.get("main").map(ModelIdentity::to_string).unwrap_or_default()
    }

    /// In what `now` differs from `self`; empty where a report of one holds for
    /// the other. A role that goes to the same model as `main` on both sides
    /// changes with it and is not told again.
    pub fn changes(&self, now: &Self) -> Vec<IdentityChange> {
        let hashes = [
            ("inputSchema", &self.input_schema_hash, &now.input_schema_hash),
            ("outputSchema", &self.output_schema_hash, &now.output_schema_hash),
            ("prompt", &self.prompt_ir_hash, &now.prompt_ir_hash),
            ("defaultParams", &self.params_hash, &now.params_hash),
            ("defaultConstraints", &self.constraints_hash, &now.constraints_hash),
            ("reward", &self.reward_hash, &now.reward_hash),
        ];
        let mut changes: Vec<IdentityChange> = hashes
            .iter()
            .filter(|(_, was, now)| was != now)
            .map(|(part, ..)| IdentityChange::of(part))
            .collect();
        changes.extend(self.model_changes(now));
        if self.judges != now.judges {
            changes.push(IdentityChange::of("judges"));
        }
        if self.strategies != now.strategies {
            changes.push(IdentityChange::of("strategies"));
        }
        changes
    }

    fn model_changes(&self, now: &Self) -> Vec<IdentityChange> {
        let main = (self.models.get("main"), now.models.get("main"));
        let mut roles: Vec<&String> = self.models.keys().chain(now.models.keys()).collect();
        roles.sort_unstable();
        roles.dedup();
        let named = |model: Option<&ModelIdentity>| model.map(ModelIdentity::to_string);
        roles
            .into_iter()
            .filter_map(|role| {
                let pair = (self.models.get(role), now.models.get(role));
                let told = role != "main" && main.0 != main.1 && pair == main;
                (pair.0 != pair.1 && !told).then(|| IdentityChange {
                    part: format!("model.{role}"),
                    was: named(pair.0),
                    now: named(pair.1),
                })
            })
            .collect()
    }
}

/// An older report that does not hold any more, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Outdated {
    /// When it was stored, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// What has changed since.
    pub changes: Vec<IdentityChange>,
}

impl Outdated {
    /// A stored report of `identity` beside what holds `now`; `None` where it
    /// holds still.
    pub fn of(
        identity: Option<&ReportIdentity>,
        now: &ReportIdentity,
        created_at_ms: i64,
    ) -> Option<Self> {
        let changes = match identity {
            Some(identity) => identity.changes(now),
            None => vec![IdentityChange::unrecorded()],
        };
        (!changes.is_empty()).then_some(Self { created_at_ms, changes })
    }
}

/// Changes as the subject of a sentence: “the prompt and the reward changed”.
pub fn describe_changes(changes: &[IdentityChange]) -> String {
    let parts: Vec<String> = changes.iter().map(IdentityChange::to_string).collect();
    match parts.split_last() {
        None => "nothing changed".to_owned(),
        Some((only, [])) => format!("{only} changed"),
        Some((last, others)) => format!("{} and {last} changed", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(name: &str, endpoint: &str) -> ModelIdentity {
        ModelIdentity {
            provider: "openai".to_owned(),
            endpoint: endpoint.to_owned(),
            model: name.to_owned(),
            ..ModelIdentity::default()
        }
    }

    fn identity() -> ReportIdentity {
        let roles = ["main", "sub", "repair", "judge"];
        ReportIdentity {
            input_schema_hash: "i".to_owned(),
            output_schema_hash: "o".to_owned(),
            prompt_ir_hash: "p".to_owned(),
            params_hash: "d".to_owned(),
            constraints_hash: "c".to_owned(),
            reward_hash: "r".to_owned(),
            models: roles.map(|role| (role.to_owned(), model("m", "http://a/v1"))).into(),
            judges: BTreeMap::new(),
            strategies: 1,
        }
    }

    #[test]
    fn every_part_is_noticed_and_changes_the_id() {
        let base = identity();
        assert_eq!(base.changes(&base), []);
        type Edit = fn(&mut ReportIdentity);
        let edits: [(&str, Edit); 9] = [
            ("inputSchema", |to| to.input_schema_hash.push('x')),
            ("outputSchema", |to| to.output_schema_hash.push('x')),
            ("prompt", |to| to.prompt_ir_hash.push('x')),
            ("defaultParams", |to| to.params_hash.push('x')),
            ("defaultConstraints", |to| to.constraints_hash.push('x')),
            ("reward", |to| to.reward_hash.push('x')),
            ("judges", |to| {
                to.judges.insert("@a/J.v1".to_owned(), "h".to_owned());
            }),
            ("strategies", |to| to.strategies += 1),
            ("model.judge", |to| {
                to.models.insert("judge".to_owned(), model("other", "http://a/v1"));
            }),
        ];
        for (part, edit) in edits {
            let mut other = base.clone();
            edit(&mut other);
            let parts: Vec<String> =
                base.changes(&other).into_iter().map(|change| change.part).collect();
            assert_eq!(parts, [part]);
            assert_ne!(base.id(), other.id(), "{part}");
        }
    }

    #[test]
    fn one_endpoint_for_all_roles_is_told_once() {
        let mut other = identity();
        for found in other.models.values_mut() {
            found.endpoint = "http://b/v1".to_owned();
        }
        let changes = identity().changes(&other);
        assert_eq!(
            describe_changes(&changes),
            "the model (from m at http://a/v1 to m at http://b/v1) changed"
        );
    }

    #[test]
    fn several_changes_are_one_sentence() {
        let mut other = identity();
        other.prompt_ir_hash.push('x');
        other.reward_hash.push('x');
        other.strategies = 2;
        assert_eq!(
            describe_changes(&identity().changes(&other)),
            "the prompt, the reward and dse's own rendering of prompts changed"
        );
        assert!(describe_changes(&[IdentityChange::unrecorded()]).starts_with("something ("));
    }
}
