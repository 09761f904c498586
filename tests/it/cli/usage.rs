//! Wrong arguments, wrong configuration, and who reads stdout.

use std::process::Stdio;

use super::{Place, snapshot};

#[test]
fn wrong_usage_exits_2_and_points_the_way() {
    let place = Place::new();
    let cases: &[(&str, &[&str])] = &[
        ("wrong_flag", &["compile", "x", "--wrong"]),
        ("missing_argument", &["diff", "x"]),
        ("value_out_of_range", &["exercise", "x", "--count", "0"]),
        ("no_such_command", &["complie"]),
        ("no_such_subcommand", &["canary", "strat"]),
        ("bad_json_argument", &["ops", "event", "run", "message", "--json", "{"]),
        ("bad_time_limit", &["--timeout", "inf", "ops", "list"]),
    ];
    for (name, words) in cases {
        snapshot!(format!("usage_{name}"), place.dse(words).expect(2).shown());
        let (code, document) = place.json(words);
        assert_eq!((code, &document["ok"]), (2, &false.into()), "{words:?}");
        assert_eq!(document["error"]["code"], "usage", "{words:?}");
    }
}

#[test]
fn wrong_usage_is_a_document_when_the_environment_asks_for_one() {
    let place = Place::new().with("DSE_OUTPUT_FORMAT", "ndjson");
    let run = place.dse(&["compile"]).expect(2);
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(run.document()["event"], "result");
    assert_eq!(run.stderr, "");
}

#[test]
fn a_broken_configuration_names_its_place() {
    let place = Place::new();
    place.write("dse.toml", "[server]\nulr = \"http://127.0.0.1:1\"\n");
    snapshot!("usage_broken_configuration", place.dse(&["ops", "list"]).expect(2).shown());
    let (code, document) = place.json(&["ops", "list"]);
    assert_eq!((code, document["error"]["code"].as_str()), (2, Some("config")));
    let place = Place::new().with("DSE_SERVER", "not a url");
    snapshot!("usage_bad_address", place.dse(&["ops", "list"]).expect(2).shown());
}

#[test]
fn a_reader_that_leaves_ends_the_program_quietly() {
    let place = Place::new();
    let mut command = place.command(&["config", "show"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn colour_is_used_only_where_it_is_wanted() {
    let colours = |place: &Place, words: &[&str]| place.dse(words).stdout.contains('\u{1b}');
    let show = ["config", "show", "--origin"];
    assert!(!colours(&Place::new(), &show), "stdout is no terminal");
    assert!(colours(&Place::new(), &[&show[..], &["--color", "always"]].concat()));
    assert!(colours(&Place::new().with("CLICOLOR_FORCE", "1"), &show));
    assert!(!colours(&Place::new().with("NO_COLOR", "1"), &show));
    let forced = Place::new().with("CLICOLOR_FORCE", "1");
    assert!(!colours(&forced, &[&show[..], &["--color", "never"]].concat()));
}

#[test]
fn an_external_command_is_found_on_the_path_and_keeps_its_exit_code() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("bin/dse-hello", "#!/bin/sh\necho \"hello $1\"\nexit 7\n");
    let program = place.path("bin/dse-hello");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", place.path("bin").display());
    let run = place.with("PATH", &path).dse(&["hello", "world"]).expect(7);
    assert_eq!(run.stdout, "hello world\n");
}
