//! A chat endpoint that means no good.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does with a request.
#[derive(Clone)]
pub enum Manner {
    /// Answers well, with this text.
    Says(String),
    /// These bytes and then the end.
    Sends(&'static str),
    /// An answer of that many bytes, as long as somebody reads it.
    Floods(usize),
    /// Never answers.
    Hangs,
}

/// Answers one request after another in its manners; the last one lasts.
pub struct Endpoint {
    pub url: String,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Endpoint {
    pub async fn start(manners: Vec<Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, manners.clone(), Arc::clone(&seen)));
            }
        });
        Self { url, asked }
    }

    /// The bodies of all requests so far.
    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, manners: Vec<Manner>, asked: Arc<Mutex<Vec<Value>>>) {
    let Some(body) = read(&mut stream).await else { return };
    let turn = {
        let mut asked = asked.lock().unwrap();
        asked.push(body);
        asked.len() - 1
    };
    // The other side may close at any moment, which is its right.
    match manners[turn.min(manners.len() - 1)].clone() {
        Manner::Says(text) => {
            let body = json!({"choices": [{"message": {"content": text}}]}).to_string();
            let head = head(body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
        Manner::Sends(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
        Manner::Floods(length) => flood(&mut stream, length).await,
        Manner::Hangs => std::future::pending().await,
    }
    let _ = stream.shutdown().await;
}

/// A body without an announced length, so that only reading it tells its size.
async fn flood(stream: &mut TcpStream, length: usize) {
    let head =
        "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"choices\":[{\"message\":{\"content\":\"";
    let piece = [b'x'; 1 << 16];
    if stream.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    for _ in 0..length / piece.len() {
        if stream.write_all(&piece).await.is_err() {
            return;
        }
    }
    let _ = stream.write_all(b"\"}}]}").await;
}

fn head(length: usize) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")
}

/// Reads one request; its body is JSON.
async fn read(stream: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 8192];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        if body.len() >= length.parse().ok()? {
            return serde_json::from_str(body).ok();
        }
    }
}
