//! What a job lets its optimizer vary.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::patch::{Patch, group};
use crate::canon;

/// The search space of a job. Every list is in locale order of its ids, and
/// a knob that is not given stays as the base parameters have it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SearchSpace {
    #[serde(deserialize_with = "nullable")]
    strategy_variants: Vec<StrategyVariant>,
    #[serde(deserialize_with = "nullable")]
    instruction_variants: Vec<TextVariant>,
    #[serde(deserialize_with = "nullable")]
    rlm_controller_instruction_variants: Vec<TextVariant>,
    #[serde(deserialize_with = "nullable")]
    rlm_chunking_policy_variants: Vec<ChunkingVariant>,
    #[serde(deserialize_with = "nullable")]
    rlm_sub_role_variants: Vec<SubRoleVariant>,
    #[serde(deserialize_with = "nullable")]
    budget_profiles: Vec<BudgetProfile>,
    pub(super) few_shot: Option<FewShotSpace>,
}

/// Which few-shot examples a greedy search may choose from.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FewShotSpace {
    pub(super) candidate_example_ids: Vec<String>,
    /// Examples to choose at most, floored.
    pub(super) k_max: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StrategyVariant {
    id: String,
    strategy_id: String,
    /// What the strategy is configured with, like the patterns of a distilled
    /// one; the base parameters' own where it is absent.
    config: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct TextVariant {
    id: String,
    text: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChunkingVariant {
    id: String,
    chunk_chars: Value,
    overlap_chars: Option<Value>,
    max_chunks: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubRoleVariant {
    id: String,
    sub_role: String,
}

#[derive(Clone, Debug, Deserialize)]
struct BudgetProfile {
    id: String,
    budgets: Value,
}

impl SearchSpace {
    /// Reads the search space of a job; keys that are not known are ignored.
    ///
    /// # Errors
    /// When a known key has another shape.
    pub(super) fn parse(document: &Value) -> Result<Self, serde_json::Error> {
        let mut space = Self::deserialize(document)?;
        canon::sort_locale_by(&mut space.strategy_variants, |variant| &variant.id);
        canon::sort_locale_by(&mut space.instruction_variants, |variant| &variant.id);
        canon::sort_locale_by(&mut space.rlm_controller_instruction_variants, |variant| {
            &variant.id
        });
        canon::sort_locale_by(&mut space.rlm_chunking_policy_variants, |variant| &variant.id);
        canon::sort_locale_by(&mut space.rlm_sub_role_variants, |variant| &variant.id);
        canon::sort_locale_by(&mut space.budget_profiles, |variant| &variant.id);
        Ok(space)
    }

    /// One patch for each instruction.
    pub(super) fn instructions(&self) -> Vec<Patch> {
        self.instruction_variants
            .iter()
            .map(|variant| group("instruction", json!({"text": variant.text})))
            .collect()
    }

    /// The patches of every knob, in the order in which a grid expands them.
    pub(super) fn knobs(&self) -> [Vec<Patch>; 6] {
        let strategies = self.strategy_variants.iter();
        let controllers = self.rlm_controller_instruction_variants.iter();
        let chunkings = self.rlm_chunking_policy_variants.iter();
        let sub_roles = self.rlm_sub_role_variants.iter();
        let budgets = self.budget_profiles.iter();
        [
            strategies.map(|variant| group("strategy", variant.fields())).collect(),
            self.instructions(),
            controllers
                .map(|variant| group("rlmLite", json!({"controllerInstructions": variant.text})))
                .collect(),
            chunkings
                .map(|variant| group("rlmLite", json!({"chunkDefaults": variant.defaults()})))
                .collect(),
            sub_roles
                .map(|variant| group("rlmLite", json!({"subRole": variant.sub_role})))
                .collect(),
            budgets.map(|variant| group("budgets", variant.budgets.clone())).collect(),
        ]
    }
}

impl StrategyVariant {
    fn fields(&self) -> Value {
        let mut fields = json!({"id": self.strategy_id});
        if let Some(config) = &self.config {
            fields["config"] = config.clone();
        }
        fields
    }
}

impl ChunkingVariant {
    fn defaults(&self) -> Value {
        let mut defaults = json!({"chunkChars": self.chunk_chars});
        if let Some(overlap) = &self.overlap_chars {
            defaults["overlapChars"] = overlap.clone();
        }
        if let Some(most) = &self.max_chunks {
            defaults["maxChunks"] = most.clone();
        }
        defaults
    }
}

/// A list, or nothing where null stands.
fn nullable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
