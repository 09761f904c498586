//! Predictions for applications.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response},
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    api::{
        Success,
        error::ErrorBody,
        predict::{Keep, PredictRequest, PredictResponse},
    },
    canon,
    lm::Pieces,
    model::{
        receipt::{ServedArm, Serving},
        text,
    },
    server::{
        Call, Failure,
        live::{self, Answered, Joining, Wanted},
        respond,
    },
};

/// UTF-16 units of a thread's id.
const THREAD_ID: usize = 200;
/// Tags of a prediction, and the units of their names and values.
const TAGS: (usize, usize, usize) = (16, 64, 512);

pub async fn predict(call: Call, request: PredictRequest) -> Result<Response<Body>, Failure> {
    let wanted = wanted(&call, request)?;
    let (answered, joined) = live::predict(call.app(), wanted).await?;
    Ok(respond_with(&answered, joined))
}

fn wanted(call: &Call, request: PredictRequest) -> Result<Wanted, Failure> {
    let own_id = request.receipt_id.as_deref().map(receipt_id).transpose()?;
    let joining = own_id.as_ref().map(|id| Joining {
        key: format!("receipt {id}"),
        asks: asks(&request),
        repeats: true,
        by_receipt: true,
    });
    Ok(Wanted {
        thread_id: thread_id(request.thread_id.as_deref())?,
        keep: request.store.map(|keep| keep == Keep::Full),
        timeout: request.timeout_ms.map(timeout).transpose()?,
        pin: request.compiled_id,
        dry_run: request.dry_run,
        blobs: request.blobs,
        serving: Serving {
            arm: ServedArm::Active,
            endpoint: "predict".to_owned(),
            mapping: None,
            tags: tags(request.tags)?,
            parent_receipt_id: request.parent_receipt_id,
            ignored: Vec::new(),
        },
        signature_id: call.signature(&request.signature_id)?.contract.signature_id().to_owned(),
        input: request.input,
        receipt_id: own_id.unwrap_or_else(|| Uuid::new_v4().to_string()),
        joining,
        pieces: Pieces::default(),
    })
}

/// The hash of what a request asks, by which a repetition is known.
fn asks(request: &PredictRequest) -> [u8; 32] {
    let asked = serde_json::json!({
        "signatureId": request.signature_id, "input": request.input,
        "threadId": request.thread_id, "compiled_id": request.compiled_id,
        "dryRun": request.dry_run,
    });
    Sha256::digest(canon::to_string(&asked)).into()
}

/// A receipt's id as it is stored.
pub fn receipt_id(given: &str) -> Result<String, Failure> {
    let id = Uuid::try_parse(given)
        .map_err(|error| Failure::invalid(format!("receiptId must be a UUID: {error}")))?;
    Ok(id.to_string())
}

/// The thread that a request names, or a fresh one.
pub fn thread_id(given: Option<&str>) -> Result<String, Failure> {
    match given.map(text::trim) {
        None | Some("") => Ok(Uuid::new_v4().to_string()),
        Some(id) if text::units(id) > THREAD_ID => {
            Err(Failure::invalid(format!("threadId is over {THREAD_ID} characters")))
        }
        Some(id) => Ok(id.to_owned()),
    }
}

/// Tags within their bounds.
pub fn tags(given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Failure> {
    let (most, name, value) = TAGS;
    let fit =
        |(key, text): (&String, &String)| text::units(key) <= name && text::units(text) <= value;
    if given.len() > most || !given.iter().all(fit) {
        let message =
            format!("at most {most} tags, with names of {name} and values of {value} characters");
        return Err(Failure::invalid(message));
    }
    Ok(given)
}

fn timeout(ms: f64) -> Result<Duration, Failure> {
    let whole = ms.is_finite() && ms >= 1.0;
    if !whole {
        return Err(Failure::invalid("timeoutMs must be at least 1"));
    }
    Ok(Duration::from_millis(ms.min(86_400_000.0) as u64))
}

/// A failure with the receipt that tells more.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'a> {
    #[serde(flatten)]
    body: ErrorBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_id: Option<&'a str>,
    thread_id: &'a str,
    #[serde(rename = "compiled_id")]
    compiled_id: &'a str,
    arm: ServedArm,
}

fn respond_with(answered: &Answered, joined: bool) -> Response<Body> {
    let mut response = match &answered.result {
        Ok(output) => respond::json(200, &Success::of(body(answered, output, joined))),
        Err(failure) => {
            let failed = Failed {
                body: failure.body(),
                receipt_id: answered.receipt_id.as_deref(),
                thread_id: &answered.thread_id,
                compiled_id: &answered.compiled_id,
                arm: answered.arm,
            };
            respond::json(failure.code.status(), &failed)
        }
    };
    add_headers(response.headers_mut(), answered, joined);
    response
}

fn body(answered: &Answered, output: &Value, joined: bool) -> PredictResponse {
    PredictResponse {
        receipt_id: answered.receipt_id.clone(),
        thread_id: answered.thread_id.clone(),
        compiled_id: answered.compiled_id.clone(),
        arm: answered.arm,
        output: output.clone(),
        usage: answered.usage,
        spend_usd: answered.spend_usd,
        timing: answered.timing,
        repairs: answered.repairs,
        joined,
    }
}

/// What every answer of a prediction says in its headers.
pub fn add_headers(headers: &mut HeaderMap, answered: &Answered, joined: bool) {
    let overhead = answered.timing.overhead_us.to_string();
    let said = [
        ("x-dse-receipt", answered.receipt_id.as_deref()),
        ("x-dse-thread", Some(answered.thread_id.as_str())),
        ("x-dse-arm", Some(answered.arm.name())),
        ("x-dse-overhead-us", Some(overhead.as_str())),
        ("x-dse-joined", joined.then_some("true")),
    ];
    for (name, value) in said {
        // A thread's id may hold what a header cannot.
        if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
            headers.insert(name, value);
        }
    }
}
