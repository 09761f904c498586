//! Claims: notes of runs under way. A run leaves a claim in the workspace and
//! holds a lock on it. When a later command finds a claim whose lock is free,
//! its runner is gone without having cleaned up: the canary that it has left is
//! stopped, and its lease on the signature ends. The leases do the same on the
//! server, a little later; a server without leases has only this.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::api::ops::ReleaseRequest;
use crate::client::{Client, Reason, same_server};
use crate::command::{CommandError, Context, rollout};
use crate::ui::shown;

/// Where a workspace keeps its claims.
const FOLDER: &str = ".dse/claims";

/// A note that this process has a run under way; the lock ends with it.
pub struct Claim {
    path: PathBuf,
    file: File,
    note: Note,
}

/// What a claim says. Each line of it is one of these, and adds to those above:
/// a kill can cut the last one off.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Note {
    target: String,
    signature_id: String,
    run_id: String,
    /// Of the lease on the signature.
    #[serde(skip_serializing_if = "String::is_empty")]
    token: String,
    /// Of a canary that is about to start, or has started.
    #[serde(skip_serializing_if = "String::is_empty")]
    salt: String,
}

/// All lines of a claim.
struct Abandoned {
    path: PathBuf,
    note: Note,
    salts: Vec<String>,
}

impl Claim {
    /// Leaves a claim before the signature is taken.
    pub fn leave(
        context: &Context,
        signature_id: &str,
        run_id: &str,
        token: &str,
    ) -> Result<Self, CommandError> {
        let folder = context.config.workspace.resolve(FOLDER);
        let path = folder.join(format!("{}.json", uuid::Uuid::new_v4()));
        let note = Note {
            target: target_of(context),
            signature_id: signature_id.to_owned(),
            run_id: run_id.to_owned(),
            token: token.to_owned(),
            salt: String::new(),
        };
        let open = || -> std::io::Result<File> {
            fs::create_dir_all(&folder)?;
            let file = File::options().create_new(true).read(true).write(true).open(&path)?;
            // A command that looks for free claims holds each for a moment.
            file.lock()?;
            Ok(file)
        };
        let file = open().map_err(|error| unwritable(&path, &error))?;
        let mut claim = Self { path, file, note };
        claim.append()?;
        Ok(claim)
    }

    /// Notes a canary before it is started.
    pub fn note_canary(&mut self, salt: &str) -> Result<(), CommandError> {
        salt.clone_into(&mut self.note.salt);
        self.append()
    }

    fn append(&mut self) -> Result<(), CommandError> {
        let mut line = serde_json::to_vec(&self.note).expect("a claim serializes");
        line.push(b'\n');
        self.file.write_all(&line).map_err(|error| unwritable(&self.path, &error))
    }

    /// Takes the claim back: nothing of the run is left.
    pub fn release(self) {
        // A claim that stays is found free and settled by the next command.
        let _ = fs::remove_file(&self.path);
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> CommandError {
    CommandError::usage(format!("the claim {} cannot be written: {error}", path.display()))
        .with_hint(
            "the workspace must be writable: a run without a claim could leave a canary behind",
        )
}

/// Clears what runners that are gone have left, and says so.
///
/// # Errors
/// When the server cannot be asked; the claims stay for the next command.
pub async fn recover(context: &Context, client: &Client) -> Result<(), CommandError> {
    for claim in abandoned(context) {
        clear(context, client, &claim).await?;
        // Another command may have settled the same claim meanwhile.
        let _ = fs::remove_file(claim.path);
    }
    Ok(())
}

async fn clear(context: &Context, client: &Client, claim: &Abandoned) -> Result<(), CommandError> {
    let note = &claim.note;
    let reason = format!("runner_gone run={}", note.run_id);
    let stopped =
        rollout::stop_own_canary(client, &note.signature_id, &claim.salts, reason).await?;
    let released = release_lease(client, note).await?;
    let left = match (stopped, released) {
        (true, _) => "had left a canary, which is stopped now",
        (false, true) => "had left its lease on the signature, which is released now",
        (false, false) => return Ok(()),
    };
    context.ui.warn(shown!(
        "the overnight run {} was cut off and {}; `dse overnight --resume {}` resumes it",
        note.run_id,
        left,
        note.run_id
    ));
    Ok(())
}

/// Returns false where another process of the run, or nobody, has it.
async fn release_lease(client: &Client, note: &Note) -> Result<bool, CommandError> {
    if note.token.is_empty() {
        return Ok(false);
    }
    let request = ReleaseRequest {
        signature_id: note.signature_id.clone(),
        run_id: note.run_id.clone(),
        token: note.token.clone(),
    };
    match client.lease_release(&request).await {
        Ok(answer) => Ok(answer.body.held),
        Err(error) if matches!(error.reason, Reason::NoSuchEndpoint) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether a process of this workspace is at work on that run.
pub fn is_under_way(context: &Context, run_id: &str) -> bool {
    paths(context).iter().any(|path| {
        let Ok(mut file) = File::open(path) else { return false };
        let held = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        held && read(&mut file).is_some_and(|(note, _)| note.run_id == run_id)
    })
}

/// Claims for this target whose runner is gone.
fn abandoned(context: &Context) -> Vec<Abandoned> {
    let target = target_of(context);
    let free = paths(context).into_iter().filter_map(|path| {
        let mut file = File::open(&path).ok()?;
        file.try_lock().ok()?;
        let (note, salts) = read(&mut file)?;
        Some(Abandoned { path, note, salts })
    });
    free.filter(|claim| same_server(&claim.note.target, &target)).collect()
}

fn paths(context: &Context) -> Vec<PathBuf> {
    let folder = context.config.workspace.resolve(FOLDER);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).collect()
}

/// What a claim says, with the salts of all its canaries. A claim whose writer
/// was killed before its first line was whole says nothing, and nothing was
/// taken or started.
fn read(file: &mut File) -> Option<(Note, Vec<String>)> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let mut notes = text.lines().map_while(|line| serde_json::from_str::<Note>(line).ok());
    let first = notes.next()?;
    let salts = std::iter::once(first.salt.clone()).chain(notes.map(|note| note.salt));
    let salts = salts.filter(|salt| !salt.is_empty()).collect();
    Some((first, salts))
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
