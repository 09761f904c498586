//! What the documents of a catalog say about each other.

use serde_json::Value;

use super::{
    CatalogFault, Pin,
    contract::{RLM, RLM_BUDGETS, example_ids, no_example},
    document::{Document, Known, Loaded},
    fault::{Fault, Kind, did_you_mean},
    locate::{Step, key},
};
use crate::model::{job::JobSpec, reward::RewardBundle, signature::Contract};

/// All documents, by kind and id.
#[derive(Debug)]
pub(super) struct Documents {
    pub signatures: Known<Contract>,
    pub jobs: Known<JobSpec>,
    pub rewards: Known<RewardBundle>,
    pub pins: Known<Pin>,
}

impl Documents {
    /// Every name that leads nowhere, and every pin that does not fit.
    pub fn references(&self) -> Vec<CatalogFault> {
        let mut faults = Vec::new();
        each(&self.jobs, &mut faults, |job| self.job(&job.raw()));
        each(&self.rewards, &mut faults, |reward| self.reward(&reward.raw()));
        each(&self.pins, &mut faults, |pin| self.pin(pin));
        faults
    }

    fn job(&self, job: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        faults.extend(unknown(&self.signatures, job, vec![key("signatureId")]));
        faults.extend(unknown(&self.rewards, job, vec![key("rewardId")]));
        if let Some(signature) = job["signatureId"].as_str()
            && let Some(loaded) = self.signatures.0.get(signature)
        {
            let contract = loaded.raw();
            faults.extend(few_shot_candidates(job, &contract));
            faults.extend(recursion_budgets(job, &contract));
        }
        faults
    }

    fn reward(&self, reward: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (at, signal) in reward["signals"].as_array().into_iter().flatten().enumerate() {
            let path = vec![key("signals"), Step::Index(at), key("judgeSignatureId")];
            let Some(judge) = signal["judgeSignatureId"].as_str() else { continue };
            if let Some(fault) = unknown(&self.signatures, reward, path.clone()) {
                faults.push(fault);
            } else if !self.pins.names(judge)
                && let Some(contract) = self.signatures.get(judge)
            {
                let help = format!("put {} into a file in `pinned/`", Pin::of(contract).to_json());
                let reason = format!("the judge `{judge}` is not pinned");
                faults.push(Fault::error(Kind::JudgePin, path, reason).help(help));
            }
        }
        faults
    }

    fn pin(&self, pin: &Loaded<Pin>) -> Vec<Fault> {
        if let Some(fault) = unknown(&self.signatures, &pin.raw(), vec![key("signatureId")]) {
            return vec![fault];
        }
        let pin = pin.value.as_ref();
        let contract = pin.and_then(|pin| self.signatures.get(&pin.signature_id));
        pin.zip(contract).map_or_else(Vec::new, |(pin, contract)| pin.faults(contract))
    }
}

fn each<T: Document>(
    known: &Known<T>,
    faults: &mut Vec<CatalogFault>,
    check: impl Fn(&Loaded<T>) -> Vec<Fault>,
) {
    for loaded in known.0.values() {
        faults.extend(check(loaded).into_iter().map(|fault| loaded.source.fault(fault)));
    }
}

/// A fault where the id at `path` of `document` names nothing.
fn unknown<T: Document>(known: &Known<T>, document: &Value, path: Vec<Step>) -> Option<Fault> {
    let value = path.iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    });
    let id = value?.as_str().filter(|id| !id.trim().is_empty() && !known.names(id))?;
    let hint = did_you_mean(id, known.ids());
    let reason = format!("no {} `{id}` is known{hint}", T::NOUN);
    Some(Fault::error(Kind::UnknownName, path, reason))
}

/// A few-shot candidate that no block holds could never be rendered.
fn few_shot_candidates(job: &Value, contract: &Value) -> Vec<Fault> {
    let candidates = job.pointer("/searchSpace/fewShot/candidateExampleIds");
    let authored = example_ids(contract);
    let mut faults = Vec::new();
    for (at, id) in candidates.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let id = id.as_str().unwrap_or_default().trim();
        if !id.is_empty() && !authored.contains(&id) {
            let path =
                [key("searchSpace"), key("fewShot"), key("candidateExampleIds"), Step::Index(at)];
            faults.push(Fault::error(Kind::UnknownName, path, no_example(id, &authored)));
        }
    }
    faults
}

/// A candidate of the recursive strategy whose budgets nobody sets fails on
/// every row.
fn recursion_budgets(job: &Value, contract: &Value) -> Vec<Fault> {
    let list = |name: &str| job["searchSpace"][name].as_array().map(Vec::as_slice);
    let base = &contract["defaultParams"]["budgets"];
    let profiles = list("budgetProfiles").unwrap_or_default();
    let has = |name: &str| {
        let in_profile = |profile: &Value| profile["budgets"][name].is_number();
        base[name].is_number() || (!profiles.is_empty() && profiles.iter().all(in_profile))
    };
    let missing: Vec<&str> = RLM_BUDGETS.into_iter().filter(|name| !has(name)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let variants = list("strategyVariants").unwrap_or_default().iter().enumerate();
    let recursive = variants.filter(|(_, variant)| variant["strategyId"] == RLM);
    let fault = |(at, _)| {
        let path =
            [key("searchSpace"), key("strategyVariants"), Step::Index(at), key("strategyId")];
        let reason = format!("`{RLM}` fails without the budgets {}", missing.join(" and "));
        let help = "set them in the signature's `defaultParams.budgets`, or in every profile";
        Fault::error(Kind::MissingField, path, reason).help(help)
    };
    recursive.map(fault).collect()
}
