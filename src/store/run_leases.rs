//! `dseRunLeases`: which run works on a signature, one at most.

use sqlx::{AnyConnection, query, query_as};

use super::{Store, error::Result};
use crate::model::ops::RunLease;

/// A run, as one of its processes.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub run_id: &'a str,
    pub token: &'a str,
}

/// A row: whose it is, and what it says to others.
struct Held {
    token: String,
    lease_ms: i64,
    lease: RunLease,
}

impl Held {
    fn is(&self, holder: Holder<'_>) -> bool {
        self.lease.run_id == holder.run_id && self.token == holder.token
    }
}

impl Store {
    /// Takes a signature for a run. Another process of the same run hands it
    /// over; another run keeps it until its lease has run out. Returns who holds
    /// it now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquire_run_lease(
        &self,
        signature_id: &str,
        holder: Holder<'_>,
        lease_ms: i64,
    ) -> Result<(bool, RunLease)> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let found = find(write.connection(), signature_id, now_ms).await?;
        let (held, lease) = match found {
            Some(held) if held.lease.run_id != holder.run_id => {
                put(write.connection(), signature_id, &held).await?;
                (false, held.lease)
            }
            found => {
                let since_ms = found.map_or(now_ms, |held| held.lease.since_ms);
                (
                    true,
                    hold(write.connection(), signature_id, holder, since_ms, lease_ms, now_ms)
                        .await?,
                )
            }
        };
        write.commit().await?;
        Ok((held, lease))
    }

    /// Gives the lease of a run another `lease_ms` from now, if this process
    /// still has it. Returns whether it has, and who holds the signature now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_run_lease(
        &self,
        signature_id: &str,
        holder: Holder<'_>,
        lease_ms: i64,
    ) -> Result<(bool, Option<RunLease>)> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        // Also one that ran out a moment ago, where nobody took it meanwhile.
        let Some(held) = row(connection, signature_id).await?.filter(|held| held.is(holder)) else {
            let other = find(connection, signature_id, now_ms).await?;
            return Ok((false, other.map(|held| held.lease)));
        };
        let since_ms = held.lease.since_ms;
        let lease = hold(connection, signature_id, holder, since_ms, lease_ms, now_ms).await?;
        write.commit().await?;
        Ok((true, Some(lease)))
    }

    /// Lets a signature go. Returns false when this process does not have it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_run_lease(&self, signature_id: &str, holder: Holder<'_>) -> Result<bool> {
        let mut write = self.write().await?;
        let done =
            query("DELETE FROM dseRunLeases WHERE signatureId = $1 AND runId = $2 AND token = $3")
                .bind(signature_id)
                .bind(holder.run_id)
                .bind(holder.token)
                .execute(write.connection())
                .await?;
        write.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Who works on a signature now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_lease(&self, signature_id: &str) -> Result<Option<RunLease>> {
        let now_ms = self.now_ms();
        let found = find(&mut *self.read().await?, signature_id, now_ms).await?;
        Ok(found.map(|held| held.lease))
    }
}

/// The lease that holds at `now_ms`; its end is no further away than it is long.
async fn find(
    connection: &mut AnyConnection,
    signature_id: &str,
    now_ms: i64,
) -> Result<Option<Held>> {
    let Some(mut held) = row(connection, signature_id).await? else { return Ok(None) };
    let latest = now_ms.saturating_add(held.lease_ms);
    held.lease.lease_expires_at_ms = held.lease.lease_expires_at_ms.min(latest);
    Ok(Some(held).filter(|held| held.lease.lease_expires_at_ms > now_ms))
}

async fn row(connection: &mut AnyConnection, signature_id: &str) -> Result<Option<Held>> {
    let found: Option<(String, String, i64, i64, i64)> = query_as(
        "SELECT runId, token, sinceMs, leaseMs, leaseExpiresAtMs FROM dseRunLeases \
         WHERE signatureId = $1",
    )
    .bind(signature_id)
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|(run_id, token, since_ms, lease_ms, lease_expires_at_ms)| Held {
        token,
        lease_ms,
        lease: RunLease {
            signature_id: signature_id.to_owned(),
            run_id,
            since_ms,
            lease_expires_at_ms,
        },
    }))
}

async fn hold(
    connection: &mut AnyConnection,
    signature_id: &str,
    holder: Holder<'_>,
    since_ms: i64,
    lease_ms: i64,
    now_ms: i64,
) -> Result<RunLease> {
    let held = Held {
        token: holder.token.to_owned(),
        lease_ms,
        lease: RunLease {
            signature_id: signature_id.to_owned(),
            run_id: holder.run_id.to_owned(),
            since_ms,
            lease_expires_at_ms: now_ms.saturating_add(lease_ms),
        },
    };
    put(connection, signature_id, &held).await?;
    Ok(held.lease)
}

