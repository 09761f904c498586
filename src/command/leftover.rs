//! Canaries whose runner is gone.
//!
//! A server with leases removes them by itself. For servers without, whoever
//! starts a canary that must not stay behind notes it in the workspace, in a
//! file that it holds locked while it lives. A note that can be locked has lost
//! its runner, also to `kill -9`, and the next command stops that canary.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Context, words};
use crate::api::canary;
use crate::client::{Client, ClientError};
use crate::config::Config;
use crate::ui::escape;

/// The note of one canary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The server's address; empty for the embedded one.
    pub server: String,
    pub signature_id: String,
    /// What the canary runs.
    pub compiled_id: String,
    /// The ops run that started it.
    pub run_id: String,
}

/// A note that is held: dropping it leaves the file behind, unlocked.
#[derive(Debug)]
pub struct Held {
    file: File,
    path: PathBuf,
}

impl Held {
    /// Writes the note and locks it. Call it before the canary is started.
    ///
    /// # Errors
    /// When the workspace's state folder cannot be written.
    pub fn write(config: &Config, note: &Note) -> io::Result<Self> {
        let folder = folder(config);
        fs::create_dir_all(&folder)?;
        let name: String = note.run_id.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let path = folder.join(format!("{name}.json"));
        let mut file = File::options().create(true).truncate(false).write(true).open(&path)?;
        file.lock()?;
        file.set_len(0)?;
        file.write_all(serde_json::to_string(note)?.as_bytes())?;
        Ok(Self { file, path })
    }

    /// Removes the note. Call it when the canary is gone.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn clear(self) -> io::Result<()> {
        fs::remove_file(&self.path)?;
        self.file.unlock()
    }
}

/// Stops the canaries of `client`'s server whose runner is gone, and says so.
/// What cannot be stopped now stays noted for the next command.
pub async fn sweep(context: &Context, client: &Client) {
    for (path, file, note) in abandoned(&folder(&context.config)) {
        if note.server != context.config.settings.server.url {
            continue;
        }
        match stop(client, &note).await {
            Ok(stopped) => {
                if stopped {
                    context.ui.warn(&format!(
                        "stopped the canary of {}: its runner ({}) is gone",
                        escape::line(&note.signature_id),
                        escape::brief(&note.run_id, 80)
                    ));
                }
                let _ = fs::remove_file(&path);
            }
            Err(error) => context.ui.detail(&format!(
                "a leftover canary of {} could not be looked at: {}",
                words::short(&note.compiled_id),
                escape::line(&error.to_string())
            )),
        }
        drop(file);
    }
}

/// Stops the canary of `note` if it still runs.
async fn stop(client: &Client, note: &Note) -> Result<bool, ClientError> {
    let request = canary::StatusRequest { signature_id: note.signature_id.clone() };
    let canary = client.canary_status(&request).await?.body.canary;
    let same = |canary: crate::model::canary::Canary| {
        canary.canary_compiled_id == note.compiled_id
            && canary.owner_run_id.is_none_or(|owner| owner == note.run_id)
    };
    if !canary.is_some_and(same) {
        return Ok(false);
    }
    let request = canary::StopRequest {
        signature_id: note.signature_id.clone(),
        reason: Some(format!("the runner of {} is gone", note.run_id)),
    };
    Ok(client.canary_stop(&request).await?.body.existed)
}

fn folder(config: &Config) -> PathBuf {
    config.workspace.resolve(".dse/canaries")
}

/// The notes that nobody holds, each locked while it is looked at.
fn abandoned(folder: &Path) -> Vec<(PathBuf, File, Note)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter_map(|path| open(&path).map(|(file, note)| (path, file, note))).collect()
}

fn open(path: &Path) -> Option<(File, Note)> {
    let mut file = File::options().read(true).write(true).open(path).ok()?;
    file.try_lock().ok()?;
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    Some((file, serde_json::from_str(&text).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, Flags};

    #[test]
    fn a_note_is_abandoned_when_its_holder_is_gone() {
        let workspace = tempfile::tempdir().unwrap();
        let flags = Flags { directory: Some(workspace.path().to_owned()), ..Flags::default() };
        let config = Config::load(&flags, Environment::default()).unwrap();
        let note = Note {
            server: String::new(),
            signature_id: "@a/b.v1".to_owned(),
            compiled_id: "sha256:ab".to_owned(),
            run_id: "opsrun_1".to_owned(),
        };
        let held = Held::write(&config, &note).unwrap();
        assert!(abandoned(&folder(&config)).is_empty());
        drop(held);
        let found: Vec<Note> =
            abandoned(&folder(&config)).into_iter().map(|(_, _, note)| note).collect();
        assert_eq!(found, [note.clone()]);
        Held::write(&config, &note).unwrap().clear().unwrap();
        assert!(abandoned(&folder(&config)).is_empty());
    }
}
