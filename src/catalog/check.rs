//! What the documents of a catalog say about each other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    CatalogError, Pin,
    document::{Fault, Loaded, fault, key},
    error::did_you_mean,
    locate::Step,
};
use crate::model::{
    job::JobSpec,
    prompt::Block,
    reward::{RewardBundle, SignalKind},
    signature::Contract,
};

type Known<T> = BTreeMap<String, Loaded<T>>;

/// Checks that every name leads somewhere and every pin fits.
///
/// # Errors
/// The first name that is unknown, or the first pin that does not fit.
pub(super) fn references(
    signatures: &Known<Contract>,
    jobs: &Known<JobSpec>,
    rewards: &Known<RewardBundle>,
    pins: &Known<Pin>,
) -> Result<(), CatalogError> {
    all(jobs, |job| {
        let contract = lookup(signatures, "signature", &job.signature_id, [key("signatureId")])?;
        lookup(rewards, "reward", &job.reward_id, [key("rewardId")])?;
        few_shot_candidates(job, contract)
    })?;
    all(rewards, |reward| {
        for (at, signal) in reward.signals.iter().enumerate() {
            if let SignalKind::Judge { judge_signature_id: Some(judge), .. } = &signal.kind {
                let place = [key("signals"), Step::Index(at), key("judgeSignatureId")];
                let contract = lookup(signatures, "signature", judge, place.clone())?;
                if !pins.contains_key(judge) {
                    let reason = format!(
                        "the judge `{judge}` is not pinned; put {} into a file in `pinned/`",
                        Pin::of(contract).to_json()
                    );
                    return Err(fault(place, reason));
                }
            }
        }
        Ok(())
    })?;
    all(pins, |pin| {
        let place = [key("signatureId")];
        pin.verify(lookup(signatures, "signature", &pin.signature_id, place)?)
    })
}

fn all<T>(known: &Known<T>, check: impl Fn(&T) -> Result<(), Fault>) -> Result<(), CatalogError> {
    known.values().try_for_each(|one| check(&one.value).map_err(|fault| one.source.error(&fault)))
}

fn lookup<'a, T>(
    known: &'a Known<T>,
    noun: &str,
    id: &str,
    place: impl IntoIterator<Item = Step>,
) -> Result<&'a T, Fault> {
    known.get(id).map(|loaded| &loaded.value).ok_or_else(|| {
        let hint = did_you_mean(id, known.keys().map(String::as_str));
        fault(place, format!("no {noun} `{id}` is known{hint}"))
    })
}

/// A few-shot candidate that no block holds could never be rendered.
fn few_shot_candidates(job: &JobSpec, contract: &Contract) -> Result<(), Fault> {
    let candidates = job.search_space.pointer("/fewShot/candidateExampleIds");
    let authored: Vec<&str> = contract
        .prompt_ir
        .blocks()
        .iter()
        .filter_map(|block| match block {
            Block::FewShot { examples } => Some(examples),
            _ => None,
        })
        .flatten()
        .map(|example| example.id.as_str())
        .collect();
    for (at, id) in candidates.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let id = id.as_str().unwrap_or_default().trim();
        if !id.is_empty() && !authored.contains(&id) {
            let hint = did_you_mean(id, authored.iter().copied());
            let place =
                [key("searchSpace"), key("fewShot"), key("candidateExampleIds"), Step::Index(at)];
            return Err(fault(place, format!("the prompt has no few-shot example `{id}`{hint}")));
        }
    }
    Ok(())
}
