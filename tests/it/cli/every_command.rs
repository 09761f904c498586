//! What holds for every command, however it is called.

use std::fs::File;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::made_up::{MadeUp, Manner};
use super::tree::{self, Words};
use super::{Place, Run, pty};

/// What a terminal would act on, and what it would hide.
const HOSTILE: &str = "PWN\u{1b}[38;5;201m1\u{1b}]0;title\u{7}2\u{9b}2J3\u{202e}4\u{7f}5\u{8}6\
                       \u{200b}7\u{e0041}8\r9\n\u{1b}c";

/// A workspace with the files that the words of the tree name, and with `text`
/// in each place of them that a stranger may fill.
fn workspace(url: &str, text: &str) -> Place {
    let place = Place::at(url).with("DSE_SERVER_RETRIES", "0").with("TERM", "xterm");
    furnish(&place, text);
    // Where no browser is found, none is opened.
    place.with("PATH", "/nowhere")
}

/// Writes those files.
pub fn furnish(place: &Place, text: &str) {
    let row = |id: &str, answer: &str| {
        json!({
            "exampleId": format!("{id}{text}"), "split": "train", "tags": [text], "source": text,
            "inputJson": {"message": text, "n": 1}, "expectedJson": {"action": answer, text: text},
        })
    };
    let lines = |rows: &[Value]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
    place.write(tree::ROWS, &lines(&[row("a", "x"), row("b", text)]));
    place.write(tree::OTHER_ROWS, &lines(&[row("a", text), row("c", "y")]));
    let broken = [b"{\"exampleId\": \"\x9b".as_slice(), text.as_bytes(), b"\", \x1b\n"].concat();
    std::fs::write(place.path(tree::BROKEN_ROWS), broken).unwrap();
    let header = json!({"format": "openagents.dse.dataset_patch", "formatVersion": 1});
    let step = json!({"op": "remove", "row": {"id": text}, "was": text});
    place.write(tree::PATCH, &lines(&[header, step]));
    place.write(tree::LABELS, &lines(&[json!({"inputJson": {text: text}, "label": 1})]));
    let (rows, signature) = (tree::ROWS, tree::SIGNATURE);
    place.write(
        "dse.toml",
        &format!(
            "[overnight]\npoll_seconds = 0.05\ndeadline_seconds = 0.2\n\
             [[dataset]]\npath = \"{rows}\"\nsignature = \"{signature}\"\n"
        ),
    );
}

/// Calls `each` on all of `calls`, a few at a time.
pub fn in_parallel(calls: &[Words], each: impl Fn(&[&str]) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(words) = calls.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    each(&words);
                }
            });
        }
    });
}

/// Waits for a command that should soon be done; one that goes on is ended.
fn end_of(words: &[&str], mut child: Child) -> Run {
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{words:?} goes on although its output is lost");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Run::from(child.wait_with_output().unwrap())
}

/// A server and a dataset whose every string is hostile: nothing of it reaches
/// a terminal but as text.
#[test]
fn text_stays_text_on_a_terminal() {
    let (shown, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    for manner in [Manner::Answers, Manner::Refuses, Manner::Redirects] {
        let server = MadeUp::start(HOSTILE, manner);
        let mut calls = match manner {
            Manner::Answers => tree::forms(),
            Manner::Refuses | Manner::Redirects => tree::calls(),
        };
        // It runs until it is stopped, and asks no server.
        calls.retain(|words| words[0] != "serve");
        in_parallel(&calls, |words| {
            let place = workspace(&server.url, HOSTILE);
            let bytes = pty::bytes_of(place.command(words));
            if bytes.windows(3).any(|piece| piece == b"PWN") {
                shown.fetch_add(1, Ordering::SeqCst);
            }
            if let Some(fault) = pty::foreign(&bytes) {
                let all = String::from_utf8_lossy(&bytes).escape_debug().to_string();
                faults.lock().unwrap().push(format!("{words:?} ({manner:?}): {fault:?} in {all}"));
            }
        });
    }
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Most commands show what the server or the file says.
    assert!(shown.into_inner() > 100, "the hostile text was shown nowhere");
}

/// What cannot be written is an error, whatever the command found.
#[test]
fn a_full_disk_behind_stdout_is_an_error() {
    let server = MadeUp::start("text", Manner::Answers);
    let mut calls = tree::calls();
    for words in tree::calls() {
        calls.push([words, vec!["--format".to_owned(), "json".to_owned()]].concat());
    }
    calls.push(vec!["--help".to_owned()]);
    calls.push(vec!["--version".to_owned()]);
    let (written, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    in_parallel(&calls, |words| {
        let place = || workspace(&server.url, "text").with("OA_DSE_ADMIN_SECRET", "a-secret");
        // Whether it writes to stdout at all; one that serves does.
        let writes = words[0] == "serve" || !place().dse(words).stdout.is_empty();
        let place = place();
        let mut command = place.command(words);
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        command.stderr(Stdio::piped());
        let run = end_of(words, command.spawn().expect("dse starts"));
        let told = run.stderr.lines().filter(|line| line.contains("standard output cannot be"));
        let told = told.count();
        written.fetch_add(usize::from(writes), Ordering::SeqCst);
        if writes != (run.code == 3 && told == 1) {
            faults.lock().unwrap().push(format!("{words:?}: {run:#?}"));
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(written.into_inner() > 80, "most commands write to stdout");
}

/// Whoever closes the pipe has seen enough, which is no fault of the command.
#[test]
fn a_closed_pipe_is_no_error() {
    let server = MadeUp::start("text", Manner::Answers);
    let place = workspace(&server.url, "text");
    for words in [&["ops", "list"][..], &["explain"], &["dataset", "export", tree::SIGNATURE]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = place.command(words);
        command.stdout(writer).stderr(Stdio::piped());
        let run = Run::from(command.spawn().expect("dse starts").wait_with_output().unwrap());
        assert_eq!((run.code, run.stderr.contains("cannot be written")), (0, false), "{run:#?}");
    }
}

/// Under ndjson every line of stdout is a document, and the last one, and no
/// other, is the result.
#[test]
fn ndjson_ends_with_the_result() {
    let server = MadeUp::start("text", Manner::Answers);
    let faults = Mutex::new(Vec::new());
    // What these print is a text of its own in every format.
    let texts = ["completions", "man", "mcp", "serve"];
    let mut calls = tree::calls();
    calls.retain(|words| !texts.contains(&words[0].as_str()));
    in_parallel(&calls, |words| {
        let words = [words, &["--format", "ndjson"]].concat();
        let run = workspace(&server.url, "text").dse(&words);
        let parsed: Result<Vec<Value>, _> = run.stdout.lines().map(serde_json::from_str).collect();
        let results = |lines: &Vec<Value>| {
            lines.iter().map(|line| line["event"] == "result").collect::<Vec<_>>()
        };
        let fits = parsed.as_ref().is_ok_and(|lines| {
            results(lines)
                .split_last()
                .is_some_and(|(last, before)| *last && !before.contains(&true))
        });
        if !fits {
            faults.lock().unwrap().push(format!("{words:?}: {run:#?}"));
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
