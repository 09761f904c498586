//! Claims on canaries. A runner that starts a canary first leaves a claim in
//! the workspace and holds a lock on it. When a later command finds a claim
//! whose lock is free, its runner is gone without having cleaned up, and the
//! canary is stopped. The canary's lease does the same on the server, a little
//! later; a server without leases has only this.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::api::canary::{StatusRequest, StopRequest};
use crate::client::Client;
use crate::command::{CommandError, Context};
use crate::ui::shown;

/// Where a workspace keeps its claims.
const FOLDER: &str = ".dse/claims";

/// A note that this process has a canary running; the lock ends with it.
pub struct Claim {
    path: PathBuf,
    _lock: File,
}

/// What a claim says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    target: String,
    signature_id: String,
    run_id: String,
    salt: String,
}

impl Claim {
    /// Leaves a claim before the canary is started.
    pub fn leave(
        context: &Context,
        signature_id: &str,
        run_id: &str,
        salt: &str,
    ) -> Result<Self, CommandError> {
        let folder = context.config.workspace.resolve(FOLDER);
        let path = folder.join(format!("{}.json", uuid::Uuid::new_v4()));
        let note = Note {
            target: target_of(context),
            signature_id: signature_id.to_owned(),
            run_id: run_id.to_owned(),
            salt: salt.to_owned(),
        };
        let write = || -> std::io::Result<File> {
            fs::create_dir_all(&folder)?;
            let mut file = File::options().create_new(true).read(true).write(true).open(&path)?;
            file.try_lock().map_err(std::io::Error::from)?;
            file.write_all(&serde_json::to_vec(&note).expect("a claim serializes"))?;
            Ok(file)
        };
        let lock = write().map_err(|error| {
            CommandError::usage(format!("the claim {} cannot be written: {error}", path.display()))
                .with_hint(
                    "the workspace must be writable: a canary without a claim could be left behind",
                )
        })?;
        Ok(Self { path, _lock: lock })
    }

    /// Takes the claim back: the canary is gone.
    pub fn release(self) {
        // A claim that stays is found free and settled by the next command.
        let _ = fs::remove_file(&self.path);
    }
}

/// Stops the canaries of runners that are gone, and says so.
///
/// # Errors
/// When the server cannot be asked; the claims stay for the next command.
pub async fn recover(context: &Context, client: &Client) -> Result<(), CommandError> {
    for (path, note) in abandoned(context) {
        stop_abandoned(context, client, &note).await?;
        // Another command may have settled the same claim meanwhile.
        let _ = fs::remove_file(path);
    }
    Ok(())
}

async fn stop_abandoned(
    context: &Context,
    client: &Client,
    note: &Note,
) -> Result<(), CommandError> {
    let request = StatusRequest { signature_id: note.signature_id.clone() };
    let canary = client.canary_status(&request).await?.body.canary;
    let ours = canary.is_some_and(|canary| {
        canary.salt == note.salt || canary.owner_run_id.as_deref() == Some(note.run_id.as_str())
    });
    if !ours {
        return Ok(());
    }
    let reason = format!("runner_gone run={}", note.run_id);
    let request = StopRequest { signature_id: note.signature_id.clone(), reason: Some(reason) };
    client.canary_stop(&request).await?;
    context.ui.warn(shown!(
        "the overnight run {} was cut off and had left a canary, which is stopped now; go on with `dse overnight --resume {}`",
        note.run_id,
        note.run_id
    ));
    Ok(())
}

/// Claims for this target whose runner is gone.
fn abandoned(context: &Context) -> Vec<(PathBuf, Note)> {
    let target = target_of(context);
    let folder = context.config.workspace.resolve(FOLDER);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let notes =
        entries.flatten().filter_map(|entry| Some((entry.path(), read_free(&entry.path())?)));
    notes.filter(|(_, note)| note.target == target).collect()
}

/// The note of a claim that nobody holds. A claim whose writer was killed
/// before its first byte says nothing and its canary was never started.
fn read_free(path: &Path) -> Option<Note> {
    let mut file = File::open(path).ok()?;
    file.try_lock().ok()?;
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// What a claim calls the server: its address, or the embedded one's database.
fn target_of(context: &Context) -> String {
    let url = &context.config.settings.server.url;
    if url.is_empty() {
        format!("embedded:{}", context.config.database().display())
    } else {
        url.clone()
    }
}
