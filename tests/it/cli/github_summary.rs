//! `dse report --github-summary`: the step summary of a GitHub workflow.

use super::Place;

/// The most that GitHub takes for a step, bytes.
const MOST: usize = 1 << 20;

/// A place with a run whose events are long, and a summary that holds `before`.
fn place(before: &str) -> Place {
    let place = Place::new().with("GITHUB_STEP_SUMMARY", "summary.md");
    place.write("summary.md", before);
    place.dse(&["ops", "start", "--run", "night-1"]).expect(0);
    for _ in 0..3 {
        let message = "東".repeat(1_500);
        place.dse(&["ops", "event", "night-1", &message]).expect(0);
    }
    place
}

fn summary(place: &Place) -> String {
    std::fs::read_to_string(place.path("summary.md")).unwrap()
}

#[test]
fn the_report_is_added_to_what_is_there() {
    let place = place("# Tests\n");
    let run = place.dse(&["report", "--github-summary"]).expect(0);
    assert!(run.stdout.contains("Ops run night-1"), "{run:#?}");
    let text = summary(&place);
    assert!(text.starts_with("# Tests\n# Ops run night-1\n"), "{text}");
    assert!(text.matches("東東").count() > 1_000 && !text.contains("Cut here"), "{text}");
}

#[test]
fn it_is_cut_where_there_is_little_room_and_left_out_where_there_is_none() {
    let place = place(&"x".repeat(MOST - 7_000));
    place.dse(&["report", "--github-summary"]).expect(0);
    let text = summary(&place);
    assert!(text.len() <= MOST, "{}", text.len());
    assert!(text.contains("x# Ops run night-1\n") && text.contains("*Cut here"));
    let run = place.dse(&["report", "--github-summary"]).expect(0);
    place.dse(&["report", "--github-summary"]).expect(0);
    let after = summary(&place);
    assert!(after.len() <= MOST && after.starts_with(&text), "{run:#?}");
    place.write("summary.md", &"x".repeat(MOST));
    let run = place.dse(&["report", "--github-summary"]).expect(0);
    assert!(run.stderr.contains("the step summary is full"), "{run:#?}");
    assert_eq!(summary(&place).len(), MOST);
}

#[test]
fn without_a_workflow_it_is_wrong_usage() {
    let place = Place::new();
    place.dse(&["ops", "start", "--run", "night-1"]).expect(0);
    let run = place.dse(&["report", "--github-summary"]).expect(2);
    assert!(run.stderr.contains("GITHUB_STEP_SUMMARY is not set"), "{run:#?}");
}
