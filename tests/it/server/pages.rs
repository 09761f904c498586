//! The pages: who may read them, what they show, and that data stays text.

use dse::engine::ports::BlobStore;
use reqwest::{Method, RequestBuilder, header, redirect::Policy};
use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, answer, receipt, row};

/// The signature as one segment of a path.
const SEGMENT: &str = "%40test%2FShout.v1";

/// What a page answered.
struct Shown {
    status: u16,
    headers: header::HeaderMap,
    text: String,
}

impl Shown {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    fn ok(self) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        self.text
    }
}

/// A browser without scripts: it keeps its cookie and follows nothing by itself.
struct Browser<'a> {
    server: &'a Server,
    http: reqwest::Client,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(server: &'a Server) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { server, http, cookie: None }
    }

    async fn signed_in(server: &'a Server) -> Self {
        let mut browser = Self::new(server);
        let answered = browser.sign_in("correct horse", "/dse").await;
        browser.cookie = Some(cookie_of(&answered));
        browser
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.server.base));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn get(&self, path: &str) -> Shown {
        shown(self.request(Method::GET, path)).await
    }

    async fn sign_in(&self, secret: &str, to: &str) -> Shown {
        let form = form_of(&[("secret", secret), ("to", to)]);
        shown(self.request(Method::POST, "/dse/sign-in").body(form)).await
    }
}

async fn shown(request: RequestBuilder) -> Shown {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Shown { status, headers, text: response.text().await.unwrap() }
}

