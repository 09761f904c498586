//! After a signal no model is asked any more, and nothing is left behind.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use libc::{SIGHUP, SIGINT, SIGTERM};

use super::model::Model;
use super::running::{Running, Serving, noted, runs};
use super::workspace::{SIGNATURE, Workspace};

const SIGNALS: [(libc::c_int, i32); 3] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)];

/// A slow model, and a workspace that asks it.
fn slow() -> (Model, Workspace) {
    // A test that was started by `nohup` would hand that down.
    // SAFETY: the default action is set, no handler of ours.
    unsafe { libc::signal(SIGHUP, libc::SIG_DFL) };
    let model = Model::start(Duration::from_millis(20));
    let workspace = Workspace::asking(&model);
    (model, workspace)
}

/// Holds the model back, starts the command, stops it when three calls are under
/// way, and lets them end. Gives what it said.
fn stopped(
    model: &Model,
    workspace: &Workspace,
    words: &[&str],
    signal: libc::c_int,
) -> (i32, String) {
    let before = model.calls();
    model.hold();
    let run = Running::start(workspace.dse(words));
    model.wait_for(before + 3);
    run.send(signal);
    let told = run.tells("stopping");
    model.release();
    let ended = run.end();
    assert_eq!(model.calls(), before + 3, "{words:?} after signal {signal}: {ended:?}");
    assert!(ended.err.contains("interrupted (SIG"), "{ended:?}");
    (ended.code, told)
}

const RESUME: &str = "stopping: 3 calls under way; run the same command to resume";

fn import(workspace: &Workspace, file: &str) {
    let (code, imported) = workspace.json(&["import", file, "--signature", SIGNATURE]);
    assert_eq!(code, 0, "{imported}");
}

#[test]
fn a_compile_stops_asking_and_is_resumed() {
    let (model, workspace) = slow();
    import(&workspace, "rows.jsonl");
    for (signal, code) in SIGNALS {
        let stopped = stopped(&model, &workspace, &["compile", SIGNATURE], signal);
        assert_eq!(stopped, (code, RESUME.to_owned()));
    }
    let before = model.calls();
    let (code, compiled) = workspace.json(&["compile", SIGNATURE]);
    assert_eq!((code, compiled["existed"].as_bool()), (0, Some(false)), "{compiled}");
    // What was answered before the stops is not asked again.
    let fresh = Workspace::asking(&model);
    import(&fresh, "rows.jsonl");
    let resumed = model.calls() - before;
    let before = model.calls();
    fresh.json(&["compile", SIGNATURE]);
    assert_eq!(resumed + 9, model.calls() - before);
}

#[test]
fn an_evaluation_and_traffic_stop_asking() {
    let (model, workspace) = slow();
    import(&workspace, "rows.jsonl");
    let (_, compiled) = workspace.json(&["compile", SIGNATURE]);
    let winner = compiled["compiled_id"].as_str().unwrap();
    // Rows that no compile has asked for yet, enough for three tries.
    let rows = std::fs::read_to_string(workspace.path().join("rows.jsonl")).unwrap();
    let more = ["now", "today"]
        .map(|word| rows.replace("row.", &format!("{word}.")).replace("please", word));
    std::fs::write(workspace.path().join("more.jsonl"), more.concat()).unwrap();
    import(&workspace, "more.jsonl");
    let eval = ["eval", SIGNATURE, "--compiled", winner];
    let exercise = ["exercise", SIGNATURE, "--count", "50"];
    for words in [&eval[..], &exercise[..]] {
        for (signal, code) in SIGNALS {
            assert_eq!(stopped(&model, &workspace, words, signal), (code, RESUME.to_owned()));
        }
    }
    let (_, receipts) = workspace.json(&["receipt", "list", SIGNATURE, "--result", "Error"]);
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 0, "{receipts}");
}

#[test]
fn a_night_stops_asking_and_cleans_up() {
    for (signal, code) in SIGNALS {
        let (model, workspace) = slow();
        let (stopped, told) = stopped(&model, &workspace, &["overnight"], signal);
        assert_eq!((stopped, told.as_str()), (code, RESUME));
        let (_, listed) = workspace.json(&["ops", "list"]);
        let run = &listed["runs"][0];
        assert_eq!(
            (run["status"].as_str(), run["summaryJson"]["outcome"].as_str()),
            (Some("failed"), Some("interrupted")),
            "{listed}"
        );
        assert_eq!(workspace.canary(), serde_json::Value::Null);
    }
}

#[test]
fn a_server_stops_asking_for_its_clients() {
    for (signal, _) in SIGNALS {
        let (model, workspace) = slow();
        let server = Serving::start(workspace);
        let client = Workspace::at(&server.url);
        import(&client, "rows.jsonl");
        model.hold();
        let compile = Running::start(client.dse(&["compile", SIGNATURE, "--retries", "0"]));
        model.wait_for(3);
        server.process.send(signal);
        assert_eq!(server.process.tells("stopping"), "stopping: 3 calls under way");
        model.release();
        let ended = compile.end();
        assert_eq!(ended.code, 3, "{ended:?}");
        assert!(ended.err.contains("the server is stopping"), "{ended:?}");
        let ended = server.process.end();
        assert_eq!((ended.code, model.calls()), (0, 3), "{ended:?}");
    }
}

