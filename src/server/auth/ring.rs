//! The live keys, in memory. They are read again when the store's history has
//! grown, so that a key that was revoked ends with the change itself, or within
//! the time in which the change of another process shows.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use tokio::sync::Mutex;

use super::pace::{Pace, Spent};
use crate::store::{KeysSeen, Store, StoreError, StoredKey};

/// The last use is noted to the minute, so that it costs a write a minute.
const USE_MS: i64 = 60_000;

/// A key with what this server knows of its use.
pub struct Held {
    pub stored: StoredKey,
    /// When its use was noted last.
    used_at_ms: AtomicI64,
    spent: Arc<Spent>,
}

impl Held {
    /// Whether this use is to be noted. Of many at once one is.
    pub fn is_use_due(&self, now_ms: i64) -> bool {
        let last = self.used_at_ms.load(Ordering::Relaxed);
        let is_due = !(0..USE_MS).contains(&now_ms.saturating_sub(last));
        let swap =
            || self.used_at_ms.compare_exchange(last, now_ms, Ordering::Relaxed, Ordering::Relaxed);
        is_due && swap().is_ok()
    }

    /// How often the key may ask, where that is bounded.
    pub fn pace(&self) -> Option<Pace> {
        let spent = Arc::clone(&self.spent);
        self.stored.key.rate.map(|rate| Pace { rate, spent })
    }
}

/// All keys that were live when they were read.
#[derive(Default)]
struct Keys {
    /// The store's newest change when it was last asked about keys.
    generation: Option<i64>,
    seen: KeysSeen,
    by_id: HashMap<String, Arc<Held>>,
}

#[derive(Default)]
pub struct Ring {
    keys: RwLock<Arc<Keys>>,
    /// Of many requests after a change one reads.
    turn: Mutex<()>,
}

impl Ring {
    /// The key of that id, if there is one that is not revoked. It may be over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, store: &Store, key_id: &str) -> Result<Option<Arc<Held>>, StoreError> {
        let generation = store.generation().await?;
        let keys = self.at(store, generation).await?;
        Ok(keys.by_id.get(key_id).cloned())
    }

    /// The keys as of that change at least.
    async fn at(&self, store: &Store, generation: i64) -> Result<Arc<Keys>, StoreError> {
        let fresh = || Some(self.held()).filter(|keys| keys.generation >= Some(generation));
        if let Some(keys) = fresh() {
            return Ok(keys);
        }
        let _turn = self.turn.lock().await;
        if let Some(keys) = fresh() {
            return Ok(keys);
        }
        let before = self.held();
        let (seen, by_id) = match store.live_keys(before.seen).await? {
            // Something else has changed.
            None => (before.seen, before.by_id.clone()),
            Some((seen, stored)) => {
                let held = |stored| held(stored, &before.by_id);
                (seen, stored.into_iter().map(held).collect())
            }
        };
        let keys = Arc::new(Keys { generation: Some(generation), seen, by_id });
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
        Ok(keys)
    }

    fn held(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a key has spent outlives that keys are read again.
fn held(stored: StoredKey, before: &HashMap<String, Arc<Held>>) -> (String, Arc<Held>) {
    let key_id = stored.key.key_id.clone();
    let used_at_ms = AtomicI64::new(stored.key.last_used_at_ms.unwrap_or(i64::MIN));
    let spent = before.get(&key_id).map(|held| Arc::clone(&held.spent)).unwrap_or_default();
    (key_id, Arc::new(Held { stored, used_at_ms, spent }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{engine::memory::ManualClock, model::key::Scope, store::NewKey};

    const NEW: NewKey<'_> =
        NewKey { key_id: "k1", secret_hash: "hash", expires_at_ms: None, rate: None };

    async fn store(path: &Path) -> Store {
        Store::open(path, Arc::new(ManualClock::new(1_700_000_000_000))).await.unwrap()
    }

    #[tokio::test]
    async fn keys_that_are_held_need_no_database_and_a_change_ends_them() {
        let store = store(Path::new(":memory:")).await;
        let ring = Ring::default();
        let made = store.create_key(NEW, "ci", &[Scope::Read], &[]).await.unwrap();
        assert!(ring.find(&store, &made.key_id).await.unwrap().is_some());
        store.revoke_key("ci").await.unwrap();
        assert!(ring.find(&store, &made.key_id).await.unwrap().is_none(), "at once");

        let again = NewKey { key_id: "k2", ..NEW };
        store.create_key(again, "ci", &[Scope::Read], &[]).await.unwrap();
        assert!(ring.find(&store, "k2").await.unwrap().is_some());
        let generation = store.generation().await.unwrap();
        store.close().await;
        let keys = ring.at(&store, generation).await.expect("nothing is read");
        assert!(keys.by_id.contains_key("k2") && !keys.by_id.contains_key("k1"));
        assert!(ring.at(&store, generation + 1).await.is_err(), "a change is read");
    }

    #[tokio::test]
    async fn a_key_ends_that_another_process_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dse.db");
        let (here, there) = (store(&path).await, store(&path).await);
        let ring = Ring::default();
        there.create_key(NEW, "ci", &[Scope::Read], &[]).await.unwrap();
        let is_there = async |wanted: bool| {
            while ring.find(&here, "k1").await.unwrap().is_some() != wanted {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let minute = std::time::Duration::from_secs(60);
        tokio::time::timeout(minute, is_there(true)).await.expect("it is known here");
        there.revoke_key("ci").await.unwrap();
        tokio::time::timeout(minute, is_there(false)).await.expect("it ends here");
    }

    #[tokio::test]
    async fn a_use_is_noted_once_a_minute() {
        let store = store(Path::new(":memory:")).await;
        store.create_key(NEW, "ci", &[Scope::Read], &[]).await.unwrap();
        let held = Ring::default().find(&store, "k1").await.unwrap().unwrap();
        let due = [0, 1, 59_999, 60_000, 60_001, 3].map(|at| held.is_use_due(at));
        assert_eq!(due, [true, false, false, true, false, true]);
    }
}
