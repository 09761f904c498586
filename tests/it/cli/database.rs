//! `dse db`: copies of the database file, looked at and put back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use sqlx::{AnyConnection, Connection, Executor};

use super::process::SECRET;
use super::{Place, snapshot};

/// A server on the workspace's own file.
struct OnFile {
    child: Child,
    url: String,
}

impl OnFile {
    fn start(place: &Place) -> Self {
        use std::io::BufRead as _;

        let mut command = place.command(&["serve", "--addr", "127.0.0.1:0"]);
        command.env("OA_DSE_ADMIN_SECRET", SECRET).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("dse starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout is piped");
        std::io::BufReader::new(stdout).read_line(&mut line).expect("stdout can be read");
        let url = line.trim().strip_prefix("listening on ").expect("it listens").to_owned();
        Self { child, url }
    }
}

impl Drop for OnFile {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run_sql(path: &std::path::Path, sql: &'static str) {
    sqlx::any::install_default_drivers();
    let work = async {
        let url = format!("sqlite://{}", path.display());
        let mut connection = AnyConnection::connect(&url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    };
    tokio::runtime::Runtime::new().unwrap().block_on(work);
}

/// The runs of a database, newest first.
fn runs(place: &Place) -> Vec<String> {
    let (_, listed) = place.json(&["ops", "list"]);
    let runs = listed["runs"].as_array().unwrap().iter();
    runs.map(|run| run["runId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backup_can_be_checked_and_put_back() {
    let place = Place::new();
    place.dse(&["ops", "start", "--run", "before"]).expect(0);
    snapshot!("db_backup", filtered(&place.dse(&["db", "backup", "copy.db"]).expect(0).shown()));
    let mode = fs::metadata(place.path("copy.db")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "it holds all that the database does");
    place.dse(&["ops", "start", "--run", "after"]).expect(0);
    snapshot!("db_check", place.dse(&["db", "check", "copy.db"]).expect(0).shown());

    let (code, restored) = place.json(&["db", "restore", "copy.db"]);
    assert_eq!(code, 0, "{restored}");
    assert_eq!(runs(&place), ["before"]);
    // What was there is kept, whole.
    let kept = restored["kept"].as_str().unwrap().to_owned();
    let (code, found) = place.json(&["db", "check", &kept]);
    assert_eq!((code, &found["history"]["length"]), (0, &4.into()), "{found}");
    place.dse(&["db", "restore", &kept]).expect(0);
    assert_eq!(runs(&place), ["after", "before"]);
    // Into a workspace that has none yet.
    let other = Place::new();
    fs::copy(place.path("copy.db"), other.path("copy.db")).unwrap();
    other.dse(&["db", "restore", "copy.db"]).expect(0);
    assert_eq!(runs(&other), ["before"]);
}

/// The number of bytes differs from version to version.
fn filtered(text: &str) -> String {
    regex::Regex::new(r"\(\d+ bytes\)").unwrap().replace_all(text, "([n] bytes)").into_owned()
}

#[test]
fn backups_under_writes_are_whole_and_exact_prefixes() {
    const WRITERS: usize = 3;
    let place = Place::new();
    let server = OnFile::start(&place);
    let client =
        |place: Place| place.with("DSE_SERVER", &server.url).with("OA_DSE_ADMIN_SECRET", SECRET);
    let remote = client(Place::new());
    remote.dse(&["ops", "start", "--run", "r"]).expect(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (remote, done) = (client(Place::new()), &done);
            scope.spawn(move || {
                for number in 0.. {
                    if done.load(Ordering::SeqCst) {
                        break;
                    }
                    let message = format!("{writer} {number}");
                    remote.dse(&["ops", "event", "r", &message]).expect(0);
                }
            });
        }
        let mut last = 0;
        for number in 0..5 {
            let name = format!("copy-{number}.db");
            let (code, made) = place.json(&["db", "backup", &name]);
            assert_eq!(code, 0, "{made}");
            let (code, found) = place.json(&["db", "check", &name]);
            assert_eq!(code, 0, "{found}");
            assert_eq!(found["history"]["head"], made["head"]);
            // Each event has its link: the prefix is as long as its links say.
            let length = found["history"]["length"].as_u64().unwrap();
            assert!(length >= last, "{length} after {last}");
            last = length;
        }
        done.store(true, Ordering::SeqCst);
    });
    // Every head is one of the history that went on.
    for number in 0..5 {
        let (_, found) = place.json(&["db", "check", &format!("copy-{number}.db")]);
        let head = found["history"]["head"].as_str().unwrap();
        let (code, check) = remote.json(&["history", "verify", "--head", head]);
        assert_eq!((code, &check["headFound"]), (0, &true.into()), "{check}");
    }
}

#[test]
fn a_database_that_is_used_is_not_replaced() {
    let place = Place::new();
    place.dse(&["ops", "start", "--run", "before"]).expect(0);
    place.dse(&["db", "backup", "copy.db"]).expect(0);
    let server = OnFile::start(&place);
    snapshot!("db_restore_in_use", place.dse(&["db", "restore", "copy.db"]).expect(1).shown());
    let remote = Place::at(&server.url);
    assert_eq!(runs(&remote), ["before"]);
    drop(server);
    place.dse(&["db", "restore", "copy.db"]).expect(0);
}

#[test]
fn what_is_no_sound_backup_is_refused() {
    let place = Place::new();
    place.dse(&["ops", "start", "--run", "r"]).expect(0);
    place.dse(&["db", "backup", "copy.db"]).expect(0);
    snapshot!("db_backup_again", place.dse(&["db", "backup", "copy.db"]).expect(2).shown());
    place.dse(&["db", "backup", "copy.db", "--force"]).expect(0);
    run_sql(&place.path("copy.db"), "UPDATE dseOpsRuns SET status = 'finished'");
    snapshot!("db_check_tampered", place.dse(&["db", "check", "copy.db"]).expect(1).shown());
    snapshot!("db_restore_tampered", place.dse(&["db", "restore", "copy.db"]).expect(1).shown());
    place.write("notes.txt", &"this is no database ".repeat(500));
    for words in [["db", "check", "notes.txt"], ["db", "restore", "notes.txt"]] {
        let run = place.dse(&words).expect(2);
        assert!(run.stderr.contains("notes.txt") && run.stderr.contains("no database"), "{run:?}");
    }
    place.dse(&["db", "check", "nowhere.db"]).expect(2);
    // All of that changed nothing.
    let (_, shown) = place.json(&["ops", "show", "r"]);
    assert_eq!(shown["run"]["status"], "running");
    assert!(
        !fs::read_dir(place.path("."))
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().starts_with(".dse-") })
    );
}

