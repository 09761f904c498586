//! What compile reports and eval reports have in common: each is stored with
//! its identity, and several may share their hashes.

use serde::Serialize;
use serde_json::json;
use sqlx::{AnyConnection, query_as};

use super::{error::Result, sql::document};
use crate::{canon, model::identity::ReportIdentity};

/// A stored report with what it was made of.
#[derive(Clone, Debug)]
pub struct StoredReport<T> {
    pub report: T,
    /// Absent from reports of older versions.
    pub identity: Option<ReportIdentity>,
    /// The id of the report with its identity; empty for those of older versions.
    pub report_hash: String,
    /// Milliseconds since the epoch.
    pub created_at_ms: i64,
}

/// Which of the reports that share their hashes.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// The newest of this identity.
    Of(&'a ReportIdentity),
    /// The one of this report hash.
    Exactly(&'a str),
    /// The newest, whatever it was made of.
    Newest,
}

impl Which<'_> {
    /// The condition on a report's row, whose value is bound as `$1`, and that
    /// value. The table's own conditions begin with `$2`.
    pub(super) fn condition(self) -> (&'static str, String) {
        match self {
            Self::Of(identity) => ("identityHash = $1", identity.id()),
            Self::Exactly(hash) => ("reportHash = $1", hash.to_owned()),
            Self::Newest => ("identityHash <> $1", "none".to_owned()),
        }
    }
}

/// The name of one report: what it says, and what it was made of. Two models
/// may well come to the same figures.
pub(super) fn report_hash(report: &impl Serialize, identity: &ReportIdentity) -> String {
    canon::id_of(&json!({"report": report, "identity": identity}))
}

/// Reads the identity of a row back.
pub(super) fn identity(
    table: &'static str,
    id: &str,
    json: Option<&str>,
) -> Result<Option<ReportIdentity>> {
    json.map(|json| document(table, id, json)).transpose()
}

/// The number of the row that comes next in a table of reports.
pub(super) async fn next_seq(connection: &mut AnyConnection, newest: &'static str) -> Result<i64> {
    let (seq,): (Option<i64>,) = query_as(newest).fetch_one(connection).await?;
    Ok(seq.unwrap_or(0) + 1)
}
