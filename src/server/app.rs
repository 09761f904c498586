//! What all handlers share.

use std::{collections::BTreeMap, sync::Arc};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Failure, Limits, Settings,
    answers::KeptAnswers,
    auth::{Brake, Guard, Ring},
    default_job, identity,
    live::Live,
    locks::KeyedLocks,
    page::Sessions,
    token::{IssuerFault, Issuers, Tokens},
};
use crate::{
    api::error::Code,
    canon,
    catalog::{Catalog, Origin},
    engine::{
        evaluate::{Judge, JudgeMissing, Pinned, Reward},
        ports::Clock,
    },
    lm::{Lm, Shutdown},
    model::{
        artifact::Artifact,
        example::RowId,
        identity::ReportIdentity,
        job::JobSpec,
        name::{short, without_version},
        reward::RewardBundle,
        signature::{ContractError, PreparedContract},
        text,
    },
    store::Store,
};

pub struct App {
    pub store: Store,
    /// The model itself.
    pub model: Arc<dyn Lm>,
    /// The model as traffic asks it: with kept answers, where that is set.
    pub lm: Arc<dyn Lm>,
    /// Begun when the server is asked to stop.
    pub shutdown: Shutdown,
    pub clock: Arc<dyn Clock>,
    pub guard: Guard,
    /// The keys that are live.
    pub keys: Ring,
    pub tokens: Tokens,
    /// Whose tokens are taken beside our own.
    pub issuers: Issuers,
    /// What signs test users in, where that is set.
    pub bypass: Option<Guard>,
    /// See [`Settings::hosts`].
    pub hosts: Option<Vec<String>>,
    /// Who was wrong too often.
    pub brake: Brake,
    /// Who is signed in to the pages.
    pub sessions: Sessions,
    pub limits: Limits,
    pub locks: KeyedLocks,
    /// Work that outlives the request that asked for it.
    pub tasks: TaskTracker,
    /// Cancelled when that work has had its time after the server's end.
    pub killed: CancellationToken,
    pub git_sha: Option<String>,
    /// Live predictions.
    pub live: Live,
    signatures: BTreeMap<String, Known>,
}

/// A signature as the catalog knows it, ready to use.
pub struct Known {
    pub contract: PreparedContract,
    pub job: JobSpec,
    pub bundle: RewardBundle,
    pub reward: Reward,
    /// The artifacts of the judges that the reward asks.
    pub judges: Vec<Artifact>,
    /// `shipped`, or the file that defines it.
    pub origin: String,
}

/// The origin of what the program brings.
const SHIPPED: &str = "shipped";

impl Known {
    pub fn is_shipped(&self) -> bool {
        self.origin == SHIPPED
    }

    /// Names one of the signature's stored rows.
    pub fn row_id(&self, example_id: &str) -> RowId {
        RowId {
            signature_id: self.contract.signature_id().to_owned(),
            example_id: example_id.to_owned(),
        }
    }
}

