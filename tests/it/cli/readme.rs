//! The README's first command prints what the README shows.

use super::Place;

const README: &str = include_str!("../../../README.md");

/// The sample report, without the line that names the run.
fn sample() -> &'static str {
    let (_, rest) = README.split_once("```\nOvernight run opsrun_").expect("a sample report");
    let (_, rest) = rest.split_once('\n').expect("its first line ends");
    rest.split_once("```").expect("the sample ends").0
}

#[test]
fn a_night_in_an_empty_folder_begins_as_the_readme_says() {
    let place = Place::new();
    std::fs::remove_file(place.path("dse.toml")).unwrap();
    std::fs::create_dir(place.path(".git")).unwrap();
    let night = place.dse(&["overnight"]);
    assert_eq!(night.code, 0, "{night:#?}");
    assert!(sample().contains("mean reward") && sample().contains("Wrong before"), "{}", sample());
    assert!(night.stdout.contains(sample()), "README.md shows another report:\n{}", night.stdout);
    let history = place.dse(&["history", "verify"]);
    assert_eq!(history.code, 0, "{history:#?}");
}
