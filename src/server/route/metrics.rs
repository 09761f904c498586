//! What Prometheus reads.

use crate::{
    api::Empty,
    server::{Call, Failure},
};

pub async fn metrics(call: Call, _: Empty) -> Result<String, Failure> {
    Ok(call.live.metrics_text(call.app()))
}
