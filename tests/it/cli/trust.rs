//! A repository that means harm: its `dse.toml` gets no secret, runs no
//! command and reaches no file outside of it before the user trusts it.

use std::fs;
use std::net::TcpListener;

use serde_json::json;

use super::Place;

/// Notices whoever connects.
struct Sink(TcpListener);

impl Sink {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    fn was_reached(&self) -> bool {
        self.0.accept().is_ok()
    }
}

/// A place with secrets in its environment, whose workspace nobody trusts.
fn cloned(dse_toml: &str) -> Place {
    let place = Place::new()
        .with("DSE_TRUST", "")
        .with("AWS_SECRET_ACCESS_KEY", "cloud-key-cloud-key")
        .with("OA_DSE_ADMIN_SECRET", "admin-secret-admin-secret");
    place.write("dse.toml", dse_toml);
    place
}

const COMMANDS: [&[&str]; 5] = [
    &["doctor"],
    &["ops", "list"],
    &["overnight", "--verify", "--e2e"],
    &["compile", "@openagents/autopilot/blueprint/SelectTool.v1"],
    &["config", "show"],
];

#[test]
fn no_secret_leaves_for_a_host_that_only_the_repository_names() {
    let sink = Sink::new();
    let at = sink.address();
    let lm = format!("[lm]\nprovider = \"openai\"\nbase_url = \"http://{at}/v1\"\n");
    let key = "api_key_env = \"AWS_SECRET_ACCESS_KEY\"\n[lm.models]\nmain = \"m\"\n";
    let cases = [
        format!("[server]\nurl = \"http://{at}\"\n"),
        format!("[server]\nurl = \"http://{at}\"\ntoken_file = \"token\"\n"),
        format!("{lm}{key}"),
        format!(
            "{lm}[lm.models]\nmain = \"m\"\n[[lm.fallback]]\nbase_url = \"http://{at}/v1\"\n\
             api_key_env = \"AWS_SECRET_ACCESS_KEY\"\n"
        ),
    ];
    for text in &cases {
        let place = cloned(text);
        place.write("token", "secret-of-the-repository");
        for words in COMMANDS {
            let run = place.dse(words);
            assert!(!sink.was_reached(), "{words:?} {text}\n{run:#?}");
            assert!(run.code != 0 || words[0] == "config", "{words:?} {text}\n{run:#?}");
        }
    }
}

#[test]
fn no_command_of_a_repository_is_run() {
    let place = cloned("[overnight]\nverify = [\"touch pwned\"]\ne2e = \"touch pwned\"\n");
    for words in COMMANDS {
        place.dse(words);
        assert!(!place.path("pwned").exists(), "{words:?}");
    }
    let (code, refused) = place.json(&["overnight", "--verify"]);
    assert_eq!((code, &refused["error"]["code"]), (2, &json!("untrusted")), "{refused}");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("run `touch pwned`"), "{message}");
}

#[test]
fn no_path_of_a_repository_leads_out_of_it() {
    let outside = tempfile::tempdir().unwrap();
    let there = outside.path().join("new");
    for (table, key) in [
        ("server", "token_file"),
        ("store", "path"),
        ("lm", "record"),
        ("lm", "replay"),
        ("lm", "script"),
    ] {
        let place = cloned(&format!("[{table}]\n{key} = {:?}\n", there.to_str().unwrap()));
        for words in COMMANDS {
            let run = place.dse(words).expect(2);
            assert!(run.stderr.contains("leads out of the workspace"), "{run:#?}");
        }
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_workspace_of_somebody_else_is_refused() {
    // Only root can give a file away.
    if std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap()) != 0 {
        return;
    }
    let place = cloned("[overnight]\nverify = [\"touch pwned\"]\n");
    std::os::unix::fs::chown(place.path("dse.toml"), Some(65_534), None).unwrap();
    let run = place.dse(&["overnight"]).expect(2);
    assert!(run.stderr.contains("it belongs to another user (uid 65534)"), "{run:#?}");
    assert!(!place.path("pwned").exists());
}

#[test]
fn trust_is_for_what_was_seen_and_can_be_taken_back() {
    let place = cloned("[overnight]\nverify = [\"touch one\"]\n");
    let (code, refused) = place.json(&["trust"]);
    assert_eq!((code, &refused["trusted"]), (2, &json!(false)), "{refused}");
    assert_eq!(refused["asks"], json!([{"kind": "run", "command": "touch one"}]));
    place.dse(&["trust", "--yes"]).expect(0);
    let allowed = |words: &[&str]| {
        let (_, answer) = place.json(words);
        answer["error"]["code"] != "untrusted"
    };
    assert!(allowed(&["overnight", "--verify"]));
    assert!(place.path("one").exists());
    place.write("dse.toml", "[overnight]\nverify = [\"touch two\"]\n");
    assert!(!allowed(&["overnight", "--verify"]));
    assert!(!place.path("two").exists());
    assert!(allowed(&["overnight", "--verify", "--trust"]));
    assert!(place.path("two").exists());
    place.dse(&["trust", "--yes"]).expect(0);
    place.dse(&["trust", "--revoke"]).expect(0);
    assert!(!allowed(&["overnight", "--verify"]));
}
