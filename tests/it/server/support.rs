//! The real server on a port of its own, with a model that follows rules.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use dse::{
    catalog::{Catalog, Pin},
    engine::{memory::SystemClock, ports::Clock},
    lm::{Limited, Lm, LmError, LmErrorKind, LmReply, LmRequest, Shutdown, Stoppable},
    model::serve::ServeSettings,
    server::{self, Credentials, Limits, Settings},
    store::Store,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub const SECRET: &str = "correct horse";
pub const SIGNATURE: &str = "@test/Shout.v1";
/// A signature whose job searches nothing.
pub const PLAIN: &str = "@test/Plain.v1";

/// A signature whose reward is what a judge says, and that judge.
pub const JUDGED: &str = "@test/Judged.v1";
pub const JUDGE: &str = "@test/Judge.v1";
/// How long calls under way may take when a server is asked to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is asked with it is answered with a summary.
pub const SUMMED: char = '§';

/// How the model behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    Broken,
    TimedOut,
    Garbled,
    Panicking,
    /// Answers only when it is well again.
    Stuck,
    /// Writes the start of its answer, and the rest when it is well again.
    Halting,
    /// Writes an answer that does not fit.
    Rambling,
}

/// Told to be LOUD it answers in upper case; told to be QUIET it repeats; else
/// it shouts what is easy only.
pub struct Shouter {
    /// What it is called; another name is another model.
    pub name: &'static str,
    mood: Mutex<Mood>,
    pub calls: AtomicUsize,
    pub concurrency: usize,
    /// How many calls it answers before it falls silent.
    pub answers: usize,
}

impl Shouter {
    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Lm for Shouter {
    fn label(&self) -> String {
        self.name.to_owned()
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        if self.calls.fetch_add(1, Ordering::SeqCst) >= self.answers {
            std::future::pending::<()>().await;
        }
        let failed = |kind| Err(LmError { kind, message: "the model is down".to_owned() });
        while self.mood() == Mood::Stuck {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        match self.mood() {
            Mood::Broken => return failed(LmErrorKind::Failed),
            Mood::TimedOut => return failed(LmErrorKind::Timeout),
            Mood::Panicking => panic!("the model panics"),
            Mood::Garbled => {
                return Ok(LmReply { text: "???".to_owned(), ..LmReply::default() });
            }
            Mood::Rambling => {
                request.pieces.send("I would ");
                return Ok(LmReply { text: "I would say so".to_owned(), ..LmReply::default() });
            }
            Mood::Well | Mood::Stuck | Mood::Halting => {}
        }
        let prompt = &request.messages.last().unwrap().content;
        // A question that no signature renders only wants to know who is there.
        let Ok(input) = serde_json::from_str::<Value>(prompt.lines().last().unwrap()) else {
            return Ok(LmReply { text: "ok".to_owned(), ..LmReply::default() });
        };
        if let Some(summary) = input["predSummary"].as_str() {
            // As a judge it likes what is loud.
            let score = f64::from(u8::from(summary == summary.to_uppercase()));
            let text = json!({"score": score}).to_string();
            return Ok(LmReply { text, ..LmReply::default() });
        }
        let asked = input["q"].as_str().unwrap();
        let loud = prompt.contains("LOUD") || (!prompt.contains("QUIET") && asked.contains("easy"));
        let answer = if loud { asked.to_uppercase() } else { asked.to_owned() };
        let field = if asked.contains(SUMMED) { "summary" } else { "a" };
        let mut text = json!({field: answer}).to_string();
        if self.mood() == Mood::Halting {
            let start = text.replace('}', ",");
            request.pieces.send(&start);
            while self.mood() == Mood::Halting {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            request.pieces.send("\"z\":1}");
            text = start + "\"z\":1}";
        }
        Ok(LmReply {
            text,
            duration_ms: Some(prompt.len() as u64),
            answered_at_ms: Some(1_700_000_000_000 + prompt.len() as i64),
            ..LmReply::default()
        })
    }
}

pub struct Server {
    pub base: String,
    pub lm: Arc<Shouter>,
    /// The store that the server works on.
    pub store: Store,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.body["ok"], true);
        self.body
    }

    /// The message of a failure, after its status and code were checked.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.body["ok"], false);
        assert_eq!(self.body["error"], code, "{}", self.body);
        self.body["message"].as_str().unwrap_or_default().to_owned()
    }
}

