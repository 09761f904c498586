//! A controller's action, once its schema has let it through.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{lm::Message, model::params::ModelParams};

/// What the controller asks for. Numbers are as it wrote them; each action
/// floors and clamps its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "_tag", rename_all_fields = "camelCase")]
pub(super) enum Action {
    Preview {
        target: Target,
        offset: Option<f64>,
        length: Option<f64>,
    },
    Search {
        target: Target,
        query: String,
        max_matches: Option<f64>,
        context_chars: Option<f64>,
    },
    Load {
        blob_id: String,
        into_var: String,
    },
    Chunk {
        target: Target,
        chunk_chars: f64,
        overlap_chars: Option<f64>,
        max_chunks: Option<f64>,
        into_var: String,
    },
    WriteVar {
        name: String,
        value: Written,
    },
    SubLm {
        messages: Vec<Message>,
        model: Option<ModelParams>,
        into_var: String,
    },
    ExtractOverChunks {
        chunks_var: String,
        instruction: String,
        model: Option<ModelParams>,
        max_chunks: Option<f64>,
        into_var: String,
    },
    ToolCall {
        tool_name: String,
        #[serde(default)]
        input: Value,
        timeout_ms: Option<f64>,
        into_var: String,
    },
    Final {
        #[serde(default, deserialize_with = "present")]
        output: Option<Value>,
    },
}

/// A text that an action looks into.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "_tag", rename_all_fields = "camelCase")]
pub(super) enum Target {
    Var { name: String },
    Blob { blob_id: String },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "_tag")]
pub(super) enum Written {
    Json {
        #[serde(default, deserialize_with = "present")]
        value: Option<Value>,
    },
    Blob {
        blob: Value,
    },
}

/// Keeps a null apart from a key that is missing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
