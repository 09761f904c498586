//! What both endpoints take of a request besides the messages.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{body::Body, http::HeaderMap};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    BODY,
    failure::{ApiFailure, Kind},
};
use crate::{
    lm::Pieces,
    model::receipt::{ServedArm, Serving},
    server::{
        App,
        app::Known,
        auth::Caller,
        body, call,
        live::{Joining, Wanted},
        route::predict::{tags, thread_id},
        sound::{Allowance, Unsound},
    },
};

/// What the artifact decides: taken without an error, not used, and named.
const DECIDED: &[&str] = &[
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "seed",
    "reasoning",
    "reasoning_effort",
    "verbosity",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "service_tier",
    "logit_bias",
    "instructions",
];

/// The fields of `dse`, which every client passes on.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extension {
    pub input: Option<Value>,
    pub thread_id: Option<String>,
    /// Refuse what would be ignored.
    pub strict: bool,
    pub stream: Option<String>,
    pub tags: BTreeMap<String, String>,
    pub timeout_ms: Option<f64>,
    pub parent_receipt_id: Option<String>,
}

/// A request as it came: its fields, and what tells repetitions apart.
pub struct Taken {
    pub fields: Map<String, Value>,
    pub dse: Extension,
    headers: HeaderMap,
    hash: [u8; 32],
    /// Fields that are not used.
    pub ignored: Vec<String>,
}

/// Whom a request asks.
pub struct Addressed<'a> {
    pub known: &'a Known,
    pub pin: Option<String>,
    /// As the client named it, for the answer.
    pub named: String,
}

