//! A model server that answers after a fixed time, always the same to the
//! same prompt, and counts.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::{Json, Router, body::Bytes, routing::post};
use serde_json::{Value, json};

/// A mock that speaks the chat protocol on a loopback port.
pub struct MockModel {
    pub url: String,
    asked: Arc<Mutex<Asked>>,
}

#[derive(Default)]
struct Asked {
    calls: usize,
    different: HashSet<u64>,
}

impl MockModel {
    /// Starts a mock on the current runtime. It answers `latency` after a
    /// request was read, and does as little else as it can: it shares the
    /// machine with what is measured.
    pub async fn start(latency: Duration) -> Result<Self> {
        let asked: Arc<Mutex<Asked>> = Arc::default();
        let seen = Arc::clone(&asked);
        let answer = move |request: Bytes| {
            let due = Instant::now() + latency;
            let hash = hash(&request);
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.calls += 1;
            seen.different.insert(hash);
            async move {
                let reply = Json(reply(&request, hash));
                wait_until(due).await;
                reply
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let routes = Router::new().route("/v1/chat/completions", post(answer));
        let router = routes.layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, asked })
    }

    /// Requests so far.
    pub fn calls(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).calls
    }

    /// Different requests so far: prompt and parameters.
    pub fn different(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).different.len()
    }
}

/// The runtime's own timer counts whole milliseconds and rounds up.
async fn wait_until(due: Instant) {
    let sleep = move || std::thread::sleep(due.saturating_duration_since(Instant::now()));
    // Only a runtime that shuts down gives up on it, and then nobody waits.
    let _ = tokio::task::spawn_blocking(sleep).await;
}

/// Of the text as it came: equal requests of one client are equal texts.
fn hash(request: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    request.hash(&mut hasher);
    hasher.finish()
}

/// One of two answers, by the prompt, so that candidates differ in reward and a
/// greedy search finds something to go on with. DSPy's prompts ask for its own
/// markers around each field.
fn reply(request: &[u8], hash: u64) -> Value {
    let none = hash.is_multiple_of(2);
    let markers = b"[[ ## ";
    let content = if request.windows(markers.len()).any(|here| here == markers) {
        let action = if none { "none" } else { "memory_append" };
        format!("[[ ## action ## ]]\n{action}\n\n[[ ## completed ## ]]")
    } else if none {
        "{\"action\":\"none\"}".to_owned()
    } else {
        "{\"action\":\"tool\",\"toolName\":\"memory_append\"}".to_owned()
    };
    json!({
        "id": "mock", "object": "chat.completion", "created": 0, "model": "mock",
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 500, "completion_tokens": 5, "total_tokens": 505},
    })
}
