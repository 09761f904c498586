//! How predictions are served: the `[serve]` table of `dse.toml`.

use serde::{Deserialize, Serialize};

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
}

impl Default for ServeSettings {
    fn default() -> Self {
        Self { durability: Durability::default(), in_flight: 0, queue_ms: 1_000 }
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
