use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{header, method, path},
};

use super::*;
use crate::lm::{ModelRole, Pieces, testing::request};

const KEY: &str = "sesame-open";

fn settings(base_url: &str) -> LmSettings {
    let settings = LmSettings {
        base_url: format!("{base_url}/v1"),
        api_key_env: "KEY".to_owned(),
        models: RoleModels { main: "small".to_owned(), ..RoleModels::default() },
        max_answer_bytes: 2_000,
        timeout_seconds: 30.0,
        ..LmSettings::default()
    };
    settings.with_keys(|_| Some(KEY.to_owned()))
}

/// A client that hardly pauses between repetitions.
fn client(settings: &LmSettings) -> OpenAi {
    OpenAi {
        first_pause: Duration::from_millis(1),
        ..OpenAi::new(settings, Shutdown::default()).unwrap()
    }
}

fn ok(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "choices": [{"message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7, "cost": 0.001},
    }))
}

/// A server that gives `responses` in turn, the last one ever after.
async fn server(responses: Vec<ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let turn = AtomicUsize::new(0);
    let respond = move |_: &Request| {
        let at = turn.fetch_add(1, Ordering::SeqCst).min(responses.len() - 1);
        responses[at].clone()
    };
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

async fn ask(server: &MockServer) -> Result<LmReply, LmError> {
    client(&settings(&server.uri())).complete(&request("Hello")).await
}

async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A server of raw bytes: each connection gets the next answer and is closed.
async fn raw(answers: Vec<String>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = Arc::new(AtomicUsize::new(0));
    let count = served.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let at = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            let mut buffer = [0; 8_192];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(answers[at].as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, served)
}

#[tokio::test]
async fn an_answer_comes_with_usage_and_spend() {
    let server = MockServer::start().await;
    let bearer = format!("Bearer {KEY}");
    Mock::given(header("authorization", bearer.as_str()))
        .respond_with(ok("Hi."))
        .mount(&server)
        .await;
    let reply = ask(&server).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.spend_usd), ("Hi.", Some(0.001)));
    assert_eq!(reply.usage.unwrap().total_tokens, Some(7));
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!((&sent["model"], &sent["max_tokens"]), (&json!("small"), &json!(256)));
}

#[tokio::test]
async fn each_role_has_its_model_and_a_request_can_name_its_own() {
    let server = server(vec![ok("x")]).await;
    let mut settings = settings(&server.uri());
    settings.models.judge = "strict".to_owned();
    settings.structured_output = StructuredOutput::JsonObject;
    let lm = client(&settings);
    let judged = LmRequest {
        role: ModelRole::Judge,
        output_schema: Some(json!({"type": "object"})),
        ..request("x")
    };
    let named = LmRequest { model_id: Some("own".to_owned()), ..judged.clone() };
    for one in [&request("x"), &judged, &named] {
        lm.complete(one).await.unwrap();
    }
    let sent = server.received_requests().await.unwrap();
    let bodies: Vec<Value> = sent.iter().map(|one| one.body_json().unwrap()).collect();
    let models: Vec<&Value> = bodies.iter().map(|body| &body["model"]).collect();
    assert_eq!(models, ["small", "strict", "own"]);
    assert_eq!(bodies[1]["response_format"]["type"], "json_object");
    assert_eq!(lm.identity(&named).model, "own");
}

