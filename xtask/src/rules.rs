//! `docs/rules.md`, written from the table of rules.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use dse::dataset::rule::{Group, Rule};

const PATH: &str = "docs/rules.md";

/// Writes the page; with `check` only tells whether it is fresh.
pub fn run(check: bool) -> Result<()> {
    let page = page()?;
    if check {
        let fresh = std::fs::read_to_string(PATH).is_ok_and(|old| old == page);
        ensure!(fresh, "{PATH} is not fresh; run `cargo xtask rules`");
        return Ok(());
    }
    std::fs::write(PATH, page)?;
    Ok(())
}

fn page() -> Result<String> {
    let mut text = String::from(
        "# Rules\n\nWhat `dse dataset validate` looks for. Errors and warnings make it exit with 1, notes do not.\n\
         `dse explain CODE` prints a section of this page, which is generated: `cargo xtask rules`.\n",
    );
    for group in Group::ALL {
        writeln!(
            text,
            "\n## {} ({})\n\n| code | name | severity | what is wrong | `--fix` |\n| --- | --- | --- | --- | --- |",
            capital(group.name()),
            group.letter()
        )?;
        for rule in rules(group) {
            let info = rule.info();
            let fix = if info.fix.is_some() { "yes" } else { "" };
            writeln!(
                text,
                "| [{}](#{}-{}) | {} | {} | {} | {fix} |",
                info.code,
                info.code.to_lowercase(),
                info.name,
                info.name,
                info.severity.name(),
                info.summary
            )?;
        }
        for rule in rules(group) {
            let info = rule.info();
            writeln!(text, "\n### {} {}\n\n{}", info.code, info.name, info.why)?;
            writeln!(
                text,
                "\nWrong:\n\n```text\n{}\n```\n\nRight:\n\n```text\n{}\n```",
                info.wrong, info.right
            )?;
        }
    }
    Ok(text)
}

fn rules(group: Group) -> impl Iterator<Item = Rule> {
    Rule::ALL.iter().copied().filter(move |rule| rule.group() == group)
}

fn capital(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}