/// What cannot be served: a catalog, or for whom.
#[derive(Debug, thiserror::Error)]
pub enum CatalogFault {
    #[error(transparent)]
    Contract(#[from] ContractError),
    #[error(transparent)]
    Issuer(#[from] IssuerFault),
    #[error(transparent)]
    Judge(#[from] JudgeMissing),
    #[error("signature {signature_id}: its job names the reward {reward_id}, which is not known")]
    Reward { signature_id: String, reward_id: String },
}

impl App {
    pub fn new(settings: Settings) -> Result<Self, CatalogFault> {
        let model = settings.lm;
        let lm = if settings.keep_answers {
            let store = settings.store.clone();
            Arc::new(KeptAnswers { inner: Arc::clone(&model), store, fresh: false })
        } else {
            Arc::clone(&model)
        };
        let credentials = settings.credentials;
        Ok(Self {
            issuers: Issuers::new(&settings.serve.issuer)?,
            live: Live::new(settings.serve, model.concurrency()),
            signatures: known(&settings.catalog, model.as_ref())?,
            guard: Guard::new([credentials.secret, credentials.previous_secret]),
            keys: Ring::default(),
            tokens: credentials.tokens,
            bypass: credentials.bypass.map(|bypass| Guard::new([Some(bypass), None])),
            hosts: settings.hosts,
            brake: Brake::new(settings.limits.failures),
            sessions: Sessions::default(),
            store: settings.store,
            model,
            lm,
            shutdown: settings.shutdown,
            clock: settings.clock,
            limits: settings.limits,
            git_sha: settings.git_sha,
            locks: KeyedLocks::default(),
            tasks: TaskTracker::new(),
            killed: CancellationToken::new(),
        })
    }

    /// A signature by its id; what the catalog does not know is refused.
    pub fn signature(&self, id: &str) -> Result<&Known, Failure> {
        if id.trim().is_empty() {
            return Err(Failure::invalid("signatureId is missing"));
        }
        self.signatures.get(id).ok_or_else(|| {
            let ids = || self.signatures.keys().map(String::as_str);
            let fronts = ids().map(|id| without_version(short(id)));
            let near = text::nearest(id, ids().chain(ids().map(short)).chain(fronts));
            let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            Failure::new(Code::UnknownSignature, format!("no signature {id} is known{hint}"))
        })
    }

    /// What reports of this signature are made of, now.
    pub fn identity(&self, known: &Known) -> ReportIdentity {
        identity::of(known, self.model.as_ref())
    }

    /// The signatures that a list shows: shipped ones only where there are no
    /// others. All the same they can be asked for by name.
    pub fn listed(&self) -> Vec<&Known> {
        let all = self.signatures();
        let own: Vec<_> = all.iter().copied().filter(|known| !known.is_shipped()).collect();
        if own.is_empty() { all } else { own }
    }

    /// All signatures in locale order of their ids.
    pub fn signatures(&self) -> Vec<&Known> {
        let mut all: Vec<_> = self.signatures.values().collect();
        canon::sort_locale_by(&mut all, |known| known.contract.signature_id());
        all
    }
}

fn known(catalog: &Catalog, model: &dyn Lm) -> Result<BTreeMap<String, Known>, CatalogFault> {
    let mut signatures = BTreeMap::new();
    for entry in catalog.signatures() {
        let id = entry.value.signature_id.clone();
        let job = default_job::of(catalog, &entry.value, model);
        let job = job.expect("a known signature has a job");
        let bundle = catalog.reward(&job.reward_id).cloned().ok_or_else(|| {
            CatalogFault::Reward { signature_id: id.clone(), reward_id: job.reward_id.clone() }
        })?;
        let reward = Reward::new(bundle.clone(), judges(catalog)?)?;
        let asked = reward.judges().filter_map(|judge| {
            let contract = judge.contract.contract();
            Some(catalog.pin(&contract.signature_id)?.artifact(contract))
        });
        let judges = asked.collect();
        let contract = PreparedContract::new(entry.value.clone())?;
        let origin = match &entry.origin {
            Origin::Shipped(_) => SHIPPED.to_owned(),
            Origin::File(path) => path.display().to_string(),
        };
        signatures.insert(id, Known { contract, job, bundle, reward, judges, origin });
    }
    Ok(signatures)
}

/// Every pinned judge of the catalog.
fn judges(catalog: &Catalog) -> Result<Vec<Judge>, CatalogFault> {
    let mut judges = Vec::new();
    for pin in catalog.pins() {
        let Some(contract) = catalog.signature(&pin.value.signature_id) else { continue };
        let pinned = Pinned {
            compiled_id: pin.value.compiled_id.clone(),
            params: contract.default_params.clone(),
        };
        judges.push(Judge { contract: PreparedContract::new(contract.clone())?, pinned });
    }
    Ok(judges)
}