/// A receipt of a run with the defaults, which went well.
pub fn receipt(id: &str, signature_id: &str) -> Value {
    json!({
        "format": "openagents.dse.predict_receipt", "formatVersion": 1,
        "receiptId": id, "runId": id, "createdAt": "2026-01-01T00:00:00.000Z",
        "signatureId": signature_id, "compiled_id": "c", "strategyId": "rlm_lite.v1",
        "hashes": {
            "inputSchemaHash": "i", "outputSchemaHash": "o", "promptIrHash": "p", "paramsHash": "c",
        },
        "model": {}, "timing": {"startedAtMs": 1, "endedAtMs": 3, "durationMs": 2},
        "budget": {"limits": {}, "usage": {
            "elapsedMs": 2, "lmCalls": 1, "toolCalls": 0, "rlmIterations": 0, "subLmCalls": 0,
            "outputChars": 9,
        }},
        "result": {"_tag": "Ok"},
    })
}

/// What a test may want to be different.
pub struct Setup {
    pub model: &'static str,
    /// Changes the documents of the catalog before the server reads them.
    pub edit: fn(&Path),
    pub limits: Limits,
    pub serve: ServeSettings,
    pub clock: Arc<dyn Clock>,
    pub secret: Option<&'static str>,
    /// The names that it has besides those of loopback.
    pub hosts: Option<Vec<String>>,
    /// What else lets somebody in.
    pub credentials: fn() -> Credentials,
    pub keep_answers: bool,
    /// Requests that the model takes at once.
    pub concurrency: usize,
    /// How many calls the model answers before it falls silent.
    pub answers: usize,
    /// Fields that the job has besides its own.
    pub job: Value,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            model: "shouter (rules, not an LLM)",
            edit: |_| (),
            limits: Limits::default(),
            serve: ServeSettings::default(),
            clock: Arc::new(SystemClock),
            secret: Some(SECRET),
            hosts: None,
            credentials: Credentials::default,
            keep_answers: false,
            concurrency: 4,
            answers: usize::MAX,
            job: json!({}),
        }
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let store = Store::open(Path::new(":memory:"), setup.clock.clone()).await.unwrap();
        Self::over(store, setup).await
    }

    /// A server whose job has further fields.
    pub async fn with_job(fields: Value) -> Self {
        Self::with(Setup { job: fields, ..Setup::default() }).await
    }

    /// A server on a database file, which outlives it.
    pub async fn at(path: &Path, setup: Setup) -> Self {
        let store = Store::open(path, setup.clock.clone()).await.unwrap();
        Self::over(store, setup).await
    }

    async fn over(store: Store, setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_catalog(folder.path(), &setup.job);
        (setup.edit)(folder.path());
        let lm = Arc::new(Shouter {
            name: setup.model,
            mood: Mutex::new(Mood::Well),
            calls: AtomicUsize::new(0),
            concurrency: setup.concurrency,
            answers: setup.answers,
        });
        let shutdown = Shutdown::default();
        // As the program builds its model, but patient with calls under way.
        let stoppable = Stoppable::new(lm.clone(), shutdown.clone()).with_grace(PATIENCE);
        let settings = Settings {
            store: store.clone(),
            lm: Arc::new(Limited::new(Arc::new(stoppable))),
            shutdown,
            keep_answers: setup.keep_answers,
            catalog: Catalog::load(folder.path()).unwrap(),
            credentials: Credentials {
                secret: setup.secret.map(|secret| secret.to_owned().into()),
                ..(setup.credentials)()
            },
            hosts: setup.hosts,
            clock: setup.clock,
            git_sha: Some("0123abc".to_owned()),
            limits: setup.limits,
            serve: setup.serve,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            server::serve(listener, settings, stopped).await.unwrap();
        });
        dse::tls::install();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { base, lm, store, http, stop: Some(stop), serving, _folder: folder }
    }

    pub fn address(&self) -> &str {
        self.base.strip_prefix("http://").unwrap()
    }

    /// A request that carries the secret, for a test to add to.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(SECRET)
    }

    /// A request that carries nothing.
    pub fn bare(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub fn tell_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }

    pub async fn ended(self) {
        self.serving.await.unwrap();
    }

    /// Imports ten rows: six to train on, four held out, every second one easy.
    pub async fn import_rows(&self) {
        self.import_rows_of(SIGNATURE).await;
    }

    pub async fn import_rows_of(&self, signature_id: &str) {
        let rows: Vec<Value> = (0..10)
            .map(|n| {
                let text = format!("{} {n}", if n % 2 == 0 { "easy" } else { "hard" });
                let split = if n < 6 { "train" } else { "holdout" };
                row(&format!("row-{n}"), &text, split)
            })
            .collect();
        let body = json!({"signatureId": signature_id, "examples": rows});
        self.post("/api/dse/examples/import", body).await.ok();
    }

    /// Imports and compiles; returns the winner.
    pub async fn compile(&self) -> String {
        self.import_rows().await;
        let body = json!({"signatureId": SIGNATURE});
        let compiled = self.post("/api/dse/compile", body).await.ok();
        compiled["compiled_id"].as_str().unwrap().to_owned()
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, headers, body }
}

