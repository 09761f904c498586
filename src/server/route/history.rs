//! The chain of hashes over the histories.

use crate::{
    api::{
        Empty,
        history::{ChainCheck, HeadResponse, VerifyRequest},
    },
    server::{Call, Failure},
};

pub async fn head(call: Call, _: Empty) -> Result<HeadResponse, Failure> {
    let (head, length) = call.store.chain_head().await?;
    Ok(HeadResponse { head, length })
}

pub async fn verify(call: Call, request: VerifyRequest) -> Result<ChainCheck, Failure> {
    let export = matches!(request.export.as_deref(), Some("1" | "true" | "yes"));
    Ok(call.store.check_chain(request.head.as_deref(), export).await?)
}
