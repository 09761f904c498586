//! Every command on a database whose disk is full, fails, or has damaged it:
//! what the command says is the cause, and it ends.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use super::faults::{self, FULL};
use super::record;
use crate::cli::every_command::{furnish, in_parallel};
use crate::cli::{Place, Run, tree};

/// What is wrong with the database.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Nothing,
    /// Every write and sync fails with this error.
    Writes(i32),
    Damaged,
}

/// A small database, made once.
static DATABASE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let place = Place::new();
    place.dse(&["ops", "start", "--run", "x"]).expect(0);
    fs::read(place.path(".dse/dse.db")).unwrap()
});

fn run(words: &[&str], wrong: Wrong) -> Run {
    let place = Place::new();
    furnish(&place, "text");
    fs::create_dir(place.path(".dse")).unwrap();
    fs::write(place.path(".dse/dse.db"), &*DATABASE).unwrap();
    let mut command = place.command(words);
    match wrong {
        Wrong::Nothing => {}
        Wrong::Writes(errno) => {
            let root = place.path(".dse").canonicalize().unwrap();
            record::watch(&mut command, &root);
            command.env("DISK_AT", "1").env("DISK_ERRNO", errno.to_string());
        }
        Wrong::Damaged => faults::damage(&place.path(".dse/dse.db")),
    }
    ended(words, command)
}

fn ended(words: &[&str], mut command: Command) -> Run {
    let out = tempfile::tempfile().unwrap();
    let err = tempfile::tempfile().unwrap();
    command.stdout(Stdio::from(out.try_clone().unwrap()));
    command.stderr(Stdio::from(err.try_clone().unwrap()));
    let mut child = command.spawn().unwrap();
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > Duration::from_secs(90) {
            child.kill().unwrap();
            panic!("{words:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let text = |mut file: fs::File| {
        use std::io::{Read, Seek};
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    Run { code: status.code().unwrap_or(-1), stdout: text(out), stderr: text(err) }
}

#[test]
fn every_command_names_what_is_wrong_with_the_disk() {
    let mut calls = tree::calls();
    // They go on until they are stopped.
    calls.retain(|words| !matches!(words[0].as_str(), "serve" | "open"));
    let faults = Mutex::new(Vec::new());
    in_parallel(&calls, |words| {
        let well = run(words, Wrong::Nothing);
        for wrong in [Wrong::Writes(FULL), Wrong::Damaged] {
            let run = run(words, wrong);
            let told = format!("{}{}", run.stdout, run.stderr);
            let says_so = match wrong {
                Wrong::Writes(errno) => faults::names_cause(&told, errno),
                Wrong::Damaged => told.contains("damaged") || told.contains("malformed"),
                Wrong::Nothing => unreachable!("that is no fault"),
            };
            // Whatever needs nothing of the database does as always.
            let as_always = run.code == well.code;
            let named = says_so && matches!(run.code, 1 | 3);
            if told.contains("panicked") || !(as_always || named) {
                let always = well.code;
                faults.lock().unwrap().push(format!("{words:?}, {wrong:?}: ({always}) {run:#?}"));
            }
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