impl Taken {
    /// Reads a request.
    ///
    /// # Errors
    /// When the body is too large, too slow, or no JSON object.
    pub async fn read(app: &App, headers: HeaderMap, body: Body) -> Result<Self, ApiFailure> {
        let bytes = body::read(&headers, body, BODY, &app.limits).await?;
        let unsound = |error: serde_json::Error| {
            ApiFailure::of(Kind::Invalid, format!("the body of the request is not JSON: {error}"))
        };
        Allowance::default().body(&bytes).map_err(|refused| match refused {
            Unsound::Text(error) => unsound(error),
            Unsound::Heavy => call::heavy(&refused).into(),
        })?;
        let mut fields: Map<String, Value> =
            match serde_json::from_slice(&bytes).map_err(unsound)? {
                Value::Object(fields) => fields,
                _ => return Err(ApiFailure::of(Kind::Invalid, "the body must be a JSON object")),
            };
        let dse = match fields.remove("dse") {
            Some(dse) => serde_json::from_value(dse)
                .map_err(|error| ApiFailure::param("dse", error.to_string()))?,
            None => Extension::default(),
        };
        let hash = Sha256::digest(&bytes).into();
        Ok(Self { fields, dse, headers, hash, ignored: Vec::new() })
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    pub fn flag(&self, field: &str) -> bool {
        self.fields.get(field) == Some(&Value::Bool(true))
    }

    /// Whether a field says something.
    pub fn says(&self, field: &str) -> bool {
        !matches!(self.fields.get(field), None | Some(Value::Null | Value::Bool(false)))
    }

    /// Notes the fields that the artifact decides and those that nobody knows.
    ///
    /// # Errors
    /// When there are some, and the request wants none to be ignored.
    pub fn note_ignored(&mut self, known: &[&str]) -> Result<(), ApiFailure> {
        let unused = self.fields.iter().filter(|(key, value)| {
            !value.is_null() && (DECIDED.contains(&key.as_str()) || !known.contains(&key.as_str()))
        });
        let mut unused: Vec<String> = unused.map(|(key, _)| key.clone()).collect();
        self.ignored.append(&mut unused);
        match self.ignored.first() {
            Some(first) if self.dse.strict => Err(ApiFailure::param(
                first.clone(),
                format!("`{first}` is decided by the artifact, and dse.strict ignores nothing"),
            )),
            _ => Ok(()),
        }
    }

    /// The text of a metadata field.
    fn metadata(&self) -> BTreeMap<String, String> {
        let fields = self.fields.get("metadata").and_then(Value::as_object);
        let texts = fields.into_iter().flatten();
        texts.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    }

    /// The thread: the first of these that names one.
    fn thread(&self, metadata: &BTreeMap<String, String>) -> Option<String> {
        let header = self.headers.get("x-dse-thread").and_then(|value| value.to_str().ok());
        let named = [
            self.dse.thread_id.as_deref(),
            header,
            metadata.get("thread_id").map(String::as_str),
            self.text("prompt_cache_key"),
            self.text("safety_identifier"),
            self.text("user"),
        ];
        named.into_iter().flatten().find(|id| !id.trim().is_empty()).map(str::to_owned)
    }

    /// How a repetition is known: clients of OpenAI's own mark theirs, others
    /// may name a key.
    fn joining(&self) -> Joining {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(key) = header("idempotency-key") {
            return Joining {
                key: format!("key {key}"),
                asks: self.hash,
                repeats: true,
                by_receipt: false,
            };
        }
        let count = header("x-stainless-retry-count").and_then(|count| count.parse::<u32>().ok());
        let hash: String = self.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Joining {
            key: format!("body {hash}"),
            asks: self.hash,
            repeats: count.is_some_and(|count| count > 0),
            by_receipt: false,
        }
    }

    /// The prediction that the request asks for.
    ///
    /// # Errors
    /// When its tags or its thread are out of bounds.
    pub fn wanted(
        &self,
        to: &Addressed<'_>,
        input: Value,
        endpoint: &str,
        mapping: &str,
    ) -> Result<Wanted, ApiFailure> {
        let mut all = self.metadata();
        let thread = self.thread(&all);
        all.extend(self.dse.tags.clone());
        let timeout = self.dse.timeout_ms.filter(|ms| ms.is_finite() && *ms >= 1.0);
        Ok(Wanted {
            signature_id: to.known.contract.signature_id().to_owned(),
            input,
            thread_id: thread_id(thread.as_deref())?,
            receipt_id: Uuid::new_v4().to_string(),
            pin: to.pin.clone(),
            timeout: timeout.map(|ms| Duration::from_millis(ms.min(86_400_000.0) as u64)),
            dry_run: false,
            keep: (self.fields.get("store") == Some(&Value::Bool(false))).then_some(false),
            blobs: Vec::new(),
            serving: Serving {
                arm: ServedArm::Active,
                endpoint: endpoint.to_owned(),
                mapping: Some(mapping.to_owned()),
                tags: tags(all)?,
                parent_receipt_id: self.dse.parent_receipt_id.clone(),
                ignored: self.ignored.clone(),
            },
            joining: Some(self.joining()),
            pieces: Pieces::default(),
        })
    }
}

/// The signature and the artifact that a model's name stands for: an id, one
/// behind `dse::`, one with an artifact's id behind `@`, or an alias.
///
/// # Errors
/// When no signature has that name, or the caller is bound to others.
pub fn address<'a>(
    app: &'a Arc<App>,
    caller: &Caller,
    named: &str,
) -> Result<Addressed<'a>, ApiFailure> {
    let aliases = &app.live.settings.models;
    let id = aliases.get(named).map_or(named, String::as_str);
    let id = id.strip_prefix("dse::").unwrap_or(id);
    let (id, pin) = match id.split_once("@sha256:") {
        Some((id, hash)) => (id, Some(format!("sha256:{hash}"))),
        None => (id, None),
    };
    caller.reach(id)?;
    let known = app.signature(id).map_err(|failure| ApiFailure {
        kind: Kind::ModelNotFound,
        param: Some("model".to_owned()),
        ..failure.into()
    })?;
    Ok(Addressed { known, pin, named: named.to_owned() })
}
