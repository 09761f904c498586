//! What a signature runs, and how that changes: writes over pointers, canaries
//! and their histories, each one transaction.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sqlx::AnyConnection;

use super::{
    Store, Stored, artifacts, canaries, canary_threads, chain,
    conditions::{OnlyIf, RolloutError, expect_active, expect_canary},
    error::Result,
    history::{self, PointerChange},
    pointers,
};
use crate::{
    engine::ports::{PortError, Registry},
    model::{
        artifact::Artifact,
        canary::{Arm, Canary},
        receipt::{Receipt, ResultTag},
        rollout::{HistoryAction, LEASE_EXPIRED},
    },
};

/// Who acts, in histories, unless a key or a token names somebody: whoever
/// knows the server's secret.
pub const ADMIN: &str = "user_dse_admin";

/// A pointer that moves forward.
#[derive(Clone, Copy, Debug)]
pub struct PointerMove<'a> {
    pub signature_id: &'a str,
    /// What was active when the move was decided, or is made so first.
    pub from: &'a str,
    /// Stored and made active first, where nothing is active yet.
    pub seed_control: Option<&'a Artifact>,
    pub to: &'a str,
    pub reason: &'a str,
    /// Why a canary that runs ends with this.
    pub canary_reason: &'a str,
    /// The canary on whose counts the move rests; it must still run.
    pub canary_salt: Option<&'a str>,
}

/// A canary that starts. Numbers are within their bounds already.
#[derive(Clone, Debug)]
pub struct NewCanary<'a> {
    pub signature_id: &'a str,
    pub control_compiled_id: &'a str,
    /// Stored and made active first, where nothing is active yet.
    pub seed_control: Option<&'a Artifact>,
    pub canary_compiled_id: &'a str,
    pub rollout_pct: i64,
    pub salt: String,
    /// The salt was given and not drawn.
    pub salt_chosen: bool,
    pub min_samples: i64,
    pub max_error_rate: f64,
    pub lease_ms: Option<i64>,
    pub owner_run_id: Option<String>,
    pub reason: Option<&'a str>,
    /// Which running canary it may replace.
    pub replaces: OnlyIf<'a>,
}

