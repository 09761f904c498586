//! `dseKeys` and `dseKeyHistory`: who may do what, and since when.

use sqlx::{AnyConnection, query, query_as};

use super::{
    Store, chain,
    error::{Result, StoreError},
    sql::{document, text_of},
};
use crate::model::{
    key::{Key, KeyChange, Scope},
    rate::Rate,
};

const TABLE: &str = "dseKeys";

/// Changes that are listed.
const MOST_CHANGES: i64 = 200;

/// A key to be made. Its secret is known to whoever made it alone.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    pub key_id: &'a str,
    pub secret_hash: &'a str,
    pub expires_at_ms: Option<i64>,
    pub rate: Option<Rate>,
}

/// A key with what its secret is compared to.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub key: Key,
    pub secret_hash: String,
}

/// As of which change keys were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeysSeen(Option<i64>);

/// Why keys were not changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no live key {0}")]
    NotFound(String),
    #[error("a live key has the name {0}: rotate it, or revoke it first")]
    Exists(String),
}

impl From<sqlx::Error> for KeyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Makes a key of a name that no live key has.
    ///
    /// # Errors
    /// When one has it, or the database fails.
    pub async fn create_key(
        &self,
        new: NewKey<'_>,
        name: &str,
        scopes: &[Scope],
        signature_ids: &[String],
    ) -> Result<Key, KeyError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        if !live(connection, name, now_ms).await?.is_empty() {
            return Err(KeyError::Exists(name.to_owned()));
        }
        let key = Key {
            key_id: new.key_id.to_owned(),
            name: name.to_owned(),
            scopes: scopes.to_vec(),
            signature_ids: signature_ids.to_vec(),
            created_at_ms: now_ms,
            created_by: self.actor().to_owned(),
            expires_at_ms: new.expires_at_ms,
            revoked_at_ms: None,
            rate: new.rate,
            last_used_at_ms: None,
        };
        insert(connection, &key, new.secret_hash).await?;
        note(connection, &key, "create", self.actor(), now_ms).await?;
        write.commit_moved().await?;
        Ok(key)
    }

    /// Makes a successor of the live keys of that name, or of the one of that
    /// id. They end at `old_end_ms` at the latest. Gives them as they are now.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn rotate_key(
        &self,
        name_or_id: &str,
        old_end_ms: i64,
        new: impl Fn(&Key) -> (String, String, Option<i64>),
    ) -> Result<(Key, Vec<Key>), KeyError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        let mut before = live(connection, name_or_id, now_ms).await?;
        let Some(newest) = before.first() else {
            return Err(KeyError::NotFound(name_or_id.to_owned()));
        };
        let (key_id, secret_hash, expires_at_ms) = new(newest);
        let key = Key {
            key_id,
            created_at_ms: now_ms,
            created_by: self.actor().to_owned(),
            expires_at_ms,
            last_used_at_ms: None,
            ..newest.clone()
        };
        for old in &mut before {
            old.expires_at_ms =
                Some(old.expires_at_ms.map_or(old_end_ms, |end| end.min(old_end_ms)));
            end(connection, old).await?;
            note(connection, old, "rotate", self.actor(), now_ms).await?;
        }
        insert(connection, &key, &secret_hash).await?;
        note(connection, &key, "create", self.actor(), now_ms).await?;
        write.commit_moved().await?;
        Ok((key, before))
    }

    /// Ends the live keys of that name, or the one of that id, at once.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn revoke_key(&self, name_or_id: &str) -> Result<Vec<Key>, KeyError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        let mut found = live(connection, name_or_id, now_ms).await?;
        if found.is_empty() {
            return Err(KeyError::NotFound(name_or_id.to_owned()));
        }
        for key in &mut found {
            key.revoked_at_ms = Some(now_ms);
            end(connection, key).await?;
            note(connection, key, "revoke", self.actor(), now_ms).await?;
        }
        write.commit_moved().await?;
        Ok(found)
    }

    /// All keys, newest first, and what became of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(&self) -> Result<(Vec<Key>, Vec<KeyChange>)> {
        let mut connection = self.read().await?;
        let keys = rows(&mut connection, "", None).await?;
        let changes = changes(&mut connection).await?;
        Ok((keys.into_iter().map(|stored| stored.key).collect(), changes))
    }

    /// All keys that are not revoked, unless none has changed since they were
    /// `seen`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_keys(&self, seen: KeysSeen) -> Result<Option<(KeysSeen, Vec<StoredKey>)>> {
        let mut connection = self.read().await?;
        // Read before the keys: after a change meanwhile they are read again.
        let (newest,): (i64,) = query_as("SELECT COALESCE(MAX(seq), 0) FROM dseKeyHistory")
            .fetch_one(&mut *connection)
            .await?;
        let newest = KeysSeen(Some(newest));
        if newest == seen {
            return Ok(None);
        }
        let found = found(&mut connection, "WHERE revokedAtMs IS NULL", None).await?;
        let keys = found.into_iter().filter_map(|columns| {
            // One that was changed by hand does not lock the others out.
            stored(columns).inspect_err(|error| tracing::error!(%error, "a key is not taken")).ok()
        });
        Ok(Some((newest, keys.collect())))
    }

    /// Notes that a key was used now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_used(&self, key_id: &str) -> Result<()> {
        let now_ms = self.now_ms();
        let mut write = self.write_soon().await?;
        query("UPDATE dseKeys SET lastUsedAtMs = $1 WHERE keyId = $2")
            .bind(now_ms)
            .bind(key_id)
            .execute(write.connection())
            .await?;
        write.commit().await
    }
}

