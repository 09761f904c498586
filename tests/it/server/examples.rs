//! Import and list.

use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, row};

async fn import(server: &Server, fields: Value) -> Value {
    server.post("/api/dse/examples/import", with_signature(fields)).await.ok()
}

fn with_signature(mut fields: Value) -> Value {
    fields["signatureId"] = json!(SIGNATURE);
    fields
}

fn path(query: &str) -> String {
    format!("/api/dse/examples?signatureId=%40test%2FShout.v1{query}")
}

async fn list(server: &Server, query: &str) -> Value {
    server.get(&path(query)).await.ok()
}

fn ids(listed: &Value) -> Vec<&str> {
    let rows = listed["examples"].as_array().unwrap();
    rows.iter().map(|row| row["exampleId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_import_counts_what_is_new_what_was_there_and_what_is_the_same() {
    let server = Server::start().await;
    let rows = json!({"examples": [row("a", "x", "train"), row("b", "y", "dev")]});
    let first = import(&server, rows.clone()).await;
    assert_eq!(
        first,
        json!({"ok": true, "signatureId": SIGNATURE, "inserted": 2, "updated": 0, "total": 2, "unchanged": 0, "maxRows": 50_000})
    );
    let again = import(&server, rows).await;
    assert_eq!(
        (&again["inserted"], &again["updated"], &again["unchanged"]),
        (&json!(0), &json!(2), &json!(2))
    );
    let changed =
        json!({"examples": [row("a", "x", "train"), row("b", "z", "dev"), row("c", "w", "x")]});
    let third = import(&server, changed).await;
    assert_eq!(
        (&third["inserted"], &third["updated"], &third["unchanged"]),
        (&json!(1), &json!(2), &json!(1))
    );
    let listed = list(&server, "").await;
    assert_eq!(ids(&listed), ["a", "b", "c"]);
    assert_eq!(listed["examples"][1]["split"], "dev", "stored as given");
    assert_eq!(listed["examples"][1]["inputJson"]["q"], "z");
    assert_eq!(listed["examples"][2].get("split"), None);
}

#[tokio::test]
async fn an_update_replaces_all_of_a_row() {
    let server = Server::start().await;
    let full = json!({
        "exampleId": "a", "inputJson": {"q": "x"}, "expectedJson": {"a": "X"},
        "split": "train", "tags": ["t"], "meta": {"m": 1},
    });
    let request = json!({"examples": [full], "source": "s", "tagsAppend": ["u", "t"]});
    import(&server, request).await;
    let stored = &list(&server, "").await["examples"][0];
    assert_eq!((&stored["tags"], &stored["source"]), (&json!(["t", "u"]), &json!("s")));
    let bare = json!({"exampleId": "a", "inputJson": {"q": "x"}, "expectedJson": {"a": "X"}});
    import(&server, json!({"examples": [bare]})).await;
    let stored = &list(&server, "").await["examples"][0];
    assert_eq!(stored["source"], "import:/api/dse/examples/import");
    for gone in ["split", "tags", "meta"] {
        assert_eq!(stored.get(gone), None, "{gone}");
    }
}

#[tokio::test]
async fn of_an_id_that_comes_twice_the_last_row_stays() {
    let server = Server::start().await;
    let twice = json!({"examples": [row("a", "x", "train"), row("a", "y", "train")]});
    let done = import(&server, twice).await;
    assert_eq!(
        (&done["inserted"], &done["updated"], &done["total"]),
        (&json!(1), &json!(1), &json!(2))
    );
    assert_eq!(list(&server, "").await["examples"][0]["inputJson"]["q"], "y");
}

#[tokio::test]
async fn one_bad_row_and_nothing_is_imported() {
    let server = Server::start().await;
    let good = row("good", "x", "train").to_string();
    for (bad, place, reason) in [
        ("{\"exampleId\": \"x\", }", "line 4, column 20", "trailing comma"),
        ("[1]", "line 4", "must be a JSON object"),
        ("{\"exampleId\": \" \"}", "line 4", "/exampleId: is empty"),
        ("{\"exampleId\": \"x\"}", "line 4 (x)", "/inputJson: is missing"),
        ("{\"exampleId\": \"x\", \"inputJson\": {\"q\": 7}}", "line 4 (x)", "/inputJson/q: "),
        ("{\"exampleId\": \"x\", \"inputJson\": {\"q\": \"\"}}", "line 4 (x)", "/expectedJson: "),
        ("{\"exampleId\": \"\\ud83d\"}", "line 4, column", "hex escape"),
    ] {
        let jsonl = format!("\u{feff}{good}\r\n\n  \n{bad}\n{good}");
        let request = with_signature(json!({"jsonl": jsonl}));
        let message =
            server.post("/api/dse/examples/import", request).await.refused(400, "invalid_input");
        assert!(message.starts_with(place) && message.contains(reason), "{bad}: {message}");
        assert!(ids(&list(&server, "").await).is_empty());
    }
    let request =
        with_signature(json!({"examples": [row("a", "x", "train"), row("b", "x", "train"), {}]}));
    let message =
        server.post("/api/dse/examples/import", request).await.refused(400, "invalid_input");
    assert!(message.starts_with("examples[2]: /exampleId: is missing"), "{message}");
    assert!(ids(&list(&server, "").await).is_empty());
}

#[tokio::test]
async fn requests_stay_within_their_bounds() {
    let server = Server::start().await;
    let refused = |fields: Value| {
        let request = with_signature(fields);
        async {
            server.post("/api/dse/examples/import", request).await.refused(400, "invalid_input")
        }
    };
    refused(json!({})).await;
    refused(json!({"jsonl": "\n \n"})).await;
    refused(json!({"examples": []})).await;
    refused(json!({"jsonl": "{}", "examples": [{}]})).await;
    let many =
        |n: usize| -> Vec<Value> { (0..n).map(|n| row(&n.to_string(), "x", "train")).collect() };
    assert!(refused(json!({"examples": many(501)})).await.contains("501 rows"));
    assert_eq!(import(&server, json!({"examples": many(500)})).await["inserted"], 500);
    let padded = |units: usize| {
        let line = row("long", "x", "train").to_string();
        format!("{line}{}", " ".repeat(units - line.len()))
    };
    refused(json!({"jsonl": padded(400_001)})).await;
    assert_eq!(import(&server, json!({"jsonl": padded(400_000)})).await["inserted"], 1);
}

#[tokio::test]
async fn tags_and_sources_are_cut_to_their_bounds() {
    let server = Server::start().await;
    let mut given = row("a", "x", "train");
    given["tags"] = json!((0..60).map(|n| format!(" tag-{n} ")).collect::<Vec<_>>());
    let mut other = row("b", "x", "train");
    other["tags"] = json!("no list");
    let appended: Vec<String> = (0..30).map(|n| format!("more-{n}")).collect();
    let request =
        json!({"examples": [given, other], "tagsAppend": appended, "source": "s".repeat(400)});
    import(&server, request).await;
    let listed = list(&server, "").await;
    let tags = |index: usize| listed["examples"][index]["tags"].as_array().unwrap();
    assert_eq!((tags(0).len(), &tags(0)[49]), (50, &json!("tag-49")));
    assert_eq!((tags(1).len(), &tags(1)[19]), (20, &json!("more-19")));
    assert_eq!(listed["examples"][0]["source"].as_str().unwrap().len(), 300);
}

#[tokio::test]
async fn rows_come_in_locale_order_page_by_page() {
    let server = Server::start().await;
    let names = ["b", "A", "a", "a1", "a10", "a2", "_", "é", "Z", "z", "e"];
    let rows: Vec<Value> = names.iter().map(|name| row(name, name, "train")).collect();
    import(&server, json!({"examples": rows})).await;
    let expected = ["_", "a", "A", "a1", "a10", "a2", "b", "e", "é", "z", "Z"];
    assert_eq!(ids(&list(&server, "").await), expected);
    let mut seen: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = server.request(reqwest::Method::GET, "/api/dse/examples").query(&[
            ("signatureId", SIGNATURE),
            ("limit", "4"),
            ("cursor", &cursor),
        ]);
        let page = super::support::answer(page).await.ok();
        assert!(ids(&page).len() <= 4);
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn lists_keep_to_one_split_by_its_stored_name() {
    let server = Server::start().await;
    let rows =
        json!({"examples": [row("a", "x", "dev"), row("b", "x", "holdout"), row("c", "x", "")]});
    import(&server, rows).await;
    assert_eq!(ids(&list(&server, "&split=holdout").await), ["b"]);
    assert_eq!(ids(&list(&server, "&split=dev").await), ["a"]);
    assert_eq!(ids(&list(&server, "&limit=0").await), [""; 0]);
}

#[tokio::test]
async fn an_import_is_recorded_in_its_run() {
    let server = Server::start().await;
    let fields = json!({"examples": [row("a", "x", "train")], "opsRunId": "night"});
    let request = with_signature(fields.clone());
    server.post("/api/dse/examples/import", request).await.refused(404, "run_not_found");
    assert!(ids(&list(&server, "").await).is_empty(), "an unknown run imports nothing");
    server.post("/api/dse/ops/run/start", json!({"runId": "night"})).await.ok();
    import(&server, fields).await;
    let bad = with_signature(json!({"examples": [{}], "opsRunId": "night"}));
    server.post("/api/dse/examples/import", bad).await.refused(400, "invalid_input");
    let shown = server.get("/api/dse/ops/run/night").await.ok();
    let events: Vec<_> = shown["events"].as_array().unwrap()[1..]
        .iter()
        .map(|event| (event["phase"].as_str().unwrap(), event["level"].as_str().unwrap()))
        .collect();
    let (start, finish) = ("phase3.dataset_import.start", "phase3.dataset_import.finish");
    assert_eq!(events, [(start, "info"), (finish, "info"), (start, "info"), (finish, "error")]);
    assert_eq!(shown["events"][2]["json"]["inserted"], 1);
}
