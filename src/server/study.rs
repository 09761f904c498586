//! A signature with its stored rows, ready to be evaluated: what compile,
//! eval, exercise and both gates have in common.

use std::sync::Arc;

use serde_json::json;

use super::{App, Call, Failure, answers::KeptAnswers, app::Known, journal::Journal};
use crate::{
    api::error::Code,
    canon,
    engine::{
        evaluate::{EvalEnv, Evaluator, Subject},
        gate::Refusal,
        memory::{MemoryBlobs, NoReceipts},
        ports::EvalCache,
        scratch::Scratch,
        stored::{self, BlobBounds},
    },
    lm::{Identity, Limits, Lm, LmRequest, ModelRole, Once},
    model::{dataset::Dataset, example::Example},
    store::ScopedEvalCache,
};

/// Those whose models decide what an evaluation finds.
const ROLES: [ModelRole; 4] =
    [ModelRole::Main, ModelRole::Sub, ModelRole::Repair, ModelRole::Judge];

pub struct Study<'a> {
    pub known: &'a Known,
    /// As they are stored.
    pub rows: Vec<Example>,
    /// The same rows as the signature's schemas decode them.
    pub dataset: Dataset,
    workspaces: Scratch,
    /// The model, asked each request once for as long as the study lives, and
    /// never what any study has asked before.
    lm: Once,
}

impl<'a> Study<'a> {
    /// Reads the rows of a signature.
    ///
    /// # Errors
    /// When there are none, an import has not brought all of its rows yet, one
    /// does not fit the signature any more, or the texts they bring are refused.
    pub async fn load(app: &App, known: &'a Known) -> Result<Self, Failure> {
        let signature_id = known.contract.signature_id();
        refuse_incomplete(app, signature_id).await?;
        let rows = app.store.dataset(signature_id).await?;
        if rows.is_empty() {
            return Err(Refusal::NoExamples.into());
        }
        let dataset = stored::dataset(&known.contract, &rows)?;
        let blobs = MemoryBlobs::default();
        let bounds = BlobBounds::of(rows.len());
        stored::seed_blobs(&blobs, &stored::dataset_blobs(&rows, bounds)?).await?;
        let workspaces = Scratch::over(Arc::new(blobs));
        let kept = KeptAnswers { inner: Arc::clone(&app.lm), store: app.store.clone() };
        Ok(Self { known, rows, dataset, workspaces, lm: Once::new(Arc::new(kept)) })
    }

    /// Writes the calls of the study down as those of `work_id`, and holds them
    /// to `limits`, what that work has used before included.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn journaled(
        mut self,
        app: &App,
        work_id: String,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let lm = Arc::clone(&app.lm);
        let journal = Journal::open(lm, app.store.clone(), work_id, limits).await?;
        self.lm = Once::new(Arc::new(journal));
        Ok(self)
    }

    pub fn lm(&self) -> &dyn Lm {
        &self.lm
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject { contract: &self.known.contract, reward: &self.known.reward }
    }

    /// An evaluator that tells its progress to `call`.
    pub fn evaluator<'b>(
        &'b self,
        call: &'b Call,
        cache: Option<&'b dyn EvalCache>,
    ) -> Evaluator<'b> {
        let env = EvalEnv {
            lm: &self.lm,
            workspaces: &self.workspaces,
            receipts: &NoReceipts,
            tools: None,
            clock: call.clock.as_ref(),
            cache,
            progress: Some(call),
        };
        Evaluator { env, subject: self.subject() }
    }

    /// The stored scores that hold for this signature as it is now, asked of
    /// this model. The program's version is part of it, because another one
    /// may render the same prompt in other words.
    pub fn cache(&self, app: &App) -> ScopedEvalCache {
        let contract = self.known.contract.contract();
        let judges: Vec<_> = self
            .known
            .judges
            .iter()
            .map(|judge| json!({"compiled_id": judge.compiled_id, "hashes": judge.hashes}))
            .collect();
        app.store.eval_cache(canon::id(&json!({
            "contract": contract,
            "judges": judges,
            "lm": ROLES.map(|role| identity(&self.lm, role)),
            "reward": self.known.bundle,
            "version": env!("CARGO_PKG_VERSION"),
        })))
    }

    /// Stores the artifacts of the judges, which scores and reports name.
    pub async fn store_judges(&self, app: &App) -> Result<(), Failure> {
        for judge in &self.known.judges {
            app.store.put_artifact(judge).await?;
        }
        Ok(())
    }
}

/// Refuses to decide anything by rows of which others are on their way.
pub async fn refuse_incomplete(app: &App, signature_id: &str) -> Result<(), Failure> {
    let unfinished = app.store.unfinished_imports(signature_id).await?;
    let Some(first) = unfinished.first() else { return Ok(()) };
    let more = match unfinished.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let message = format!(
        "the dataset is incomplete: an import has not brought all of its rows ({}{more}); run it \
         again, or abandon it to stay with the rows from before",
        first.words()
    );
    Err(Failure::new(Code::DatasetIncomplete, message))
}

/// Which model a request goes to that names none but plays a role.
pub fn identity(lm: &dyn Lm, role: ModelRole) -> Identity {
    lm.identity(&LmRequest {
        role,
        messages: Vec::new(),
        model_id: None,
        temperature: None,
        top_p: None,
        max_tokens: None,
        output_schema: None,
        row: None,
    })
}
