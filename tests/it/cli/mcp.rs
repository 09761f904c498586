//! `dse mcp` over a pipe, in the protocol's own words.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use super::Place;

/// A client that has said hello.
struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
    /// What the server has said without being asked.
    told: Vec<Value>,
}

impl Client {
    fn start(place: &Place, words: &[&str]) -> Self {
        let mut command = place.command(&[&["mcp"], words].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("dse starts");
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut client = Self { child, to, from, asked: 0, told: Vec::new() };
        let about = json!({
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        let hello = client.ask("initialize", &about);
        assert_eq!(hello["result"]["serverInfo"]["name"], "dse");
        client.tell("notifications/initialized", &json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.to, "{message}").unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, and gives its id.
    fn begin(&mut self, method: &str, params: &Value) -> u64 {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server is gone");
            // Nothing but the protocol is on stdout.
            let message: Value = serde_json::from_str(&line).expect("a line is a message");
            if message["id"] == id {
                return message;
            }
            self.told.push(message);
        }
    }

    fn call(&mut self, name: &str, arguments: &Value) -> Value {
        let params = json!({"name": name, "arguments": arguments});
        self.ask("tools/call", &params)["result"].take()
    }

    fn tools(&mut self) -> Vec<String> {
        let answer = self.ask("tools/list", &json!({}));
        let tools = answer["result"]["tools"].as_array().unwrap();
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Closes the pipe, as a client does that is done.
    fn leave(self) -> i32 {
        let Self { mut child, to, .. } = self;
        drop(to);
        child.wait().unwrap().code().unwrap()
    }
}

const ROWS: &str = r#"{"exampleId":"a","split":"train","inputJson":{"q":"x"},"expectedJson":{"a":"y"}}
"#;

#[test]
fn a_call_answers_what_the_command_prints() {
    let place = Place::new();
    place.write("rows.jsonl", ROWS);
    place.write("broken.jsonl", "{\n");
    let mut client = Client::start(&place, &[]);
    for words in
        [&["validate", "rows.jsonl"][..], &["validate", "broken.jsonl"], &["explain", "S001"]]
    {
        let (code, mut printed) = place.json(words);
        printed["exitCode"] = code.into();
        let argument = if words[0] == "validate" { "files" } else { "code" };
        let value = if words[0] == "validate" { json!([words[1]]) } else { json!(words[1]) };
        let result = client.call(words[0], &json!({argument: value}));
        assert_eq!(result["structuredContent"], printed, "{words:?}");
        assert_eq!(result["isError"], code != 0, "{words:?}");
        let text: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, printed);
    }
    // A form of its own is a text.
    let markdown = client.call("validate", &json!({"files": ["rows.jsonl"], "output": "junit"}));
    assert!(markdown["content"][0]["text"].as_str().unwrap().contains("<testsuite"));
    assert_eq!(client.leave(), 0);
}

#[test]
fn an_agent_gets_no_more_than_is_allowed() {
    let place = Place::new();
    place.write("rows.jsonl", ROWS);
    let outside = Place::new();
    outside.write("secret.jsonl", ROWS);
    let outside = outside.path("secret.jsonl");
    std::os::unix::fs::symlink(&outside, place.path("link.jsonl")).unwrap();
    let outside = outside.to_str().unwrap();
    let mut client = Client::start(&place, &[]);
    let tools = client.tools();
    assert!(tools.contains(&"validate".to_owned()), "{tools:?}");
    for closed in ["new", "compile", "promote", "overnight", "key_create", "mcp", "serve"] {
        assert!(!tools.contains(&closed.to_owned()), "{closed}");
    }
    let refused = |result: &Value| {
        let error = &result["structuredContent"]["error"];
        (error["code"].clone(), error["hint"].as_str().unwrap_or_default().to_owned())
    };
    let not_allowed = Value::from("not_allowed");
    for (tool, arguments, hint) in [
        ("compile", json!({"signature": "S"}), "dse mcp --allow run"),
        ("overnight", json!({}), "dse mcp --allow import,run,rollout"),
        ("validate", json!({"files": ["rows.jsonl"], "fix": true}), "dse mcp --allow files"),
        ("validate", json!({"files": [outside]}), "dse mcp --allow files"),
        ("validate", json!({"files": ["link.jsonl"]}), "dse mcp --allow files"),
        ("validate", json!({"files": ["../*/secret.jsonl"]}), "dse mcp --allow files"),
        ("diff", json!({"sides": [outside, "rows.jsonl"]}), "dse mcp --allow files"),
        ("key_create", json!({"name": "x"}), "a person can run it"),
    ] {
        let result = client.call(tool, &arguments);
        let (code, said) = refused(&result);
        assert_eq!(code, not_allowed, "{tool} {arguments}: {result}");
        assert!(said.contains(hint) && result["isError"] == true, "{tool}: {said}");
    }
    // What nothing knows, and what is for whoever starts the server.
    let result = client.call("validate", &json!({"server": "http://192.0.2.1"}));
    assert_eq!(refused(&result).0, "usage");
    let unknown = client.ask("tools/call", &json!({"name": "rm", "arguments": {}}));
    assert_eq!(unknown["error"]["code"], -32602);
    assert_eq!(std::fs::read_to_string(place.path("rows.jsonl")).unwrap(), ROWS);
    assert_eq!(client.leave(), 0);

    let mut client = Client::start(&place, &["--allow", "files,run"]);
    let result = client.call("validate", &json!({"files": [outside]}));
    assert_eq!(result["structuredContent"]["summary"]["rows"], 1, "{result}");
    let tools = client.tools();
    assert!(tools.contains(&"compile".to_owned()) && !tools.contains(&"promote".to_owned()));
    assert_eq!(client.leave(), 0);
}

#[test]
fn a_name_that_opens_nothing_is_refused() {
    let place = Place::new();
    for (name, hint) in [("rollot", "did you mean `rollout`?"), ("key_create", "it shows secrets")]
    {
        let run = place.dse(&["mcp", "--allow", name]).expect(2);
        assert!(run.stderr.contains(hint), "{run:#?}");
    }
}

/// A server that takes a request and says nothing.
fn silent() -> (TcpListener, Place) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, Place::at(&url).with("DSE_SERVER_RETRIES", "0"))
}

/// Waits until whoever asked is gone.
fn until_gone(mut connection: TcpStream) {
    let mut rest = Vec::new();
    // A connection that is reset is gone as well.
    let _ = connection.read_to_end(&mut rest);
}

#[test]
fn a_call_that_is_cancelled_ends_its_command() {
    let (listener, place) = silent();
    let mut client = Client::start(&place, &[]);
    let call = json!({"name": "ops_list", "arguments": {}});
    let id = client.begin("tools/call", &call);
    let connection = listener.accept().unwrap().0;
    client.tell("notifications/cancelled", &json!({"requestId": id}));
    until_gone(connection);
    // The next call is served.
    assert_eq!(client.call("explain", &json!({"code": "S001"}))["isError"], false);
    assert_eq!(client.leave(), 0);
}

#[test]
fn a_client_that_leaves_takes_its_commands_along() {
    let (listener, place) = silent();
    let mut client = Client::start(&place, &[]);
    client.begin("tools/call", &json!({"name": "ops_list", "arguments": {}}));
    let connection = listener.accept().unwrap().0;
    client.leave();
    until_gone(connection);
}

#[cfg(feature = "server")]
#[test]
fn from_rows_to_a_version_that_is_live() {
    let place = Place::new();
    std::fs::remove_file(place.path("dse.toml")).unwrap();
    std::fs::create_dir(place.path(".git")).unwrap();
    place.write("tickets.csv", include_str!("../../../fixtures/tutorial/tickets.csv"));
    let mut client = Client::start(&place, &["--allow", "files,overnight"]);
    let new = client.call(
        "new",
        &json!({
            "name": "@acme/support/RouteTicket.v1", "from": "tickets.csv",
            "input": ["subject", "body"], "answer": ["queue"], "id": "ticket",
        }),
    );
    assert_eq!(new["structuredContent"]["ok"], true, "{new}");
    let params = json!({
        "name": "overnight", "arguments": {"signature": "RouteTicket"},
        "_meta": {"progressToken": "night"},
    });
    let night = client.ask("tools/call", &params)["result"].take();
    assert_eq!(night["structuredContent"]["outcome"], "promoted", "{night}");
    let numbers: Vec<f64> = client
        .told
        .iter()
        .filter(|message| message["method"] == "notifications/progress")
        .inspect(|message| assert_eq!(message["params"]["progressToken"], "night"))
        .map(|message| message["params"]["progress"].as_f64().unwrap())
        .collect();
    assert!(numbers.len() > 10 && numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    let said = |message: &Value| message["params"]["message"] == "step promote: ok";
    assert!(client.told.iter().any(said));

    let listed = client.ask("resources/list", &json!({}));
    let uris: Vec<&str> = listed["result"]["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resource| resource["uri"].as_str().unwrap())
        .collect();
    assert!(uris.len() == 3 && uris.contains(&"dse://docs/agents"), "{uris:?}");
    for uri in uris.iter().copied().chain(["dse://report/signature/RouteTicket"]) {
        let read = client.ask("resources/read", &json!({"uri": uri}));
        let text = read["result"]["contents"][0]["text"].as_str().unwrap_or_default();
        assert!(text.starts_with("# "), "{uri}: {read}");
    }
    assert_eq!(client.leave(), 0);
}

#[test]
fn only_a_client_that_leaves_is_no_error() {
    let place = Place::new();
    let ends = |said: &str| {
        let mut command = place.command(&["mcp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("dse starts");
        child.stdin.take().unwrap().write_all(said.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(ends("").0, Some(0));
    let (code, told) = ends("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("the first message of a client is `initialize`"), "{told}");
}