async fn put(connection: &mut AnyConnection, signature_id: &str, held: &Held) -> Result<()> {
    query("DELETE FROM dseRunLeases WHERE signatureId = $1")
        .bind(signature_id)
        .execute(&mut *connection)
        .await?;
    query(
        "INSERT INTO dseRunLeases (signatureId, runId, token, sinceMs, leaseMs, \
         leaseExpiresAtMs) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(signature_id)
    .bind(&held.lease.run_id)
    .bind(&held.token)
    .bind(held.lease.since_ms)
    .bind(held.lease_ms)
    .bind(held.lease.lease_expires_at_ms)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::*;
    use crate::engine::memory::ManualClock;

    const S: &str = "@test/S.v1";

    async fn store() -> (Store, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new(1_000));
        (Store::open(Path::new(":memory:"), clock.clone()).await.unwrap(), clock)
    }

    fn of<'a>(run_id: &'a str, token: &'a str) -> Holder<'a> {
        Holder { run_id, token }
    }

    #[tokio::test]
    async fn a_second_run_waits_until_the_first_is_done_or_gone() {
        let (store, clock) = store().await;
        let (held, lease) = store.acquire_run_lease(S, of("one", "a"), 100).await.unwrap();
        assert_eq!((held, lease.since_ms, lease.lease_expires_at_ms), (true, 1_000, 1_100));
        let (held, other) = store.acquire_run_lease(S, of("two", "b"), 100).await.unwrap();
        assert_eq!((held, other), (false, lease.clone()));
        assert!(store.acquire_run_lease("@test/T.v1", of("two", "b"), 100).await.unwrap().0);
        assert_eq!(store.run_lease(S).await.unwrap(), Some(lease));

        assert!(!store.release_run_lease(S, of("two", "b")).await.unwrap());
        assert!(store.release_run_lease(S, of("one", "a")).await.unwrap());
        assert!(store.acquire_run_lease(S, of("two", "b"), 100).await.unwrap().0);
        clock.advance(100);
        assert_eq!(store.run_lease(S).await.unwrap(), None);
        assert!(store.acquire_run_lease(S, of("one", "a"), 100).await.unwrap().0);
        assert!(!store.renew_run_lease(S, of("two", "b"), 100).await.unwrap().0);
    }

    #[tokio::test]
    async fn a_renewed_lease_lasts_and_one_that_nobody_took_can_be_renewed_late() {
        let (store, clock) = store().await;
        store.acquire_run_lease(S, of("one", "a"), 100).await.unwrap();
        for late in [60, 100, 500] {
            clock.advance(late);
            let (held, lease) = store.renew_run_lease(S, of("one", "a"), 100).await.unwrap();
            assert_eq!((held, lease.unwrap().since_ms), (true, 1_000));
        }
        assert!(!store.acquire_run_lease(S, of("two", "b"), 100).await.unwrap().0);
    }

    #[tokio::test]
    async fn a_resumed_run_takes_its_lease_over_from_its_earlier_process() {
        let (store, _) = store().await;
        store.acquire_run_lease(S, of("one", "a"), 100).await.unwrap();
        let (held, lease) = store.acquire_run_lease(S, of("one", "b"), 100).await.unwrap();
        assert_eq!((held, lease.since_ms), (true, 1_000));
        let (held, now) = store.renew_run_lease(S, of("one", "a"), 100).await.unwrap();
        assert_eq!((held, now.unwrap().run_id.as_str()), (false, "one"));
        assert!(!store.release_run_lease(S, of("one", "a")).await.unwrap());
        assert!(store.renew_run_lease(S, of("one", "b"), 100).await.unwrap().0);
    }

    #[tokio::test]
    async fn a_clock_that_ran_ahead_leaves_no_lease_behind() {
        let (store, clock) = store().await;
        clock.advance(86_400_000);
        store.acquire_run_lease(S, of("one", "a"), 100).await.unwrap();
        clock.advance(-86_400_000);
        let (held, lease) = store.acquire_run_lease(S, of("two", "b"), 100).await.unwrap();
        assert_eq!((held, lease.lease_expires_at_ms), (false, 1_100));
        clock.advance(100);
        assert!(store.acquire_run_lease(S, of("two", "b"), 100).await.unwrap().0);
    }
}
