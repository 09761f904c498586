//! Clients that are slow, large, many or gone.

use std::time::Duration;

use dse::server::Limits;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::support::{Mood, SECRET, SIGNATURE, Server, Setup, answer};

async fn hasty() -> Server {
    let limits = Limits {
        header_time: Duration::from_millis(150),
        body_idle_time: Duration::from_millis(150),
        body_time: Duration::from_millis(600),
        grace: Duration::from_millis(200),
        ..Limits::default()
    };
    Server::with(Setup { limits, ..Setup::default() }).await
}

/// Everything that the server says until it hangs up.
async fn all(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

fn head(length: usize) -> String {
    format!(
        "POST /api/dse/ops/run/start HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SECRET}\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_head_that_does_not_end_is_hung_up_on() {
    let server = hasty().await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    assert!(!all(stream).await.contains("200 OK"));
}

/// What the server answers to these bytes.
async fn told(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    // A server that has heard enough may hang up before all is sent.
    let _ = stream.write_all(request.as_bytes()).await;
    all(stream).await
}

#[tokio::test]
async fn a_head_names_one_host_and_is_not_endless() {
    let server = Server::start().await;
    let ask = |head: &str| {
        let request = format!("GET /healthz {head}\r\nconnection: close\r\n\r\n");
        let server = &server;
        async move { told(server, &request).await }
    };
    for clear in ["HTTP/1.1\r\nhost: x", "HTTP/1.0"] {
        let answer = ask(clear).await;
        assert!(answer.contains(" 200 OK\r\n"), "{clear}: {answer}");
    }
    for unclear in ["HTTP/1.1\r\naccept: *", "HTTP/1.1\r\nhost: x\r\nhost: y"] {
        let answer = ask(unclear).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{unclear}: {answer}");
        assert!(answer.contains("\"invalid_input\""), "{unclear}: {answer}");
    }
    let long = |length: usize| format!("HTTP/1.1\r\nhost: x\r\nx: {}", "x".repeat(length));
    let answer = ask(&long(8 << 10)).await;
    assert!(answer.contains(" 200 OK\r\n"), "{answer}");
    let answer = ask(&long(200 << 10)).await;
    assert!(!answer.contains(" 200 OK\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_that_stops_is_given_up() {
    let server = hasty().await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head(100).as_bytes()).await.unwrap();
    stream.write_all(b"{\"runId\"").await.unwrap();
    let answer = all(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"request_timeout\""), "{answer}");
}

#[tokio::test]
async fn a_body_that_trickles_is_given_up_too() {
    let server = hasty().await;
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (reading, mut writing) = stream.into_split();
    writing.write_all(head(1_000).as_bytes()).await.unwrap();
    let trickle = tokio::spawn(async move {
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut reading = reading;
    let mut answer = vec![0; 12];
    reading.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
    trickle.abort();
}

#[tokio::test]
async fn a_body_over_the_limit_of_its_path_is_refused_before_it_is_read_as_json() {
    let server = Server::start().await;
    let post = |path: &str, body: String| {
        let request = server.request(reqwest::Method::POST, path).body(body);
        async { answer(request).await.refused(413, "too_large") }
    };
    post("/api/dse/canary/stop", "{".repeat((64 << 10) + 1)).await;
    post("/api/dse/ops/run/event", "{".repeat((1 << 20) + 1)).await;
    post("/api/dse/examples/import", "{".repeat((8 << 20) + 1)).await;
    // A length that is not told in advance is found out by reading.
    let chunks =
        futures::stream::iter((0..200).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1 << 10])));
    let request = server
        .request(reqwest::Method::POST, "/api/dse/canary/stop")
        .body(reqwest::Body::wrap_stream(chunks));
    answer(request).await.refused(413, "too_large");
}

#[tokio::test]
async fn the_connection_that_was_idle_longest_makes_room() {
    let server = crowded(2, 100).await;
    let mut idle = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        // Half a head is nothing that is under way.
        stream.write_all(b"GET /healthz HTTP/1.1\r\n").await.unwrap();
        idle.push(stream);
    }
    let asked = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert!(told(&server, asked).await.starts_with("HTTP/1.1 200 "));
    let oldest = idle.remove(0);
    assert_eq!(all(oldest).await, "");
    idle[0].write_all(b"host: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(all(idle.remove(0)).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn where_all_connections_are_busy_one_more_is_told_so() {
    let mut server = crowded(1, 100).await;
    server.import_rows().await;
    let client = stuck(&server).await;
    let answer = told(&server, "GET /dse HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n") && answer.contains("\"overloaded\""), "{answer}");
    server.lm.be(Mood::Well);
    client.await.unwrap().ok();
    server.tell_to_stop();
    server.ended().await;
}

#[tokio::test]
async fn a_request_too_many_is_refused_and_health_is_always_told() {
    let mut server = crowded(100, 1).await;
    server.import_rows().await;
    let client = stuck(&server).await;
    let refused = server.get("/api/dse/signatures").await;
    assert_eq!(refused.headers["retry-after"], "1");
    refused.refused(503, "overloaded");
    server.get("/healthz").await.ok();
    server.lm.be(Mood::Well);
    client.await.unwrap().ok();
    server.get("/api/dse/signatures").await.ok();
    server.tell_to_stop();
    server.ended().await;
}

async fn crowded(connections: usize, requests: usize) -> Server {
    let limits = Limits { connections, requests, ..Limits::default() };
    Server::with(Setup { limits, ..Setup::default() }).await
}

/// A head of that many bytes of body, and what the server says before they come.
async fn answer_to_a_head(server: &Server, head: String) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    all(stream).await
}

