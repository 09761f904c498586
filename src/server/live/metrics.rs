//! What is counted of live predictions, in the text form that Prometheus reads.
//! Labels are signatures, arms and results: never a thread, a user or a key.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::predict::Answered;
use crate::{api::error::Code, model::receipt::Usage};

/// Upper bounds of the buckets, seconds.
const SLOW: &[f64] = &[0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0];
const QUICK: &[f64] = &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1];

/// How often something took how long.
#[derive(Clone)]
struct Histogram {
    bounds: &'static [f64],
    counts: Vec<u64>,
    count: u64,
    sum: f64,
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, counts: vec![0; bounds.len()], count: 0, sum: 0.0 }
    }

    fn add(&mut self, seconds: f64) {
        self.count += 1;
        self.sum += seconds;
        if let Some(bucket) = self.bounds.iter().position(|bound| seconds <= *bound) {
            self.counts[bucket] += 1;
        }
    }

    fn write(&self, out: &mut Page, name: &str, labels: &str) {
        let comma = if labels.is_empty() { "" } else { "," };
        let mut below = 0;
        for (bound, count) in self.bounds.iter().zip(&self.counts) {
            below += count;
            out.line(
                &format!("{name}_bucket"),
                &format!("{labels}{comma}le=\"{bound}\""),
                below as f64,
            );
        }
        out.line(
            &format!("{name}_bucket"),
            &format!("{labels}{comma}le=\"+Inf\""),
            self.count as f64,
        );
        out.line(&format!("{name}_sum"), labels, self.sum);
        out.line(&format!("{name}_count"), labels, self.count as f64);
    }
}

/// What was counted of one signature.
struct OfSignature {
    requests: BTreeMap<(&'static str, &'static str), u64>,
    duration: BTreeMap<&'static str, Histogram>,
    overhead: Histogram,
    lm: Histogram,
    prompt_tokens: u64,
    completion_tokens: u64,
    spend_usd: f64,
}

impl Default for OfSignature {
    fn default() -> Self {
        Self {
            requests: BTreeMap::new(),
            duration: BTreeMap::new(),
            overhead: Histogram::new(QUICK),
            lm: Histogram::new(SLOW),
            prompt_tokens: 0,
            completion_tokens: 0,
            spend_usd: 0.0,
        }
    }
}

/// All that is counted.
pub struct Metrics {
    signatures: Mutex<BTreeMap<String, OfSignature>>,
    rejected: Mutex<BTreeMap<&'static str, u64>>,
    joined: AtomicU64,
    commits: Mutex<Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            signatures: Mutex::default(),
            rejected: Mutex::default(),
            joined: AtomicU64::new(0),
            commits: Mutex::new(Histogram::new(QUICK)),
        }
    }
}

/// What the server knows besides what was counted.
pub struct Gauges {
    pub in_flight: usize,
    pub waiting_receipts: usize,
    pub lost_receipts: u64,
    /// Signatures with what they run.
    pub live: Vec<(String, String)>,
}

impl Metrics {
    /// A prediction was made, well or not.
    pub fn answered(&self, answered: &Answered) {
        let result = match &answered.result {
            Ok(_) => "ok",
            Err(failure) => failure.code.wire(),
        };
        let arm = answered.arm.name();
        let seconds = |ms: f64| ms / 1e3;
        let mut signatures = lock(&self.signatures);
        let of = match signatures.get_mut(&answered.signature_id) {
            Some(of) => of,
            None => signatures.entry(answered.signature_id.clone()).or_default(),
        };
        *of.requests.entry((arm, result)).or_default() += 1;
        let duration = of.duration.entry(arm).or_insert_with(|| Histogram::new(SLOW));
        duration.add(seconds(answered.timing.total_ms));
        of.overhead.add(answered.timing.overhead_us as f64 / 1e6);
        of.lm.add(seconds(answered.timing.lm_ms));
        let Usage { prompt_tokens, completion_tokens, .. } = answered.usage.unwrap_or_default();
        of.prompt_tokens += prompt_tokens.unwrap_or_default();
        of.completion_tokens += completion_tokens.unwrap_or_default();
        of.spend_usd += answered.spend_usd.unwrap_or_default();
    }

    /// A request was refused before a prediction was made.
    pub fn rejected(&self, code: Code) {
        *lock(&self.rejected).entry(code.wire()).or_default() += 1;
    }

    /// A request was a repetition.
    pub fn joined(&self) {
        self.joined.fetch_add(1, Ordering::Relaxed);
    }

    /// A receipt was committed after this time.
    pub fn committed(&self, took: Duration) {
        lock(&self.commits).add(took.as_secs_f64());
    }

