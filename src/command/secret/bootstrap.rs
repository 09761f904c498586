//! `dse secret bootstrap`

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::generate::fresh;
use crate::command::{CommandError, Context, Outcome};
use crate::config::{
    JWK_VARIABLE, PREVIOUS_JWK_VARIABLE, PREVIOUS_SECRET_VARIABLE, SECRET_VARIABLE,
};
use crate::server::token::{PublicKey, new_ed25519, new_rsa};
use crate::ui::{escape, shown};

/// Make all that a server needs to know who may ask: its secret, and a key that
/// signs tokens
///
/// Prints lines for the environment of `dse serve`, or writes them into a file
/// that only you can read. With --rotate the secret and the key of before stay
/// good beside the new ones, until the lines that name them are taken out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write an environment file, which only you can read, instead of printing it
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// The algorithm of the key; rs256 is for those who check tokens with nothing else
    #[arg(long, default_value = "ed25519", value_parser = ["ed25519", "rs256"])]
    algorithm: String,
    /// Take what the file holds as the secret and the key of before
    #[arg(long, requires = "env_file")]
    rotate: bool,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let path = args.env_file.as_ref().map(|file| context.config.workspace.resolve_argument(file));
    let before = match &path {
        Some(path) if args.rotate => read(path)?,
        Some(path) if path.exists() => {
            return Err(fault(path, "it is there already")
                .with_hint("--rotate makes the successors of what it holds"));
        }
        _ => Vec::new(),
    };
    let lines = lines(args, &before).map_err(|error| match &path {
        Some(path) => fault(path, &format!("{JWK_VARIABLE}: {error}")),
        None => CommandError::usage(error),
    })?;
    let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
    let ui = &context.ui;
    let outcome = match &path {
        Some(path) => {
            write(path, &lines).map_err(|error| fault(path, &error.to_string()))?;
            context.answer(&json!({"file": path, "variables": names}), |ui| {
                ui.out(shown!("written to {}", path.display().to_string()));
            })
        }
        None => {
            let all: serde_json::Map<String, serde_json::Value> =
                lines.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            context.answer(&all, |ui| {
                for (name, value) in &lines {
                    ui.out(shown!("{}='{}'", name, value));
                }
            })
        }
    };
    ui.note(shown!("{} goes to the server and to its clients", SECRET_VARIABLE));
    ui.note(shown!("{} goes to the server alone, which publishes the public half", JWK_VARIABLE));
    if !before.is_empty() {
        ui.note("start the server anew, give clients the new secret, then take _PREVIOUS_ out");
    }
    outcome
}

type Lines = Vec<(String, String)>;

/// The lines of an environment file: new ones, what was there besides, and the
/// values of before where there are some.
fn lines(args: &Args, before: &Lines) -> Result<Lines, String> {
    let of = |name: &str| before.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let key = if args.algorithm == "rs256" { new_rsa() } else { new_ed25519() };
    let mut lines = vec![(SECRET_VARIABLE.to_owned(), fresh()), (JWK_VARIABLE.to_owned(), key)];
    if let Some(secret) = of(SECRET_VARIABLE) {
        lines.push((PREVIOUS_SECRET_VARIABLE.to_owned(), secret.clone()));
    }
    if let Some(jwk) = of(JWK_VARIABLE) {
        // Its private half has done its work.
        let public = PublicKey::parse(jwk).map_err(|error| error.to_string())?.json();
        lines.push((PREVIOUS_JWK_VARIABLE.to_owned(), public.to_string()));
    }
    let ours = [SECRET_VARIABLE, JWK_VARIABLE, PREVIOUS_SECRET_VARIABLE, PREVIOUS_JWK_VARIABLE];
    lines.extend(before.iter().filter(|(name, _)| !ours.contains(&name.as_str())).cloned());
    Ok(lines)
}

/// Reads `NAME='value'` lines, as they are written here and by most others.
fn read(path: &Path) -> Result<Lines, CommandError> {
    let text = std::fs::read_to_string(path).map_err(|error| fault(path, &error.to_string()))?;
    let mut lines = Lines::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else {
            return Err(fault(path, &format!("line {} is not NAME=value", number + 1)));
        };
        let bare = ['\'', '"']
            .iter()
            .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
            .unwrap_or(value);
        lines.push((name.trim().to_owned(), bare.to_owned()));
    }
    Ok(lines)
}

/// Puts the file in place as a whole, so that no server starts with half of it.
fn write(path: &Path, lines: &Lines) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.as_file().set_permissions(Permissions::from_mode(0o600))?;
    for (name, value) in lines {
        writeln!(file, "{name}='{value}'")?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn fault(path: &Path, reason: &str) -> CommandError {
    CommandError::usage(format!("{}: {reason}", escape::line(&path.display().to_string())))
}
