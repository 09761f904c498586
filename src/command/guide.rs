//! The page for agents.

/// The whole page, which `dse mcp` serves.
pub const PAGE: &str = include_str!("../../docs/agents.md");

/// The file that a workspace gets of it.
pub const FILE: &str = "AGENTS.md";

/// What is of use in a workspace: the page up to the part about the protocol.
pub fn of_workspace() -> &'static str {
    PAGE.split_once("\n## `dse mcp`").map_or(PAGE, |(front, _)| front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_gets_the_part_that_is_about_it() {
        let text = of_workspace();
        assert!(text.len() < PAGE.len() && text.ends_with('\n'));
        assert!(text.contains("## Rules") && !text.contains("--allow"));
        // A link would lead nowhere there.
        assert!(!text.contains(".md)"));
    }

    /// Every command of the page is one.
    #[test]
    fn the_page_names_commands_that_exist() {
        use clap::CommandFactory;
        let root = crate::cli::Cli::command();
        let words = regex::Regex::new("`dse ([a-z-]+)").unwrap();
        let named: Vec<&str> = words
            .captures_iter(PAGE)
            .map(|found| found.get(1).unwrap().as_str())
            .filter(|name| root.find_subcommand(name).is_none())
            .collect();
        assert!(named.is_empty(), "{named:?}");
    }
}
