//! Every command of the program, found in its clap tree, with arguments that
//! it accepts: a new command is tried without anybody adding it to a list.

use clap::{Arg, ArgAction, Command, CommandFactory};

/// The words of one way to call a command.
pub type Words = Vec<String>;

/// Files that [`call`] names; whoever runs the words makes them.
pub const ROWS: &str = "rows.jsonl";
pub const BROKEN_ROWS: &str = "broken.jsonl";
pub const OTHER_ROWS: &str = "other.jsonl";
pub const PATCH: &str = "patch.jsonl";
pub const LABELS: &str = "labels.jsonl";

/// The signature that the rows belong to.
pub const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

/// Each command once, with as few arguments as it takes.
pub fn calls() -> Vec<Words> {
    leaves().iter().map(|leaf| leaf.words.clone()).collect()
}

/// Each command in every form that it can write: for people, for programs, with
/// each of its switches, and with each value of an argument that names a form.
pub fn forms() -> Vec<Words> {
    let mut all = Vec::new();
    for Leaf { words, command } in leaves() {
        let mut add = |more: &[&str]| {
            let more = more.iter().map(|word| (*word).to_owned());
            all.push(words.iter().cloned().chain(more).collect());
        };
        add(&[]);
        add(&["--format", "json"]);
        add(&["--format", "ndjson"]);
        for argument in own_arguments(&command) {
            let Some(name) = argument.get_long() else { continue };
            let flag = format!("--{name}");
            match argument.get_action() {
                ArgAction::SetTrue => add(&[&flag]),
                ArgAction::Set if name == "output" => {
                    for form in argument.get_possible_values() {
                        add(&[&flag, form.get_name()]);
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// A command that does something by itself.
struct Leaf {
    words: Words,
    command: Command,
}

fn leaves() -> Vec<Leaf> {
    let mut root = dse::cli::Cli::command();
    root.build();
    let mut found = Vec::new();
    visit(&root, &[], &mut found);
    assert!(found.len() > 40, "the tree was found");
    found
}

fn visit(command: &Command, path: &[String], found: &mut Vec<Leaf>) {
    // clap's own: it shows what --help shows.
    let inner: Vec<&Command> =
        command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    let is_leaf = inner.is_empty() || !command.is_subcommand_required_set();
    if is_leaf && !path.is_empty() {
        found.push(Leaf { words: call(command, path), command: command.clone() });
    }
    for inner in inner {
        visit(inner, &[path, &[inner.get_name().to_owned()]].concat(), found);
    }
}

fn own_arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !argument.is_global_set())
}

/// The path of a command and a value for each argument that it needs.
fn call(command: &Command, path: &[String]) -> Words {
    let mut words = path.to_vec();
    for argument in own_arguments(command) {
        let id = argument.get_id().as_str();
        let wanted = argument.is_required_set() || matches!(id, "files" | "deadline" | "poll");
        if !wanted {
            continue;
        }
        if let Some(name) = argument.get_long() {
            words.push(format!("--{name}"));
        }
        match argument.get_possible_values().first() {
            Some(value) => words.push(value.get_name().to_owned()),
            None => words.extend(value(id).iter().map(|word| (*word).to_owned())),
        }
    }
    words
}

/// What an argument of this name is given. One that is new and needs more than
/// a word gets a line here.
fn value(argument: &str) -> &'static [&'static str] {
    match argument {
        "file" => &[ROWS],
        "files" => &[ROWS, BROKEN_ROWS],
        "sides" => &[ROWS, OTHER_ROWS],
        "patch" => &[PATCH],
        "labels" => &[LABELS],
        "input" => &["message=x"],
        "signature" => &[SIGNATURE],
        "deadline" | "poll" => &["0.1"],
        _ => &["x"],
    }
}