    /// Everything as text.
    pub fn text(&self, gauges: &Gauges) -> String {
        let mut out = Page::default();
        let signatures = lock(&self.signatures);
        let each = || signatures.iter().map(|(id, of)| (label("signature", id), of));

        out.family("dse_predict_requests_total", "counter", "Predictions by arm and result.");
        for (signature, of) in each() {
            for ((arm, result), count) in &of.requests {
                let labels = format!("{signature},arm=\"{arm}\",result=\"{result}\"");
                out.line("dse_predict_requests_total", &labels, *count as f64);
            }
        }
        let name = "dse_predict_duration_seconds";
        out.family(name, "histogram", "How long predictions took, with their model calls.");
        for (signature, of) in each() {
            for (arm, histogram) in &of.duration {
                histogram.write(&mut out, name, &format!("{signature},arm=\"{arm}\""));
            }
        }
        let name = "dse_predict_overhead_seconds";
        out.family(name, "histogram", "The same without their model calls.");
        for (signature, of) in each() {
            of.overhead.write(&mut out, name, &signature);
        }
        let name = "dse_lm_duration_seconds";
        out.family(name, "histogram", "The model calls of a prediction together.");
        for (signature, of) in each() {
            of.lm.write(&mut out, name, &signature);
        }
        out.family(
            "dse_lm_tokens_total",
            "counter",
            "Tokens, where the model's server counts them.",
        );
        for (signature, of) in each() {
            for (kind, count) in
                [("prompt", of.prompt_tokens), ("completion", of.completion_tokens)]
            {
                let labels = format!("{signature},kind=\"{kind}\"");
                out.line("dse_lm_tokens_total", &labels, count as f64);
            }
        }
        out.family("dse_lm_spend_usd_total", "counter", "US dollars, where prices are known.");
        for (signature, of) in each() {
            out.line("dse_lm_spend_usd_total", &signature, of.spend_usd);
        }
        self.write_rest(&mut out, gauges);
        out.0
    }

    fn write_rest(&self, out: &mut Page, gauges: &Gauges) {
        let name = "dse_predict_rejected_total";
        out.family(name, "counter", "Requests that were refused before anybody was asked.");
        for (reason, count) in &*lock(&self.rejected) {
            out.line(name, &label("reason", reason), *count as f64);
        }
        let joined = self.joined.load(Ordering::Relaxed) as f64;
        for (name, kind, help, value) in [
            ("dse_predict_joined_total", "counter", "Requests that were repetitions.", joined),
            ("dse_predict_in_flight", "gauge", "Predictions under way.", gauges.in_flight as f64),
            (
                "dse_receipt_queue_depth",
                "gauge",
                "Receipts that wait to be written.",
                gauges.waiting_receipts as f64,
            ),
            (
                "dse_receipts_lost_total",
                "counter",
                "Receipts that were answered first and not written.",
                gauges.lost_receipts as f64,
            ),
        ] {
            out.family(name, kind, help);
            out.line(name, "", value);
        }
        let name = "dse_receipt_commit_seconds";
        out.family(name, "histogram", "From a receipt's place in the line to its commit.");
        lock(&self.commits).write(out, name, "");
        out.family("dse_live_info", "gauge", "What a signature runs.");
        for (signature, compiled_id) in &gauges.live {
            let labels =
                format!("{},{}", label("signature", signature), label("compiled_id", compiled_id));
            out.line("dse_live_info", &labels, 1.0);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A label with its value as the format quotes it.
fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

/// The text under way.
#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.write(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn line(&mut self, name: &str, labels: &str, value: f64) {
        if labels.is_empty() {
            self.write(format_args!("{name} {value}\n"));
        } else {
            self.write(format_args!("{name}{{{labels}}} {value}\n"));
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("strings take text");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_and_labels_are_quoted() {
        let mut histogram = Histogram::new(&[1.0, 2.0]);
        for seconds in [0.5, 1.5, 9.0] {
            histogram.add(seconds);
        }
        let mut out = Page::default();
        histogram.write(&mut out, "h", &label("l", "a\"b\\"));
        let wanted = "h_bucket{l=\"a\\\"b\\\\\",le=\"1\"} 1\nh_bucket{l=\"a\\\"b\\\\\",le=\"2\"} 2\n\
                      h_bucket{l=\"a\\\"b\\\\\",le=\"+Inf\"} 3\nh_sum{l=\"a\\\"b\\\\\"} 11\n\
                      h_count{l=\"a\\\"b\\\\\"} 3\n";
        assert_eq!(out.0, wanted);
    }
}
