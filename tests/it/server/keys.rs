//! Keys: who gets in where, and what is told about who did not.

use std::{collections::BTreeMap, sync::Arc};

use dse::{
    engine::memory::ManualClock,
    server::{self, Credentials, Limits, token::Tokens},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{Answer, PLAIN, SECRET, SIGNATURE, Server, Setup, answer};

const SCOPES: [&str; 8] =
    ["read", "import", "run", "rollout", "predict", "feedback", "review", "admin"];

/// As many wrong secrets as a test wants.
fn patient() -> Setup {
    let limits = Limits { failures: u32::MAX, ..Limits::default() };
    Setup { limits, ..Setup::default() }
}

async fn issue(server: &Server, request: Value) -> Value {
    server.post("/api/dse/keys/create", request).await.ok()
}

async fn key(server: &Server, name: &str, scopes: &[&str]) -> String {
    let issued = issue(server, json!({"name": name, "scopes": scopes})).await;
    issued["key"].as_str().unwrap().to_owned()
}

async fn bound_key(server: &Server, name: &str, signature_id: &str) -> String {
    let scopes: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != "admin").collect();
    let request = json!({"name": name, "scopes": scopes, "signatureIds": [signature_id]});
    issue(server, request).await["key"].as_str().unwrap().to_owned()
}

/// Every operation of the description: method, path with the variable parts
/// filled, and the scope that it asks for.
async fn operations(server: &Server) -> Vec<(Method, String, Option<String>)> {
    let document = answer(server.bare(Method::GET, "/openapi.json")).await.body;
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let scope = operation["security"][0]["secret"][0].as_str().map(str::to_owned);
            let parts = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
            found.push((method, parts.collect::<Vec<_>>().join("/"), scope));
        }
    }
    // The protocol of OpenAI's clients is described elsewhere.
    for (method, path) in [
        (Method::POST, "/v1/chat/completions"),
        (Method::POST, "/v1/responses"),
        (Method::GET, "/v1/models"),
        (Method::GET, "/v1/models/x"),
        (Method::GET, "/v1/nowhere"),
    ] {
        found.push((method, path.to_owned(), Some("predict".to_owned())));
    }
    found
}

async fn ask(server: &Server, method: &Method, path: &str, bearer: &str) -> Answer {
    // The body is no JSON: it must not be looked at before the key is.
    answer(server.bare(method.clone(), path).bearer_auth(bearer).body("{")).await
}

/// The code of a refusal, in both shapes of failures.
fn code(answer: &Answer) -> &str {
    let error = &answer.body["error"];
    error["code"].as_str().or(error.as_str()).unwrap_or_default()
}

#[tokio::test]
async fn every_route_asks_for_its_scope_and_takes_no_other() {
    let server = Server::with(patient()).await;
    let mut keys = BTreeMap::new();
    for scope in SCOPES {
        keys.insert(scope, key(&server, &format!("the-{scope}"), &[scope]).await);
    }
    let wrong = keys["read"].replace("dse_", "dse_0").replacen("dse_0", "dse_", 1);
    let wrong =
        format!("{}{}", &wrong[..wrong.len() - 1], if wrong.ends_with('A') { "B" } else { "A" });
    let mut tried = 0;
    for (method, path, scope) in operations(&server).await {
        let Some(scope) = scope else {
            let open = answer(server.bare(method.clone(), &path)).await;
            assert!(![401, 403].contains(&open.status.as_u16()), "{path}");
            continue;
        };
        let bare = || server.bare(method.clone(), &path).body("{");
        let basic = bare().header("authorization", "Basic Y29ycmVjdDpob3JzZQ==");
        for refused in [answer(bare()).await, answer(basic).await] {
            assert_eq!(refused.status, 401, "{method} {path}");
            assert_eq!(refused.headers["www-authenticate"], "Bearer");
        }
        for bad in ["wrong", &wrong, "dse_", "a.b.c"] {
            let refused = ask(&server, &method, &path, bad).await;
            assert_eq!(refused.status, 401, "{method} {path} {bad}");
        }
        for (have, key) in &keys {
            let answered = ask(&server, &method, &path, key).await;
            let status = answered.status.as_u16();
            if *have == scope || *have == "admin" {
                assert!(![401, 403].contains(&status), "{method} {path} {have}: {}", answered.body);
            } else {
                assert_eq!(status, 403, "{method} {path} {have}: {}", answered.body);
                let told = answered.headers["www-authenticate"].to_str().unwrap();
                assert!(told.contains(&format!("scope=\"{scope}\"")), "{told}");
                assert!(answered.body.to_string().contains(&format!("`{scope}`")));
                assert!(["scope_missing", "insufficient_permissions"].contains(&code(&answered)));
            }
            tried += 1;
        }
        assert!(![401, 403].contains(&ask(&server, &method, &path, SECRET).await.status.as_u16()));
    }
    assert!(tried > 400, "{tried}");
}

