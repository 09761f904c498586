//! Canaries.

use serde::{Deserialize, Serialize};

use crate::stats::{
    DEFAULT_LEVEL,
    binomial::{SplitCheck, split_check},
    canary::{CanaryVerdict, Looks, Rule, State, canary_verdict},
    two_arms,
};

/// The longest lease, a week.
pub const LONGEST_LEASE_MS: i64 = 7 * 24 * 3_600_000;

/// A running canary. Its names are those of the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Canary {
    #[serde(rename = "signatureId")]
    pub signature_id: String,
    pub enabled: bool,
    pub control_compiled_id: String,
    pub canary_compiled_id: String,
    /// Share of threads that take the canary, 0 to 100.
    #[serde(rename = "rolloutPct")]
    pub rollout_pct: i64,
    pub salt: String,
    #[serde(rename = "okCount")]
    pub ok_count: i64,
    #[serde(rename = "errorCount")]
    pub error_count: i64,
    /// Receipts before the error rate means anything, 1 to 10,000.
    #[serde(rename = "minSamples")]
    pub min_samples: i64,
    /// Above this share of errors the canary is removed, 0 to 1.
    #[serde(rename = "maxErrorRate")]
    pub max_error_rate: f64,
    #[serde(rename = "createdAtMs")]
    pub created_at_ms: i64,
    #[serde(rename = "updatedAtMs")]
    pub updated_at_ms: i64,
    /// *New*: the canary is removed when this passes without a renewal.
    #[serde(rename = "leaseExpiresAtMs", default, skip_serializing_if = "Option::is_none")]
    pub lease_expires_at_ms: Option<i64>,
    /// *New*: the length of the lease.
    #[serde(rename = "leaseMs", default, skip_serializing_if = "Option::is_none")]
    pub lease_ms: Option<i64>,
    /// *New*: the ops run that started it.
    #[serde(rename = "ownerRunId", default, skip_serializing_if = "Option::is_none")]
    pub owner_run_id: Option<String>,
    /// *New*: the salt was given and not drawn, so that the arms are no random
    /// sample of the threads.
    #[serde(rename = "saltChosen", default, skip_serializing_if = "std::ops::Not::not")]
    pub salt_chosen: bool,
}

/// What one arm has answered since the canary started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ArmCounts {
    pub threads: u64,
    pub ok: u64,
    pub errors: u64,
}

/// Both arms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Arms {
    pub canary: ArmCounts,
    pub control: ArmCounts,
}

/// What the receipts of both arms prove.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CanaryEvidence {
    #[serde(flatten)]
    pub verdict: CanaryVerdict,
    /// Whether threads went to the arms as asked; absent without traffic, and
    /// where the salt was chosen, as then nobody drew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<SplitCheck>,
}

impl CanaryEvidence {
    /// Weighs the counters of `canary` and, where the server has them, those of
    /// both arms. Looking is free: the verdict holds at any time.
    pub fn of(canary: &Canary, arms: Option<Arms>) -> Self {
        let count = |number: i64| number.unsigned_abs();
        let own = two_arms::Arm::new(count(canary.ok_count), count(canary.error_count));
        let control = arms.map(|arms| two_arms::Arm::new(arms.control.ok, arms.control.errors));
        let rule = Rule { limit: canary.max_error_rate, alpha: DEFAULT_LEVEL, looks: Looks::Any };
        let split = arms.filter(|_| !canary.salt_chosen).and_then(|arms| {
            let threads = arms.canary.threads + arms.control.threads;
            split_check(arms.canary.threads, threads, canary.rollout_pct as f64 / 100.0)
        });
        Self { verdict: canary_verdict(own, control.unwrap_or_default(), rule), split }
    }

    /// The decision; a rollout that does not split as asked proves nothing.
    pub fn state(&self) -> State {
        let broken = self.split.as_ref().is_some_and(SplitCheck::is_mismatch);
        match self.verdict.state {
            State::Healthy if broken => State::Undecided,
            state => state,
        }
    }

    /// The decision in plain sentences.
    pub fn words(&self) -> String {
        let words = self.verdict.words();
        match &self.split {
            Some(split) if split.is_mismatch() => format!(
                "{words} But {:.0} % of the threads took the canary where {:.0} % were asked for: \
                 look at the routing first.",
                split.share * 100.0,
                split.expected * 100.0
            ),
            _ => words,
        }
    }
}

impl Canary {
    /// Whether the lease ran out by `now_ms`; a canary without one runs on.
    pub fn is_expired(&self, now_ms: i64) -> bool {
        self.lease_expires_at_ms.is_some_and(|expires| expires <= now_ms)
    }

