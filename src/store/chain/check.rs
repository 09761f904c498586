//! The check of the chain: every row that it covers, and what is live, held
//! against it. It finds all faults, and reads whatever a cell holds.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{
    ROOT, canon, cells,
    genesis::unlinked,
    link_hash, linked_document, live,
    redactions::Redactions,
    tables::{ALL_LINKED, ALL_RECORDED, Columns, GENESIS, Holds, Linked, RECORD, Recorded},
};
use crate::{
    model::history::{BadLink, ChainCheck, ChainLink, Genesis},
    store::error::Result,
};

const CHAIN: &str = "dseHistoryChain";
const LINK: Columns = &[
    ("seq", Holds::Number),
    ("kind", Holds::Text),
    ("rowSeq", Holds::Number),
    ("hash", Holds::Text),
];

/// Links whose rows are read at once.
const BATCH: usize = 200;

/// Faults that are told; a database that was written anew has one for each row.
const MOST_FAULTS: usize = 100;

/// What was found, in the order in which it was looked for.
#[derive(Default)]
pub(super) struct Faults(Vec<BadLink>);

impl Faults {
    /// A fault of a row. `seq` is its link's place in the chain, 0 where it has
    /// none.
    pub(super) fn add(
        &mut self,
        seq: i64,
        kind: &str,
        (table, row_seq): (&str, i64),
        reason: impl Into<String>,
    ) {
        if self.0.len() < MOST_FAULTS {
            let (kind, table) = (kind.to_owned(), Some(table.to_owned()));
            self.0.push(BadLink { seq, kind, table, row_seq, reason: reason.into() });
        }
    }
}

pub(super) async fn check(
    connection: &mut AnyConnection,
    head: Option<&str>,
    export: bool,
) -> Result<ChainCheck> {
    let mut faults = Faults::default();
    let links = cells::rows(connection, CHAIN, LINK, "ORDER BY seq, rowid", &[]).await?;
    let redacted = Redactions::read(connection).await?;
    let mut walk = Walk::new(head, export, redacted);
    for batch in links.chunks(BATCH) {
        let rows = rows_of(connection, batch).await?;
        for link in batch {
            walk.step(link, &rows, &mut faults);
        }
    }
    let mut check = walk.check;
    check.head_found |= head == Some(ROOT);
    check.head = walk.before;
    check.length = links.len() as u64;
    for linked in ALL_LINKED {
        for row in unlinked(connection, linked, "LIMIT 20").await? {
            let place = (linked.table, row.integer(0).unwrap_or(row.rowid));
            faults.add(0, linked.kind, place, "it has no link: it was inserted outside dse");
        }
    }
    for recorded in ALL_RECORDED {
        check_recorded(connection, recorded, &mut faults).await?;
    }
    live::check(connection, &mut faults).await?;
    check.genesis = genesis(connection).await?;
    check.first_bad = faults.0.first().cloned();
    check.bad = faults.0;
    Ok(check)
}

/// The rows that links cover, by kind and place.
type Rows = HashMap<(&'static str, i64), cells::Row>;

async fn rows_of(connection: &mut AnyConnection, links: &[cells::Row]) -> Result<Rows> {
    let mut rows = Rows::new();
    for linked in ALL_LINKED {
        let ours = links.iter().filter(|link| link.text(1) == Some(linked.kind));
        let wanted: Vec<Value> = ours.filter_map(|link| Some(link.integer(2)?.into())).collect();
        if wanted.is_empty() {
            continue;
        }
        let places: Vec<String> = (1..=wanted.len()).map(|place| format!("${place}")).collect();
        let filter = format!("WHERE seq IN ({})", places.join(", "));
        let columns = linked.columns;
        for row in cells::rows(connection, linked.table, columns, &filter, &wanted).await? {
            if let Some(seq) = row.integer(0) {
                rows.insert((linked.kind, seq), row);
            }
        }
    }
    Ok(rows)
}

/// The way along the chain.
struct Walk<'a> {
    head: Option<&'a str>,
    export: bool,
    redacted: Redactions,
    /// The place that the next link must have.
    place: i64,
    before: String,
    seen: HashSet<(String, i64)>,
    check: ChainCheck,
}

impl<'a> Walk<'a> {
    fn new(head: Option<&'a str>, export: bool, redacted: Redactions) -> Self {
        let (before, seen, check) = (ROOT.to_owned(), HashSet::new(), ChainCheck::default());
        Self { head, export, redacted, place: 1, before, seen, check }
    }

