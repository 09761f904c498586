//! The power fails: what was answered is found again, at every moment of the
//! record, whatever the disk did with what it was not told to keep.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dse::engine::memory::SystemClock;
use dse::store::{Store, check_file};
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, query_as};

use super::record::{self, Deed, Kind, Unsynced};
use crate::overnight::workspace::{SIGNATURE, Workspace};

const SECRET: &str = "a-secret-for-tests";

/// A server whose disk is watched, and its clients.
struct Watched {
    workspace: Workspace,
    server: Child,
    url: String,
    log: std::path::PathBuf,
    /// What was answered, with the length of the record by then.
    answered: Vec<(u64, Fact)>,
}

/// What must be found: a count of rows.
#[derive(Clone, Debug)]
struct Fact {
    name: String,
    sql: String,
    least: i64,
}

impl Watched {
    fn start() -> Self {
        let workspace = Workspace::new(0);
        let root = workspace.path().canonicalize().unwrap().join("data");
        fs::create_dir(&root).unwrap();
        let log = workspace.path().join("record");
        let mut command = workspace.dse(&["serve", "--addr", "127.0.0.1:0", "--db", "data/dse.db"]);
        record::watch(&mut command, &root);
        command.env("DISK_LOG", &log).env("OA_DSE_ADMIN_SECRET", SECRET);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("it listens").to_owned();
        Self { workspace, server, url, log, answered: Vec::new() }
    }

    /// Runs a command that must succeed.
    fn dse(&self, words: &[&str]) -> Value {
        let mut command = self.workspace.dse(words);
        command.args(["--format", "json"]);
        command.env("DSE_SERVER", &self.url).env("OA_DSE_ADMIN_SECRET", SECRET);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Runs a command after which `least` rows of `table` must be found.
    fn then(&mut self, words: &[&str], table: &str, condition: &str, least: i64) -> Value {
        let answer = self.dse(words);
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
        let fact = Fact { name: words.join(" "), sql, least };
        self.answered.push((fs::metadata(&self.log).unwrap().len(), fact));
        answer
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Everything that is promised to be on disk when it is answered.
fn acknowledge(watched: &mut Watched) {
    let event = "dseOpsRunEvents";
    watched.then(&["ops", "start", "--run", "r"], "dseOpsRuns", "runId = 'r'", 1);
    watched.then(&["ops", "event", "r", "it happened"], event, "message = 'it happened'", 1);
    let import = ["import", "rows.jsonl", "--signature", SIGNATURE, "--no-check"];
    watched.then(&import, "dseExamples", "1", 12);
    let compiled = watched.then(&["compile", SIGNATURE], "dseCompileReports", "1", 1);
    let winner = compiled["compiled_id"].as_str().unwrap().to_owned();
    let start = ["canary", "start", SIGNATURE, "--compiled", &winner, "--rollout-pct", "100"];
    watched.then(&start, "dseCanaryHistory", "action = 'start'", 1);
    watched.then(&["canary", "stop", SIGNATURE], "dseCanaryHistory", "action = 'stop'", 1);
    watched.then(&start, "dseCanaryHistory", "action = 'start'", 2);
    let exercised = watched.dse(&["exercise", SIGNATURE, "--count", "3"]);
    assert_eq!(exercised["okCount"], 3);
    // The gate of each canary start and of the promotion: one look at one pair.
    let pointer = "dseActiveArtifactHistory";
    let promote = ["promote", SIGNATURE, "--compiled", &winner];
    watched.then(&promote, pointer, &format!("toCompiledId = '{winner}'"), 1);
    let looks = "purpose = 'gate' AND p > 0";
    watched.then(&["ops", "event", "r", "promoted"], "dseHoldoutLooks", looks, 1);
    watched.then(&["rollback", SIGNATURE], pointer, "action = 'rollback'", 1);
    watched.then(&["ops", "finish", "r"], "dseOpsRuns", "status = 'finished'", 1);
}

#[test]
fn what_was_answered_is_found_after_a_power_cut() {
    let mut watched = Watched::start();
    acknowledge(&mut watched);
    // Nothing is folded in at an end that never comes.
    watched.server.kill().unwrap();
    watched.server.wait().unwrap();
    let deeds = record::read(&watched.log);
    let syncs = deeds.iter().filter(|deed| deed.kind == Kind::Sync).count();
    assert!(syncs > 2 * watched.answered.len(), "{syncs} syncs");
    let moments = moments(&deeds, &watched.answered);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                while let Some(&(count, unsynced)) =
                    moments.get(next.fetch_add(1, Ordering::SeqCst))
                {
                    runtime.block_on(cut(&deeds[..count], unsynced, &watched.answered));
                }
            });
        }
    });
}