fn form_of(fields: &[(&str, &str)]) -> String {
    let encode = dse::api::endpoint::encode_segment;
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The cookie as a browser sends it back.
fn cookie_of(shown: &Shown) -> String {
    shown.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The targets of all links of a page that begin with `start`.
fn links(text: &str, start: &str) -> Vec<String> {
    let hrefs = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let wanted = hrefs.filter(|href| href.starts_with(start));
    wanted.map(|href| href.replace("&amp;", "&")).collect()
}

/// A server on which something of everything was stored, some of it hostile.
async fn furnished() -> (Server, Vec<String>) {
    let server = Server::start().await;
    server.import_rows().await;
    let hostile = "hard <script>alert(1)</script>\u{1b}[31m\u{202e}";
    let rows = json!([
        row("row/<b>&\"x", hostile, "holdout"),
        row("z", "an easy one of its own", "train")
    ]);
    let import = json!({"signatureId": SIGNATURE, "examples": rows, "tagsAppend": [hostile]});
    server.post("/api/dse/examples/import", import).await.ok();
    let changed = json!({"signatureId": SIGNATURE, "importId": "of <i>", "source": hostile,
        "examples": [row("row/<b>&\"x", "hard <b>&", "train"), row("new", "easy", "train")]});
    server.post("/api/dse/examples/import", changed).await.ok();
    let back = json!({"signatureId": SIGNATURE, "importId": "back",
        "examples": [row("row/<b>&\"x", hostile, "holdout")], "tagsAppend": [hostile]});
    server.post("/api/dse/examples/import", back).await.ok();
    let compiled = server.post("/api/dse/compile", json!({"signatureId": SIGNATURE})).await.ok();
    let winner = compiled["compiled_id"].clone();
    let eval = json!({"signatureId": SIGNATURE, "compiled_id": winner});
    let eval = server.post("/api/dse/eval", eval).await.ok();
    let canary = json!({"signatureId": SIGNATURE, "canary_compiled_id": winner,
        "rolloutPct": 50, "reason": hostile, "minHoldoutDelta": 0});
    server.post("/api/dse/canary/start", canary).await.ok();
    let traffic = json!({"signatureId": SIGNATURE, "count": 3});
    let traffic = server.post("/api/dse/exercise/predict", traffic).await.ok();
    let start = json!({"runId": "run/<i>", "notes": hostile, "signatureIds": [SIGNATURE]});
    server.post("/api/dse/ops/run/start", start).await.ok();
    let event = json!({"runId": "run/<i>", "message": hostile, "phase": hostile});
    server.post("/api/dse/ops/run/event", event).await.ok();
    let part = |value: &Value| dse::api::endpoint::encode_segment(value.as_str().unwrap());
    let eval_page = format!("/dse/eval-report/{}/{SEGMENT}", part(&eval["evalHash"]));
    let pages = vec![
        "/dse".to_owned(),
        "/dse/api".to_owned(),
        "/dse/ops/run%2F%3Ci%3E".to_owned(),
        format!("/dse/signature/{SEGMENT}"),
        format!("/dse/signature/{SEGMENT}/dataset"),
        format!("/dse/signature/{SEGMENT}/receipts"),
        format!("/dse/signature/{SEGMENT}/imports"),
        format!("/dse/import/of%20%3Ci%3E/{SEGMENT}"),
        format!("/dse/import/of%20%3Ci%3E/{SEGMENT}?show=added"),
        format!("/dse/signature/{SEGMENT}/compile-reports"),
        format!("/dse/signature/{SEGMENT}/eval-reports"),
        format!(
            "/dse/compile-report/{}/{}/{SEGMENT}",
            part(&compiled["jobHash"]),
            part(&compiled["datasetHash"])
        ),
        format!("{eval_page}?example=row%2F%3Cb%3E%26%22x"),
        format!("{eval_page}?compare={}", part(&eval["evalHash"])),
        eval_page,
        format!("/dse/receipt/{}", part(&traffic["receiptIds"][0])),
    ];
    (server, pages)
}

#[tokio::test]
async fn every_page_shows_its_data_as_text_and_lets_nothing_else_in() {
    let (server, pages) = furnished().await;
    let browser = Browser::signed_in(&server).await;
    for path in &pages {
        let shown = browser.get(path).await;
        assert_eq!(shown.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(shown.header("cache-control"), "no-store", "{path}");
        assert_eq!(shown.header("x-content-type-options"), "nosniff", "{path}");
        let policy = shown.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{path}: {policy}");
        let text = shown.ok();
        for unsafe_text in ["<script", "\u{1b}", "\u{202e}", "<i>", "<b>", "style=", "onclick"] {
            assert!(!text.contains(unsafe_text), "{path} holds {unsafe_text:?}: {text}");
        }
        for away in ["src=\"http", "href=\"http"] {
            assert!(!text.contains(away), "{path} points elsewhere");
        }
        assert!(text.contains("History head <code>"), "{path}");
        assert!(text.len() < 200_000, "{path} has {} bytes", text.len());
    }
    let dataset = browser.get(&format!("/dse/signature/{SEGMENT}/dataset")).await.ok();
    assert!(dataset.contains("&lt;script&gt;alert(1)&lt;/script&gt;\\e[31m\\u{202e}"), "{dataset}");
}

#[tokio::test]
async fn links_lead_from_page_to_page() {
    let (server, pages) = furnished().await;
    let browser = Browser::signed_in(&server).await;
    let mut seen: Vec<String> = Vec::new();
    let mut waiting = vec!["/dse".to_owned()];
    while let Some(path) = waiting.pop() {
        let text = browser.get(&path).await.ok();
        for link in links(&text, "/dse") {
            let link = link.split('#').next().unwrap().to_owned();
            if !seen.contains(&link) && !link.contains("style") && !link.contains("icon") {
                seen.push(link.clone());
                waiting.push(link);
            }
        }
    }
    // A comparison is not linked: it needs two hashes that somebody chose.
    // Which of several reports of the same hash a link leads to is in its query.
    let whichever = |link: &String| {
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let others: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("report="))
            .collect();
        if others.is_empty() { path.to_owned() } else { format!("{path}?{}", others.join("&")) }
    };
    let paths: Vec<String> = seen.iter().map(whichever).collect();
    for page in pages.iter().filter(|page| !page.contains("compare=")) {
        assert!(paths.contains(page), "no link leads to {page}: {seen:#?}");
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_asked_to_and_comes_back() {
    let (server, pages) = furnished().await;
    let mut browser = Browser::new(&server);
    for cookie in [None, Some("dse_session=9999999999999.00"), Some("dse_session=;x")] {
        browser.cookie = cookie.map(str::to_owned);
        for path in &pages {
            let shown = browser.get(path).await;
            assert_eq!(shown.status, 303, "{path}");
            assert!(shown.header("location").starts_with("/dse/sign-in?to=%2Fdse"), "{path}");
            assert!(shown.text.is_empty(), "{path}");
        }
    }
    let asked = browser.get(&pages[2]).await;
    let form = browser.get(asked.header("location")).await.ok();
    assert!(form.contains("name=\"to\" value=\"/dse/ops/run%2F%3Ci%3E\""), "{form}");
    let back = browser.sign_in("correct horse", &pages[2]).await;
    assert_eq!((back.status, back.header("location")), (303, pages[2].as_str()));
    let away = browser.sign_in("correct horse", "//evil.example/").await;
    assert_eq!(away.header("location"), "/dse");
}

#[tokio::test]
async fn the_cookie_is_for_reading_pages_only() {
    let (server, _) = furnished().await;
    let mut browser = Browser::new(&server);
    let wrong = browser.sign_in("wrong horse", "/dse").await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""));
    assert!(wrong.text.contains("role=\"alert\""), "{}", wrong.text);

    let right = browser.sign_in("correct horse", "/dse").await;
    let cookie = right.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/dse", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("horse"), "{cookie}");
    browser.cookie = Some(cookie_of(&right));
    browser.get("/dse").await.ok();

    let stop = browser.request(Method::POST, "/api/dse/canary/stop");
    answer(stop.json(&json!({"signatureId": SIGNATURE}))).await.refused(401, "unauthorized");
    let read = browser.request(Method::GET, "/api/dse/ops/runs");
    answer(read).await.refused(401, "unauthorized");
    let link = browser.request(Method::POST, "/api/dse/pages/link");
    answer(link).await.refused(401, "unauthorized");
    let value = cookie_of(&right).split_once('=').unwrap().1.to_owned();
    let bearer = server.bare(Method::GET, "/api/dse/ops/runs").bearer_auth(value);
    answer(bearer).await.refused(401, "unauthorized");
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        assert_eq!(shown(browser.request(method, "/dse")).await.status, 405);
    }

    let out = shown(browser.request(Method::POST, "/dse/sign-out")).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    let proxied =
        browser.request(Method::POST, "/dse/sign-in").header("x-forwarded-proto", "https");
    let proxied = shown(proxied.body(form_of(&[("secret", "correct horse")]))).await;
    assert!(proxied.header("set-cookie").contains("; Secure"));
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let server = Server::start().await;
    let link = server.post("/api/dse/pages/link", json!({})).await.ok();
    assert_eq!(link["expiresInSeconds"], 120);
    let path = link["path"].as_str().unwrap();
    let mut browser = Browser::new(&server);
    let opened = browser.get(path).await;
    assert_eq!((opened.status, opened.header("location")), (303, "/dse"));
    browser.cookie = Some(cookie_of(&opened));
    assert!(browser.get("/dse").await.ok().contains("No run yet"));
    let again = Browser::new(&server).get(path).await;
    assert_eq!((again.status, again.header("set-cookie")), (401, ""));
    assert_eq!(browser.get("/dse/open/x").await.status, 401);
}

#[tokio::test]
async fn without_a_secret_nobody_signs_in() {
    use super::support::Setup;
    let server = Server::with(Setup { secret: None, ..Setup::default() }).await;
    let browser = Browser::new(&server);
    for secret in ["", "correct horse"] {
        assert_eq!(browser.sign_in(secret, "/dse").await.status, 401);
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server).await;
    for path in [
        "/dse/ops/none",
        "/dse/receipt/none",
        "/dse/signature/none",
        "/dse/signature/none/dataset",
        "/dse/signature/none/receipts",
        "/dse/signature/none/eval-reports",
        "/dse/signature/none/imports",
        &format!("/dse/import/none/{SEGMENT}"),
        &format!("/dse/compile-report/a/b/{SEGMENT}"),
        &format!("/dse/eval-report/a/{SEGMENT}"),
        "/dse/nothing/here",
    ] {
        let shown = browser.get(path).await;
        assert_eq!(shown.status, 404, "{path}");
        assert!(shown.text.contains("<h1>Not Found</h1>"), "{path}: {}", shown.text);
    }
    assert_eq!(browser.get("/dse?page=many").await.status, 400);
}

#[tokio::test]
async fn long_lists_come_page_by_page_each_row_once() {
    let server = Server::start().await;
    let rows: Vec<Value> = (0..120).map(|n| row(&format!("row-{n:03}"), "easy", "train")).collect();
    let import = json!({"signatureId": SIGNATURE, "examples": rows});
    server.post("/api/dse/examples/import", import).await.ok();
    for n in 0..120 {
        let start = json!({"runId": format!("run-{n:03}")});
        server.post("/api/dse/ops/run/start", start).await.ok();
        let mut one = receipt(&format!("receipt-{n:03}"), SIGNATURE);
        if n % 2 == 1 {
            one["result"] = json!({"_tag": "Error", "errorName": "Bad", "message": "m"});
        }
        let one = serde_json::from_value(one).unwrap();
        server.store.record_receipt("t", "r", &one).await.unwrap();
    }
    let browser = Browser::signed_in(&server).await;
    let list = |name: &str| format!("/dse/signature/{SEGMENT}/{name}");
    for (path, what, count) in [
        ("/dse".to_owned(), "/dse/ops/run-", 120),
        (list("receipts"), "/dse/receipt/receipt-", 120),
        (list("receipts?result=Error"), "/dse/receipt/receipt-", 60),
    ] {
        let found = walk(&browser, &path, |text| links(text, what)).await;
        let mut once = found.clone();
        once.sort();
        once.dedup();
        // The newest run is named once more, above the list.
        assert_eq!(once.len(), count, "{path}");
        assert!(found.len() <= count + 1, "{path}");
    }
    let ids = |text: &str| -> Vec<String> {
        let parts = text.split("<code>row-").skip(1);
        parts.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    assert_eq!(walk(&browser, &list("dataset?split=train&tag=ONE"), ids).await.len(), 120);
    assert!(walk(&browser, &list("dataset?split=holdout"), ids).await.is_empty());
    assert!(walk(&browser, &list("dataset?tag=on%25"), ids).await.is_empty());
}

/// What `find` sees on a page and on those behind it.
async fn walk(
    browser: &Browser<'_>,
    path: &str,
    find: impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let text = browser.get(&path).await.ok();
        found.extend(find(&text));
        let marked = text.split("\" rel=\"next\"").next().unwrap();
        next = (marked.len() < text.len())
            .then(|| marked.rsplit("href=\"").next().unwrap().replace("&amp;", "&"));
        assert!(found.len() < 1_000, "the pages end");
    }
    found
}

#[tokio::test]
async fn the_trace_of_a_receipt_is_shown_iteration_by_iteration() {
    let server = Server::start().await;
    let text = json!({
        "format": "openagents.dse.rlm_trace", "formatVersion": 1,
        "events": [
            {"_tag": "Input", "input": {"q": "<script>x"}},
            {"iteration": 1, "action": {"_tag": "SubLm", "intoVar": "v"}},
            {"iteration": 1,
             "observation": {"_tag": "WriteVarResult", "name": "v", "kind": "json"}},
            {"iteration": 2, "action": {"_tag": "Final", "output": {"a": "X"}}},
        ],
    })
    .to_string();
    let blobs = server.store.blobs("t", "r");
    let blob = blobs.put_text(&text, Some("application/json")).await.unwrap();
    let mut one = receipt("with-trace", SIGNATURE);
    one["rlmTrace"] = json!({"blob": blob, "eventCount": 4});
    let one = serde_json::from_value(one).unwrap();
    server.store.record_receipt("t", "r", &one).await.unwrap();
    let browser = Browser::signed_in(&server).await;
    let page = browser.get("/dse/receipt/with-trace").await.ok();
    for part in ["4 events", "Iteration 1", "Iteration 2", "Action SubLm", "&lt;script&gt;x"] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn an_import_shows_row_by_row_what_it_changed() {
    let server = Server::start().await;
    let rows = |split: &str, count: usize| -> Value {
        (0..count).map(|n| row(&format!("row-{n:03}"), "reset my password", split)).collect()
    };
    let mut relabelled = row("row-000", "reset our password", "train");
    relabelled["expectedJson"]["a"] = json!("other");
    for (import_id, rows) in [
        ("first", rows("train", 60)),
        ("second", rows("holdout", 45)),
        ("third", json!([relabelled, row("row-999", "a new one", "train")])),
    ] {
        let body = json!({"signatureId": SIGNATURE, "importId": import_id, "examples": rows});
        server.post("/api/dse/examples/import", body).await.ok();
    }
    let browser = Browser::signed_in(&server).await;
    let signature = browser.get(&format!("/dse/signature/{SEGMENT}")).await.ok();
    assert!(signature.contains("1 expected answer changed, 1 row added"), "{signature}");
    let third = browser.get(&format!("/dse/import/third/{SEGMENT}")).await.ok();
    for part in [
        "<code>row-000</code> <strong class=\"bad\">the expected answer changed",
        "reset <del>my</del><ins>our</ins> password",
        "<del>&quot;holdout&quot;</del> → <ins>&quot;train&quot;</ins>",
    ] {
        assert!(third.contains(part), "{part} in {third}");
    }
    assert!(!third.contains("row-999"), "{third}");
    let added = browser.get(&format!("/dse/import/third/{SEGMENT}?show=added")).await.ok();
    assert!(added.contains("row-999") && !added.contains("row-000"), "{added}");
    let ids = |text: &str| -> Vec<String> {
        let parts = text.split("<code>row-").skip(1);
        parts.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let first = walk(&browser, &format!("/dse/import/first/{SEGMENT}"), ids).await;
    let second = walk(&browser, &format!("/dse/import/second/{SEGMENT}"), ids).await;
    assert_eq!((first.len(), second.len()), (60, 45), "each row once");
}

/// A run that ended as its summary says.
async fn ended(server: &Server, run_id: &str, mut summary: Value) {
    let start = json!({"runId": run_id, "signatureIds": [SIGNATURE]});
    server.post("/api/dse/ops/run/start", start).await.ok();
    summary["runId"] = json!(run_id);
    summary["signatureId"] = json!(SIGNATURE);
    let finish = json!({"runId": run_id, "status": "finished", "summaryJson": summary});
    server.post("/api/dse/ops/run/finish", finish).await.ok();
}

#[tokio::test]
async fn the_first_line_tells_what_improved_last_night_also_behind_quiet_runs() {
    let server = Server::start().await;
    let browser = Browser::signed_in(&server).await;
    ended(&server, "quiet", json!({"ok": true, "outcome": "already_active"})).await;
    let text = browser.get("/dse").await.ok();
    assert!(text.contains("Nothing was promoted in the last 24 hours (1 run)."), "{text}");
    let gate = json!({
        "jobHash": "j", "datasetHash": "d", "baselineHoldoutReward": 0.5,
        "candidateHoldoutReward": 0.7, "delta": 0.2, "evidence": {
            "n": 30, "gains": 9, "losses": 1, "ties": 20, "delta": 0.27, "p": 0.0107,
            "pWorse": 0.999, "method": "mcnemar_exact", "lowerBound": 0.1, "changesNeeded": 5,
            "level": 0.03, "inSample": false, "gained": [], "lost": [],
            "verdict": {"verdict": "improved"}, "look": 1, "spent": false,
        },
    });
    let promoted = json!({"ok": true, "outcome": "promoted", "gate": gate});
    ended(&server, "good", promoted).await;
    ended(&server, "quiet-again", json!({"ok": true, "outcome": "already_active"})).await;
    let text = browser.get("/dse").await.ok();
    let lead = text.split("class=\"lead\"").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(lead.contains("Shout.v1 improved and the new version is live"), "{lead}");
    assert!(lead.contains("/dse/ops/good"), "{lead}");
    // The newest run stands below it.
    assert!(text.contains("Nothing to change: "), "{text}");
}

#[tokio::test]
async fn a_mined_row_leads_to_its_receipt() {
    let server = Server::start().await;
    let mut mined = row("trace:r-1", "easy", "train");
    mined["meta"] = json!({"kind": "openagents.trace_export.v1", "receiptId": "r-1"});
    let import = json!({"signatureId": SIGNATURE, "examples": [mined]});
    server.post("/api/dse/examples/import", import).await.ok();
    let browser = Browser::signed_in(&server).await;
    let text = browser.get(&format!("/dse/signature/{SEGMENT}/dataset")).await.ok();
    assert!(links(&text, "/dse/receipt/").contains(&"/dse/receipt/r-1".to_owned()), "{text}");
}

#[tokio::test]
async fn what_was_removed_forgotten_or_not_finished_is_told() {
    let server = Server::start().await;
    server.import_rows().await;
    let post = async |path: &str, mut body: Value| {
        body["signatureId"] = json!(SIGNATURE);
        server.post(&format!("/api/dse/{path}"), body).await.ok()
    };
    let compiled = post("compile", json!({})).await;
    let evaluated = post("eval", json!({"compiled_id": compiled["compiled_id"]})).await;
    post("examples/remove", json!({"exampleIds": ["row-1"]})).await;
    post("examples/forget", json!({"exampleIds": ["row-6"], "reason": "asked"})).await;
    let part = json!({
        "importId": "half", "source": "file:<b>.jsonl", "totalRows": 9,
        "examples": [row("a", "x", "train")],
    });
    post("examples/import", part).await;

    let browser = Browser::signed_in(&server).await;
    let text = async |path: &str| browser.get(path).await.text;
    let dataset = text(&format!("/dse/signature/{SEGMENT}/dataset")).await;
    assert!(dataset.contains("half of file:&lt;b&gt;.jsonl, 1 of 9 rows"), "{dataset}");
    let imports = text(&format!("/dse/signature/{SEGMENT}/imports")).await;
    assert!(imports.contains("1 row removed"), "{imports}");
    let removal = links(&imports, "/dse/import/removal_").remove(0);
    assert!(text(&removal).await.contains("hard 1"), "what was removed is shown");
    let signature = text(&format!("/dse/signature/{SEGMENT}")).await;
    assert!(signature.contains("row row-6 forgotten"), "{signature}");
    let report = format!("/dse/eval-report/{}/{SEGMENT}", evaluated["evalHash"].as_str().unwrap());
    let shown = text(&report).await;
    assert!(shown.contains("(erased)") && !shown.contains("easy 6"), "{shown}");
    let example = text(&format!("{report}?example=row-6")).await;
    assert!(example.contains("Erased: the row was forgotten."), "{example}");
}