#[test]
fn a_servers_database_is_on_its_own_machine() {
    let place = Place::at("http://127.0.0.1:9");
    snapshot!("db_of_a_server", place.dse(&["db", "backup", "copy.db"]).expect(2).shown());
    // A file that is named is looked at here.
    place.dse(&["db", "check", "--db", "nowhere.db"]).expect(2);
    let local = Place::new();
    local.dse(&["ops", "start", "--run", "r"]).expect(0);
    let path = local.path(".dse/dse.db");
    place.dse(&["db", "check", "--db", path.to_str().unwrap()]).expect(0);
}

#[test]
fn a_newer_database_is_named_as_such() {
    let place = Place::new();
    place.dse(&["ops", "list"]).expect(0);
    let newer = "INSERT INTO _sqlx_migrations VALUES (9999, 'time travel', 0, TRUE, x'00', 0)";
    run_sql(&place.path(".dse/dse.db"), newer);
    let run = place.dse(&["ops", "list"]).expect(2);
    assert!(run.stderr.contains("written by a newer dse"), "{run:?}");
    assert!(run.stderr.contains("install"), "{run:?}");
    let (code, document) = place.json(&["db", "check"]);
    assert_eq!((code, &document["error"]["code"]), (2, &Value::from("newer_database")));
}

/// While there are writes, the file follows the log: a copy of the file alone
/// is not empty, as it was when only the log held all.
#[test]
fn the_tables_are_in_the_file_from_the_start() {
    let place = Place::new();
    let _server = OnFile::start(&place);
    let length = fs::metadata(place.path(".dse/dse.db")).unwrap().len();
    assert!(length > 100_000, "{length} bytes are in the file");
}
