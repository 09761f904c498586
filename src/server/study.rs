//! A signature with its stored rows, ready to be evaluated: what compile,
//! eval, exercise and both gates have in common.

use std::sync::Arc;

use super::{App, Call, Failure, answers::KeptAnswers, app::Known, journal::Journal};
use crate::{
    engine::{
        evaluate::{EvalEnv, Evaluator, Subject},
        gate::Refusal,
        memory::{MemoryBlobs, NoReceipts},
        ports::EvalCache,
        scratch::Scratch,
        stored,
    },
    lm::{Limits, Lm, Once},
    model::{dataset::Dataset, example::Example, identity::ReportIdentity},
    store::{ExampleFilter, ScopedEvalCache},
};

/// Stored rows that one dataset holds; deployed servers stop there too.
pub const MAX_ROWS: usize = 500;

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
    /// When there are none, one does not fit the signature any more, or the
    /// texts they bring are refused.
    pub async fn load(app: &App, known: &'a Known) -> Result<Self, Failure> {
        let signature_id = known.contract.signature_id();
        let rows = app
            .store
            .examples(signature_id, &ExampleFilter::default(), None, MAX_ROWS)
            .await?
            .examples;
        if rows.is_empty() {
            return Err(Refusal::NoExamples.into());
        }
        let dataset = stored::dataset(&known.contract, &rows)?;
        let blobs = MemoryBlobs::default();
        stored::seed_blobs(&blobs, &stored::dataset_blobs(&rows)?).await?;
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
