//! Files that are made from the clap definitions and committed. Each task
//! writes its folder, or with `--check` fails when the folder is not fresh.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::CommandFactory;
use clap_complete::Shell;
use dse::cli::Cli;

/// Contents by file name.
type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Fail when the committed files are not what would be written
    #[arg(long)]
    check: bool,
}

/// The completion scripts of all shells.
pub fn completions(args: &Args) -> Result<()> {
    let shells = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    let name = |shell| match shell {
        Shell::Zsh => "_dse".to_owned(),
        Shell::PowerShell => "dse.ps1".to_owned(),
        shell => format!("dse.{shell}"),
    };
    let script = dse::command::completions::script;
    let files = shells.into_iter().map(|shell| (name(shell), script(shell)));
    settle("completions", &files.collect(), args.check)
}

/// The manual page of each command.
pub fn man(args: &Args) -> Result<()> {
    let mut command = Cli::command();
    command.build();
    let mut files = Files::new();
    pages(&command, &mut files);
    settle("man", &files, args.check)
}

fn pages(command: &clap::Command, files: &mut Files) {
    let name = command.get_display_name().unwrap_or(command.get_name());
    files.insert(format!("{name}.1"), dse::command::man::page(command.clone()));
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        pages(inner, files);
    }
}

/// Makes `folder` hold exactly `files`, or tells how it differs.
fn settle(folder: &str, files: &Files, check: bool) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let found = read(&path)?;
    let changed = files.iter().filter(|(name, content)| found.get(*name) != Some(content));
    let changed: Vec<&String> = changed.map(|(name, _)| name).collect();
    let stray: Vec<&String> = found.keys().filter(|name| !files.contains_key(*name)).collect();
    if check {
        if changed.is_empty() && stray.is_empty() {
            return Ok(());
        }
        bail!(
            "{folder}/ is not fresh ({changed:?} differ, {stray:?} are left over); run `cargo xtask {folder}`"
        );
    }
    fs::create_dir_all(&path)?;
    for name in stray {
        fs::remove_file(path.join(name))?;
    }
    for name in changed {
        fs::write(path.join(name), &files[name]).with_context(|| name.clone())?;
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Files> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Files::new()) };
    let mut files = Files::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, fs::read(entry.path())?);
    }
    Ok(files)
}