#[tokio::test]
async fn a_key_that_is_bound_reaches_its_signature_alone() {
    let server = Server::start().await;
    let bound = bound_key(&server, "shouter", SIGNATURE).await;
    let with = |method: Method, path: &str| server.bare(method, path).bearer_auth(&bound);
    for (method, path, scope) in operations(&server).await {
        if scope.is_none()
            || [
                "/healthz",
                "/readyz",
                "/api/dse/history/head",
                "/api/dse/doctor",
                "/api/dse/pages/link",
            ]
            .contains(&path.as_str())
            || path.starts_with("/v1/")
        {
            continue;
        }
        // By an id that is not theirs, wherever the request may name one.
        let path = path.replace("/x", &format!("/{}", PLAIN.replace('/', "%2F")));
        let request = with(method.clone(), &path).query(&[("signatureId", PLAIN)]);
        let request = request.json(&json!({
            "signatureId": PLAIN, "signatureIds": [PLAIN], "runId": "r", "leaseMs": 1_000,
            "receipts": [{"signatureId": PLAIN}],
        }));
        let refused = answer(request).await;
        // What these are about is looked up first; the next test has it there.
        let is_lookup = [
            "signatures",
            "resolve",
            "receipt/",
            "blob/",
            "trace/",
            "artifact/import",
            "/ops/run/event",
            "/ops/run/finish",
            "/ops/run/@",
            "thread/ensure",
        ]
        .iter()
        .any(|part| path.contains(part));
        if !is_lookup {
            assert_eq!(refused.status, 403, "{method} {path}: {}", refused.body);
        }
    }
    let own = with(Method::GET, "/api/dse/active").query(&[("signatureId", SIGNATURE)]);
    answer(own).await.ok();
    let listed = answer(with(Method::GET, "/api/dse/signatures")).await.ok();
    let ids: Vec<&Value> =
        listed["signatures"].as_array().unwrap().iter().map(|one| &one["signatureId"]).collect();
    assert_eq!(ids, [SIGNATURE]);
    let models = answer(with(Method::GET, "/v1/models")).await.body;
    assert_eq!(models["data"].as_array().unwrap().len(), 1);
    let chat = |model: &str| {
        with(Method::POST, "/v1/chat/completions")
            .json(&json!({"model": model, "messages": [{"role": "user", "content": "x"}]}))
    };
    assert_eq!(answer(chat(PLAIN)).await.status, 403);
    assert_eq!(answer(chat(SIGNATURE)).await.status, 200);
    // Two names for one thing are no way around.
    let both = with(Method::GET, &format!("/api/dse/signature/{}", SIGNATURE.replace('/', "%2F")));
    answer(both.query(&[("signatureId", PLAIN)])).await.refused(403, "signature_not_allowed");
}

