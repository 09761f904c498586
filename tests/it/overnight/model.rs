//! A chat endpoint on loopback that counts its calls, takes its time, and can be
//! held back.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::workspace::WINNER;

/// How long something may take that must happen.
pub const SOON: Duration = Duration::from_secs(60);

/// Words of what doctor asks a model.
const DOCTOR: &str = "the JSON value true and nothing else";

/// What a forgetful model says instead of an answer, also when it is asked to
/// mend it.
const PROSE: &str = "I had rather not say.";

pub struct Model {
    pub base_url: String,
    shared: Arc<Shared>,
}

struct Shared {
    calls: AtomicUsize,
    /// How long an answer takes.
    latency: Duration,
    /// After the first answer to a prompt only prose comes.
    forgetful: bool,
    seen: Mutex<HashMap<String, usize>>,
    held: Mutex<bool>,
    released: Condvar,
}

impl Model {
    pub fn start(latency: Duration) -> Self {
        Self::with(latency, false)
    }

    /// Right when it is asked the first time, and useless from then on: a gate
    /// passes it, live traffic does not.
    pub fn forgetful() -> Self {
        Self::with(Duration::ZERO, true)
    }

    fn with(latency: Duration, forgetful: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            calls: AtomicUsize::new(0),
            latency,
            forgetful,
            seen: Mutex::default(),
            held: Mutex::new(false),
            released: Condvar::new(),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { base_url, shared }
    }

    /// Calls that have come in.
    pub fn calls(&self) -> usize {
        self.shared.calls.load(Ordering::SeqCst)
    }

    /// From now on calls wait for their answer.
    pub fn hold(&self) {
        *self.shared.held.lock().unwrap() = true;
    }

    /// Answers them all.
    pub fn release(&self) {
        *self.shared.held.lock().unwrap() = false;
        self.shared.released.notify_all();
    }

    /// Waits until that many calls have come in.
    pub fn wait_for(&self, calls: usize) {
        let begun = Instant::now();
        while self.calls() < calls {
            assert!(begun.elapsed() < SOON, "{} of {calls} calls came in", self.calls());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Shared {
    /// The requests of one connection, until it ends.
    fn serve(&self, stream: TcpStream) {
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some((method, body)) = request(&mut reader) {
            let answer = match method.as_str() {
                // What doctor asks is none of the calls that tests count.
                "POST" if body["messages"].to_string().contains(DOCTOR) => said("true"),
                "POST" => self.answer(&body),
                _ => json!({}),
            };
            let answer = answer.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                answer.len()
            );
            // The other side may have gone, which is its right.
            if writer.write_all(format!("{head}{answer}").as_bytes()).is_err() {
                return;
            }
        }
    }

    fn answer(&self, body: &Value) -> Value {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut held = self.held.lock().unwrap();
        while *held {
            held = self.released.wait(held).unwrap();
        }
        drop(held);
        thread::sleep(self.latency);
        let prompt = body["messages"].to_string();
        let asked = {
            let mut seen = self.seen.lock().unwrap();
            let asked = seen.entry(prompt.clone()).or_default();
            *asked += 1;
            *asked
        };
        let text = match () {
            () if self.forgetful && (asked > 1 || prompt.contains(PROSE)) => PROSE,
            () if prompt.contains(WINNER) => "{\"action\":\"tool\",\"toolName\":\"memory_append\"}",
            () => "{\"action\":\"none\"}",
        };
        said(text)
    }
}

fn said(text: &str) -> Value {
    json!({"choices": [{"message": {"role": "assistant", "content": text}}]})
}

/// The method and the JSON body of the next request.
fn request(reader: &mut impl BufRead) -> Option<(String, Value)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|count| *count > 0)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let method = first.split(' ').next()?.to_owned();
    Some((method, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}