impl Store {
    /// Makes an artifact the active one, and ends the signature's canary.
    ///
    /// # Errors
    /// When the artifact is not stored, something else is active by now, or the
    /// canary that the move rests on does not run any more.
    pub async fn move_pointer(&self, step: PointerMove<'_>) -> Result<(), RolloutError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        if let Some(salt) = step.canary_salt {
            settle_lease(connection, step.signature_id, now_ms).await?;
            expect_canary(canaries::find(connection, step.signature_id).await?.as_ref(), salt)?;
        }
        match step.seed_control {
            Some(control) => seed_control(connection, control, &self.actor, now_ms).await?,
            None => expect_active(connection, step.signature_id, Some(step.from)).await?,
        }
        if !artifacts::exists(connection, step.signature_id, step.to).await? {
            return Err(RolloutError::ArtifactNotFound(step.to.to_owned()));
        }
        let change = PointerChange {
            signature_id: step.signature_id,
            action: HistoryAction::Set,
            from: Some(step.from),
            to: step.to,
            reason: Some(step.reason),
            actor: Some(&self.actor),
        };
        apply(connection, &change, step.canary_reason, now_ms).await?;
        Ok(write.commit_moved().await?)
    }

    /// Makes active what was active before what is active now, and ends the
    /// signature's canary. Returns both compiled ids.
    ///
    /// # Errors
    /// When nothing else was active before, or its artifact is gone.
    pub async fn rollback(
        &self,
        signature_id: &str,
        reason: Option<&str>,
    ) -> Result<(String, String), RolloutError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        let steps = history::pointer_steps(connection, signature_id).await?;
        let (from, to) = step_back(&steps).ok_or(RolloutError::RollbackUnavailable)?;
        if !artifacts::exists(connection, signature_id, &to).await? {
            return Err(RolloutError::ArtifactNotFound(to));
        }
        let change = PointerChange {
            signature_id,
            action: HistoryAction::Rollback,
            from: Some(&from),
            to: &to,
            reason,
            actor: Some(&self.actor),
        };
        apply(connection, &change, "rolled_back", now_ms).await?;
        write.commit_moved().await?;
        Ok((from, to))
    }

    /// The running canary of a signature; one whose lease ran out is ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canary(&self, signature_id: &str) -> Result<Option<Canary>> {
        let found = canaries::find(&mut *self.read().await?, signature_id).await?;
        if found.as_ref().is_some_and(|canary| is_unsettled(canary, self.now_ms())) {
            self.sweep_leases().await?;
            return canaries::find(&mut *self.read().await?, signature_id).await;
        }
        Ok(found)
    }

    /// Every running canary, in the order of their signatures' ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn canaries(&self) -> Result<Vec<Canary>> {
        self.sweep_leases().await?;
        canaries::all(&mut *self.read().await?).await
    }

    /// Starts a canary, in place of one that runs.
    ///
    /// # Errors
    /// When an artifact is not stored, the control is not active any more, or a
    /// canary runs that may not be replaced.
    pub async fn start_canary(&self, new: NewCanary<'_>) -> Result<Canary, RolloutError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        match new.seed_control {
            Some(control) => seed_control(connection, control, &self.actor, now_ms).await?,
            None => {
                expect_active(connection, new.signature_id, Some(new.control_compiled_id)).await?;
            }
        }
        let stored = artifacts::exists(connection, new.signature_id, new.control_compiled_id);
        if !stored.await? {
            return Err(RolloutError::ControlArtifactMissing(new.control_compiled_id.to_owned()));
        }
        if !artifacts::exists(connection, new.signature_id, new.canary_compiled_id).await? {
            return Err(RolloutError::CanaryArtifactMissing(new.canary_compiled_id.to_owned()));
        }
        settle_lease(connection, new.signature_id, now_ms).await?;
        let before = canaries::find(connection, new.signature_id).await?;
        if let Some(before) = &before {
            new.replaces.allows(before)?;
        }
        let canary = Canary {
            signature_id: new.signature_id.to_owned(),
            enabled: true,
            control_compiled_id: new.control_compiled_id.to_owned(),
            canary_compiled_id: new.canary_compiled_id.to_owned(),
            rollout_pct: new.rollout_pct,
            salt: new.salt,
            ok_count: 0,
            error_count: 0,
            min_samples: new.min_samples,
            max_error_rate: new.max_error_rate,
            created_at_ms: before.as_ref().map_or(now_ms, |before| before.created_at_ms),
            updated_at_ms: now_ms,
            lease_expires_at_ms: new.lease_ms.map(|lease_ms| now_ms.saturating_add(lease_ms)),
            lease_ms: new.lease_ms,
            owner_run_id: new.owner_run_id,
            salt_chosen: new.salt_chosen,
        };
        canaries::put(connection, &canary).await?;
        chain::record(connection, &chain::RUNNING_CANARY, &[new.signature_id.into()]).await?;
        canary_threads::clear(connection, new.signature_id).await?;
        let action = if before.is_some() { HistoryAction::Update } else { HistoryAction::Start };
        history::add_canary(connection, &canary, action, new.reason, Some(&self.actor), now_ms)
            .await?;
        write.commit_moved().await?;
        Ok(canary)
    }

    /// Stops the canary of a signature; returns the one that was stopped.
    ///
    /// # Errors
    /// When the canary that runs is another one than `only_if` names.
    pub async fn stop_canary(
        &self,
        signature_id: &str,
        reason: Option<&str>,
        only_if: OnlyIf<'_>,
    ) -> Result<Option<Canary>, RolloutError> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let connection = write.connection();
        settle_lease(connection, signature_id, now_ms).await?;
        let found = canaries::find(connection, signature_id).await?;
        if let Some(canary) = &found {
            only_if.allows(canary)?;
            end(connection, canary, HistoryAction::Stop, reason, Some(&self.actor), now_ms).await?;
        }
        write.commit_moved().await?;
        Ok(found)
    }

    /// Gives the canary of a signature another `lease_ms` from now, if
    /// `owner_run_id` started it or names no run. Returns when it then ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_canary(
        &self,
        signature_id: &str,
        owner_run_id: Option<&str>,
        lease_ms: i64,
    ) -> Result<Option<i64>> {
        let now_ms = self.now_ms();
        let expires = now_ms.saturating_add(lease_ms);
        let mut write = self.write().await?;
        let connection = write.connection();
        settle_lease(connection, signature_id, now_ms).await?;
        let found = canaries::find(connection, signature_id).await?;
        let owned = found.filter(|canary| {
            owner_run_id.is_none_or(|owner| canary.owner_run_id.as_deref() == Some(owner))
        });
        let renewed = owned.is_some();
        if let Some(canary) = owned {
            let canary = Canary {
                lease_expires_at_ms: Some(expires),
                lease_ms: Some(lease_ms),
                updated_at_ms: now_ms,
                ..canary
            };
            canaries::put(connection, &canary).await?;
        }
        write.commit_moved().await?;
        Ok(renewed.then_some(expires))
    }

    /// Ends every canary whose lease ran out, and shortens leases that a clock
    /// wrote which ran ahead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_leases(&self) -> Result<()> {
        let now_ms = self.now_ms();
        let running = canaries::all(&mut *self.read().await?).await?;
        if !running.iter().any(|canary| is_unsettled(canary, now_ms)) {
            return Ok(());
        }
        let mut write = self.write().await?;
        for canary in running.iter().filter(|canary| is_unsettled(canary, now_ms)) {
            settle_lease(write.connection(), &canary.signature_id, now_ms).await?;
        }
        write.commit_moved().await
    }

    /// What a thread runs: a side of the canary where one is under way, else
    /// the active artifact, else nothing stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose(&self, signature_id: &str, thread_id: &str) -> Result<Option<String>> {
        if let Some(canary) = self.canary(signature_id).await? {
            match canary.arm(thread_id) {
                Arm::Canary => return Ok(Some(canary.canary_compiled_id)),
                Arm::Control => return Ok(Some(canary.control_compiled_id)),
                Arm::Active => {}
            }
        }
        Ok(self.active(signature_id).await?.map(|Stored { value, .. }| value))
    }
}

