//! Four times as many predictions as the model can take: who is taken waits little,
//! who is not is told at once, and it is over as soon as the load is.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::server::{SIGNATURE, Server};
use super::{Row, percentile};
use crate::bench::MockModel;

/// What the model takes at once, and for how long it thinks.
const AT_ONCE: u32 = 16;
const THINKS: Duration = Duration::from_secs(1);
/// Predictions a second that keep it busy.
const CAPACITY: f64 = 16.0;
const NORMAL: Duration = Duration::from_secs(15);
const OVERLOAD: Duration = Duration::from_secs(20);
const TOLD: Duration = Duration::from_millis(100);
const RECOVERY: Duration = Duration::from_secs(5);

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    tokio::runtime::Runtime::new()?.block_on(play(root))
}

async fn play(root: &Path) -> Result<Vec<Row>> {
    let model = MockModel::start(THINKS).await?;
    let config = format!(
        "[lm]\nprovider = \"openai\"\nbase_url = \"{}\"\nconcurrency = {AT_ONCE}\n[lm.models]\nmain = \"mock\"\n\
         [serve]\nin_flight = {AT_ONCE}\nqueue_ms = {}\n",
        model.url,
        THINKS.as_millis() / 2
    );
    let server = Server::with(root, &config)?;
    let normal = load(&server, CAPACITY / 2.0, NORMAL).await?;
    let loaded = load(&server, CAPACITY * 4.0, OVERLOAD).await?;
    let ended = Instant::now();
    let mut recovered = RECOVERY * 2;
    while ended.elapsed() < RECOVERY * 2 {
        let few = load(&server, CAPACITY / 2.0, Duration::from_secs(1)).await?;
        if few.refused.is_empty() && few.odd.is_empty() {
            recovered = ended.elapsed().saturating_sub(Duration::from_secs(2));
            break;
        }
    }
    let (usual, p99) = (percentile(&normal.taken, 0.99), percentile(&loaded.taken, 0.99));
    let told = percentile(&loaded.refused, 0.99);
    let (of, seconds) = (loaded.taken.len() + loaded.refused.len(), OVERLOAD.as_secs());
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    Ok(vec![
        Row::new(
            format!(
                "predictions at 4 × the capacity for {seconds} s, {of} of them: those that are taken"
            ),
            "p99 at most 2 × that of half the capacity; nothing but 200 and 503 with `Retry-After`",
            format!(
                "{} taken, p99 {:.0} ms, which is {:.2} × {:.0} ms; {} other answers",
                loaded.taken.len(),
                ms(p99),
                p99.as_secs_f64() / usual.as_secs_f64(),
                ms(usual),
                loaded.odd.len() + normal.odd.len(),
            ),
            p99 <= 2 * usual && loaded.odd.is_empty() && normal.odd.is_empty(),
        ),
        Row::new(
            "those that are refused",
            "told in 100 ms",
            format!(
                "{} told, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
                loaded.refused.len(),
                ms(percentile(&loaded.refused, 0.5)),
                ms(told),
                ms(percentile(&loaded.refused, 1.0)),
            ),
            told < TOLD,
        ),
        Row::new(
            "after the load",
            "nobody is refused within 5 s",
            format!("after {:.1} s", recovered.as_secs_f64()),
            recovered < RECOVERY,
        ),
    ])
}

/// How long each answer took, sorted; and answers that should not be.
struct Answers {
    taken: Vec<Duration>,
    refused: Vec<Duration>,
    odd: Vec<String>,
}

/// Requests at a fixed rate, whether or not those before are answered.
async fn load(server: &Server, rate: f64, time: Duration) -> Result<Answers> {
    dse::tls::install();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("http://{}/api/dse/predict", server.address);
    let started = Instant::now();
    let mut sent = Vec::new();
    for index in 0..(rate * time.as_secs_f64()) as u32 {
        tokio::time::sleep_until(
            (started + Duration::from_secs_f64(f64::from(index) / rate)).into(),
        )
        .await;
        let body = json!({"signatureId": SIGNATURE, "input": {"q": format!("{rate} {index} {started:?}")}});
        let request = client.post(&url).bearer_auth(&server.secret);
        let request = request.header("content-type", "application/json").body(body.to_string());
        sent.push(tokio::spawn(async move {
            let started = Instant::now();
            let answer = request.send().await;
            (started.elapsed(), answer)
        }));
    }
    let mut answers = Answers { taken: Vec::new(), refused: Vec::new(), odd: Vec::new() };
    for one in sent {
        match one.await? {
            (took, Ok(answer)) if answer.status() == 200 => answers.taken.push(took),
            (took, Ok(answer))
                if answer.status() == 503 && answer.headers().contains_key("retry-after") =>
            {
                answers.refused.push(took);
            }
            (_, other) => answers.odd.push(format!("{other:?}")),
        }
    }
    answers.taken.sort_unstable();
    answers.refused.sort_unstable();
    Ok(answers)
}
