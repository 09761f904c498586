//! The structured prompt of a signature.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

use super::{blob::BlobRef, params::ToolParams};

/// A prompt as a list of typed blocks. It keeps the document it was read from,
/// because the id covers that document to the letter.
#[derive(Clone, Debug)]
pub struct PromptIr {
    raw: Value,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "_tag")]
pub enum Block {
    System { text: String },
    Instruction { text: String },
    FewShot { examples: Vec<FewShotExample> },
    ToolPolicy { policy: ToolParams },
    OutputFormat { format: OutputFormat },
    Context { entries: Vec<ContextEntry> },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FewShotExample {
    pub id: String,
    pub input: Value,
    pub output: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "_tag")]
pub enum OutputFormat {
    JsonOnly,
    JsonSchema {
        /// The signature's own output schema where the block names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schema: Option<Value>,
        #[serde(rename = "schemaHash", default, skip_serializing_if = "Option::is_none")]
        schema_hash: Option<String>,
    },
    /// Input, examples and answer as lines of `field: value`; the model answers
    /// with the value of the output's only field.
    PlainText,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContextEntry {
    pub key: String,
    #[serde(flatten)]
    pub content: ContextContent,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContextContent {
    Value(Value),
    Blob(BlobRef),
}

#[derive(Deserialize)]
struct Document {
    version: u32,
    blocks: Vec<Block>,
}

impl PromptIr {
    /// Reads a prompt document.
    ///
    /// # Errors
    /// When its version is not 1 or a block is not of a known shape.
    pub fn parse(raw: Value) -> Result<Self, serde_json::Error> {
        let document = Document::deserialize(&raw)?;
        if document.version != 1 {
            return Err(serde_json::Error::custom("prompt version must be 1"));
        }
        Ok(Self { raw, blocks: document.blocks })
    }

    /// The document as it was read.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// The text of the first instruction block.
    pub fn instruction(&self) -> Option<String> {
        self.blocks.iter().find_map(|block| match block {
            Block::Instruction { text } => Some(text.clone()),
            _ => None,
        })
    }

    /// The field that answers are the value of, where the prompt is plain text
    /// and `output_schema` has one field only, a text.
    pub fn plain_field<'a>(&self, output_schema: &'a Value) -> Option<(&'a str, &'a Value)> {
        let is_plain = |block: &Block| {
            matches!(block, Block::OutputFormat { format: OutputFormat::PlainText })
        };
        self.blocks.iter().any(is_plain).then(|| only_text(output_schema)).flatten()
    }

    /// The blocks in authored order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// The only field of an object, with its schema, where that is a text.
pub fn only_text(schema: &Value) -> Option<(&str, &Value)> {
    let fields = schema.get("properties")?.as_object()?;
    let (name, field) = fields.iter().next().filter(|_| fields.len() == 1)?;
    let labels = field.get("enum").and_then(Value::as_array);
    let is_text = match labels {
        Some(labels) => labels.iter().all(Value::is_string),
        None => field.get("type")? == "string",
    };
    is_text.then_some((name, field))
}

impl Serialize for PromptIr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PromptIr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
