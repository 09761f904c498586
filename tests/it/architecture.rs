//! Which room may use which. The code map says what lives where; this test
//! fails when an arrow points the wrong way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms that it may use. What a room does not list it may not
/// see; its own parts it may always use.
const ROOMS: &[(&str, &[&str])] = &[
    ("api", &["model"]),
    ("canon", &[]),
    ("catalog", &["canon", "model"]),
    ("cli", &["command", "config", "ui"]),
    ("client", &["api", "model", "tls"]),
    (
        "command",
        &[
            "api", "catalog", "cli", "client", "config", "dataset", "model", "report", "scaffold",
            "stats", "ui",
        ],
    ),
    // The settings of the dataset's rules stand where the rules do.
    ("config", &["dataset", "model"]),
    ("dataset", &["canon", "model", "similarity"]),
    ("engine", &["canon", "lm", "model", "similarity", "stats"]),
    ("lm", &["canon", "model", "tls"]),
    // What a comparison proves is a noun too; the mathematics knows nothing else.
    ("model", &["canon", "similarity", "stats"]),
    ("report", &["api", "canon", "dataset", "model", "stats"]),
    ("scaffold", &["canon", "dataset", "model"]),
    (
        "server",
        &["api", "canon", "catalog", "engine", "lm", "model", "report", "stats", "store", "tls"],
    ),
    ("similarity", &[]),
    ("stats", &[]),
    ("store", &["canon", "engine", "model"]),
    ("tls", &[]),
    ("ui", &["dataset", "model"]),
];

/// The files and folders that may see the server, and with it what the server is
/// made of.
const SERVERS: &[&str] =
    &["command/embedded.rs", "command/serve.rs", "command/secret/bootstrap.rs", "command/db/"];
const OF_SERVERS: &[&str] = &["engine", "lm", "server", "store"];

/// Crates that stay in their rooms. A crate's companions (`clap_complete`)
/// stay with it.
const CRATES: &[(&str, &[&str])] = &[
    ("axum", &["server"]),
    ("clap", &["cli", "command"]),
    ("comfy_table", &["report", "ui"]),
    ("csv", &["dataset"]),
    ("hyper", &["server"]),
    ("indicatif", &["ui"]),
    ("maud", &["report", "server"]),
    ("plotters", &["report"]),
    ("reqwest", &["client", "lm", "server"]),
    ("rmcp", &["command"]),
    ("saphyr", &["dataset"]),
    ("sqlx", &["store"]),
    ("tracing_subscriber", &["ui"]),
];

/// The environment is read in one place.
const ENVIRONMENT: &str = "config/environment.rs";

#[test]
fn arrows_point_the_right_way() {
    let mut faults = Vec::new();
    for (name, code) in sources() {
        let room = room_of(&name);
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room) else {
            faults.push(format!("{name}: the room `{room}` is not in the table"));
            continue;
        };
        for used in rooms_used(&code) {
            let at_home = used == room || allowed.contains(&used.as_str());
            let serves = SERVERS.iter().any(|place| name.starts_with(place))
                && OF_SERVERS.contains(&used.as_str());
            if !at_home && !serves {
                faults.push(format!("{name}: {room} must not use {used}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for (name, code) in sources() {
        for (crate_name, rooms) in CRATES {
            if mentions_crate(&code, crate_name) && !rooms.contains(&room_of(&name)) {
                faults.push(format!("{name}: {crate_name} belongs to {}", rooms.join(", ")));
            }
        }
        let reads = ["env::var", "env::vars"].iter().any(|read| code.contains(read));
        if reads && name != ENVIRONMENT {
            faults.push(format!("{name}: only {ENVIRONMENT} reads the environment"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Text that reaches a terminal is escaped because only the macro that escapes
/// its arguments makes it from a format.
#[test]
fn only_escaping_makes_what_is_shown() {
    let makers: Vec<String> = sources()
        .into_iter()
        .filter(|(_, code)| code.contains("of_wrapped"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(makers, ["model/shown.rs"]);
}

/// The files that have `unsafe` code; the compiler refuses it without a word about
/// it, and this list keeps the words few.
const UNSAFE: &[&str] = &["command/signals.rs", "dataset/json/survey.rs"];

#[test]
fn unsafe_code_stays_where_it_is() {
    let places: Vec<String> = sources()
        .into_iter()
        .filter(|(_, code)| code.contains("unsafe {") || code.contains("unsafe_code"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(places, UNSAFE);
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    assert!(fs::read_to_string(manifest).unwrap().contains("\nunsafe_code = \"deny\"\n"));
}

#[test]
fn every_room_is_on_the_map() {
    let map = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    let rooms: BTreeSet<String> =
        sources().iter().map(|(name, _)| room_of(name).to_owned()).collect();
    for (room, _) in ROOMS.iter().filter(|(room, _)| *room != "tls") {
        assert!(rooms.contains(*room), "the table names {room}, which does not exist");
        assert!(map.contains(&format!("`{room}`")), "the map in lib.rs lacks {room}");
    }
}

#[test]
fn files_stay_small() {
    for (name, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= 700, "{name} has {lines} lines; split it");
    }
}

#[test]
fn the_reader_of_paths_sees_what_it_should() {
    let code = "use crate::{api::{self, x}, ui};\nfn f() { crate::model::g(); }\n";
    let used: Vec<String> = rooms_used(code).into_iter().collect();
    assert_eq!(used, ["api", "model", "ui"]);
    assert!(mentions_crate("use clap_complete::Shell;", "clap"));
    assert!(!mentions_crate("use preclap::Shell;", "clap"));
}

/// Every source file by its path below `src/`, without comments and tests.
fn sources() -> Vec<(String, String)> {
    let root = source_folder();
    let mut files = Vec::new();
    visit(&root, &mut |path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let is_test =
            name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("testing.rs");
        if name != "lib.rs" && name != "main.rs" && !is_test {
            let text = fs::read_to_string(path).unwrap();
            files.push((name, without_comments(before_tests(&text))));
        }
    });
    assert!(files.len() > 50, "the sources were found");
    files
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path)) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&path);
        }
    }
}

fn room_of(name: &str) -> &str {
    name.split('/').next().unwrap().trim_end_matches(".rs")
}

fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that paths begin with: `crate::room` and `use crate::{room, …}`.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => rooms.extend(word(rest)),
            Some(group) => rooms.extend(top_level(group).into_iter().filter_map(word)),
        }
    }
    rooms
}

/// The items of a braced group, without those of the groups inside it.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
            }
            '}' if depth == 0 => {
                items.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    items
}

fn word(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Whether a path of `code` begins with the crate or one of its companions.
fn mentions_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let rest = &code[at + name.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(0);
        let companion = end == 0 || rest.starts_with('_');
        let begins = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_' && c != ':');
        begins && companion && rest[end..].starts_with("::")
    })
}
