//! Signatures, jobs, rewards and judge pins as data.
//!
//! There are two layers: what the program ships (`fixtures/`, embedded) and
//! what a workspace keeps in its `signatures/`, `jobs/`, `rewards/` and
//! `pinned/` folders. The workspace wins by id. A catalog that loads is whole:
//! every job names a reward and a signature that exist, and every judge is
//! pinned to exactly the contract that the catalog holds.

mod check;
mod contract;
mod datasets;
mod document;
mod fault;
mod job;
mod locate;
mod output_format;
mod pinned;
mod reward;
mod schemas;
mod shape;
mod source;
mod strategy;

use std::{collections::BTreeMap, fmt, path::Path, path::PathBuf};

use serde_json::{Map, json};

use crate::model::{
    job::{JobSpec, OptimizerSpec},
    reward::RewardBundle,
    signature::Contract,
};
use check::Documents;
use document::{Document, Known};

pub use datasets::shipped_dataset;
pub use fault::{CatalogError, CatalogFault, Kind};
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
    /// What is doubtful about the workspace's own files.
    warnings: Vec<CatalogFault>,
}

/// What looking through a workspace has found.
#[derive(Debug)]
pub struct Inspection {
    /// The workspace's own definitions, in order; faulty ones too.
    pub files: Vec<PathBuf>,
    /// Errors and warnings in the order of the files.
    pub faults: Vec<CatalogFault>,
    /// None where there are errors.
    pub catalog: Option<Catalog>,
}

type Entries<T> = BTreeMap<String, Entry<T>>;

impl Catalog {
    /// What the program ships.
    ///
    /// # Panics
    /// When an embedded document is faulty, which a test rules out.
    pub fn shipped() -> Self {
        Self::of(shipped(), Vec::new())
    }

    /// What the program ships, overlaid by the folders of `workspace`. A
    /// folder that does not exist adds nothing.
    ///
    /// # Errors
    /// Every fault of every file, each with its place: unreadable or malformed
    /// documents, an id defined twice in one layer, a name that is not known.
    pub fn load(workspace: &Path) -> Result<Self, CatalogError> {
        let Inspection { faults, catalog, .. } = Self::inspect(workspace);
        catalog.ok_or_else(|| CatalogError {
            faults: faults.into_iter().filter(CatalogFault::is_error).collect(),
        })
    }

    /// Looks through a workspace and tells all that is wrong or doubtful.
    pub fn inspect(workspace: &Path) -> Inspection {
        let mut documents = shipped();
        let mut found = Found::default();
        found.add(workspace, &mut documents.signatures);
        found.add(workspace, &mut documents.jobs);
        found.add(workspace, &mut documents.rewards);
        found.add(workspace, &mut documents.pins);
        let Found { files, mut faults } = found;
        if !files.is_empty() {
            faults.extend(documents.references());
        }
        let order = |fault: &CatalogFault| {
            let region = fault.diagnostic.region.as_ref();
            (fault.file.clone(), region.map(|region| (region.line, region.columns.start)))
        };
        faults.sort_by_key(order);
        let is_whole = !faults.iter().any(CatalogFault::is_error);
        let catalog = is_whole.then(|| Self::of(documents, faults.clone()));
        Inspection { files, faults, catalog }
    }

    fn of(documents: Documents, warnings: Vec<CatalogFault>) -> Self {
        Self {
            signatures: entries(documents.signatures),
            jobs: entries(documents.jobs),
            rewards: entries(documents.rewards),
            pins: entries(documents.pins),
            warnings,
        }
    }

    /// What is doubtful about the workspace's own files.
    pub fn warnings(&self) -> &[CatalogFault] {
        &self.warnings
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
        optimizer: OptimizerSpec {
            id: DEFAULT_OPTIMIZER.to_owned(),
            config: None,
            rest: Map::default(),
        },
        sample: None,
        judge_bar: None,
        rest: Map::default(),
    }
}

fn shipped() -> Documents {
    fn layer<T: Document>() -> Known<T> {
        document::trusted(source::shipped(T::FOLDER))
    }
    Documents { signatures: layer(), jobs: layer(), rewards: layer(), pins: layer() }
}

/// What the folders of a workspace hold.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    faults: Vec<CatalogFault>,
}

impl Found {
    /// Lays one folder over the known documents of its kind.
    fn add<T: Document>(&mut self, workspace: &Path, known: &mut Known<T>) {
        let folder = source::folder(&workspace.join(T::FOLDER));
        self.files.extend(folder.sources.iter().filter_map(|source| match &source.origin {
            Origin::File(path) => Some(path.clone()),
            Origin::Shipped(_) => None,
        }));
        self.faults.extend(folder.faults);
        document::overlay(known, folder.sources, &mut self.faults);
    }
}

fn entries<T>(known: Known<T>) -> Entries<T> {
    let whole = known
        .0
        .into_iter()
        .filter_map(|(id, one)| Some((id, Entry { value: one.value?, origin: one.source.origin })));
    whole.collect()
}

#[cfg(test)]
mod dataset_tests;
#[cfg(test)]
mod tests;
