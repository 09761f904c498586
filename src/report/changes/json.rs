//! The difference for programs.

use serde_json::{Value, json};

use super::{Changes, Row};
use crate::dataset::diff::Details;

/// The whole difference as one document.
pub fn document(changes: &Changes) -> Value {
    let counts = |counts: &std::collections::BTreeMap<String, (u64, u64)>| -> Value {
        counts
            .iter()
            .map(|(name, (before, after))| {
                (name.clone(), json!({"before": before, "after": after}))
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let renamed = changes.renamed.iter().map(|(old, new)| json!({"from": old, "to": new}));
    json!({
        "ok": true,
        "old": changes.old,
        "new": changes.new,
        "differs": !changes.is_empty(),
        "summary": {
            "labelChanges": changes.labels.len(),
            "moved": changes.moved.len(),
            "changed": changes.changed.len(),
            "renamed": changes.renamed.len(),
            "added": changes.added.len(),
            "removed": changes.removed.len(),
            "unchanged": changes.unchanged,
        },
        "splits": counts(&changes.splits),
        "answers": counts(&changes.answers),
        "labelChanges": changes.labels.iter().map(details).collect::<Vec<_>>(),
        "moved": changes.moved.iter().map(details).collect::<Vec<_>>(),
        "changed": changes.changed.iter().map(details).collect::<Vec<_>>(),
        "renamed": renamed.collect::<Vec<_>>(),
        "added": changes.added.iter().map(row).collect::<Vec<_>>(),
        "removed": changes.removed.iter().map(row).collect::<Vec<_>>(),
    })
}

/// An absent side has no key.
fn details(details: &Details) -> Value {
    let changes = details.changes.iter().map(|change| {
        let mut entry = json!({"pointer": change.pointer});
        if let Some(old) = &change.old {
            entry["old"] = old.clone();
        }
        if let Some(new) = &change.new {
            entry["new"] = new.clone();
        }
        entry
    });
    json!({"exampleId": details.id, "changes": changes.collect::<Vec<_>>()})
}

fn row(row: &Row) -> Value {
    json!({"exampleId": row.id, "line": row.line, "split": row.split})
}