#[tokio::test]
async fn a_refusal_reads_nothing_of_the_body() {
    let server = Server::start().await;
    let length = 1_usize << 30;
    let paths = ["/api/dse/ops/run/start", "/api/dse/examples/import", "/v1/chat/completions"];
    for path in paths {
        for bearer in ["", "authorization: Bearer wrong\r\n"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\n{bearer}content-length: {length}\r\n\
                 expect: 100-continue\r\n\r\n"
            );
            let answer = answer_to_a_head(&server, head).await;
            assert!(answer.starts_with("HTTP/1.1 401 "), "{path}: {answer}");
            assert!(answer.contains("\r\nconnection: close\r\n"), "{path}: {answer}");
        }
    }
    let answer = answer_to_a_head(&server, head(length)).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn who_sends_on_after_a_refusal_still_reads_it() {
    let server = Server::start().await;
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let sending = tokio::spawn(async move {
        let head = "POST /api/dse/examples/import HTTP/1.1\r\nhost: x\r\n\
                    content-length: 1073741824\r\n\r\n";
        writing.write_all(head.as_bytes()).await.unwrap();
        while writing.write_all(&[b' '; 16 << 10]).await.is_ok() {}
    });
    let mut answer = [0; 12];
    reading.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
    // The server does not listen for ever.
    sending.await.unwrap();
}

#[tokio::test]
async fn a_body_of_too_many_values_is_refused_before_it_is_one() {
    let server = Server::start().await;
    let many = r#"{"a":[[]]},"#.repeat(750_000);
    let bodies = [
        ("/api/dse/examples/import", format!(r#"{{"examples":[{many}1]}}"#)),
        ("/api/dse/judge/calibrate", format!(r#"{{"labels":[{many}1]}}"#)),
        ("/api/dse/ops/run/event", format!(r#"{{"json":[{}1]}}"#, "1,".repeat(300_000))),
        ("/api/dse/predict", format!(r#"{{"input":[{}1]}}"#, "{},".repeat(300_000))),
    ];
    for (path, body) in bodies {
        let request = server.request(reqwest::Method::POST, path).body(body);
        answer(request).await.refused(413, "too_large");
    }
    let line = format!("[{}1]", "{},".repeat(130_000));
    let rows = json!({"signatureId": SIGNATURE, "jsonl": line});
    let message = server.post("/api/dse/examples/import", rows).await.refused(413, "too_large");
    assert!(message.contains("send fewer at a time"), "{message}");
}

/// A compile whose calls wait for the model to be well again.
async fn stuck(server: &Server) -> tokio::task::JoinHandle<super::support::Answer> {
    server.lm.be(Mood::Stuck);
    let request = server
        .request(reqwest::Method::POST, "/api/dse/compile")
        .json(&json!({"signatureId": SIGNATURE}));
    let client = tokio::spawn(answer(request));
    while server.lm.calls() < server.lm.concurrency {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client
}

#[tokio::test]
async fn a_server_that_stops_lets_calls_under_way_end_and_starts_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let mut server = Server::at(&path, Setup::default()).await;
    server.import_rows().await;
    let client = stuck(&server).await;
    let under_way = server.lm.calls();
    server.tell_to_stop();
    while TcpStream::connect(server.address()).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.lm.be(Mood::Well);
    let message = client.await.unwrap().refused(503, "unavailable");
    assert!(message.contains("stopping"), "{message}");
    let lm = server.lm.clone();
    server.ended().await;
    assert_eq!(lm.calls(), under_way);

    // What was answered meanwhile is kept: nothing is asked twice.
    let server = Server::at(&path, Setup::default()).await;
    let compiled = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    assert_eq!(compiled["existed"], false);
    let whole = Server::start().await;
    whole.compile().await;
    assert_eq!(under_way + server.lm.calls(), whole.lm.calls());
}

#[tokio::test]
async fn a_prediction_that_a_stop_cuts_short_counts_for_no_arm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    let mut server = Server::at(&path, Setup::default()).await;
    let winner = server.compile().await;
    let canary = json!({
        "signatureId": SIGNATURE, "canary_compiled_id": winner, "rolloutPct": 100, "minSamples": 1,
    });
    server.post("/api/dse/canary/start", canary).await.ok();
    let asked = server.lm.calls();
    server.lm.be(Mood::Stuck);
    let request = server
        .request(reqwest::Method::POST, "/api/dse/exercise/predict")
        .json(&json!({"signatureId": SIGNATURE, "count": 50}));
    let client = tokio::spawn(answer(request));
    while server.lm.calls() < asked + server.lm.concurrency {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.tell_to_stop();
    while TcpStream::connect(server.address()).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.lm.be(Mood::Well);
    client.await.unwrap().refused(503, "unavailable");
    let lm = server.lm.clone();
    server.ended().await;
    assert_eq!(lm.calls(), asked + lm.concurrency);

    let server = Server::at(&path, Setup::default()).await;
    let query = "/api/dse/canary/status?signatureId=%40test%2FShout.v1";
    let canary = server.get(query).await.ok()["canary"].clone();
    assert_eq!(canary["errorCount"], 0, "{canary}");
}

#[tokio::test]
async fn a_server_that_stops_does_not_wait_forever() {
    let mut server = hasty().await;
    server.import_rows().await;
    server.lm.be(Mood::Stuck);
    let request = server
        .request(reqwest::Method::POST, "/api/dse/compile")
        .json(&json!({"signatureId": SIGNATURE}));
    let client = tokio::spawn(request.send());
    while server.lm.calls() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.tell_to_stop();
    tokio::time::timeout(Duration::from_secs(10), server.ended()).await.unwrap();
    drop(client.await);
}
