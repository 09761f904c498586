//! The ports in memory: for tests, dry runs, and each prediction's scratch.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;

use super::{
    core::vars,
    ports::{BlobStore, Clock, EvalCache, PortError, ReceiptSink, Registry, VarSpace, Variable},
};
use crate::{
    canon,
    model::{artifact::Artifact, blob::BlobRef, eval::ReportedExample, receipt::Receipt},
};

/// No lock here is held over a panic that could leave its data half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Texts by id.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<HashMap<String, (String, Option<String>)>>);

#[async_trait]
impl BlobStore for MemoryBlobs {
    async fn put_text(&self, text: &str, mime: Option<&str>) -> Result<BlobRef, PortError> {
        let mut reference = BlobRef::of(text, mime);
        let mut blobs = lock(&self.0);
        let stored = blobs
            .entry(reference.id.clone())
            .or_insert_with(|| (text.to_owned(), mime.map(str::to_owned)));
        reference.mime.clone_from(&stored.1);
        Ok(reference)
    }

    async fn get_text(&self, blob_id: &str) -> Result<Option<String>, PortError> {
        Ok(lock(&self.0).get(blob_id).map(|(text, _)| text.clone()))
    }
}

/// Variables by name, within the limits of [`vars`].
#[derive(Debug, Default)]
pub struct MemoryVars(Mutex<HashMap<String, Variable>>);

#[async_trait]
impl VarSpace for MemoryVars {
    async fn put(&self, name: &str, value: Variable) -> Result<(), PortError> {
        let mut space = lock(&self.0);
        let others = space.len() - usize::from(space.contains_key(name));
        vars::check(name, &value, others)
            .map_err(|reason| PortError { call: "set variable", reason })?;
        space.insert(name.to_owned(), value);
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Option<Variable>, PortError> {
        Ok(lock(&self.0).get(name).cloned())
    }

    async fn list(&self) -> Result<Vec<(String, Variable)>, PortError> {
        let mut all: Vec<_> =
            lock(&self.0).iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        // Names that collate alike need an order of their own: a map has none.
        all.sort_by(|left, right| left.0.cmp(&right.0));
        canon::sort_locale_by(&mut all, |(name, _)| name);
        Ok(all)
    }
}

/// Receipts in the order in which they came.
#[derive(Debug, Default)]
pub struct MemoryReceipts(Mutex<Vec<Receipt>>);

impl MemoryReceipts {
    pub fn all(&self) -> Vec<Receipt> {
        lock(&self.0).clone()
    }
}

#[async_trait]
impl ReceiptSink for MemoryReceipts {
    async fn record(&self, receipt: &Receipt) -> Result<(), PortError> {
        let mut receipts = lock(&self.0);
        if !receipts.iter().any(|stored| stored.receipt_id == receipt.receipt_id) {
            receipts.push(receipt.clone());
        }
        Ok(())
    }
}

/// Receipts that nobody will read.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoReceipts;

#[async_trait]
impl ReceiptSink for NoReceipts {
    async fn record(&self, _: &Receipt) -> Result<(), PortError> {
        Ok(())
    }
}

/// Pointers and artifacts.
#[derive(Debug, Default)]
pub struct MemoryRegistry {
    pointers: Mutex<HashMap<String, String>>,
    artifacts: Mutex<HashMap<(String, String), Artifact>>,
}

impl MemoryRegistry {
    /// Makes an artifact the active one, whether it is stored or not.
    pub fn set_active(&self, signature_id: &str, compiled_id: &str) {
        lock(&self.pointers).insert(signature_id.to_owned(), compiled_id.to_owned());
    }

    pub fn put(&self, artifact: Artifact) {
        let key = (artifact.signature_id.clone(), artifact.compiled_id.clone());
        lock(&self.artifacts).entry(key).or_insert(artifact);
    }
}

#[async_trait]
impl Registry for MemoryRegistry {
    async fn active(&self, signature_id: &str) -> Result<Option<String>, PortError> {
        Ok(lock(&self.pointers).get(signature_id).cloned())
    }

    async fn artifact(
        &self,
        signature_id: &str,
        compiled_id: &str,
    ) -> Result<Option<Artifact>, PortError> {
        let key = (signature_id.to_owned(), compiled_id.to_owned());
        Ok(lock(&self.artifacts).get(&key).cloned())
    }
}

/// Scores by cache key.
#[derive(Debug, Default)]
pub struct MemoryEvalCache(Mutex<HashMap<String, ReportedExample>>);

impl MemoryEvalCache {
    /// The keys held, sorted.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = lock(&self.0).keys().cloned().collect();
        keys.sort();
        keys
    }
}

#[async_trait]
impl EvalCache for MemoryEvalCache {
    async fn get(&self, key: &str) -> Result<Option<ReportedExample>, PortError> {
        Ok(lock(&self.0).get(key).cloned())
    }

    async fn put(&self, key: &str, value: &ReportedExample) -> Result<(), PortError> {
        lock(&self.0).insert(key.to_owned(), value.clone());
        Ok(())
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn new(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    pub fn advance(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn the_first_write_of_a_text_keeps_its_mime() {
        let blobs = MemoryBlobs::default();
        blobs.put_text("x", Some("text/markdown")).await.unwrap();
        let again = blobs.put_text("x", Some("text/plain")).await.unwrap();
        assert_eq!(again.mime.as_deref(), Some("text/markdown"));
    }

    #[tokio::test]
    async fn a_full_space_takes_no_new_name_but_a_new_value() {
        let vars = MemoryVars::default();
        for at in 0..vars::MAX_VARS {
            vars.put(&format!("v{at}"), Variable::Json(json!(at))).await.unwrap();
        }
        assert!(vars.put("one more", Variable::Json(json!(0))).await.is_err());
        vars.put("v7", Variable::Json(json!("again"))).await.unwrap();
        assert_eq!(vars.list().await.unwrap()[0].0, "v0");
    }

    #[tokio::test]
    async fn names_and_values_have_their_bounds() {
        let vars = MemoryVars::default();
        let json = |text: String| Variable::Json(json!(text));
        assert!(vars.put(" \u{feff}", json(String::new())).await.is_err());
        vars.put(&format!(" {} ", "n".repeat(128)), json(String::new())).await.unwrap();
        assert!(vars.put(&"n".repeat(129), json(String::new())).await.is_err());
        vars.put("v", json("x".repeat(vars::MAX_JSON - 2))).await.unwrap();
        assert!(vars.put("v", json("x".repeat(vars::MAX_JSON - 1))).await.is_err());
    }
}
