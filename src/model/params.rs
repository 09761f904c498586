//! Parameters of a signature: what compile searches and an artifact pins.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, json};

use crate::canon;

/// A parameter document. It keeps the document it was read from, because the
/// id covers unknown keys and explicit nulls too; the fields that the engine
/// reads are reached through [`Deref`].
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    raw: Map<String, Value>,
    fields: ParamFields,
}

/// The fields of [`Params`] that mean something to the engine. Numbers are
/// doubles as on the wire; who uses one floors and clamps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParamFields {
    /// Always 1.
    pub params_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<StrategyChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<InstructionChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub few_shot: Option<FewShotChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_roles: Option<ModelRoles>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decode: Option<DecodeParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<ToolParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rlm_lite: Option<RlmLiteParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budgets: Option<BudgetLimits>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrategyChoice {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstructionChoice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FewShotChoice {
    pub example_ids: Vec<String>,
    /// Stored and hashed, never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub k: Option<f64>,
}

/// The model fields of one role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ModelParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<f64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelRoles {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<ModelParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<ModelParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<ModelParams>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<ModelParams>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecodeMode {
    /// The whole text, or the inside of its code fence, is the JSON value.
    #[default]
    StrictJson,
    /// Falls back to the first balanced object or array inside the text.
    Jsonish,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecodeParams {
    pub mode: DecodeMode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_repairs: Option<f64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_tool_names: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms_by_tool_name: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RlmLiteParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller_instructions: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extraction_system: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunk_defaults: Option<ChunkDefaults>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_role: Option<SubRole>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChunkDefaults {
    pub chunk_chars: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_chars: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chunks: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubRole {
    Sub,
    Main,
}

/// Limits of one prediction. Absent means unlimited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BudgetLimits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_time_ms: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_lm_calls: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rlm_iterations: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_sub_lm_calls: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_chars: Option<f64>,
}

impl Params {
    /// Reads a parameter document.
    ///
    /// # Errors
    /// When it is not an object, lacks `paramsVersion`, or a known field has
    /// the wrong type.
    pub fn parse(value: Value) -> Result<Self, serde_json::Error> {
        let Value::Object(raw) = value else {
            return Err(serde_json::Error::custom("parameters must be a JSON object"));
        };
        let fields: ParamFields = serde_json::from_value(Value::Object(raw.clone()))?;
        if fields.params_version != 1 {
            return Err(serde_json::Error::custom("paramsVersion must be 1"));
        }
        Ok(Self { raw, fields })
    }

    /// The document as it was read.
    pub fn raw(&self) -> &Map<String, Value> {
        &self.raw
    }

    /// The id of these parameters, which is the id of an artifact that pins them.
    pub fn compiled_id(&self) -> String {
        canon::id(&Value::Object(self.raw.clone()))
    }

    /// The document as an artifact stores it: without keys that nothing knows.
    pub fn known_only(&self) -> Value {
        serde_json::to_value(&self.fields).expect("parameters serialize")
    }

    /// The strategy that these parameters choose.
    pub fn strategy_id(&self) -> &str {
        self.strategy.as_ref().map_or("direct.v1", |strategy| &strategy.id)
    }
}

impl Default for Params {
    fn default() -> Self {
        Self::parse(json!({"paramsVersion": 1})).expect("the empty parameters are valid")
    }
}

impl Deref for Params {
    type Target = ParamFields;

    fn deref(&self) -> &ParamFields {
        &self.fields
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
