//! Blobs inside an input, and how a prompt shows them.

use std::sync::Arc;

use serde_json::Value;

use super::stats::Tally;
use crate::{
    canon,
    model::{blob::BlobRef, text},
};

/// Levels of an input in which blobs are looked for.
const MAX_DEPTH: usize = 12;
/// Blobs of one input that are shown.
const MAX_BLOBS: usize = 200;
/// Units of a blob's text that a prompt shows.
const PREVIEW: usize = 20_000;

/// Whether a prompt shows the text of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobView {
    /// The beginning of the text.
    InlinePreview,
    /// Only that there is a text, to be inspected with actions.
    MetadataOnly,
}

/// A blob and the name under which a prompt shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownBlob {
    /// A context key, or a path such as `Input.chunks[0]`.
    pub label: String,
    pub blob: BlobRef,
}

/// A blob with its text.
#[derive(Clone, Debug)]
pub struct LoadedBlob {
    pub shown: ShownBlob,
    pub text: Arc<str>,
}

/// The blob references inside an input, depth first: lists by index, objects
/// by key in plain order. A reference itself is not looked into.
pub fn input_blobs(input: &Value) -> Vec<ShownBlob> {
    let mut found = Vec::new();
    walk(input, "Input".to_owned(), 0, &mut found);
    found
}

fn walk(value: &Value, path: String, depth: usize, found: &mut Vec<ShownBlob>) {
    if depth >= MAX_DEPTH || found.len() >= MAX_BLOBS {
        return;
    }
    if let Some(blob) = BlobRef::from_value(value) {
        found.push(ShownBlob { label: path, blob });
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, format!("{path}[{index}]"), depth + 1, found);
            }
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|(left, _), (right, _)| canon::compare_utf16(left, right));
            for (key, item) in entries {
                walk(item, format!("{path}.{key}"), depth + 1, found);
            }
        }
        _ => {}
    }
}

pub(super) fn shown(loaded: &LoadedBlob, view: BlobView, tally: &mut Tally) -> String {
    let ShownBlob { label, blob } = &loaded.shown;
    let mime = blob.mime.as_deref().unwrap_or("no mime type");
    let head = format!("{label}: blob {} ({mime}, {} bytes)", blob.id, blob.size);
    let preview = match view {
        BlobView::InlinePreview => text::head(&loaded.text, PREVIEW),
        BlobView::MetadataOnly => "",
    };
    let chars = text::units(&loaded.text);
    let preview_chars = text::units(preview);
    let truncated = view == BlobView::InlinePreview && preview.len() < loaded.text.len();
    tally.blob(blob, chars, preview_chars, truncated);
    match view {
        BlobView::MetadataOnly => {
            format!("{head}\n[the text is not shown: inspect it with actions]")
        }
        BlobView::InlinePreview if truncated => {
            format!("{head}\n{preview}\n[cut: {preview_chars} of {chars} characters are shown]")
        }
        BlobView::InlinePreview => format!("{head}\n{preview}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reference(id: &str) -> Value {
        json!({"id": id, "hash": id, "size": 3})
    }

    #[test]
    fn paths_follow_plain_key_order_and_a_reference_is_a_leaf() {
        let mut inner = reference("outer");
        inner["nested"] = reference("hidden");
        let input = json!({"b": [reference("1"), {"x": reference("2")}], "Z": inner});
        let labels: Vec<_> = input_blobs(&input).into_iter().map(|blob| blob.label).collect();
        assert_eq!(labels, ["Input.Z", "Input.b[0]", "Input.b[1].x"]);
    }

    #[test]
    fn the_walk_is_bounded_in_depth_and_number() {
        let nested = |levels: usize| (0..levels).fold(reference("deep"), |inner, _| json!([inner]));
        assert_eq!(input_blobs(&nested(11)).len(), 1);
        assert_eq!(input_blobs(&nested(12)).len(), 0);
        let many: Vec<Value> = (0..250).map(|id| reference(&id.to_string())).collect();
        assert_eq!(input_blobs(&Value::Array(many)).len(), 200);
    }
}