pub fn row(id: &str, text: &str, split: &str) -> Value {
    json!({
        "exampleId": id,
        "inputJson": {"q": text},
        "expectedJson": {"a": text.to_uppercase()},
        "split": split,
        "tags": ["one"],
    })
}

fn write_catalog(folder: &Path, fields: &Value) {
    fs::create_dir(folder.join("signatures")).unwrap();
    fs::create_dir(folder.join("jobs")).unwrap();
    for (name, id) in [("shout", SIGNATURE), ("plain", PLAIN)] {
        let path = folder.join(format!("signatures/{name}.json"));
        fs::write(path, contract(id).to_string()).unwrap();
    }
    let mut job = json!({
        "signatureId": SIGNATURE,
        "rewardId": "reward_exact_json_match.v1",
        "searchSpace": {"instructionVariants": [
            {"id": "loud", "text": "Be LOUD."}, {"id": "quiet", "text": "Be QUIET."},
        ]},
        "optimizer": {"id": "instruction_grid.v1"},
    });
    write_judged(folder, job.clone());
    job.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    fs::write(folder.join("jobs/shout.json"), job.to_string()).unwrap();
}

/// A judge, its pin, a reward that asks it, and a signature with that reward.
fn write_judged(folder: &Path, mut job: Value) {
    let mut judge = contract(JUDGE);
    let text = json!({"type": "string"});
    judge["inputSchemaJson"] = json!({
        "type": "object",
        "required": ["question", "predSummary", "expectedSummary"],
        "properties": {"question": text, "predSummary": text, "expectedSummary": text},
    });
    judge["outputSchemaJson"] = json!({
        "type": "object", "required": ["score"], "properties": {"score": {"type": "number"}},
    });
    let pin = Pin::of(&serde_json::from_value(judge.clone()).unwrap());
    let mut judged = contract(JUDGED);
    judged["outputSchemaJson"] = json!({
        "type": "object", "required": ["summary"], "properties": {"summary": {"type": "string"}},
    });
    let reward = json!({"rewardId": "judged.v1", "rewardVersion": 1, "signals": [
        {"kind": "judge", "metricId": "m.v1", "metricVersion": 1, "judgeSignatureId": JUDGE},
    ]});
    job["signatureId"] = json!(JUDGED);
    job["rewardId"] = json!("judged.v1");
    job["judgeBar"] = json!({"minLabels": 20});
    for (path, document) in [
        ("signatures/judge.json", judge),
        ("signatures/judged.json", judged),
        ("pinned/judge.json", json!(pin)),
        ("rewards/judged.json", reward),
        ("jobs/judged.json", job),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, document.to_string()).unwrap();
    }
}

fn contract(id: &str) -> Value {
    let text_object = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
    json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": id,
        "inputSchemaJson": text_object("q"),
        "outputSchemaJson": text_object("a"),
        "promptIr": {"version": 1, "blocks": [
            {"_tag": "Instruction", "text": "Shout."},
            {"_tag": "OutputFormat", "format": {"_tag": "JsonOnly"}},
        ]},
        "defaultParams": {"paramsVersion": 1},
    })
}
