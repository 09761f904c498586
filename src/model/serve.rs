//! How predictions are served: the `[serve]` table of `dse.toml`.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use super::issuer::IssuerSettings;

/// The settings of live predictions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServeSettings {
    /// When a prediction is answered.
    pub durability: Durability,
    /// Predictions under way at once; 0 takes four times what the model takes,
    /// 64 at least.
    pub in_flight: usize,
    /// Milliseconds that a further one waits for its turn before it is refused.
    pub queue_ms: u64,
    /// Further names of signatures for clients of the OpenAI protocol, so that
    /// their `model` need not change.
    pub models: BTreeMap<String, String>,
    pub content: ContentSettings,
    /// Whose tokens are taken beside the server's own.
    pub issuer: Vec<IssuerSettings>,
}

impl Default for ServeSettings {
    fn default() -> Self {
        Self {
            durability: Durability::default(),
            in_flight: 0,
            queue_ms: 1_000,
            models: BTreeMap::new(),
            content: ContentSettings::default(),
            issuer: Vec::new(),
        }
    }
}

/// What has become of a receipt before its prediction is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Durability {
    /// It is committed: it survives the end of the program, however it ends.
    #[default]
    Commit,
    /// It is on the disk: it survives a loss of power, too.
    Fsync,
    /// It has its place in the line to be written.
    AnswerFirst,
}

/// What is kept of inputs and outputs beside their hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContentSettings {
    /// Of which predictions: `none`, `errors`, `sample:SHARE` or `all`. Unless
    /// set, `dse serve` keeps none and the embedded server all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<ContentRule>,
    /// JSON pointers to what is blotted out before anything is written.
    pub redact: Vec<String>,
    /// Days after which it is deleted; the receipt stays. 0 keeps it.
    pub retention_days: u32,
}

impl Default for ContentSettings {
    fn default() -> Self {
        Self { store: None, redact: Vec::new(), retention_days: 30 }
    }
}

/// What stands where something was blotted out.
const REDACTED: &str = "[redacted]";

impl ContentSettings {
    /// Whether the content of a prediction is kept.
    pub fn keeps(&self, receipt_id: &str, failed: bool) -> bool {
        match self.store.unwrap_or_default() {
            ContentRule::None => false,
            ContentRule::Errors => failed,
            ContentRule::Sample(share) => drawn(receipt_id) < share,
            ContentRule::All => true,
        }
    }

    /// The value without what is to be blotted out.
    pub fn redacted(&self, value: &Value) -> Value {
        let mut value = value.clone();
        for pointer in &self.redact {
            if let Some(place) = value.pointer_mut(pointer) {
                *place = REDACTED.into();
            }
        }
        value
    }
}

/// A number in 0..1 that is the receipt's own.
fn drawn(receipt_id: &str) -> f64 {
    let hash = receipt_id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // The low bits of this hash are not well mixed.
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) as f64 / 2f64.powi(64)
}

/// Which predictions' content is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ContentRule {
    #[default]
    None,
    Errors,
    /// A random share.
    Sample(f64),
    All,
}

impl fmt::Display for ContentRule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("none"),
            Self::Errors => out.write_str("errors"),
            Self::Sample(share) => write!(out, "sample:{share}"),
            Self::All => out.write_str("all"),
        }
    }
}

impl Serialize for ContentRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let share = |share: &str| share.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            None if text == "errors" => Ok(Self::Errors),
            None if text == "all" => Ok(Self::All),
            Some(("sample", number)) if share(number).is_some() => {
                Ok(Self::Sample(share(number).unwrap_or_default()))
            }
            _ => Err(de::Error::custom(format!(
                "`{text}` is not one of `none`, `errors`, `all` and `sample:SHARE` with a share \
                 from 0 to 1"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rules_are_read_and_written_alike() {
        for text in ["none", "errors", "all", "sample:0.25"] {
            let rule: ContentRule = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(serde_json::to_value(rule).unwrap(), json!(text));
        }
        for wrong in ["some", "sample:2", "sample:x", "errors:1"] {
            assert!(serde_json::from_value::<ContentRule>(json!(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sample_takes_about_its_share() {
        let rule = Some(ContentRule::Sample(0.3));
        let settings = ContentSettings { store: rule, ..ContentSettings::default() };
        let kept = (0..10_000).filter(|n| settings.keeps(&format!("receipt {n}"), false)).count();
        assert!((2_800..3_200).contains(&kept), "{kept}");
    }

    #[test]
    fn what_is_named_is_blotted_out() {
        let redact = vec!["/user/email".to_owned(), "/not/there".to_owned()];
        let settings = ContentSettings { redact, ..ContentSettings::default() };
        let value = json!({"user": {"email": "a@b.c", "id": 7}});
        assert_eq!(settings.redacted(&value), json!({"user": {"email": "[redacted]", "id": 7}}));
    }
}
