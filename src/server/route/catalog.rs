//! What the server knows, and how it is.

use std::time::Duration;

use crate::{
    api::{
        Empty,
        catalog::{
            ArtifactResponse, DoctorRequest, DoctorResponse, HealthResponse, SignatureResponse,
            SignatureRow, SignaturesResponse,
        },
        error::Code,
    },
    lm::{LmErrorKind, LmRequest, Message, ModelRole, Role, script},
    server::{App, Call, Failure},
};

/// How long doctor waits for the model.
const MODEL_TIME: Duration = Duration::from_secs(20);

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub async fn signatures(call: Call, _: Empty) -> Result<SignaturesResponse, Failure> {
    let row = |known: &crate::server::app::Known| SignatureRow {
        signature_id: known.contract.signature_id().to_owned(),
        origin: known.origin.clone(),
        reward_id: known.job.reward_id.clone(),
        optimizer_id: known.job.optimizer.id.clone(),
    };
    let known = call.signatures().into_iter();
    let known = known.filter(|known| call.caller.reach(known.contract.signature_id()).is_ok());
    Ok(SignaturesResponse { signatures: known.map(row).collect() })
}

pub async fn signature(call: Call, _: Empty) -> Result<SignatureResponse, Failure> {
    let known = call.signature(call.part("signatureId"))?;
    Ok(SignatureResponse {
        contract: known.contract.contract().clone(),
        job: known.job.clone(),
        reward: known.bundle.clone(),
    })
}

pub async fn artifact(call: Call, _: Empty) -> Result<ArtifactResponse, Failure> {
    let (signature_id, compiled_id) = (call.part("signatureId"), call.part("compiledId"));
    call.signature(signature_id)?;
    let found = call.store.artifact(signature_id, compiled_id).await?;
    let artifact = found.ok_or_else(|| {
        Failure::new(Code::ArtifactNotFound, format!("artifact {compiled_id} is not stored"))
    })?;
    Ok(ArtifactResponse { artifact })
}

/// Red while the database cannot be written: what is answered then is not kept.
pub async fn health(call: Call, _: Empty) -> Result<HealthResponse, Failure> {
    if let Some(fault) = call.store.disk_fault().await {
        let message = format!("the database cannot be written: {fault}");
        return Err(Failure::new(Code::Unavailable, message));
    }
    Ok(HealthResponse { version: VERSION.to_owned() })
}

/// As health, and for load balancers: the database answers, and a prediction would
/// not have to wait for a turn. The model is not asked, since every server asks the
/// same one.
pub async fn ready(call: Call, request: Empty) -> Result<HealthResponse, Failure> {
    call.store.generation().await?;
    if !call.live.has_room() {
        let message = "at capacity: a prediction would have to wait for a free slot";
        return Err(Failure::new(Code::Overloaded, message));
    }
    health(call, request).await
}

pub async fn doctor(call: Call, request: DoctorRequest) -> Result<DoctorResponse, Failure> {
    Ok(DoctorResponse {
        version: VERSION.to_owned(),
        sqlite_version: call.store.sqlite_version().await?,
        now_ms: call.clock.now_ms(),
        lm: call.lm.label(),
        lm_error: lm_error(&call, request.ask.unwrap_or(true)).await,
        database_faults: Some(database_faults(&call).await?),
        canaries: call.store.canaries().await?,
    })
}

/// What is wrong with the file or its disk, as far as a quick look shows.
async fn database_faults(app: &App) -> Result<Vec<String>, Failure> {
    let found = app.store.quick_check().await?;
    let mut faults: Vec<String> =
        found.iter().map(|fault| format!("the file is damaged: {fault}")).collect();
    faults.extend(app.store.disk_fault().await.map(|fault| fault.to_string()));
    Ok(faults)
}

/// Looks for the model and asks it for a word, if it is to be asked. A replay
/// that does not hold the answer is well.
async fn lm_error(app: &App, ask: bool) -> Option<String> {
    if let Err(error) = app.lm.reach().await {
        return Some(error.to_string());
    }
    if !ask {
        return None;
    }
    let request = LmRequest {
        role: ModelRole::Main,
        messages: vec![Message {
            role: Role::User,
            content: "Reply with the JSON value true and nothing else.".to_owned(),
        }],
        model_id: None,
        temperature: Some(0.0),
        top_p: None,
        max_tokens: Some(8),
        output_schema: None,
        row: None,
        pieces: Default::default(),
    };
    match tokio::time::timeout(MODEL_TIME, app.lm.complete(&request)).await {
        Ok(Ok(_)) => None,
        Ok(Err(error)) if error.kind == LmErrorKind::NotRecorded => None,
        // Nor is it written down in every script.
        Ok(Err(_)) if app.lm.label() == script::LABEL => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some(format!("no answer within {} s", MODEL_TIME.as_secs())),
    }
}