    /// The canary with a lease that ends no later than its length from now,
    /// where that is earlier: a clock that ran ahead wrote the other end.
    pub fn with_lease_clamped(&self, now_ms: i64) -> Option<Self> {
        let latest = now_ms.saturating_add(self.lease_ms.unwrap_or(LONGEST_LEASE_MS));
        let ahead = self.lease_expires_at_ms.is_some_and(|expires| expires > latest);
        ahead.then(|| Self { lease_expires_at_ms: Some(latest), ..self.clone() })
    }

    /// Receipts counted so far.
    pub fn total(&self) -> i64 {
        self.ok_count + self.error_count
    }

    /// Share of errors among the counted receipts; 0 while there are none.
    pub fn error_rate(&self) -> f64 {
        if self.total() == 0 { 0.0 } else { self.error_count as f64 / self.total() as f64 }
    }
}

/// What a thread runs while a canary may be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// The compiled id under trial.
    Canary,
    /// The compiled id it is compared with.
    Control,
    /// No canary applies: the active pointer decides.
    Active,
}

impl Canary {
    /// The arm that a thread takes. It is the same for every request of that
    /// thread, so that a conversation never changes sides.
    pub fn arm(&self, thread_id: &str) -> Arm {
        let applies = self.enabled
            && self.rollout_pct > 0
            && !self.control_compiled_id.is_empty()
            && !self.canary_compiled_id.is_empty();
        if !applies {
            return Arm::Active;
        }
        let bucket = bucket(&self.salt, thread_id, &self.signature_id);
        if i64::from(bucket) < self.rollout_pct { Arm::Canary } else { Arm::Control }
    }
}

/// The bucket of a thread, 0 to 99.
pub fn bucket(salt: &str, thread_id: &str, signature_id: &str) -> u32 {
    bucket_hash(salt, thread_id, signature_id) % 100
}

/// FNV-1a, 32 bits, over `salt:threadId:signatureId`. Whole UTF-16 code units
/// are mixed in, not bytes, as deployed servers do.
pub fn bucket_hash(salt: &str, thread_id: &str, signature_id: &str) -> u32 {
    const OFFSET_BASIS: u32 = 2_166_136_261;
    const PRIME: u32 = 16_777_619;
    [salt, ":", thread_id, ":", signature_id]
        .into_iter()
        .flat_map(str::encode_utf16)
        .fold(OFFSET_BASIS, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(PRIME))
}

