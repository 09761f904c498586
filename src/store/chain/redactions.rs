//! What tombstones say is left of rows of the history that lost texts.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{
    canon, cells, linked_document,
    tables::{ERASURE, Holds},
};
use crate::store::{erasures::Redacted, error::Result};

/// The hash of what the newest tombstone says is left, by kind and place.
pub(super) struct Redactions(HashMap<(String, i64), String>);

impl Redactions {
    /// A tombstone that cannot be read vouches for nothing; its own link says so.
    pub async fn read(connection: &mut AnyConnection) -> Result<Self> {
        let columns = &[("redactedJson", Holds::Text)];
        let filter = "WHERE redactedJson <> '[]' ORDER BY seq";
        let rows = cells::rows(connection, ERASURE.table, columns, filter, &[]).await?;
        let texts = rows.iter().filter_map(|row| row.text(0));
        let redacted = texts.filter_map(|text| serde_json::from_str::<Vec<Redacted>>(text).ok());
        let told = redacted.flatten().map(|one| ((one.kind, one.row_seq), one.hash));
        Ok(Self(told.collect()))
    }

    /// Whether a later link, the tombstone's, vouches for the row as it is now.
    pub fn vouch_for(&self, kind: &str, row_seq: i64, row: &cells::Row) -> bool {
        let told = self.0.get(&(kind.to_owned(), row_seq));
        told.is_some_and(|hash| *hash == canon::id(&linked_document(row)))
    }
}