    fn step(&mut self, link: &cells::Row, rows: &Rows, faults: &mut Faults) {
        let place = self.place;
        let (seq, row_seq) = (link.integer(0), link.integer(2));
        let kind = link.text(1).unwrap_or("unknown");
        let own = (CHAIN, seq.unwrap_or(link.rowid));
        self.place = seq.map_or(place + 1, |seq| seq.saturating_add(1));
        if let Err(reason) = link.values() {
            return faults.add(place, kind, own, reason);
        }
        let (Some(seq), Some(row_seq), Some(hash)) = (seq, row_seq, link.text(3)) else {
            return faults.add(place, kind, own, "it is not whole");
        };
        let linked = ALL_LINKED.iter().find(|linked| linked.kind == kind);
        let row = linked.and_then(|linked| rows.get(&(linked.kind, row_seq)));
        let fault = match (linked, row) {
            _ if seq != place => Some("a link before it is missing".to_owned()),
            (None, _) => Some("there is no such kind of link".to_owned()),
            (_, None) => Some("its row is gone".to_owned()),
            (_, Some(_)) if self.seen.contains(&(kind.to_owned(), row_seq)) => {
                Some("its row has a link already".to_owned())
            }
            (_, Some(row)) if self.redacted.vouch_for(kind, row_seq, row) => {
                self.check.erased += 1;
                None
            }
            (_, Some(row)) => fault_of(&self.before, kind, row_seq, hash, row),
        };
        if let Some(reason) = fault {
            let row = linked.map_or(own, |linked| (linked.table, row_seq));
            faults.add(seq, kind, row, reason);
        }
        self.seen.insert((kind.to_owned(), row_seq));
        self.check.head_found |= self.head == Some(hash);
        if self.export {
            let (kind, row) = (kind.to_owned(), row.map_or(Value::Null, linked_document));
            self.check.links.push(ChainLink { seq, kind, row_seq, hash: hash.to_owned(), row });
        }
        self.before = hash.to_owned();
    }
}

fn fault_of(
    before: &str,
    kind: &str,
    row_seq: i64,
    hash: &str,
    row: &cells::Row,
) -> Option<String> {
    match row.values() {
        Err(reason) => Some(reason),
        Ok(_) if link_hash(before, kind, row_seq, &linked_document(row)) != hash => {
            Some("its row, or the link before it, was changed".to_owned())
        }
        Ok(_) => None,
    }
}

/// What the newest note says of a row: its link's row, and the row's hash.
type Noted = (i64, Option<String>);

/// Holds every row of a table against the newest note of it.
async fn check_recorded(
    connection: &mut AnyConnection,
    recorded: &Recorded,
    faults: &mut Faults,
) -> Result<()> {
    let mut noted = newest_notes(connection, recorded).await?;
    let mut last = i64::MIN;
    loop {
        let filter = format!("WHERE rowid > $1 ORDER BY rowid LIMIT {BATCH}");
        let columns = recorded.columns;
        let rows =
            cells::rows(connection, recorded.table, columns, &filter, &[last.into()]).await?;
        let Some(end) = rows.last() else { break };
        last = end.rowid;
        for row in &rows {
            let place = (recorded.table, row.rowid);
            let values = match row.values() {
                Ok(values) => values,
                Err(reason) => {
                    faults.add(0, recorded.kind, place, reason);
                    continue;
                }
            };
            let key = canon::to_string(&json!(values[..recorded.key]));
            let fault = match noted.remove(&key) {
                None => "there is no record of it: it was inserted outside dse",
                Some((_, None)) => "it was removed, and is back",
                Some((_, Some(hash))) if hash != canon::id(&json!(values)) => {
                    "it differs from its last recorded state"
                }
                Some(_) => continue,
            };
            faults.add(0, recorded.kind, place, format!("{key}: {fault}"));
        }
    }
    let mut gone: Vec<_> = noted.into_iter().filter(|(_, (_, hash))| hash.is_some()).collect();
    gone.sort();
    for (key, (seq, _)) in gone {
        let reason = format!("{key}: the row of {} that it records is gone", recorded.table);
        faults.add(0, recorded.kind, (RECORD.table, seq), reason);
    }
    Ok(())
}

async fn newest_notes(
    connection: &mut AnyConnection,
    recorded: &Recorded,
) -> Result<HashMap<String, Noted>> {
    let columns = &[("seq", Holds::Number), ("rowKey", Holds::Text), ("contentHash", Holds::Text)];
    let filter = "WHERE kind = $1 ORDER BY seq";
    let kind = &[recorded.kind.into()];
    let rows = cells::rows(connection, RECORD.table, columns, filter, kind).await?;
    let note = |row: cells::Row| {
        let (seq, key) = (row.integer(0)?, row.text(1)?.to_owned());
        Some((key, (seq, row.text(2).map(str::to_owned))))
    };
    // A later note takes the place of an earlier one.
    Ok(rows.into_iter().filter_map(note).collect())
}

async fn genesis(connection: &mut AnyConnection) -> Result<Option<Genesis>> {
    let Linked { table, columns, .. } = GENESIS;
    let rows = cells::rows(connection, table, columns, "ORDER BY seq LIMIT 1", &[]).await?;
    Ok(rows.first().and_then(|row| {
        let rows = row.integer(1)?.unsigned_abs();
        Some(Genesis { rows, created_at_ms: row.integer(2)? })
    }))
}
