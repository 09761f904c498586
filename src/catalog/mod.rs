//! Signatures, jobs, rewards and judge pins as data.
//!
//! There are two layers: what the program ships (`fixtures/`, embedded) and
//! what a workspace keeps in its `signatures/`, `jobs/`, `rewards/` and
//! `pinned/` folders. The workspace wins by id. A catalog that loads is whole:
//! every job names a reward and a signature that exist, and every judge is
//! pinned to exactly the contract that the catalog holds.

mod check;
mod datasets;
mod document;
mod error;
mod locate;
mod pinned;
mod source;

use std::{collections::BTreeMap, fmt, path::Path, path::PathBuf};

use serde_json::json;

use crate::model::{
    job::{JobSpec, OptimizerSpec},
    reward::RewardBundle,
    signature::Contract,
};
use document::{Document, Loaded};

pub use datasets::shipped_dataset;
pub use error::{CatalogError, Position};
pub use pinned::Pin;

/// The reward of a signature that has no job of its own.
pub const DEFAULT_REWARD: &str = "reward_exact_json_match.v1";
/// The optimizer of a signature that has no job of its own.
pub const DEFAULT_OPTIMIZER: &str = "instruction_grid.v1";

/// Where a definition comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Embedded in the program; the path is the one in its source tree.
    Shipped(&'static str),
    /// A file of the workspace.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(path) => write!(f, "shipped:{path}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A definition and where it comes from.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    pub value: T,
    pub origin: Origin,
}

/// Everything that is known, by id.
#[derive(Clone, Debug)]
pub struct Catalog {
    signatures: Entries<Contract>,
    jobs: Entries<JobSpec>,
    rewards: Entries<RewardBundle>,
    pins: Entries<Pin>,
}

type Entries<T> = BTreeMap<String, Entry<T>>;

impl Catalog {
    /// What the program ships.
    ///
    /// # Panics
    /// When an embedded document is faulty, which a test rules out.
    pub fn shipped() -> Self {
        Self::from_layers(None).expect("the shipped catalog is whole")
    }

    /// What the program ships, overlaid by the folders of `workspace`. A
    /// folder that does not exist adds nothing.
    ///
    /// # Errors
    /// The first fault, with its file and place: unreadable or malformed
    /// documents, an id defined twice in one layer, a name that is not known.
    pub fn load(workspace: &Path) -> Result<Self, CatalogError> {
        Self::from_layers(Some(workspace))
    }

    fn from_layers(workspace: Option<&Path>) -> Result<Self, CatalogError> {
        let signatures = layers::<Contract>(workspace)?;
        let jobs = layers::<JobSpec>(workspace)?;
        let rewards = layers::<RewardBundle>(workspace)?;
        let pins = layers::<Pin>(workspace)?;
        check::references(&signatures, &jobs, &rewards, &pins)?;
        Ok(Self {
            signatures: entries(signatures),
            jobs: entries(jobs),
            rewards: entries(rewards),
            pins: entries(pins),
        })
    }

    /// The contract of a signature.
    pub fn signature(&self, id: &str) -> Option<&Contract> {
        self.signatures.get(id).map(|entry| &entry.value)
    }

    /// The job of a known signature: its own, else the default one, which
    /// searches nothing and asks for an exact match.
    pub fn job(&self, signature_id: &str) -> Option<JobSpec> {
        self.signatures.get(signature_id)?;
        Some(match self.jobs.get(signature_id) {
            Some(entry) => entry.value.clone(),
            None => default_job(signature_id),
        })
    }

    /// A reward bundle.
    pub fn reward(&self, id: &str) -> Option<&RewardBundle> {
        self.rewards.get(id).map(|entry| &entry.value)
    }

    /// The constants that a judge's artifact must have.
    pub fn pin(&self, signature_id: &str) -> Option<&Pin> {
        self.pins.get(signature_id).map(|entry| &entry.value)
    }

    /// All contracts in the order of their ids.
    pub fn signatures(&self) -> impl Iterator<Item = &Entry<Contract>> {
        self.signatures.values()
    }

    /// The jobs that are written down, in the order of their signatures' ids.
    pub fn jobs(&self) -> impl Iterator<Item = &Entry<JobSpec>> {
        self.jobs.values()
    }

    /// All reward bundles in the order of their ids.
    pub fn rewards(&self) -> impl Iterator<Item = &Entry<RewardBundle>> {
        self.rewards.values()
    }

    /// All pins in the order of their signatures' ids.
    pub fn pins(&self) -> impl Iterator<Item = &Entry<Pin>> {
        self.pins.values()
    }
}

fn default_job(signature_id: &str) -> JobSpec {
    JobSpec {
        signature_id: signature_id.to_owned(),
        reward_id: DEFAULT_REWARD.to_owned(),
        search_space: json!({}),
        optimizer: OptimizerSpec { id: DEFAULT_OPTIMIZER.to_owned(), config: None },
        sample: None,
        judge_bar: None,
    }
}

/// The shipped documents of one kind, overlaid by the workspace's.
fn layers<T: Document>(
    workspace: Option<&Path>,
) -> Result<BTreeMap<String, Loaded<T>>, CatalogError> {
    let mut known = document::trusted(source::shipped(T::FOLDER))?;
    if let Some(workspace) = workspace {
        known.extend(document::layer(source::folder(&workspace.join(T::FOLDER))?)?);
    }
    Ok(known)
}

fn entries<T>(loaded: BTreeMap<String, Loaded<T>>) -> Entries<T> {
    let entry = |one: Loaded<T>| Entry { value: one.value, origin: one.source.origin };
    loaded.into_iter().map(|(id, one)| (id, entry(one))).collect()
}

#[cfg(test)]
mod dataset_tests;
#[cfg(test)]
mod tests;
