//! What tests of models share.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::{Lm, LmError, LmErrorKind, LmReply, LmRequest, Message, ModelRole, Role};

/// A request of one user message.
pub fn request(text: &str) -> LmRequest {
    LmRequest {
        role: ModelRole::Main,
        messages: vec![Message { role: Role::User, content: text.to_owned() }],
        model_id: None,
        temperature: None,
        top_p: None,
        max_tokens: None,
        output_schema: None,
        row: None,
        pieces: Default::default(),
    }
}

/// A model that counts its calls, answers with their number, fails on the
/// text `fail`, and can be held back.
#[derive(Default)]
pub struct Probe {
    pub calls: AtomicUsize,
    pub under_way: AtomicUsize,
    pub most_under_way: AtomicUsize,
    /// When set, a call waits for it before it answers.
    pub gate: Option<Notify>,
}

#[async_trait]
impl Lm for Probe {
    fn label(&self) -> String {
        "probe".to_owned()
    }

    fn concurrency(&self) -> usize {
        2
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(now, Ordering::SeqCst);
        match &self.gate {
            Some(gate) => gate.notified().await,
            None => tokio::task::yield_now().await,
        }
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        if request.messages[0].content == "fail" {
            let message = format!("failure {call}");
            return Err(LmError { kind: LmErrorKind::Failed, message });
        }
        Ok(LmReply { text: format!("answer {call}"), ..LmReply::default() })
    }
}
