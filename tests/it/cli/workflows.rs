//! The workflows of `ci/` are true: their commands run as they stand, in a
//! workspace with a recording and without a model.

use std::path::Path;

use super::{Place, Run};

const GITHUB: &str = include_str!("../../../ci/github.yml");
const GITLAB: &str = include_str!("../../../ci/gitlab.yml");
const PAGE: &str = include_str!("../../../docs/ci.md");
const TICKETS: &str = include_str!("../../../fixtures/tutorial/tickets.csv");

/// The lines of a shell that call `dse`.
fn commands(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("- ").or(line.strip_prefix("$ ")).unwrap_or(line);
        line.strip_prefix("run: ").unwrap_or(line)
    });
    lines.filter(|line| line.starts_with("dse ")).collect()
}

/// The variables that a workflow sets, and those that somebody else sets for it:
/// `dse` sees them all, and refuses what looks like a setting and is none.
fn variables(text: &str) -> Vec<(&str, &str)> {
    let is_name = |name: &str| name.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'_'));
    let pairs = text.lines().filter_map(|line| line.trim().split_once(": "));
    let mut found: Vec<(&str, &str)> = pairs.filter(|(name, _)| is_name(name)).collect();
    let words = text.split(|one: char| !(one.is_ascii_alphanumeric() || one == '_'));
    found.extend(words.filter(|word| word.ends_with("_TOKEN")).map(|word| (word, "x")));
    // The folder of cargo is where this program came from.
    found.retain(|(name, _)| *name != "CARGO_HOME");
    found
}

fn shell(place: &Place, line: &str, variables: &[(&str, &str)]) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_dse"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut command = place.shell(line);
    command.env("PATH", path).envs(variables.iter().copied());
    Run::of(command)
}

/// A repository as its owner commits it: files and the recording, no database.
fn repository() -> Place {
    let place = Place::new();
    std::fs::remove_file(place.path("dse.toml")).unwrap();
    std::fs::create_dir(place.path(".git")).unwrap();
    place.write("tickets.csv", TICKETS);
    let new = "dse new @acme/support/RouteTicket.v1 --from tickets.csv --input subject,body \
               --answer queue --id ticket";
    let recording = [("DSE_LM_RECORD", "recordings/answers.ndjson")];
    assert!(PAGE.contains("export DSE_LM_RECORD=recordings/answers.ndjson"));
    std::fs::create_dir(place.path("recordings")).unwrap();
    assert!(commands(PAGE).len() == 3, "the page records");
    for line in [&[new][..], &commands(PAGE)].concat() {
        let run = shell(&place, line, &recording);
        assert_eq!(run.code, 0, "{line}: {run:#?}");
    }
    std::fs::remove_dir_all(place.path(".dse")).unwrap();
    place
}

#[test]
fn every_command_of_the_workflows_does_what_it_says() {
    let mut place = repository();
    for workflow in [GITHUB, GITLAB] {
        let replayed = variables(workflow);
        assert!(replayed.contains(&("DSE_LM_PROVIDER", "replay")), "{replayed:?}");
        assert!(replayed.iter().any(|(name, _)| name.ends_with("_TOKEN")), "{replayed:?}");
        let lines = commands(workflow);
        assert!(lines.len() >= 6, "{lines:?}");
        for line in lines {
            let run = shell(&place, line, &replayed);
            assert_eq!(run.code, 0, "{line}: {run:#?}");
        }
        let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
        assert!(read("eval.xml").contains("<testsuite"));
        assert!(read("comment.md").contains("RouteTicket"));
        std::fs::remove_dir_all(place.path(".dse")).unwrap();
    }
    // A prompt that nobody has recorded is noticed without a model.
    let file = "signatures/route-ticket.v1.json";
    let text = std::fs::read_to_string(place.path(file)).unwrap();
    let changed = text.replacen("\"text\": \"", "\"text\": \"Think first. ", 1);
    assert_ne!(text, changed);
    place.write(file, &changed);
    place =
        place.with("DSE_LM_PROVIDER", "replay").with("DSE_LM_REPLAY", "recordings/answers.ndjson");
    place.dse(&["import", "datasets/route-ticket.v1.jsonl"]).expect(0);
    assert_ne!(place.dse(&["compile", "RouteTicket"]).code, 0);
}
