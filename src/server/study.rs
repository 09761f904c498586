//! A signature with its stored rows, ready to be evaluated: what compile,
//! eval, exercise and both gates have in common.

use std::sync::Arc;

use super::{App, Call, Failure, answers::KeptAnswers, app::Known, journal::Journal};
use crate::{
    api::error::Code,
    engine::{
        evaluate::{EvalEnv, Evaluator, Subject},
        gate::Refusal,
        memory::{MemoryBlobs, NoReceipts},
        ports::EvalCache,
        scratch::Scratch,
        stored::{self, BlobBounds},
    },
    lm::{Limits, Lm, Once},
    model::{dataset::Dataset, example::Example, identity::ReportIdentity},
    store::ScopedEvalCache,
};

pub struct Study<'a> {
    pub known: &'a Known,
    /// As they are stored.
    pub rows: Vec<Example>,
    /// The same rows as the signature's schemas decode them.
    pub dataset: Dataset,
    /// What is found here holds for this.
    pub identity: ReportIdentity,
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
        let lm = Self::kept(app, false);
        let identity = app.identity(known);
        Ok(Self { known, rows, dataset, identity, workspaces, lm })
    }

    fn kept(app: &App, fresh: bool) -> Once {
        let (inner, store) = (Arc::clone(&app.model), app.store.clone());
        Once::new(Arc::new(KeptAnswers { inner, store, fresh }))
    }

    /// Asks the model anew from here on: what was kept of its scores is
    /// forgotten, and its answers take the place of those that are kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn afresh(mut self, app: &App) -> Result<Self, Failure> {
        self.cache(app).clear().await?;
        self.lm = Self::kept(app, true);
        Ok(self)
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
        fresh: bool,
    ) -> Result<Self, Failure> {
        let lm = Arc::clone(&app.model);
        let journal = Journal::open(lm, app.store.clone(), work_id, limits).await?;
        let journal = if fresh { journal.afresh() } else { journal };
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

    /// The stored scores that hold for this identity.
    pub fn cache(&self, app: &App) -> ScopedEvalCache {
        app.store.eval_cache(self.identity.id())
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
