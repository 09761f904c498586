//! A model server that answers the same after a fixed time, and counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::{Json, Router, routing::post};
use serde_json::{Value, json};

/// A mock that speaks the chat protocol on a loopback port.
pub struct MockModel {
    pub url: String,
    calls: Arc<AtomicUsize>,
}

impl MockModel {
    /// Starts a mock on the current runtime.
    pub async fn start(latency: Duration) -> Result<Self> {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let answer = move || {
            counter.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::time::sleep(latency).await;
                Json(reply())
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let router = Router::new().route("/v1/chat/completions", post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, calls })
    }

    /// Requests so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

fn reply() -> Value {
    json!({
        "choices": [{"message": {"role": "assistant", "content": "{\"action\":\"none\"}"}}],
        "usage": {"prompt_tokens": 500, "completion_tokens": 5, "total_tokens": 505},
    })
}