/// The moments at which the power fails: behind each answer, and on either side
/// of syncs, with each thing that a disk may do.
fn moments(deeds: &[Deed], answered: &[(u64, Fact)]) -> Vec<(usize, Unsynced)> {
    let behind = |length: u64| deeds.iter().filter(|deed| deed.end <= length).count();
    let mut counts: Vec<usize> = answered.iter().map(|(length, _)| behind(*length)).collect();
    let syncs = (0..deeds.len()).filter(|&index| deeds[index].kind == Kind::Sync);
    let syncs: Vec<usize> = syncs.collect();
    // The newest are between answers; of the many at the start some are enough.
    let step = (syncs.len() / 24).max(1);
    counts.extend(syncs.iter().step_by(step).flat_map(|&index| [index, index + 1]));
    counts.sort_unstable();
    counts.dedup();
    let ways = |count| {
        let ways =
            [Unsynced::Dropped, Unsynced::Kept, Unsynced::Torn, Unsynced::Some(count as u64)];
        ways.map(|way| (count, way))
    };
    counts.into_iter().flat_map(ways).collect()
}

/// Opens what the disk has left, and looks for all that was answered by then.
async fn cut(deeds: &[Deed], unsynced: Unsynced, answered: &[(u64, Fact)]) {
    let moment = format!("{} deeds, {unsynced:?}", deeds.len());
    let folder = tempfile::tempdir().unwrap();
    record::leave(deeds, unsynced, folder.path());
    let path = folder.path().join("dse.db");
    let store = Store::open(&path, Arc::new(SystemClock)).await;
    let store = store.unwrap_or_else(|error| panic!("{moment}: {error}"));
    let check = store.check_chain(None, false).await.unwrap();
    assert_eq!(check.bad, [], "{moment}");
    let length = deeds.last().map_or(0, |deed| deed.end);
    let due = answered.iter().filter(|(at, _)| *at <= length);
    for (_, fact) in due {
        let found = count(&path, &fact.sql).await;
        let Fact { name, sql, least } = fact;
        assert!(found >= *least, "{moment}: `dse {name}` was answered; {sql}: {found}");
    }
    store.close().await;
    assert_eq!(check_file(&path).await.unwrap().faults, [""; 0], "{moment}");
}

async fn count(path: &Path, sql: &str) -> i64 {
    let url = format!("sqlite://{}", path.display());
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    let (count,): (i64,) =
        query_as(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    count
}

/// The record is faithful: played to its end it gives the files as they are.
#[test]
fn a_record_that_is_played_back_gives_the_same_files() {
    let watched = Watched::start();
    watched.dse(&["ops", "start", "--run", "r"]);
    let folder = tempfile::tempdir().unwrap();
    let root = watched.workspace.path().join("data");
    record::leave(&record::read(&watched.log), Unsynced::Kept, folder.path());
    for name in ["dse.db", "dse.db-wal"] {
        let (ours, theirs) = (fs::read(folder.path().join(name)), fs::read(root.join(name)));
        assert!(ours.unwrap() == theirs.unwrap(), "{name}");
    }
    assert!(File::open(folder.path().join("dse.db-shm")).is_err());
}
