//! `dse init`

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::{CommandError, Context, Outcome, guide};
use crate::config::CONFIG_FILE;
use crate::ui::shown;

/// Set a folder up as a workspace
///
/// Writes a commented dse.toml and AGENTS.md, which tells coding agents how to
/// work here, and adds .dse/ to .gitignore. What is there already is left as it
/// is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to set up
    #[arg(default_value = ".")]
    folder: std::path::PathBuf,
}

/// The file that a new workspace gets: every setting, at its default.
pub(super) const TEMPLATE: &str = include_str!("init.toml");

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let folder = context.config.workspace.resolve_argument(&args.folder);
    let fail =
        |error: std::io::Error| CommandError::usage(format!("{}: {error}", folder.display()));
    fs::create_dir_all(&folder).map_err(fail)?;
    let written = write_new(&folder.join(CONFIG_FILE), TEMPLATE).map_err(fail)?;
    let guided = write_new(&folder.join(guide::FILE), guide::of_workspace()).map_err(fail)?;
    let ignored = ignore_state(&folder.join(".gitignore")).map_err(fail)?;
    if context.ui.is_machine() {
        context.ui.result(&json!({
            "folder": folder, "wroteConfig": written, "wroteGitignore": ignored,
            "wroteGuide": guided,
        }));
    } else {
        let said = |done: bool| if done { "written" } else { "was there already" };
        context.ui.out(shown!("{}   {}", CONFIG_FILE, said(written)));
        context.ui.out(shown!("{}  {}", guide::FILE, said(guided)));
        context.ui.out(shown!(".gitignore {}", said(ignored)));
        context.ui.note(
            "next: `dse new NAME --from FILE` makes a signature of your labelled rows; \
             `dse overnight` runs the whole loop on shipped ones",
        );
    }
    Ok(Outcome::Yes)
}

fn write_new(path: &Path, text: &str) -> std::io::Result<bool> {
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Adds the state folder to `.gitignore` unless a line names it.
pub(super) fn ignore_state(path: &Path) -> std::io::Result<bool> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    if text.lines().any(|line| matches!(line.trim(), ".dse" | ".dse/" | "/.dse" | "/.dse/")) {
        return Ok(false);
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    fs::write(path, format!("{text}{gap}.dse/\n"))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn the_template_is_valid_and_changes_nothing() {
        let settings: Settings = toml::from_str(TEMPLATE).unwrap();
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn every_setting_that_the_template_mentions_exists() {
        let uncommented: String = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n");
        toml::from_str::<Settings>(&uncommented).unwrap();
    }

    #[test]
    fn gitignore_is_completed_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".gitignore");
        fs::write(&path, "target").unwrap();
        assert!(ignore_state(&path).unwrap());
        assert!(!ignore_state(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "target\n.dse/\n");
    }
}
