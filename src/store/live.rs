//! Receipts of live traffic. One task writes them: what comes while it commits
//! is one transaction after it, so that a busy server pays for few commits. The
//! line is bounded; who comes when it is full waits, and nothing is dropped.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use sqlx::{AnyConnection, query};
use tokio::sync::{mpsc, oneshot};

use super::{
    Store, StoreError,
    error::{Result, WriteTogether},
    generation::{self, Generation},
    prediction_content::Content,
    receipts::{self, NewReceipt},
    rollout::{self, Counting},
    sql::text_of,
    write::{Write, Writers},
};
use crate::{
    engine::ports::Clock,
    model::{receipt::Receipt, serve::Durability},
};

/// Receipts that wait for the task.
const WAITING: usize = 4_096;
/// The most receipts of one transaction: more would make the first of them wait.
const MOST: usize = 32;

/// A receipt to be written, and what is written with it.
pub struct LiveReceipt {
    pub thread_id: String,
    pub receipt: Receipt,
    /// The salt of the canary that the receipt counts for.
    pub counts_for: Option<String>,
    pub content: Option<Content>,
}

type Outcome = Result<(), WriteTogether>;

struct Waiting {
    live: LiveReceipt,
    document: String,
    fsync: bool,
    tell: oneshot::Sender<Outcome>,
}

impl Waiting {
    fn row(&self) -> NewReceipt<'_> {
        let LiveReceipt { thread_id, receipt, .. } = &self.live;
        let (run_id, document) = (&receipt.run_id, &self.document);
        NewReceipt { thread_id, run_id, receipt, document, example_id: None }
    }
}

/// What the task needs of the store. It holds no store, which would keep it
/// alive for ever.
pub(super) struct Database {
    pub(super) writers: Writers,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) generation: Arc<Generation>,
}

/// Where receipts wait to be written.
pub(super) struct Line {
    waiting: mpsc::Sender<Waiting>,
    lost: Arc<AtomicU64>,
}

impl Line {
    /// Starts the task. It ends when nobody can hand it receipts any more.
    pub(super) fn start(database: Database) -> Self {
        let (sender, mut waiting) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while waiting.recv_many(&mut batch, MOST).await > 0 {
                let written = database.write(&batch).await;
                let outcome = written.map_err(WriteTogether::from);
                for one in batch.drain(..) {
                    // Who has stopped waiting does not want to know.
                    let _ = one.tell.send(outcome.clone());
                }
            }
        });
        Self { waiting: sender, lost: Arc::default() }
    }
}

impl Store {
    /// Writes a receipt with its content and the canary's counters. Returns
    /// when it is committed; with [`Durability::AnswerFirst`] as soon as it has
    /// its place in the line.
    ///
    /// # Errors
    /// When the database fails: then nothing was written.
    pub async fn record_live(&self, live: LiveReceipt, durability: Durability) -> Result<()> {
        let (tell, told) = oneshot::channel();
        let document = text_of(&live.receipt);
        let fsync = durability == Durability::Fsync;
        // Where the task is gone, `told` hears of it.
        let _ = self.live.waiting.send(Waiting { live, document, fsync, tell }).await;
        let committed = async { told.await.unwrap_or_else(|_| Err(WriteTogether::given_up())) };
        if durability != Durability::AnswerFirst {
            return committed.await.map_err(StoreError::Together);
        }
        let lost = Arc::clone(&self.live.lost);
        tokio::spawn(async move {
            if let Err(error) = committed.await {
                lost.fetch_add(1, Ordering::Relaxed);
                tracing::error!(%error, "a receipt was lost after its answer was given");
            }
        });
        Ok(())
    }

    /// Receipts that were answered first and then could not be written.
    pub fn lost_receipts(&self) -> u64 {
        self.live.lost.load(Ordering::Relaxed)
    }

    /// Receipts that wait to be written.
    pub fn waiting_receipts(&self) -> usize {
        WAITING - self.live.waiting.capacity()
    }
}

impl Database {
    /// Writes a batch, at first as one that ends no canary: that a canary is
    /// over is on disk before anybody hears of it.
    async fn write(&self, batch: &[Waiting]) -> Result<()> {
        let fsync = batch.iter().any(|one| one.fsync);
        let write = if fsync { self.writers.at_once().await } else { self.writers.soon().await };
        if !self.transaction(write?, batch, Counting::GoesOn).await? {
            let write = self.writers.at_once().await?;
            self.transaction(write, batch, Counting::MayEnd).await?;
        }
        Ok(())
    }

    /// Writes all of a batch; false, and nothing is written, where a canary
    /// would end and may not.
    async fn transaction(
        &self,
        mut write: Write,
        batch: &[Waiting],
        counting: Counting,
    ) -> Result<bool> {
        let (asked, now_ms) = (Instant::now(), self.clock.now_ms());
        let rows: Vec<NewReceipt<'_>> = batch.iter().map(Waiting::row).collect();
        // Of two with one id in a batch the first was stored.
        let mut inserted = receipts::insert(write.connection(), &rows, now_ms).await?;
        let new = batch.iter().filter(|one| inserted.remove(&one.live.receipt.receipt_id));
        let new: Vec<&LiveReceipt> = new.map(|one| &one.live).collect();
        insert_content(write.connection(), &new, now_ms).await?;
        for (signature_id, counted) in counted(&new) {
            let connection = write.connection();
            if !rollout::count(connection, signature_id, &counted, counting, now_ms).await? {
                return Ok(false);
            }
        }
        let number = generation::read(write.connection()).await?;
        write.commit().await?;
        self.generation.note(number, asked);
        Ok(true)
    }
}

async fn insert_content(
    connection: &mut AnyConnection,
    new: &[&LiveReceipt],
    now_ms: i64,
) -> Result<()> {
    for live in new {
        let Some(content) = &live.content else { continue };
        query(
            "INSERT INTO dsePredictionContent (receiptId, signatureId, threadId, inputJson, \
             outputJson, createdAtMs) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (receiptId) DO NOTHING",
        )
        .bind(&live.receipt.receipt_id)
        .bind(&live.receipt.signature_id)
        .bind(&live.thread_id)
        .bind(&content.input)
        .bind(&content.output)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The receipts that count for a canary, by signature.
fn counted<'a>(new: &[&'a LiveReceipt]) -> BTreeMap<&'a str, Vec<rollout::Counted<'a>>> {
    let mut by_signature: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for live in new {
        let Some(salt) = live.counts_for.as_deref() else { continue };
        let (thread_id, receipt) = (live.thread_id.as_str(), &live.receipt);
        let one = rollout::Counted { thread_id, receipt, salt: Some(salt) };
        by_signature.entry(&receipt.signature_id).or_default().push(one);
    }
    by_signature
}
