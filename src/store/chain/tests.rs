use sqlx::{Any, AssertSqlSafe, Transaction, query, query_as};

use super::super::testing::{Numbers, history};
use super::*;
use crate::model::history::BadLink;

/// The tables that the check covers, each with the columns that it leaves out.
/// `docs/evidence.md` names the same.
const COVERED: &[(&str, &[&str])] = &[
    ("dseActiveArtifactHistory", &[]),
    ("dseActiveArtifacts", &[]),
    ("dseArtifacts", &[]),
    ("dseCanaries", &["okCount", "errorCount", "updatedAtMs", "leaseExpiresAtMs", "leaseMs"]),
    ("dseCanaryHistory", &[]),
    ("dseCompileReports", &[]),
    ("dseErasures", &[]),
    ("dseEvalReports", &[]),
    ("dseGateResults", &[]),
    ("dseHistoryChain", &[]),
    ("dseHistoryRecords", &[]),
    ("dseHoldoutLooks", &[]),
    ("dseImports", &[]),
    ("dseJudgeCalibrations", &[]),
    ("dseOpsRunEvents", &[]),
    ("dseOpsRuns", &["updatedAtMs"]),
];

type Tampered = Transaction<'static, Any>;

/// A change that is taken back when it is dropped.
async fn tamper(store: &Store) -> Tampered {
    let mut free = store.read().await.unwrap();
    // Who tampers with a file keeps no rules.
    query("PRAGMA foreign_keys = OFF").execute(&mut *free).await.unwrap();
    drop(free);
    store.pools.soon.begin().await.unwrap()
}

/// Runs a statement; tells whether it changed anything. What SQLite itself
/// refuses nobody can do to a file either, at least not with SQLite.
async fn run(tampered: &mut Tampered, sql: &str) -> bool {
    let done = query(AssertSqlSafe(sql.to_owned())).execute(&mut **tampered).await;
    done.is_ok_and(|done| done.rows_affected() > 0)
}

async fn faults(tampered: &mut Tampered) -> Vec<BadLink> {
    check_of(tampered).await.unwrap().bad
}

async fn after(store: &Store, sql: &str) -> Vec<BadLink> {
    let mut tampered = tamper(store).await;
    assert!(run(&mut tampered, sql).await, "{sql}");
    faults(&mut tampered).await
}

async fn rowids(tampered: &mut Tampered, table: &str) -> Vec<i64> {
    let sql = format!("SELECT rowid FROM {table} ORDER BY rowid");
    let rows: Vec<(i64,)> = query_as(AssertSqlSafe(sql)).fetch_all(&mut **tampered).await.unwrap();
    rows.into_iter().map(|(rowid,)| rowid).collect()
}

