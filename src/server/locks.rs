//! Work that must not happen twice at once, by name.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

/// Locks by key; a key that nobody uses takes no space.
#[derive(Default)]
pub struct KeyedLocks(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl KeyedLocks {
    /// Waits until nobody else holds `key`, and holds it.
    pub async fn lock(&self, key: String) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(key).or_default())
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn equal_keys_wait_and_others_do_not() {
        let locks = KeyedLocks::default();
        let held = locks.lock("a".to_owned()).await;
        drop(locks.lock("b".to_owned()).await);
        let mut second = std::pin::pin!(locks.lock("a".to_owned()));
        assert!(futures::poll!(&mut second).is_pending());
        drop(held);
        drop(second.await);
        assert_eq!(locks.0.lock().unwrap().len(), 1);
    }
}
