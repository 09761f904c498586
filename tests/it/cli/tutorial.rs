//! The tutorial is true: its commands run as they stand, in one workspace.

use std::path::Path;

use super::Place;

const PAGE: &str = include_str!("../../../docs/tutorial.md");
const TICKETS: &str = include_str!("../../../fixtures/tutorial/tickets.csv");

/// The commands of the page in their order.
fn commands() -> Vec<Vec<String>> {
    PAGE.lines().filter_map(|line| line.strip_prefix("$ dse ")).map(words).collect()
}

/// The words of a command line as a shell has them, single quotes included.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            other => words.last_mut().expect("there is a word").push(other),
        }
    }
    words
}

#[test]
fn every_command_of_the_tutorial_does_what_it_says() {
    let place = Place::new();
    std::fs::remove_file(place.path("dse.toml")).unwrap();
    std::fs::create_dir(place.path(".git")).unwrap();
    place.write("tickets.csv", TICKETS);
    let mut seen = Vec::new();
    for command in commands() {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let run = place.dse(&command);
        assert_eq!(run.code, 0, "{command:?}: {run:#?}");
        seen.push((command[0].to_owned(), run));
    }
    let of = |name: &str| &seen.iter().find(|(command, _)| command == name).expect("it is there").1;
    assert!(
        of("overnight").stdout.contains("improved and the new version is live"),
        "{:?}",
        of("overnight")
    );
    assert!(of("predict").stdout.contains("shipping"), "{:?}", of("predict"));
    for file in [
        "signatures/route-ticket.v1.json",
        "datasets/route-ticket.v1.jsonl",
        "signatures/route-ticket.v1.md",
    ] {
        assert!(PAGE.contains(file) && place.path(file).is_file(), "{file}");
    }
    // The rows on the page are the file's own.
    let head: Vec<&str> = TICKETS.lines().take(3).collect();
    assert!(PAGE.contains(&head.join("\n")));
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tutorial/tickets.csv").is_file());
    // A bar that is not reached fails, in every form.
    for form in ["human", "markdown", "junit", "github"] {
        let bar = [
            "eval",
            "RouteTicket",
            "--compiled",
            "default",
            "--fail-under",
            "0.99",
            "--output",
            form,
        ];
        let run = place.dse(&bar).expect(1);
        assert!(run.stderr.contains("is below 0.99"), "{run:#?}");
        assert!(!run.stdout.is_empty());
    }
    let (code, result) =
        place.json(&["eval", "RouteTicket", "--compiled", "default", "--fail-under", "0.99"]);
    assert_eq!((code, &result["error"]["code"]), (1, &"below_bar".into()), "{result}");
    // Nothing of the demo is in the way of one's own.
    let listed = place.dse(&["signature", "list"]).expect(0).stdout;
    assert!(listed.contains("RouteTicket") && !listed.contains("SelectTool"), "{listed}");
    assert!(place.dse(&["signature", "list", "--all"]).expect(0).stdout.contains("SelectTool"));
}
