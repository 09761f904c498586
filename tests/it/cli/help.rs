//! What the help says is what there is.

use std::path::Path;

use clap::CommandFactory;
use dse::cli::{Cli, exit};

use super::{Place, snapshot};

#[test]
fn the_help_of_every_command_is_there() {
    let place = Place::new();
    let mut all = String::new();
    let mut command = Cli::command();
    command.build();
    visit(&command, &mut Vec::new(), &mut |words| {
        let run = place.dse(&[words, &["--help"]].concat()).expect(0);
        assert!(run.stderr.is_empty() && run.stdout.contains("Usage: dse"), "{words:?}");
        if words.is_empty() {
            all.clone_from(&run.stdout);
        }
    });
    assert!(all.contains(exit::TABLE), "the exit codes are part of the help");
    // The thin client has no `serve`.
    if cfg!(feature = "server") {
        snapshot!("help", all);
    }
}

fn visit<'a>(command: &'a clap::Command, words: &mut Vec<&'a str>, each: &mut impl FnMut(&[&str])) {
    each(words);
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        words.push(inner.get_name());
        visit(inner, words, each);
        words.pop();
    }
}

#[test]
fn the_readme_shows_the_same_exit_codes() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("README.md can be read");
    let words = |text: &str| {
        let plain = text.replace(['|', '`', '-'], " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let readme = words(&readme);
    for (code, meaning) in codes() {
        let row = words(&format!("{code} {meaning}"));
        assert!(readme.contains(&row), "README.md lacks the row: {row}");
    }
}

/// The rows of the table in `--help`, continued lines joined.
fn codes() -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in exit::TABLE.lines().skip(1) {
        let (code, meaning) = line.split_at(7);
        match (code.trim(), rows.last_mut()) {
            ("", Some(last)) => last.1 = format!("{} {}", last.1, meaning.trim()),
            (code, _) => rows.push((code.to_owned(), meaning.trim().to_owned())),
        }
    }
    rows
}
