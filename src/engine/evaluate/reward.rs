//! A reward that can be applied: its signals, with the judges they need.

use crate::model::{
    params::Params,
    reward::{RewardBundle, SignalKind, SignalSpec},
    signature::PreparedContract,
};

/// Parameters under the id that names them in scores and receipts.
#[derive(Clone, Debug)]
pub struct Pinned {
    pub compiled_id: String,
    pub params: Params,
}

/// Parameters without an artifact are named by their own hash.
impl From<Params> for Pinned {
    fn from(params: Params) -> Self {
        Self { compiled_id: params.compiled_id(), params }
    }
}

/// A judge signature with the artifact that scores.
#[derive(Clone, Debug)]
pub struct Judge {
    pub contract: PreparedContract,
    pub pinned: Pinned,
}

/// A reward bundle whose judges are at hand.
#[derive(Clone, Debug)]
pub struct Reward {
    bundle: RewardBundle,
    signals: Vec<Signal>,
    judges: Vec<Judge>,
}

#[derive(Clone, Debug)]
pub(super) struct Signal {
    pub(super) spec: SignalSpec,
    /// An index into the judges, for a judge's signal.
    judge: Option<usize>,
}

/// A reward whose judge is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "reward {reward_id}, signal {signal_id}: {}",
    match judge_signature_id {
        Some(id) => format!("there is no pinned judge of signature {id}"),
        None => "there is no pinned judge".to_owned(),
    }
)]
pub struct JudgeMissing {
    pub reward_id: String,
    pub signal_id: String,
    pub judge_signature_id: Option<String>,
}

impl Reward {
    /// Binds each judge signal of `bundle` to the judge whose signature it
    /// names, or to the first one where it names none.
    ///
    /// # Errors
    /// When a judge signal finds no judge.
    pub fn new(bundle: RewardBundle, judges: Vec<Judge>) -> Result<Self, JudgeMissing> {
        let bind = |spec: &SignalSpec| -> Result<Signal, JudgeMissing> {
            let SignalKind::Judge { judge_signature_id, .. } = &spec.kind else {
                return Ok(Signal { spec: spec.clone(), judge: None });
            };
            let named = |judge: &Judge| {
                judge_signature_id.as_deref().is_none_or(|id| judge.contract.signature_id() == id)
            };
            let judge = judges.iter().position(named).ok_or_else(|| JudgeMissing {
                reward_id: bundle.reward_id.clone(),
                signal_id: spec.id(),
                judge_signature_id: judge_signature_id.clone(),
            })?;
            Ok(Signal { spec: spec.clone(), judge: Some(judge) })
        };
        let signals = bundle.signals.iter().map(bind).collect::<Result<_, _>>()?;
        Ok(Self { bundle, signals, judges })
    }

    pub fn id(&self) -> &str {
        &self.bundle.reward_id
    }

    pub fn version(&self) -> u32 {
        self.bundle.reward_version
    }

    pub(super) fn signals(&self) -> &[Signal] {
        &self.signals
    }

    pub(super) fn judge_of(&self, signal: &Signal) -> Option<&Judge> {
        signal.judge.map(|index| &self.judges[index])
    }

    /// The judge of each judge signal, in the order of the signals.
    pub fn judges(&self) -> impl Iterator<Item = &Judge> {
        self.signals.iter().filter_map(|signal| self.judge_of(signal))
    }
}