/// What is found by an id of its own belongs to a signature as well.
#[tokio::test]
async fn what_is_found_by_id_is_bound_too() {
    let server = Server::start().await;
    server.import_rows_of(PLAIN).await;
    let done = server.post("/api/dse/exercise/predict", json!({"signatureId": PLAIN, "count": 1}));
    let receipt = done.await.ok()["receiptIds"][0].as_str().unwrap().to_owned();
    let run = json!({"runId": "night", "signatureIds": [PLAIN]});
    server.post("/api/dse/ops/run/start", run).await.ok();
    let (own, other) =
        (bound_key(&server, "plain", PLAIN).await, bound_key(&server, "shouter", SIGNATURE).await);
    let reads = [format!("/api/dse/receipt/{receipt}"), "/api/dse/ops/run/night".to_owned()];
    for path in &reads {
        answer(server.bare(Method::GET, path).bearer_auth(&own)).await.ok();
        let refused = answer(server.bare(Method::GET, path).bearer_auth(&other)).await;
        refused.refused(403, "signature_not_allowed");
    }
    let blob = format!("/api/dse/blob/{receipt}/sha256:0");
    let blob = |key: &str| server.bare(Method::GET, &blob).bearer_auth(key);
    answer(blob(&other)).await.refused(403, "signature_not_allowed");
    answer(blob(&own)).await.refused(404, "blob_not_found");
    for (path, body) in [
        ("/api/dse/ops/run/event", json!({"runId": "night", "message": "m"})),
        ("/api/dse/ops/run/finish", json!({"runId": "night", "status": "failed"})),
        ("/api/dse/ops/run/start", json!({"runId": "night", "signatureIds": [SIGNATURE]})),
        ("/api/dse/ops/run/start", json!({"runId": "mine"})),
        ("/api/dse/trace/export", json!({"receiptId": receipt})),
    ] {
        let refused = server.bare(Method::POST, path).bearer_auth(&other).json(&body);
        answer(refused).await.refused(403, "signature_not_allowed");
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_ends_when_it_should() {
    let clock = Arc::new(ManualClock::new(1_700_000_000_000));
    let server = Server::with(Setup { clock: clock.clone(), ..patient() }).await;
    let made =
        issue(&server, json!({"name": "ci", "scopes": ["read"], "expiresInSeconds": 60})).await;
    let text = made["key"].as_str().unwrap();
    assert!(text.starts_with(&format!("dse_{}_", made["keyId"].as_str().unwrap())), "{text}");
    assert_eq!(
        (&made["scopes"], &made["expiresAt"]),
        (&json!(["read"]), &json!("2023-11-14T22:14:20.000Z"))
    );
    let get = |key: &str| answer(server.bare(Method::GET, "/api/dse/signatures").bearer_auth(key));
    get(text).await.ok();
    let listed = server.get("/api/dse/keys").await.ok();
    assert!(!listed.to_string().contains(&text[21..]), "the secret is shown once");
    assert_eq!(listed["keys"][0]["name"], "ci");

    // A live name is taken; its successor and it are good together for a while.
    let again = json!({"name": "ci", "scopes": ["read"]});
    server.post("/api/dse/keys/create", again.clone()).await.refused(409, "key_exists");
    let next = json!({"key": "ci", "overlapSeconds": 10});
    let next = server.post("/api/dse/keys/rotate", next).await.ok();
    let new = next["key"].as_str().unwrap();
    assert_eq!(next["replaces"][0]["keyId"], made["keyId"]);
    get(text).await.ok();
    get(new).await.ok();
    clock.advance(10_000);
    get(text).await.refused(401, "unauthorized");
    get(new).await.ok();
    clock.advance(50_000);
    get(new).await.refused(401, "unauthorized");
    server.post("/api/dse/keys/revoke", json!({"key": "ci"})).await.refused(404, "key_not_found");
    let third = key(&server, "ci", &["read"]).await;
    get(&third).await.ok();
    server.post("/api/dse/keys/revoke", json!({"key": "ci"})).await.ok();
    get(&third).await.refused(401, "unauthorized");
    assert_eq!(server.get("/api/dse/history/verify").await.ok()["bad"], Value::Null);
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let server = Server::start().await;
    for (request, said) in [
        (json!({"scopes": ["read"]}), "name is missing"),
        (json!({"name": "a b", "scopes": ["read"]}), "letters"),
        (json!({"name": "user_dse_admin", "scopes": ["read"]}), "stands for"),
        (json!({"name": "a"}), "scopes is missing"),
        (json!({"name": "a", "scopes": ["all"]}), "scopes"),
        (json!({"name": "a", "scopes": ["read"], "expiresInSeconds": 0}), "expiresInSeconds"),
        (json!({"name": "a", "scopes": ["read"], "expiresInSeconds": 1e300}), "expiresInSeconds"),
    ] {
        let message = server.post("/api/dse/keys/create", request.clone()).await;
        let message = message.refused(400, "invalid_input");
        assert!(message.contains(said) || said == "scopes", "{request}: {message}");
    }
    let unknown = json!({"name": "a", "scopes": ["read"], "signatureIds": ["@no/thing.v1"]});
    server.post("/api/dse/keys/create", unknown).await.refused(404, "unknown_signature");
}

#[tokio::test]
async fn histories_name_the_key_that_acts() {
    let server = Server::start().await;
    let compiled = server.compile().await;
    let night = key(&server, "night", &["read", "run", "rollout"]).await;
    let post = |path: &'static str, body: Value| {
        answer(server.bare(Method::POST, path).bearer_auth(&night).json(&body))
    };
    post("/api/dse/ops/run/start", json!({"runId": "n1"})).await.ok();
    let start = json!({"signatureId": SIGNATURE, "canaryCompiledId": compiled, "rolloutPct": 20,
        "canary_compiled_id": compiled, "compiled_id": compiled});
    let started = post("/api/dse/canary/start", start).await;
    assert_eq!(started.status, 200, "{}", started.body);
    post("/api/dse/canary/stop", json!({"signatureId": SIGNATURE})).await.ok();
    let run = server.get("/api/dse/ops/run/n1").await.ok();
    assert_eq!(run["run"]["actorUserId"], "night");
    let history = server.get(&format!("/api/dse/history?signatureId={SIGNATURE}")).await.ok();
    let entries = history.as_object().unwrap().values().find_map(Value::as_array).unwrap();
    assert!(entries.len() >= 2, "{history}");
    assert!(entries.iter().all(|entry| entry["actorUserId"] == "night"), "{history}");
    server.get("/api/dse/history/verify").await.ok();
}

#[tokio::test]
async fn ten_wrong_secrets_a_minute_and_then_a_pause() {
    let clock = Arc::new(ManualClock::new(1_700_000_000_000));
    let server = Server::with(Setup { clock: clock.clone(), ..Setup::default() }).await;
    let good = key(&server, "ci", &["read"]).await;
    let get =
        |bearer: &str| answer(server.bare(Method::GET, "/api/dse/signatures").bearer_auth(bearer));
    for _ in 0..10 {
        get("wrong").await.refused(401, "unauthorized");
    }
    let braked = get("wrong").await;
    assert_eq!(braked.headers["retry-after"], "60");
    braked.refused(429, "too_many_failures");
    // A guess that hits would not show, and a key, which nobody guesses, goes on.
    get(SECRET).await.refused(429, "too_many_failures");
    get(&good).await.ok();
    let signed = server.bare(Method::POST, "/dse/sign-in").body("secret=wrong");
    let signed = signed.send().await.unwrap();
    assert_eq!(signed.status(), 429);
    // Asking without any secret is no guess.
    for _ in 0..20 {
        answer(server.bare(Method::GET, "/api/dse/signatures")).await.refused(401, "unauthorized");
    }
    clock.advance(60_000);
    get(SECRET).await.ok();
}

#[tokio::test]
async fn a_key_asks_as_often_as_its_rate_allows() {
    let clock = Arc::new(ManualClock::new(1_700_000_000_000));
    let setup = Setup { clock: clock.clone(), credentials: signing, ..patient() };
    let server = Server::with(setup).await;
    let request = json!({"name": "app", "scopes": ["admin"], "rate": "6/min"});
    let issued = issue(&server, request).await;
    assert_eq!(issued["rate"], "6/min");
    let app = issued["key"].as_str().unwrap().to_owned();
    let ask = async |path: &str, bearer: &str| {
        answer(server.bare(Method::GET, path).bearer_auth(bearer)).await
    };
    let minted = server.bare(Method::POST, "/api/dse/token").bearer_auth(&app);
    let minted = answer(minted.json(&json!({"scopes": ["read"]}))).await.ok();
    let token = minted["token"].as_str().unwrap();
    // A token and a session of the key count for it.
    let signed = server.bare(Method::POST, "/dse/sign-in").body(format!("secret={app}"));
    let by_hand = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let signed = by_hand.build().unwrap().execute(signed.build().unwrap()).await.unwrap();
    let cookie = signed.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let page = async || server.bare(Method::GET, "/dse").header("cookie", cookie).send().await;
    assert_eq!(page().await.unwrap().status(), 200);
    ask("/api/dse/signatures", token).await.ok();
    for _ in 0..3 {
        assert_eq!(ask("/v1/models", &app).await.status, 200);
    }
    for bearer in [&*app, token] {
        let refused = ask("/api/dse/signatures", bearer).await;
        assert_eq!(refused.headers["retry-after"], "10");
        let message = refused.refused(429, "rate_limited");
        assert!(message.contains("app is limited to 6/min"), "{message}");
    }
    let refused = ask("/v1/models", &app).await;
    assert_eq!((refused.status.as_u16(), code(&refused)), (429, "rate_limit_exceeded"));
    assert_eq!(refused.headers["retry-after"], "10");
    let refused = page().await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["retry-after"]),
        (429, &"10".parse().unwrap())
    );
    // Others are not to blame, and a change of keys gives nothing back.
    let other = key(&server, "other", &["read"]).await;
    for _ in 0..20 {
        ask("/api/dse/signatures", &other).await.ok();
    }
    server.get("/api/dse/signatures").await.ok();
    ask("/api/dse/signatures", &app).await.refused(429, "rate_limited");
    clock.advance(10_000);
    ask("/api/dse/signatures", &app).await.ok();
    ask("/api/dse/signatures", &app).await.refused(429, "rate_limited");
    // A successor has the rate of the key of before.
    let next = server.post("/api/dse/keys/rotate", json!({"key": "app"})).await.ok();
    assert_eq!(next["rate"], "6/min");
    let list = server.get("/api/dse/keys").await.ok();
    assert_eq!(list["keys"][0]["rate"], "6/min");
    assert_eq!(list["changes"][0]["rate"], "6/min");
    for bad in ["6", "0/s", "6/day", "many"] {
        let request = json!({"name": "bad", "scopes": ["read"], "rate": bad});
        let refused = server.post("/api/dse/keys/create", request).await;
        assert!(refused.refused(400, "invalid_input").contains("rate"), "{bad}");
    }
    let verified = server.get("/api/dse/history/verify").await.ok();
    assert_eq!(verified["bad"], Value::Null, "{verified}");
}

