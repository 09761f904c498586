//! What is live, held against the newest history row of its signature.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::{
    cells::{self, Cell},
    check::Faults,
    tables::{
        CANARY, Columns,
        Holds::{Number, Text},
        POINTER,
    },
};
use crate::store::error::Result;

const ACTIVE: (&str, Columns) = (
    "dseActiveArtifacts",
    &[("signatureId", Text), ("compiled_id", Text), ("updatedAtMs", Number)],
);
const CANARIES: (&str, Columns) = (
    "dseCanaries",
    &[
        ("signatureId", Text),
        ("control_compiled_id", Text),
        ("canary_compiled_id", Text),
        ("rolloutPct", Number),
    ],
);

/// What is live of one signature, or should be: where it is told, and the cells
/// that say what it is.
type State = ((&'static str, i64), Vec<Cell>);

pub(super) async fn check(connection: &mut AnyConnection, faults: &mut Faults) -> Result<()> {
    let pointers = newest(connection, POINTER.table, POINTER.columns, |row| {
        let is_set = row.text(4).is_some();
        is_set.then(|| vec![row.cell(4).clone(), row.cell(7).clone()])
    });
    let told = pointers.await?;
    compare("pointer", told, live(connection, ACTIVE).await?, faults);
    let canaries = newest(connection, CANARY.table, CANARY.columns, |row| {
        let runs = matches!(row.text(2), Some("start" | "update"));
        runs.then(|| (3..=5).map(|index| row.cell(index).clone()).collect())
    });
    let told = canaries.await?;
    compare("canary", told, live(connection, CANARIES).await?, faults);
    Ok(())
}

fn compare(
    kind: &str,
    told: BTreeMap<String, (i64, Option<State>)>,
    mut live: BTreeMap<String, State>,
    faults: &mut Faults,
) {
    for (signature, (seq, state)) in told {
        let table = if kind == "pointer" { POINTER.table } else { CANARY.table };
        match (state, live.remove(&signature)) {
            (None, None) => {}
            (Some((_, told)), Some((_, found))) if told == found => {}
            (Some((place, _)), None) => {
                let reason = format!("{signature}: it is the newest, and what it says is not live");
                faults.add(0, kind, place, reason);
            }
            (_, Some((place, _))) => {
                let reason = format!(
                    "{signature}: what is live is not what the newest history row says, \
                     which is row {seq} of {table}"
                );
                faults.add(0, kind, place, reason);
            }
        }
    }
    for (signature, (place, _)) in live {
        faults.add(0, kind, place, format!("{signature}: it is live, and no history row says so"));
    }
}

/// The newest history row of each signature, with what it says is live.
async fn newest(
    connection: &mut AnyConnection,
    table: &'static str,
    columns: Columns,
    says: impl Fn(&cells::Row) -> Option<Vec<Cell>>,
) -> Result<BTreeMap<String, (i64, Option<State>)>> {
    let rows = cells::rows(connection, table, columns, "ORDER BY seq", &[]).await?;
    let state = |row: cells::Row| {
        let (seq, signature) = (row.integer(0)?, row.text(1)?.to_owned());
        Some((signature, (seq, says(&row).map(|cells| ((table, seq), cells)))))
    };
    Ok(rows.into_iter().filter_map(state).collect())
}

async fn live(
    connection: &mut AnyConnection,
    (table, columns): (&'static str, Columns),
) -> Result<BTreeMap<String, State>> {
    let rows = cells::rows(connection, table, columns, "", &[]).await?;
    let state = |row: cells::Row| {
        let cells = (1..columns.len()).map(|index| row.cell(index).clone()).collect();
        // A signature's id that is no text is its own fault.
        let signature = row.text(0).unwrap_or("?").to_owned();
        (signature, ((table, row.rowid), cells))
    };
    Ok(rows.into_iter().map(state).collect())
}
