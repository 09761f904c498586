//! When a write is on disk.

use serde::{Deserialize, Serialize};

/// Which writes are on disk before they are answered; the others follow within
/// seconds, and a power cut in between loses them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SyncPolicy {
    /// What decides and what proves: pointers, canaries, gates, datasets,
    /// reports and runs.
    #[default]
    Records,
    /// Receipts, texts and kept answers as well.
    All,
}