/// Keys of their own, drawn for the test.
fn signing() -> Credentials {
    let old = server::token::new_ed25519();
    Credentials {
        tokens: Tokens::new(&server::token::new_rsa(), Some(&old)).unwrap(),
        bypass: Some("a bypass secret".to_owned().into()),
        ..Credentials::default()
    }
}

async fn mint(server: &Server, request: Value) -> String {
    let made = server.post("/api/dse/token", request).await.ok();
    made["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_opens_what_it_names_for_as_long_as_it_says() {
    let clock = Arc::new(ManualClock::new(1_700_000_000_000));
    let setup = Setup { clock: clock.clone(), credentials: signing, ..patient() };
    let server = Server::with(setup).await;
    let token =
        mint(&server, json!({"scopes": ["read", "run"], "ttlSeconds": 60, "subject": "ci"}));
    let token = token.await;
    let get =
        |bearer: &str| answer(server.bare(Method::GET, "/api/dse/signatures").bearer_auth(bearer));
    get(&token).await.ok();
    let start = server.bare(Method::POST, "/api/dse/ops/run/start").bearer_auth(&token);
    answer(start.json(&json!({"runId": "r"}))).await.ok();
    assert_eq!(server.get("/api/dse/ops/run/r").await.ok()["run"]["actorUserId"], "ci");
    let import = server.bare(Method::POST, "/api/dse/examples/import").bearer_auth(&token);
    answer(import.body("{")).await.refused(403, "scope_missing");
    let signed = server.bare(Method::POST, "/dse/sign-in").body(format!("secret={token}"));
    assert_eq!(signed.send().await.unwrap().status(), 401, "a session outlives a token");
    // A token ends with the key that it was made by.
    let boss = key(&server, "boss", &["admin"]).await;
    let own = server.bare(Method::POST, "/api/dse/token").bearer_auth(&boss);
    let own = answer(own.json(&json!({"scopes": ["read"]}))).await.ok();
    let own = own["token"].as_str().unwrap();
    get(own).await.ok();
    server.post("/api/dse/keys/revoke", json!({"key": "boss"})).await.ok();
    get(own).await.refused(401, "unauthorized");
    clock.advance(71_000);
    get(&token).await.refused(401, "unauthorized");
    let bound = mint(&server, json!({"scopes": ["read"], "signatureIds": [SIGNATURE]})).await;
    let active = server.bare(Method::GET, "/api/dse/active").bearer_auth(&bound);
    answer(active.query(&[("signatureId", PLAIN)])).await.refused(403, "signature_not_allowed");
    for (request, said) in [
        (json!({}), "scopes"),
        (json!({"scopes": ["read"], "ttlSeconds": 901}), "ttlSeconds"),
        (json!({"scopes": ["read"], "ttlSeconds": 0}), "ttlSeconds"),
        (json!({"scopes": ["read"], "subject": "a b"}), "subject"),
    ] {
        let message = server.post("/api/dse/token", request).await.refused(400, "invalid_input");
        assert!(message.contains(said), "{message}");
    }
}

#[tokio::test]
async fn the_key_set_shows_public_halves_alone() {
    let server = Server::with(Setup { credentials: signing, ..Setup::default() }).await;
    for path in ["/.well-known/jwks.json", "/api/auth/e2e/jwks"] {
        let shown = answer(server.bare(Method::GET, path)).await.ok();
        let keys = shown["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 2, "one that signs and the one of before");
        for key in keys {
            let names: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
            let public = ["kty", "kid", "alg", "use", "n", "e", "crv", "x"];
            assert!(names.iter().all(|name| public.contains(name)), "{names:?}");
        }
    }
    let without = Server::start().await;
    for path in ["/.well-known/jwks.json", "/api/auth/e2e/jwks"] {
        answer(without.bare(Method::GET, path)).await.refused(404, "not_found");
    }
    without.post("/api/dse/token", json!({"scopes": ["read"]})).await.refused(404, "not_found");
    let login = without.bare(Method::POST, "/api/auth/e2e/login").bearer_auth("");
    answer(login).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_test_user_signs_in_by_the_bypass_secret_alone() {
    let server = Server::with(Setup { credentials: signing, ..Setup::default() }).await;
    let login = || server.bare(Method::POST, "/api/auth/e2e/login").json(&json!({"seed": "s"}));
    answer(login()).await.refused(401, "unauthorized");
    answer(login().bearer_auth("wrong")).await.refused(401, "unauthorized");
    answer(login().bearer_auth(SECRET)).await.refused(401, "unauthorized");
    let signed = answer(login().bearer_auth("a bypass secret")).await;
    let cookie = signed.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let user = signed.ok();
    let page = server.bare(Method::GET, "/dse").header("cookie", &cookie);
    assert_eq!(page.send().await.unwrap().status(), 200);
    let with_token = |method: Method, path: &str| {
        server.bare(method, path).bearer_auth(user["token"].as_str().unwrap())
    };
    answer(with_token(Method::GET, "/api/dse/signatures")).await.ok();
    let start = with_token(Method::POST, "/api/dse/ops/run/start");
    answer(start).await.refused(403, "scope_missing");
    // The bypass secret opens nothing else.
    let other = server.bare(Method::GET, "/api/dse/signatures").bearer_auth("a bypass secret");
    answer(other).await.refused(401, "unauthorized");
    let again = answer(login().bearer_auth("a bypass secret")).await.ok();
    assert_eq!(again["userId"], user["userId"]);
}

#[tokio::test]
async fn a_session_of_the_pages_ends_with_its_key() {
    let setup = Setup { hosts: Some(vec!["dse.example".to_owned()]), ..Setup::default() };
    let server = Server::with(setup).await;
    let (reads, imports) =
        (key(&server, "reader", &["read"]).await, key(&server, "importer", &["import"]).await);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    let http = http.build().unwrap();
    let sign_in = async |secret: &str, host: &str| {
        let form = format!("secret={secret}&to=%2Fdse");
        let request = http.post(format!("{}/dse/sign-in", server.base)).header("host", host);
        request.body(form).send().await.unwrap()
    };
    assert_eq!(sign_in(&imports, "localhost").await.status(), 403);
    let signed = sign_in(&reads, "localhost").await;
    assert_eq!(signed.status(), 303);
    let cookie = signed.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(!cookie.contains(&reads[4..20].to_owned().repeat(2)) && !cookie.contains(&reads[21..]));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let get = async || {
        let request = http.get(format!("{}/dse", server.base)).header("cookie", &cookie);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(get().await, 200);
    // A link of the key's own ends with it, too.
    let link = server.bare(Method::POST, "/api/dse/pages/link").bearer_auth(&reads);
    let link = answer(link).await.ok()["path"].as_str().unwrap().to_owned();
    server.post("/api/dse/keys/revoke", json!({"key": "reader"})).await.ok();
    assert_eq!(get().await, 303);
    let opened = http.get(format!("{}{link}", server.base)).send().await.unwrap();
    assert_eq!(opened.status(), 401);
    // What a name from elsewhere leads to is not served on loopback.
    assert_eq!(sign_in(SECRET, "evil.example").await.status(), 421);
    // Under a name of its own it is, and there the cookie goes over TLS only.
    let elsewhere = sign_in(SECRET, "dse.example").await;
    let secure = |answer: &reqwest::Response| {
        answer.headers()["set-cookie"].to_str().unwrap().contains("Secure")
    };
    assert!(secure(&elsewhere) && !secure(&signed));
}