#[tokio::test]
async fn too_many_requests_and_server_faults_are_repeated() {
    let patient = ResponseTemplate::new(429).insert_header("retry-after", "0");
    let broken = ResponseTemplate::new(503).set_body_string("warming up");
    let server = server(vec![patient, broken, ok("at last")]).await;
    assert_eq!(ask(&server).await.unwrap().text, "at last");
    assert_eq!(calls(&server).await, 3);
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_not_waited_for() {
    for pause in ["3600", "18446744073709551615"] {
        let busy = ResponseTemplate::new(429).insert_header("retry-after", pause);
        let server = server(vec![busy]).await;
        let error = ask(&server).await.unwrap_err();
        assert_eq!(error.kind, LmErrorKind::Failed);
        assert!(error.message.contains("429"), "{error}");
        assert_eq!(calls(&server).await, 1);
    }
}

#[tokio::test]
async fn repetitions_end_and_the_error_tells_address_status_and_text() {
    let broken =
        ResponseTemplate::new(500).set_body_json(json!({"error": {"message": "no\u{1b}[2J"}}));
    let server = server(vec![broken]).await;
    let mut settings = settings(&server.uri());
    settings.retries = 2;
    let error = client(&settings).complete(&request("x")).await.unwrap_err();
    assert_eq!(calls(&server).await, 3);
    let text = error.to_string();
    assert!(text.contains("/v1/chat/completions: status 500"), "{text}");
    assert!(text.contains("no\\u{1b}[2J"), "{text}");
}

#[tokio::test]
async fn a_refusal_is_final_and_never_shows_the_key() {
    let refused = ResponseTemplate::new(401).set_body_string(format!("bad key {KEY}"));
    let server = server(vec![refused]).await;
    let error = ask(&server).await.unwrap_err().to_string();
    assert_eq!(calls(&server).await, 1);
    assert!(error.contains("bad key [key]") && !error.contains(KEY), "{error}");
}

#[tokio::test]
async fn a_connection_cut_mid_body_is_repeated() {
    let whole = json!({"choices": [{"message": {"content": "whole"}}]}).to_string();
    let good = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{whole}", whole.len());
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", &whole[..9]);
    let (address, served) = raw(vec![cut, String::new(), good]).await;
    let reply = client(&settings(&address)).complete(&request("x")).await.unwrap();
    assert_eq!(reply.text, "whole");
    assert_eq!(served.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn garbage_is_an_error_that_shows_its_start() {
    let server = server(vec![ResponseTemplate::new(200).set_body_string("<html>oops")]).await;
    let error = ask(&server).await.unwrap_err().to_string();
    assert!(error.contains("not a chat completion") && error.contains("<html>oops"), "{error}");
    assert_eq!(calls(&server).await, 1);
}

#[tokio::test]
async fn a_body_without_choices_is_an_error_and_not_asked_for_again() {
    for body in [json!({}), json!({"ok": true}), json!({"choices": []})] {
        let server = server(vec![ResponseTemplate::new(200).set_body_json(body.clone())]).await;
        let error = ask(&server).await.unwrap_err();
        assert_eq!(error.kind, LmErrorKind::Failed);
        assert!(error.message.contains("not a chat completion"), "{error}");
        assert!(error.message.contains(&body.to_string()), "{error}");
        assert_eq!(calls(&server).await, 1);
    }
}

#[tokio::test]
async fn an_error_behind_status_200_is_an_error() {
    let hidden = json!({"error": {"code": 429, "message": "upstream is busy"}});
    let hidden = ResponseTemplate::new(200).set_body_json(hidden);
    let server = server(vec![hidden, ok("fine")]).await;
    assert_eq!(ask(&server).await.unwrap().text, "fine");
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    let target = server(vec![ok("stolen")]).await;
    let place = format!("{}/v1/chat/completions", target.uri());
    for status in [301, 302, 303, 307, 308] {
        let moved = ResponseTemplate::new(status).insert_header("location", place.as_str());
        let server = server(vec![moved]).await;
        let error = ask(&server).await.unwrap_err().to_string();
        assert!(error.contains(&place), "{error}");
    }
    assert_eq!(calls(&target).await, 0);
}

#[tokio::test]
async fn an_oversized_answer_is_cut_off_with_and_without_a_length() {
    let long = "x".repeat(3_000);
    let known = server(vec![ResponseTemplate::new(200).set_body_string(long.clone())]).await;
    let error = ask(&known).await.unwrap_err().to_string();
    assert!(error.contains("larger than 2000 bytes"), "{error}");

    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nbb8\r\n{long}\r\nbb8\r\n{long}\r\n"
    );
    let (address, served) = raw(vec![chunked]).await;
    let error = client(&settings(&address)).complete(&request("x")).await.unwrap_err();
    assert!(error.message.contains("lm.max_answer_bytes"), "{error}");
    assert_eq!(served.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_silent_endpoint_times_out() {
    let server = server(vec![ok("late").set_delay(Duration::from_secs(60))]).await;
    let hasty = LmSettings { timeout_seconds: 0.2, ..settings(&server.uri()) };
    let error = client(&hasty).complete(&request("x")).await.unwrap_err();
    assert_eq!(error.kind, LmErrorKind::Timeout);
}

#[tokio::test]
async fn the_next_endpoint_answers_when_one_hangs_or_refuses() {
    let hanging = server(vec![ok("late").set_delay(Duration::from_secs(60))]).await;
    let refusing = server(vec![ResponseTemplate::new(404)]).await;
    let good = server(vec![ok("here")]).await;
    let mut settings = LmSettings { timeout_seconds: 2.0, ..settings(&hanging.uri()) };
    for uri in [refusing.uri(), good.uri()] {
        let base_url = format!("{uri}/v1");
        settings
            .fallback
            .push(crate::model::lm_settings::Endpoint { base_url, ..Default::default() });
    }
    let lm = client(&settings);
    assert_eq!(lm.complete(&request("x")).await.unwrap().text, "here");
    // The first endpoint's key is for the first endpoint.
    for server in [&refusing, &good] {
        let sent = server.received_requests().await.unwrap();
        assert!(sent[0].headers.get("authorization").is_none());
    }
    assert_eq!(lm.endpoints[0].key.as_ref().unwrap().expose_secret(), KEY);
}

#[tokio::test]
async fn all_failures_are_told_in_order() {
    let (first, second) = (
        server(vec![ResponseTemplate::new(404)]).await,
        server(vec![ResponseTemplate::new(400).set_body_string("what?")]).await,
    );
    let mut settings = settings(&first.uri());
    let base_url = format!("{}/v1", second.uri());
    settings.fallback.push(crate::model::lm_settings::Endpoint { base_url, ..Default::default() });
    let error = client(&settings).complete(&request("x")).await.unwrap_err().to_string();
    let (one, two) = error.split_once("; then ").unwrap();
    assert!(one.contains("404") && two.contains("what?"), "{error}");
}

/// An address that refuses connections.
async fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Makes the breaker of the first endpoint look back on a long row of refusals.
fn give_up(lm: &OpenAi) {
    let now = Instant::now();
    assert!(lm.endpoints[0].breaker.refused(now - Duration::from_secs(60), now, "gone"));
}

#[tokio::test]
async fn refused_connections_are_repeated_and_once_given_up_fail_at_once() {
    let lm = client(&settings(&closed().await));
    let error = lm.complete(&request("x")).await.unwrap_err();
    assert_eq!(error.kind, LmErrorKind::Failed, "{error}");
    give_up(&lm);
    let error = lm.complete(&request("x")).await.unwrap_err();
    assert_eq!(error.kind, LmErrorKind::Unreachable);
    assert!(
        error.message.contains("gone, ") && error.message.contains(" times in a row"),
        "{error}"
    );
}

#[tokio::test]
async fn an_endpoint_that_was_given_up_is_not_asked_but_the_next_one_is() {
    let (first, second) = (server(vec![ok("back")]).await, server(vec![ok("here")]).await);
    let mut settings = settings(&first.uri());
    let base_url = format!("{}/v1", second.uri());
    settings.fallback.push(crate::model::lm_settings::Endpoint { base_url, ..Default::default() });
    let lm = client(&settings);
    give_up(&lm);
    assert_eq!(lm.complete(&request("x")).await.unwrap().text, "here");
    assert_eq!((calls(&first).await, calls(&second).await), (0, 1));
    lm.endpoints[0].breaker.reached();
    assert_eq!(lm.complete(&request("x")).await.unwrap().text, "back");
}

#[tokio::test]
async fn whether_anybody_listens_is_found_without_asking() {
    let (answering, _) = raw(vec!["HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n".to_owned()]).await;
    assert_eq!(client(&settings(&answering)).reach().await, Ok(()));
    let mut settings = settings(&closed().await);
    let error = client(&settings).reach().await.unwrap_err();
    assert_eq!(error.kind, LmErrorKind::Unreachable);
    let base_url = format!("{answering}/v1");
    settings.fallback.push(crate::model::lm_settings::Endpoint { base_url, ..Default::default() });
    assert_eq!(client(&settings).reach().await, Ok(()), "the second one would answer");
}

#[tokio::test]
async fn nothing_is_repeated_after_the_shutdown_began() {
    let busy = ResponseTemplate::new(503);
    let server = server(vec![busy]).await;
    let shutdown = Shutdown::default();
    let lm = OpenAi::new(&settings(&server.uri()), shutdown.clone()).unwrap();
    let asked = request("x");
    let mut call = Box::pin(lm.complete(&asked));
    // Until the first answer came; the pause after it is half a second or more.
    while calls(&server).await == 0 {
        tokio::select! {
            early = &mut call => panic!("{early:?}"),
            () = tokio::time::sleep(Duration::from_millis(1)) => {}
        }
    }
    shutdown.begin();
    assert_eq!(call.await.unwrap_err().kind, LmErrorKind::Stopping);
    assert_eq!(calls(&server).await, 1);
}

/// A stream whose events are those data.
fn streamed(data: &[&str]) -> String {
    let body: String = data.iter().map(|data| format!("data: {data}\n\n")).collect();
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{body}")
}

/// A request of somebody who reads along, and what that one has read.
fn read_along() -> (LmRequest, Arc<Mutex<String>>) {
    let read = Arc::new(Mutex::new(String::new()));
    let into = Arc::clone(&read);
    let pieces = Pieces::new(false, move |piece| into.lock().unwrap().push_str(piece));
    (LmRequest { pieces, ..request("Hello") }, read)
}

const HALF: &str = r#"{"choices":[{"delta":{"content":"Half"}}]}"#;

#[tokio::test]
async fn who_reads_along_is_streamed_to() {
    let end = r#"{"choices":[{"delta":{"content":" done"},"finish_reason":"stop"}]}"#;
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#;
    let (address, _) = raw(vec![streamed(&[HALF, end, usage, "[DONE]"])]).await;
    let (request, read) = read_along();
    let reply = client(&settings(&address)).complete(&request).await.unwrap();
    assert_eq!((reply.text.as_str(), read.lock().unwrap().as_str()), ("Half done", "Half done"));
    assert_eq!(reply.usage.unwrap().total_tokens, Some(7));
    // A server that does not stream answers as ever.
    let server = server(vec![ok("Hi.")]).await;
    let (request, read) = read_along();
    let reply = client(&settings(&server.uri())).complete(&request).await.unwrap();
    assert_eq!((reply.text.as_str(), read.lock().unwrap().as_str()), ("Hi.", ""));
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!(sent["stream_options"], json!({"include_usage": true}));
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_asked_again_only_before_its_first_piece() {
    let whole = streamed(&[r#"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#]);
    let (address, served) = raw(vec![streamed(&[]), whole.clone()]).await;
    let (request, _) = read_along();
    let reply = client(&settings(&address)).complete(&request).await.unwrap();
    assert_eq!((reply.text.as_str(), served.load(Ordering::SeqCst)), ("x", 2));
    for half in [streamed(&[HALF]), streamed(&[HALF, r#"{"error":{"message":"busy","code":429}}"#])]
    {
        let (address, served) = raw(vec![half, whole.clone()]).await;
        let (request, read) = read_along();
        let error = client(&settings(&address)).complete(&request).await.unwrap_err();
        assert_eq!(read.lock().unwrap().as_str(), "Half");
        assert_eq!(served.load(Ordering::SeqCst), 1, "{error}");
    }
}