async fn insert(connection: &mut AnyConnection, key: &Key, secret_hash: &str) -> Result<()> {
    query(
        "INSERT INTO dseKeys (keyId, name, secretHash, scopesJson, signatureIdsJson, createdAtMs, \
         createdBy, expiresAtMs) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&key.key_id)
    .bind(&key.name)
    .bind(secret_hash)
    .bind(text_of(&key.scopes))
    .bind(text_of(&key.signature_ids))
    .bind(key.created_at_ms)
    .bind(&key.created_by)
    .bind(key.expires_at_ms)
    .execute(&mut *connection)
    .await?;
    let key_id = key.key_id.as_str();
    chain::record(connection, &chain::KEY, &[key_id.into()]).await?;
    let Some(rate) = key.rate else { return Ok(()) };
    query("INSERT INTO dseKeyRates (keyId, requests, seconds) VALUES ($1, $2, $3)")
        .bind(key_id)
        .bind(i64::from(rate.requests()))
        .bind(i64::from(rate.seconds()))
        .execute(&mut *connection)
        .await?;
    chain::record(connection, &chain::KEY_RATE, &[key_id.into()]).await
}

/// Keeps the ends of a key.
async fn end(connection: &mut AnyConnection, key: &Key) -> Result<()> {
    query("UPDATE dseKeys SET expiresAtMs = $1, revokedAtMs = $2 WHERE keyId = $3")
        .bind(key.expires_at_ms)
        .bind(key.revoked_at_ms)
        .bind(&key.key_id)
        .execute(&mut *connection)
        .await?;
    chain::record(connection, &chain::KEY, &[key.key_id.as_str().into()]).await
}

async fn note(
    connection: &mut AnyConnection,
    key: &Key,
    action: &str,
    actor: &str,
    now_ms: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseKeyHistory (seq, keyId, action, name, scopesJson, signatureIdsJson, \
         expiresAtMs, actorUserId, createdAtMs) VALUES \
         ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseKeyHistory), $1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&key.key_id)
    .bind(action)
    .bind(&key.name)
    .bind(text_of(&key.scopes))
    .bind(text_of(&key.signature_ids))
    .bind(key.expires_at_ms)
    .bind(actor)
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    chain::link(connection, &chain::KEY_CHANGE).await
}

/// The live keys of that name, newest first, or the one of that id.
async fn live(connection: &mut AnyConnection, name_or_id: &str, now_ms: i64) -> Result<Vec<Key>> {
    let found = rows(connection, "WHERE keyId = $1 OR name = $1", Some(name_or_id)).await?;
    let keys = found.into_iter().map(|stored| stored.key);
    Ok(keys.filter(|key| key.is_live(now_ms)).collect())
}