async fn columns(tampered: &mut Tampered, table: &str) -> Vec<String> {
    let sql = format!("SELECT name FROM pragma_table_info('{table}')");
    let rows: Vec<(String,)> =
        query_as(AssertSqlSafe(sql)).fetch_all(&mut **tampered).await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

/// A cell, with its type.
async fn cell(tampered: &mut Tampered, table: &str, column: &str, rowid: i64) -> (String, String) {
    let sql = format!("SELECT typeof({column}), hex({column}) FROM {table} WHERE rowid = {rowid}");
    query_as(AssertSqlSafe(sql)).fetch_one(&mut **tampered).await.unwrap()
}

/// Values of every type, and such as differ by little.
const FORGED: &[&str] = &[
    "'forged'",
    "x'00ff'",
    "CAST(x'9b' AS TEXT)",
    "0.5",
    "NULL",
    "7",
    "-1",
    "''",
    "COLUMN || 'x'",
    "COLUMN || char(0)",
    "COLUMN + 1",
    "upper(COLUMN)",
    "CAST(COLUMN AS BLOB)",
];

#[tokio::test]
async fn an_untouched_history_holds_together() {
    for seed in 0..6 {
        let store = history(seed, 30).await;
        let (head, length) = store.chain_head().await.unwrap();
        let check = store.check_chain(Some(&head), true).await.unwrap();
        assert_eq!((check.bad, check.genesis), (vec![], None), "seed {seed}");
        assert_eq!((check.length, check.head_found, &check.head), (length, true, &head));
        assert_eq!(check.links.len() as u64, length);
        assert!(check.links.iter().all(|link| !link.row.is_null()));
    }
}

#[tokio::test]
async fn any_cell_that_is_changed_is_named_with_its_table() {
    let mut tried = 0;
    for seed in 0..3 {
        let store = history(seed, 12).await;
        let mut numbers = Numbers::new(seed);
        for (table, left_out) in COVERED {
            let mut tampered = tamper(&store).await;
            let rows = rowids(&mut tampered, table).await;
            let columns = columns(&mut tampered, table).await;
            assert!(seed > 0 || !rows.is_empty() || *table == "dseCanaries", "{table} is empty");
            for column in columns.iter().filter(|column| !left_out.contains(&column.as_str())) {
                let Some(&rowid) = rows.get(numbers.below(rows.len().max(1))) else { continue };
                let forged = numbers.one_of(FORGED).replace("COLUMN", column);
                let before = cell(&mut tampered, table, column, rowid).await;
                let sql = format!("UPDATE {table} SET {column} = {forged} WHERE rowid = {rowid}");
                if !run(&mut tampered, &sql).await {
                    continue;
                }
                if cell(&mut tampered, table, column, rowid).await != before {
                    tried += 1;
                    let found = faults(&mut tampered).await;
                    assert!(!found.is_empty(), "seed {seed}: {sql} (it was {before:?})");
                    assert!(found.iter().all(|bad| bad.table.is_some()), "{found:?}");
                }
                drop(tampered);
                tampered = tamper(&store).await;
            }
        }
    }
    assert!(tried > 120, "only {tried} changes");
}

#[tokio::test]
async fn any_row_that_is_taken_away_or_slipped_in_is_named() {
    let store = history(1, 20).await;
    let mut numbers = Numbers::new(1);
    for (table, _) in COVERED {
        let mut tampered = tamper(&store).await;
        let rows = rowids(&mut tampered, table).await;
        let columns = columns(&mut tampered, table).await.join(", ");
        drop(tampered);
        for rowid in rows.iter().filter(|_| rows.len() < 4 || numbers.below(rows.len()) < 3) {
            let sql = format!("DELETE FROM {table} WHERE rowid = {rowid}");
            assert!(!after(&store, &sql).await.is_empty(), "{sql}");
            // The same row once more, as the oldest, below all, and as the newest.
            for seq in ["-5", "1000000", "'x'"] {
                let copied = columns
                    .replacen("seq", seq, 1)
                    .replacen("signatureId", "'forged'", 1)
                    .replacen("runId", "'forged'", 1);
                let sql = format!(
                    "INSERT INTO {table} ({columns}) SELECT {copied} FROM {table} \
                     WHERE rowid = {rowid}"
                );
                assert!(!after(&store, &sql).await.is_empty(), "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn a_tail_that_is_cut_shows_against_a_saved_head() {
    let store = history(3, 20).await;
    let (head, length) = store.chain_head().await.unwrap();
    for cut in (1..=length).step_by(9) {
        let mut tampered = tamper(&store).await;
        let kept = length - cut;
        for linked in tables::ALL_LINKED {
            let (table, kind) = (linked.table, linked.kind);
            let sql = format!(
                "DELETE FROM {table} WHERE seq IN (SELECT rowSeq FROM dseHistoryChain \
                 WHERE kind = '{kind}' AND seq > {kept})"
            );
            run(&mut tampered, &sql).await;
        }
        run(&mut tampered, &format!("DELETE FROM dseHistoryChain WHERE seq > {kept}")).await;
        let check = check::check(&mut tampered, Some(&head), false).await.unwrap();
        assert!(!check.head_found, "{cut} of {length} links are cut");
    }
}

#[tokio::test]
async fn what_the_review_forged_is_named() {
    let store = history(2, 30).await;
    let below = "INSERT INTO dseActiveArtifactHistory SELECT 0, signatureId, action, \
                 fromCompiledId, toCompiledId, 'forged', actorUserId, createdAtMs \
                 FROM dseActiveArtifactHistory LIMIT 1";
    let found = after(&store, below).await;
    assert_eq!(
        (found[0].table.as_deref(), found[0].row_seq),
        (Some("dseActiveArtifactHistory"), 0)
    );
    assert!(found[0].reason.contains("no link"), "{found:?}");
    let emptied = after(&store, "DELETE FROM dseHistoryChain").await;
    assert!(emptied.len() > 20, "each row is named: {emptied:?}");
    let moved = after(&store, "UPDATE dseActiveArtifacts SET compiled_id = 'forged'").await;
    assert_eq!(moved[0].table.as_deref(), Some("dseActiveArtifacts"), "{moved:?}");
    assert!(moved[0].reason.contains("not what the newest history row says"), "{moved:?}");
    for (forged, said) in [("'abc'", "text"), ("x'00'", "bytes"), ("1.5", "a fraction")] {
        let sql = format!("UPDATE dseCanaryHistory SET rolloutPct = {forged} WHERE seq = 1");
        let found = after(&store, &sql).await;
        assert_eq!((found[0].kind.as_str(), found[0].row_seq), ("canary", 1), "{found:?}");
        assert_eq!(
            found[0].reason,
            format!("its `rolloutPct` holds {said} where an integer belongs")
        );
    }
    // One odd cell does not hide the others.
    let mut tampered = tamper(&store).await;
    run(&mut tampered, "UPDATE dseCanaryHistory SET reason = x'00' WHERE seq = 1").await;
    run(&mut tampered, "UPDATE dseOpsRunEvents SET message = 'zwei' WHERE seq = 2").await;
    run(&mut tampered, "UPDATE dseHistoryChain SET seq = 'x' WHERE seq = 3").await;
    let found = faults(&mut tampered).await;
    let kinds: Vec<&str> = found.iter().map(|bad| bad.kind.as_str()).collect();
    assert!(kinds.contains(&"canary") && kinds.contains(&"event"), "{found:?}");
}
