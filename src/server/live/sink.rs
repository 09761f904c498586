//! Where the receipt of a live prediction goes.

use std::time::Instant;

use async_trait::async_trait;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::Live;
use crate::{
    canon,
    engine::ports::{PortError, ReceiptSink},
    model::{
        receipt::{Receipt, Serving},
        serve::ContentSettings,
    },
    store::{Content, LiveReceipt, Store},
};

/// Hands the one receipt of a prediction to the store's writer.
pub struct LiveSink<'a> {
    pub store: &'a Store,
    pub thread_id: &'a str,
    pub serving: &'a Serving,
    /// The salt of the canary that it counts for, unless the client has left.
    pub counts_for: Option<&'a str>,
    pub left: &'a CancellationToken,
    pub input: &'a Value,
    /// What the request says about keeping input and output, if anything.
    pub keep: Option<bool>,
    pub live: &'a Live,
}

impl LiveSink<'_> {
    async fn send(&self, receipt: &Receipt, output: Option<&Value>) -> Result<(), PortError> {
        let counts_for = self.counts_for.filter(|_| !self.left.is_cancelled());
        let settings = &self.live.settings;
        let content =
            content(&settings.content, &receipt.receipt_id, self.input, output, self.keep);
        let live = LiveReceipt {
            thread_id: self.thread_id.to_owned(),
            receipt: Receipt { serving: Some(self.serving.clone()), ..receipt.clone() },
            counts_for: counts_for.map(str::to_owned),
            content,
        };
        let begun = Instant::now();
        let recorded = self.store.record_live(live, settings.durability).await;
        self.live.metrics.committed(begun.elapsed());
        recorded.map_err(|error| PortError { call: "record a receipt", reason: error.to_string() })
    }
}

/// What is kept beside a receipt: what the request says, or else the rule.
pub fn content(
    rule: &ContentSettings,
    receipt_id: &str,
    input: &Value,
    output: Option<&Value>,
    keep: Option<bool>,
) -> Option<Content> {
    let kept = keep.unwrap_or_else(|| rule.keeps(receipt_id, output.is_none()));
    let text = |value: &Value| canon::to_string(&rule.redacted(value));
    kept.then(|| Content { input: text(input), output: output.map(text) })
}

#[async_trait]
impl ReceiptSink for LiveSink<'_> {
    async fn record(&self, receipt: &Receipt) -> Result<(), PortError> {
        self.send(receipt, None).await
    }

    async fn record_answer(
        &self,
        receipt: &Receipt,
        output: Option<&Value>,
    ) -> Result<(), PortError> {
        self.send(receipt, output).await
    }
}
