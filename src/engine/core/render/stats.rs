//! What a receipt says about a prompt's size.

use serde_json::{Value, json};

use crate::{
    lm::{Message, Role},
    model::{blob::BlobRef, text},
};

/// Blobs that the statistics list one by one.
const MAX_LISTED: usize = 200;
/// Units of a prompt beyond which a model is under pressure.
const SOFT_LIMIT: usize = 80_000;

/// Counts while the sections are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    inline_entries: usize,
    inline_chars: usize,
    blob_entries: usize,
    blob_chars: usize,
    blob_preview_chars: usize,
    blobs: Vec<Value>,
    examples: usize,
    example_chars: usize,
}

impl Tally {
    pub(super) fn inline_entry(&mut self, value: &str) {
        self.inline_entries += 1;
        self.inline_chars += text::units(value);
    }

    pub(super) fn example(&mut self, line: &str) {
        self.examples += 1;
        self.example_chars += text::units(line);
    }

    pub(super) fn blob(&mut self, blob: &BlobRef, chars: usize, preview: usize, truncated: bool) {
        self.blob_entries += 1;
        self.blob_chars += chars;
        self.blob_preview_chars += preview;
        if self.blobs.len() < MAX_LISTED {
            let mut listed = json!({
                "blobId": blob.id,
                "declaredSize": blob.size,
                "contentChars": chars,
                "previewChars": preview,
                "truncated": truncated,
            });
            if let Some(mime) = &blob.mime {
                listed["mime"] = json!(mime);
            }
            self.blobs.push(listed);
        }
    }

    /// The statistics and the context pressure, as documents.
    pub(super) fn documents(self, messages: &[Message]) -> (Value, Value) {
        let chars = |role: Option<Role>| -> usize {
            let asked =
                messages.iter().filter(|message| role.is_none_or(|role| message.role == role));
            asked.map(|message| text::units(&message.content)).sum()
        };
        let total = chars(None);
        let stats = json!({
            "format": "openagents.dse.prompt_render_stats",
            "formatVersion": 1,
            "messageCount": messages.len(),
            "totalChars": total,
            "byRole": {
                "systemChars": chars(Some(Role::System)),
                "userChars": chars(Some(Role::User)),
            },
            "context": {
                "inlineEntryCount": self.inline_entries,
                "inlineValueChars": self.inline_chars,
                "blobEntryCount": self.blob_entries,
                "blobContentChars": self.blob_chars,
                "blobContentPreviewChars": self.blob_preview_chars,
                "blobsDropped": self.blob_entries - self.blobs.len(),
                "blobs": self.blobs,
            },
            "fewShot": {"exampleCount": self.examples, "totalChars": self.example_chars},
        });
        let pressure = json!({
            "format": "openagents.dse.context_pressure",
            "formatVersion": 1,
            "pressure01": (total as f64 / SOFT_LIMIT as f64).min(1.0),
            "renderedChars": total,
            "softLimitChars": SOFT_LIMIT,
            "reason": format!("{total} of {SOFT_LIMIT} characters"),
        });
        (stats, pressure)
    }
}