/// Whether a receipt may end the canary that it is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    GoesOn,
    MayEnd,
}

/// A receipt that may count for a canary.
pub(super) struct Counted<'a> {
    pub(super) thread_id: &'a str,
    pub(super) receipt: &'a Receipt,
    /// The salt of the canary whose arm answered; `None` counts it for the one
    /// that runs.
    pub(super) salt: Option<&'a str>,
}

/// Moves the counters of the canary that receipts of a signature belong to, and
/// ends the canary when its errors are too many. Returns false when it would end
/// and may not: then nothing of the write may stay.
pub(super) async fn count(
    connection: &mut AnyConnection,
    signature_id: &str,
    receipts: &[Counted<'_>],
    counting: Counting,
    now_ms: i64,
) -> Result<bool> {
    let found = canaries::find(connection, signature_id).await?;
    let is_over = found.is_some_and(|canary| canary.is_expired(now_ms));
    if is_over && counting == Counting::GoesOn {
        return Ok(false);
    }
    settle_lease(connection, signature_id, now_ms).await?;
    let found = canaries::find(connection, signature_id).await?;
    let Some(mut canary) = found.filter(|canary| canary.enabled) else { return Ok(true) };
    let before = canary.total();
    let mut threads: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for Counted { thread_id, receipt, salt } in receipts {
        let arm = match receipt.compiled_id {
            _ if salt.is_some_and(|salt| salt != canary.salt) => continue,
            ref id if *id == canary.canary_compiled_id => "canary",
            ref id if *id == canary.control_compiled_id => "control",
            _ => continue,
        };
        let ok = i64::from(receipt.result == ResultTag::Ok);
        let counts = threads.entry((thread_id, arm)).or_default();
        *counts = (counts.0 + ok, counts.1 + 1 - ok);
        if arm == "canary" {
            canary.ok_count += ok;
            canary.error_count += 1 - ok;
            if fails_too_often(&canary) {
                break;
            }
        }
    }
    if fails_too_often(&canary) && canary.total() > before && counting == Counting::GoesOn {
        return Ok(false);
    }
    for ((thread_id, arm), (ok, errors)) in threads {
        canary_threads::count(connection, signature_id, thread_id, arm, ok, errors).await?;
    }
    if canary.total() == before {
        return Ok(true);
    }
    canary.updated_at_ms = now_ms;
    canaries::put(connection, &canary).await?;
    if fails_too_often(&canary) {
        let reason = format!(
            "error_rate_exceeded errorRate={:.3} maxErrorRate={:.3} minSamples={}",
            canary.error_rate(),
            canary.max_error_rate,
            canary.min_samples
        );
        end(connection, &canary, HistoryAction::AutoStop, Some(&reason), None, now_ms).await?;
    }
    Ok(true)
}

fn fails_too_often(canary: &Canary) -> bool {
    let judged = canary.total() >= canary.min_samples.max(1);
    judged && canary.error_rate() > canary.max_error_rate
}

/// The registry as one thread sees it.
pub struct ThreadRegistry {
    store: Store,
    thread_id: String,
}

impl Store {
    /// The registry as one thread sees it.
    pub fn registry(&self, thread_id: &str) -> ThreadRegistry {
        ThreadRegistry { store: self.clone(), thread_id: thread_id.to_owned() }
    }
}

#[async_trait]
impl Registry for ThreadRegistry {
    async fn active(&self, signature_id: &str) -> Result<Option<String>, PortError> {
        let chosen = self.store.choose(signature_id, &self.thread_id).await;
        chosen.map_err(|error| error.port("choose the active artifact"))
    }

    async fn artifact(
        &self,
        signature_id: &str,
        compiled_id: &str,
    ) -> Result<Option<Artifact>, PortError> {
        let found = self.store.artifact(signature_id, compiled_id).await;
        found.map_err(|error| error.port("read an artifact"))
    }
}

/// What is active now, and what was before it. A rollback takes the newest
/// activation away, so that each one goes a step further back; a pointer that
/// was cleared ran nothing that one could go back to.
fn step_back(steps: &[(String, Option<String>)]) -> Option<(String, String)> {
    let mut active: Vec<&str> = Vec::new();
    for (action, to) in steps {
        match (action.as_str(), to) {
            ("rollback", _) => {
                active.pop();
            }
            (_, Some(to)) if active.last() != Some(&to.as_str()) => active.push(to),
            _ => {}
        }
    }
    let (from, before) = active.split_last()?;
    Some(((*from).to_owned(), (*before.last()?).to_owned()))
}

/// Makes a signature's defaults the first thing that is active.
async fn seed_control(
    connection: &mut AnyConnection,
    control: &Artifact,
    actor: &str,
    now_ms: i64,
) -> Result<(), RolloutError> {
    expect_active(connection, &control.signature_id, None).await?;
    artifacts::put(connection, control, now_ms).await?;
    let change = PointerChange {
        signature_id: &control.signature_id,
        action: HistoryAction::Set,
        from: None,
        to: &control.compiled_id,
        reason: Some("seed_control_defaults"),
        actor: Some(actor),
    };
    pointers::set(connection, change.signature_id, change.to, now_ms).await?;
    Ok(history::add_pointer(connection, &change, now_ms).await?)
}

async fn apply(
    connection: &mut AnyConnection,
    change: &PointerChange<'_>,
    canary_reason: &str,
    now_ms: i64,
) -> Result<()> {
    pointers::set(connection, change.signature_id, change.to, now_ms).await?;
    history::add_pointer(connection, change, now_ms).await?;
    settle_lease(connection, change.signature_id, now_ms).await?;
    if let Some(canary) = canaries::find(connection, change.signature_id).await? {
        let (action, reason) = (HistoryAction::Stop, Some(canary_reason));
        end(connection, &canary, action, reason, change.actor, now_ms).await?;
    }
    Ok(())
}

/// Whether something is to be done about a canary's lease.
fn is_unsettled(canary: &Canary, now_ms: i64) -> bool {
    canary.is_expired(now_ms) || canary.with_lease_clamped(now_ms).is_some()
}

/// Ends the signature's canary where its lease ran out, and shortens a lease
/// that a clock wrote which ran ahead: kept in the database, so that it ends.
async fn settle_lease(
    connection: &mut AnyConnection,
    signature_id: &str,
    now_ms: i64,
) -> Result<()> {
    let Some(canary) = canaries::find(connection, signature_id).await? else { return Ok(()) };
    if canary.is_expired(now_ms) {
        let reason = Some(LEASE_EXPIRED);
        return end(connection, &canary, HistoryAction::AutoStop, reason, None, now_ms).await;
    }
    match canary.with_lease_clamped(now_ms) {
        Some(clamped) => canaries::put(connection, &clamped).await,
        None => Ok(()),
    }
}

async fn end(
    connection: &mut AnyConnection,
    canary: &Canary,
    action: HistoryAction,
    reason: Option<&str>,
    actor: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    canaries::delete(connection, &canary.signature_id).await?;
    let key = [canary.signature_id.as_str().into()];
    chain::record(connection, &chain::RUNNING_CANARY, &key).await?;
    history::add_canary(connection, canary, action, reason, actor, now_ms).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(steps: &[(&str, &str)]) -> Option<(String, String)> {
        let steps: Vec<_> = steps
            .iter()
            .map(|(action, to)| ((*action).to_owned(), Some((*to).to_owned())))
            .collect();
        step_back(&steps)
    }

    fn pair(from: &str, to: &str) -> Option<(String, String)> {
        Some((from.to_owned(), to.to_owned()))
    }

    #[test]
    fn each_rollback_goes_one_step_further_back() {
        let three = [("set", "a"), ("set", "b"), ("set", "c")];
        assert_eq!(back(&three), pair("c", "b"));
        let once = [&three[..], &[("rollback", "b")]].concat();
        assert_eq!(back(&once), pair("b", "a"));
        let twice = [&once[..], &[("rollback", "a")]].concat();
        assert_eq!(back(&twice), None);
    }

    #[test]
    fn what_was_rolled_back_is_forgotten_but_may_return() {
        let returned = [("set", "a"), ("set", "b"), ("rollback", "a"), ("set", "b")];
        assert_eq!(back(&returned), pair("b", "a"));
    }

    #[test]
    fn setting_the_same_again_is_no_step() {
        assert_eq!(back(&[("set", "a"), ("set", "a")]), None);
        assert_eq!(back(&[]), None);
    }
}
