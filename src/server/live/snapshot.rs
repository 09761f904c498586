//! What signatures run, in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use crate::{
    api::error::Code,
    engine::core::render::PromptPlan,
    model::{
        canary::{Arm, Canary},
        params::Params,
        receipt::ServedArm,
    },
    server::{App, Failure, app::Known},
};

/// Artifacts that requests named; beyond so many all are let go.
const PINNED: usize = 256;

/// The snapshots of all signatures that were asked for.
#[derive(Default)]
pub struct Snapshots {
    live: RwLock<HashMap<String, Arc<Snapshot>>>,
    /// By signature and compiled id. Artifacts never change.
    pinned: Mutex<HashMap<(String, String), Arc<Ready>>>,
}

/// What a signature ran at one time.
struct Snapshot {
    /// The number of the store's newest change when this was read.
    generation: i64,
    active: Arc<Ready>,
    trial: Option<Trial>,
}

/// A canary with both of its artifacts.
struct Trial {
    canary: Canary,
    control: Arc<Ready>,
    candidate: Arc<Ready>,
}

/// Parameters with the prompt made of them.
pub struct Ready {
    pub compiled_id: String,
    pub params: Params,
    /// Empty where it cannot be made, which the prediction then tells.
    pub plan: Option<PromptPlan>,
}

/// What a request runs.
pub struct Chosen {
    pub ready: Arc<Ready>,
    pub arm: ServedArm,
    /// The salt of the canary that it counts for.
    pub counts_for: Option<String>,
}

impl Snapshots {
    /// Signatures that were asked for, with what is active.
    pub fn active(&self) -> Vec<(String, String)> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        let pairs = live.iter().map(|(id, held)| (id.clone(), held.active.compiled_id.clone()));
        let mut all: Vec<_> = pairs.collect();
        all.sort();
        all
    }
}

impl Ready {
    fn new(known: &Known, compiled_id: String, params: Params) -> Self {
        let contract = known.contract.contract();
        let schema = &contract.output_schema_json;
        let plan = PromptPlan::new(&contract.prompt_ir, schema, &params).ok();
        Self { compiled_id, params, plan }
    }

    fn defaults(known: &Known) -> Self {
        let params = known.contract.contract().default_params.clone();
        Self::new(known, params.compiled_id(), params)
    }
}

impl Snapshot {
    fn choose(&self, thread_id: &str) -> Chosen {
        let of = |ready: &Arc<Ready>, arm, counts_for| Chosen {
            ready: Arc::clone(ready),
            arm,
            counts_for,
        };
        let Some(trial) = &self.trial else { return of(&self.active, ServedArm::Active, None) };
        let salt = Some(trial.canary.salt.clone());
        match trial.canary.arm(thread_id) {
            Arm::Active => of(&self.active, ServedArm::Active, None),
            Arm::Control => of(&trial.control, ServedArm::Control, salt),
            Arm::Canary => of(&trial.candidate, ServedArm::Canary, salt),
        }
    }

    fn holds(&self, generation: i64, now_ms: i64) -> bool {
        let expired = self.trial.as_ref().is_some_and(|trial| trial.canary.is_expired(now_ms));
        self.generation == generation && !expired
    }
}

/// What a thread runs now.
///
/// # Errors
/// When the store fails, or an artifact is missing that something points at.
pub async fn choose(app: &App, known: &Known, thread_id: &str) -> Result<Chosen, Failure> {
    Ok(current(app, known).await?.choose(thread_id))
}

/// What is active now, whatever canary runs.
///
/// # Errors
/// As [`choose`].
pub async fn active(app: &App, known: &Known) -> Result<Chosen, Failure> {
    let ready = Arc::clone(&current(app, known).await?.active);
    Ok(Chosen { ready, arm: ServedArm::Active, counts_for: None })
}