type Columns = (
    String,
    String,
    String,
    String,
    String,
    i64,
    String,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

async fn rows(
    connection: &mut AnyConnection,
    filter: &'static str,
    wanted: Option<&str>,
) -> Result<Vec<StoredKey>> {
    found(connection, filter, wanted).await?.into_iter().map(stored).collect()
}

async fn found(
    connection: &mut AnyConnection,
    filter: &'static str,
    wanted: Option<&str>,
) -> Result<Vec<Columns>> {
    let sql = format!(
        "SELECT keyId, name, secretHash, scopesJson, signatureIdsJson, createdAtMs, createdBy, \
         expiresAtMs, revokedAtMs, lastUsedAtMs, requests, seconds \
         FROM dseKeys LEFT JOIN dseKeyRates USING (keyId) {filter} ORDER BY dseKeys.rowid DESC"
    );
    let mut query = query_as(sqlx::AssertSqlSafe(sql));
    if let Some(wanted) = wanted {
        query = query.bind(wanted);
    }
    Ok(query.fetch_all(connection).await?)
}

fn stored(columns: Columns) -> Result<StoredKey> {
    let key_id = columns.0;
    let rate = rate(&key_id, columns.10, columns.11)?;
    let key = Key {
        scopes: document(TABLE, &key_id, &columns.3)?,
        signature_ids: document(TABLE, &key_id, &columns.4)?,
        key_id,
        name: columns.1,
        created_at_ms: columns.5,
        created_by: columns.6,
        expires_at_ms: columns.7,
        revoked_at_ms: columns.8,
        rate,
        last_used_at_ms: columns.9,
    };
    Ok(StoredKey { key, secret_hash: columns.2 })
}

fn rate(key_id: &str, requests: Option<i64>, seconds: Option<i64>) -> Result<Option<Rate>> {
    let (Some(requests), Some(seconds)) = (requests, seconds) else { return Ok(None) };
    let number = |value: i64| u32::try_from(value).unwrap_or_default();
    let rate = Rate::new(number(requests), number(seconds));
    rate.map(Some).map_err(|error| StoreError::Document {
        table: "dseKeyRates",
        id: key_id.to_owned(),
        source: serde::de::Error::custom(error),
    })
}

type ChangeColumns = (
    String,
    String,
    String,
    String,
    String,
    Option<i64>,
    Option<String>,
    i64,
    Option<i64>,
    Option<i64>,
);

async fn changes(connection: &mut AnyConnection) -> Result<Vec<KeyChange>> {
    let found: Vec<ChangeColumns> = query_as(
        "SELECT keyId, action, name, scopesJson, signatureIdsJson, expiresAtMs, actorUserId, \
         createdAtMs, requests, seconds \
         FROM dseKeyHistory LEFT JOIN dseKeyRates USING (keyId) ORDER BY seq DESC LIMIT $1",
    )
    .bind(MOST_CHANGES)
    .fetch_all(connection)
    .await?;
    let change = |columns: ChangeColumns| {
        Ok(KeyChange {
            scopes: document("dseKeyHistory", &columns.0, &columns.3)?,
            signature_ids: document("dseKeyHistory", &columns.0, &columns.4)?,
            rate: rate(&columns.0, columns.8, columns.9)?,
            key_id: columns.0,
            action: columns.1,
            name: columns.2,
            expires_at_ms: columns.5,
            actor_user_id: columns.6,
            created_at_ms: columns.7,
        })
    };
    found.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sqlx::query;

    use super::*;
    use crate::{engine::ports::Clock, store::testing};

    fn new<'a>(key_id: &'a str, expires_at_ms: Option<i64>) -> NewKey<'a> {
        NewKey { key_id, secret_hash: "hash", expires_at_ms, rate: None }
    }

    #[tokio::test]
    async fn what_becomes_of_keys_is_history_that_verifies() {
        let clock = testing::clock();
        let store = Store::open(Path::new(":memory:"), clock.clone()).await.unwrap();
        let admin = store.acting_as(&"boss".into());
        let both = [Scope::Read, Scope::Import];
        let ids = ["s".to_owned()];
        let made = admin.create_key(new("k1", None), "ci", &both, &ids).await.unwrap();
        assert_eq!((made.created_by.as_str(), made.scopes.as_slice()), ("boss", &both[..]));
        let again = store.create_key(new("k2", None), "ci", &both, &ids).await.unwrap_err();
        assert!(matches!(again, KeyError::Exists(_)), "{again}");

        let end = clock.now_ms() + 10;
        let successor = |_: &Key| ("k3".to_owned(), "other".to_owned(), None);
        let (next, before) = store.rotate_key("ci", end, successor).await.unwrap();
        assert_eq!((next.name.as_str(), next.signature_ids.as_slice()), ("ci", &ids[..]));
        assert_eq!(before[0].expires_at_ms, Some(end));
        // Both are live until then.
        let now = clock.now_ms();
        let (seen, keys) = store.live_keys(KeysSeen::default()).await.unwrap().unwrap();
        let live_at = |now_ms| keys.iter().filter(|it| it.key.is_live(now_ms)).count();
        assert_eq!((live_at(now), live_at(end)), (2, 1));
        assert!(store.live_keys(seen).await.unwrap().is_none(), "none has changed");

        assert_eq!(store.revoke_key("ci").await.unwrap().len(), 2);
        assert!(matches!(store.revoke_key("ci").await, Err(KeyError::NotFound(_))));
        assert!(store.live_keys(seen).await.unwrap().unwrap().1.is_empty());
        store.key_used(&next.key_id).await.unwrap();
        let (keys, changes) = store.keys().await.unwrap();
        assert_eq!(keys.len(), 2);
        let told: Vec<_> = changes.iter().rev().map(|one| one.action.as_str()).collect();
        assert_eq!(told, ["create", "rotate", "create", "revoke", "revoke"]);
        assert_eq!(changes.last().unwrap().actor_user_id.as_deref(), Some("boss"));
        assert_eq!(store.check_chain(None, false).await.unwrap().bad, []);
    }

    #[tokio::test]
    async fn the_rate_of_a_key_is_part_of_the_evidence() {
        let store = Store::open(Path::new(":memory:"), testing::clock()).await.unwrap();
        let rate: Rate = "600/min".parse().unwrap();
        let limited = NewKey { rate: Some(rate), ..new("k1", None) };
        store.create_key(limited, "ci", &[Scope::Read], &[]).await.unwrap();
        let successor = |_: &Key| ("k2".to_owned(), "other".to_owned(), None);
        let (next, _) = store.rotate_key("ci", i64::MAX, successor).await.unwrap();
        assert_eq!(next.rate, Some(rate), "it outlives a rotation");
        let (keys, changes) = store.keys().await.unwrap();
        assert!(keys.iter().all(|key| key.rate == Some(rate)), "{keys:?}");
        assert!(changes.iter().all(|change| change.rate == Some(rate)), "{changes:?}");
        let bad = async || store.check_chain(None, false).await.unwrap().bad;
        assert_eq!(bad().await, []);
        for (forged, back) in [
            ("UPDATE dseKeyRates SET requests = 6000", "UPDATE dseKeyRates SET requests = 600"),
            ("DELETE FROM dseKeyRates WHERE keyId = 'k2'", "SELECT 1"),
        ] {
            let run = async |sql: &'static str| {
                let mut connection = store.pools.soon.acquire().await.unwrap();
                query(sql).execute(&mut *connection).await.unwrap();
            };
            run(forged).await;
            assert!(!bad().await.is_empty(), "{forged}");
            run(back).await;
        }
    }

    #[tokio::test]
    async fn a_key_that_was_forged_in_the_database_shows() {
        let store = Store::open(Path::new(":memory:"), testing::clock()).await.unwrap();
        store.create_key(new("k1", None), "ci", &[Scope::Read], &[]).await.unwrap();
        let run = |sql: &'static str| {
            let pool = store.pools.soon.clone();
            async move { query(sql).execute(&mut *pool.acquire().await.unwrap()).await.unwrap() }
        };
        run("UPDATE dseKeys SET scopesJson = '[\"admin\"]'").await;
        assert!(!store.check_chain(None, false).await.unwrap().bad.is_empty());
        run("UPDATE dseKeys SET scopesJson = '[\"read\"]'").await;
        assert!(store.check_chain(None, false).await.unwrap().bad.is_empty());
        run("INSERT INTO dseKeys SELECT 'k9', 'evil', secretHash, '[\"admin\"]', '[]', 1, 'x', \
             NULL, NULL, NULL FROM dseKeys")
        .await;
        assert!(!store.check_chain(None, false).await.unwrap().bad.is_empty());
    }
}