#[test]
fn calls_that_do_not_end_are_given_up() {
    let (model, workspace) = slow();
    import(&workspace, "rows.jsonl");
    model.hold();
    let compile = Running::start(workspace.dse(&["compile", SIGNATURE]));
    model.wait_for(3);
    compile.send(SIGTERM);
    let ended = compile.end();
    assert_eq!((ended.code, model.calls()), (143, 3), "{ended:?}");
}

#[test]
fn a_second_signal_leaves_at_once() {
    let (_, workspace) = slow();
    let server = Serving::start(workspace);
    // A request whose body does not come holds a stopping server for its ten
    // seconds; then it would end with 0.
    let mut client = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "POST /api/dse/canary/stop HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: 100\r\n\r\n{{",
        super::workspace::SECRET
    );
    client.write_all(head.as_bytes()).unwrap();
    // Answered after the head above was taken in, as far as one can tell.
    Workspace::at(&server.url).json(&["ops", "list"]);
    server.process.send(SIGTERM);
    server.process.tells("stopping");
    server.process.send(SIGTERM);
    let ended = server.process.end();
    assert_eq!(ended.code, 143, "{ended:?}");
}

#[test]
fn who_was_started_to_outlive_its_terminal_does() {
    let (_, workspace) = slow();
    let mut command = std::process::Command::new("sh");
    let serve = workspace.dse(&[]);
    let dse = serve.get_program().to_str().unwrap();
    command
        .args([
            "-c",
            &format!("trap '' HUP; exec '{dse}' serve --addr 127.0.0.1:0 --format ndjson"),
        ])
        .env_clear()
        .envs(serve.get_envs().filter_map(|(key, value)| Some((key, value?))))
        .env("OA_DSE_ADMIN_SECRET", super::workspace::SECRET)
        .current_dir(workspace.path());
    let mut server = Running::start(command);
    let line = server.says("\"url\"");
    let url: serde_json::Value = serde_json::from_str(&line).unwrap();
    server.send(SIGHUP);
    let (code, _) = Workspace::at(url["url"].as_str().unwrap()).json(&["ops", "list"]);
    assert!(code == 0 && server.is_alive());
    server.send(SIGTERM);
    assert_eq!(server.end().code, 0);
}

#[test]
fn a_check_leaves_nothing_behind_when_it_ends() {
    let workspace = Workspace::new(0);
    workspace.set("verify = [\"sleep 300 & echo $! > left; echo started\"]");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (0, Some("promoted")), "{summary}");
    let check = &summary["steps"][1]["detail"]["commands"][0];
    assert_eq!((&check["exitCode"], &check["output"]), (&0.into(), &"started\n".into()), "{check}");
    assert!(!runs(noted(&workspace, "left")));
}

#[test]
fn a_check_that_takes_too_long_is_stopped_with_all_that_it_started() {
    let workspace = Workspace::new(0);
    workspace.set("check_timeout_seconds = 1.0");
    // Neither listens to the polite signal.
    workspace.set("verify = [\"trap '' TERM; echo $$ > leader; echo here; sleep 300 & echo $! > left; wait; sleep 300\"]");
    let (code, summary) = workspace.json(&["overnight"]);
    assert_eq!((code, summary["outcome"].as_str()), (1, Some("checks_failed")), "{summary}");
    let message = summary["error"]["message"].as_str().unwrap();
    assert!(message.contains("did not end within 1 s and was stopped"), "{message}");
    for file in ["leader", "left"] {
        assert!(!runs(noted(&workspace, file)), "{file}");
    }
    let run_id = summary["runId"].as_str().unwrap();
    let (_, shown) = workspace.json(&["ops", "show", run_id]);
    let events = shown["events"].as_array().unwrap();
    assert!(events.iter().any(|event| event["json"]["output"] == "here\n"), "{shown}");
}

#[test]
fn a_signal_ends_a_check_with_all_that_it_started() {
    for (signal, code) in SIGNALS {
        let (_, workspace) = slow();
        workspace.set("verify = [\"echo $$ > leader; sleep 300 & echo $! > left; wait\"]");
        let run = Running::start(workspace.dse(&["overnight", "--format", "json"]));
        let left = noted(&workspace, "left");
        run.send(signal);
        let ended = run.end();
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(!runs(left) && !runs(noted(&workspace, "leader")), "signal {signal}");
        let (_, listed) = workspace.json(&["ops", "list"]);
        assert_eq!(listed["runs"][0]["status"], "failed", "{listed}");
    }
}