async fn current(app: &App, known: &Known) -> Result<Arc<Snapshot>, Failure> {
    let id = known.contract.signature_id();
    if let Some(held) = held(app, id).await? {
        return Ok(held);
    }
    // Of many requests after a change one reads; the others find what it read.
    let _turn = app.locks.lock(format!("live {id}")).await;
    if let Some(held) = held(app, id).await? {
        return Ok(held);
    }
    let read = Arc::new(read(app, known).await?);
    let mut live = app.live.snapshots.live.write().unwrap_or_else(PoisonError::into_inner);
    live.insert(id.to_owned(), Arc::clone(&read));
    Ok(read)
}

/// The snapshot in memory, where nothing changed since.
async fn held(app: &App, signature_id: &str) -> Result<Option<Arc<Snapshot>>, Failure> {
    let generation = app.store.generation().await?;
    let live = app.live.snapshots.live.read().unwrap_or_else(PoisonError::into_inner);
    let held = live.get(signature_id).filter(|held| held.holds(generation, app.clock.now_ms()));
    Ok(held.cloned())
}

async fn read(app: &App, known: &Known) -> Result<Snapshot, Failure> {
    let id = known.contract.signature_id();
    // Ended leases are history before the generation is read.
    let canary = app.store.canary(id).await?;
    // Read before the rest: a change meanwhile makes this one old at once.
    let generation = app.store.generation().await?;
    let canary = match canary {
        Some(_) => app.store.canary(id).await?,
        None => None,
    };
    let active = match app.store.active(id).await? {
        Some(active) => stored(app, known, &active.value).await?,
        None => Arc::new(Ready::defaults(known)),
    };
    let trial = match canary.filter(|canary| canary.enabled) {
        Some(canary) => Some(Trial {
            control: stored(app, known, &canary.control_compiled_id).await?,
            candidate: stored(app, known, &canary.canary_compiled_id).await?,
            canary,
        }),
        None => None,
    };
    Ok(Snapshot { generation, active, trial })
}

async fn stored(app: &App, known: &Known, compiled_id: &str) -> Result<Arc<Ready>, Failure> {
    let found = artifact(app, known, compiled_id).await?;
    found.ok_or_else(|| {
        Failure::internal(&format!(
            "signature {} points at artifact {compiled_id}, which is not stored",
            known.contract.signature_id()
        ))
    })
}

async fn artifact(
    app: &App,
    known: &Known,
    compiled_id: &str,
) -> Result<Option<Arc<Ready>>, Failure> {
    let id = known.contract.signature_id();
    let found = app.store.artifact(id, compiled_id).await?;
    Ok(found.map(|found| Arc::new(Ready::new(known, found.compiled_id, found.params))))
}

/// The artifact that a request names.
///
/// # Errors
/// When there is none of that id, or the store fails.
pub async fn pinned(app: &App, known: &Known, compiled_id: &str) -> Result<Chosen, Failure> {
    let id = known.contract.signature_id();
    let key = (id.to_owned(), compiled_id.to_owned());
    let pinned = || app.live.snapshots.pinned.lock().unwrap_or_else(PoisonError::into_inner);
    let held = pinned().get(&key).cloned();
    let ready = match held {
        Some(ready) => ready,
        None => {
            let ready = match artifact(app, known, compiled_id).await? {
                Some(ready) => ready,
                None => own_defaults(known, compiled_id)?,
            };
            let mut pinned = pinned();
            if pinned.len() >= PINNED {
                pinned.clear();
            }
            pinned.insert(key, Arc::clone(&ready));
            ready
        }
    };
    Ok(Chosen { ready, arm: ServedArm::Pinned, counts_for: None })
}

/// The signature's defaults have an id before they are stored anywhere.
fn own_defaults(known: &Known, compiled_id: &str) -> Result<Arc<Ready>, Failure> {
    let defaults = Ready::defaults(known);
    if defaults.compiled_id == compiled_id {
        return Ok(Arc::new(defaults));
    }
    let id = known.contract.signature_id();
    let message = format!("signature {id} has no artifact {compiled_id}");
    Err(Failure::new(Code::ArtifactNotFound, message))
}