/// The first of `salts` under which `thread_id` falls on the wanted side of a
/// rollout of `rollout_pct`; `None` when none of them does it.
pub fn salt_for(
    thread_id: &str,
    signature_id: &str,
    rollout_pct: u32,
    want_canary: bool,
    mut salts: impl Iterator<Item = String>,
) -> Option<String> {
    salts.find(|salt| (bucket(salt, thread_id, signature_id) < rollout_pct) == want_canary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A canary for 20 % of threads with those counts.
    fn canary(ok_count: i64, error_count: i64) -> Canary {
        serde_json::from_value(serde_json::json!({
            "signatureId": "s", "enabled": true, "control_compiled_id": "old",
            "canary_compiled_id": "new", "rolloutPct": 20, "salt": "salt", "okCount": ok_count,
            "errorCount": error_count, "minSamples": 20, "maxErrorRate": 0.2, "createdAtMs": 0,
            "updatedAtMs": 0,
        }))
        .unwrap()
    }

    /// Both arms without a failure, by threads.
    fn arms(canary: u64, control: u64) -> Arms {
        let arm = |threads| ArmCounts { threads, ok: threads, errors: 0 };
        Arms { canary: arm(canary), control: arm(control) }
    }

    #[test]
    fn a_rollout_that_does_not_split_as_asked_is_not_healthy() {
        let sound = CanaryEvidence::of(&canary(40, 0), Some(arms(40, 160)));
        assert_eq!(sound.state(), State::Healthy);
        assert_eq!(sound.words(), sound.verdict.words());
        let broken = CanaryEvidence::of(&canary(90, 0), Some(arms(90, 10)));
        assert_eq!((broken.verdict.state, broken.state()), (State::Healthy, State::Undecided));
        let words = broken.words();
        let told = "But 90 % of the threads took the canary where 20 % were asked for";
        assert!(words.contains(told), "{words}");
        // What fails fails, however the threads were split.
        let failing = CanaryEvidence::of(&canary(20, 70), Some(arms(90, 10)));
        assert_eq!(failing.state(), State::Unhealthy);
    }

    #[test]
    fn a_chosen_salt_and_an_old_server_leave_no_split_to_check() {
        let chosen = Canary { salt_chosen: true, ..canary(90, 0) };
        let evidence = CanaryEvidence::of(&chosen, Some(arms(90, 10)));
        assert_eq!((evidence.split.is_none(), evidence.state()), (true, State::Healthy));
        assert!(CanaryEvidence::of(&canary(90, 0), None).split.is_none());
        assert!(CanaryEvidence::of(&canary(0, 0), Some(arms(0, 0))).split.is_none());
    }

    #[test]
    fn control_that_fails_as_often_is_told_from_control_that_does_not() {
        let control = |ok, errors| {
            let counts = ArmCounts { threads: 0, ok, errors };
            let both = Arms { canary: ArmCounts::default(), control: counts };
            CanaryEvidence::of(&canary(85, 15), Some(both)).state()
        };
        assert_eq!(control(400, 0), State::Unhealthy);
        assert_ne!(control(85, 15), State::Unhealthy);
    }

    #[test]
    fn counts_and_leases() {
        assert_eq!((canary(3, 1).total(), canary(3, 1).error_rate()), (4, 0.25));
        assert_eq!(canary(0, 0).error_rate(), 0.0);
        let leased = Canary { lease_expires_at_ms: Some(1_000), ..canary(0, 0) };
        assert!(!leased.is_expired(999) && leased.is_expired(1_000) && leased.is_expired(1_001));
        assert!(!canary(0, 0).is_expired(i64::MAX));
    }

    #[test]
    fn a_lease_ends_no_later_than_its_length_from_now() {
        let leased = |expires| Canary {
            lease_expires_at_ms: Some(expires),
            lease_ms: Some(5),
            ..canary(0, 0)
        };
        assert_eq!(leased(1_005).with_lease_clamped(1_000), None);
        assert_eq!(leased(1_006).with_lease_clamped(1_000), Some(leased(1_005)));
        // One from before lengths were kept.
        let older = Canary { lease_ms: None, ..leased(1_000 + LONGEST_LEASE_MS) };
        assert_eq!(older.with_lease_clamped(1_000), None);
        assert!(older.with_lease_clamped(999).is_some());
        assert_eq!(canary(0, 0).with_lease_clamped(0), None);
    }

    #[test]
    fn a_thread_below_the_share_takes_the_canary() {
        let running = canary(0, 0);
        let with = |wanted: u32| {
            (0..).map(|n| format!("t{n}")).find(|id| bucket("salt", id, "s") == wanted).unwrap()
        };
        assert_eq!(running.arm(&with(0)), Arm::Canary);
        assert_eq!(running.arm(&with(19)), Arm::Canary);
        assert_eq!(running.arm(&with(20)), Arm::Control);
        assert_eq!(running.arm(&with(99)), Arm::Control);
        for idle in [
            Canary { enabled: false, ..running.clone() },
            Canary { rollout_pct: 0, ..running.clone() },
            Canary { control_compiled_id: String::new(), ..running.clone() },
            Canary { canary_compiled_id: String::new(), ..running },
        ] {
            assert_eq!(idle.arm(&with(0)), Arm::Active);
        }
    }

    #[test]
    fn buckets_are_fnv_1a() {
        // The published hash of the empty text is the offset basis; ours is
        // never empty, so the two colons alone.
        let colons = [0x3a_u32, 0x3a]
            .iter()
            .fold(0x811c_9dc5_u32, |hash, unit| (hash ^ unit).wrapping_mul(0x0100_0193));
        assert_eq!(bucket_hash("", "", ""), colons);
    }

    #[test]
    fn a_salt_is_found_for_either_side() {
        let salts = || (0..500).map(|n| format!("salt-{n}"));
        let canary = salt_for("t", "s", 20, true, salts()).unwrap();
        assert!(bucket(&canary, "t", "s") < 20);
        let control = salt_for("t", "s", 20, false, salts()).unwrap();
        assert!(bucket(&control, "t", "s") >= 20);
        assert_eq!(salt_for("t", "s", 0, true, salts()), None);
    }

    #[test]
    fn buckets_spread_evenly() {
        let mut counts = [0u32; 100];
        for thread in 0..100_000 {
            counts[bucket("salt", &format!("thread-{thread}"), "sig") as usize] += 1;
        }
        assert!(counts.iter().all(|&count| (800..1200).contains(&count)), "{counts:?}");
    }
}
