//! A workspace with a small dataset and a scripted model, so that a whole run
//! takes a moment.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::model::Model;

pub const SIGNATURE: &str = "@openagents/autopilot/blueprint/SelectTool.v1";

/// The secret of servers in these tests.
pub const SECRET: &str = "a-secret-for-tests";

/// A sentence of the instruction variant that the script understands.
pub const WINNER: &str = "Answer none unless";

/// A folder that nothing else sees.
pub struct Workspace {
    folder: tempfile::TempDir,
    server: Option<String>,
}

impl Workspace {
    /// The scripted model waits for `latency_ms` before each answer.
    pub fn new(latency_ms: u64) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap(), server: None };
        let write =
            |name: &str, text: String| fs::write(workspace.path().join(name), text).unwrap();
        write("rows.jsonl", rows());
        write("rules.json", rules(latency_ms).to_string());
        write(
            "dse.toml",
            "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n\
             [overnight]\ndataset = \"rows.jsonl\"\nmin_samples = 5\nexercise = 5\n\
             poll_seconds = 0.1\ndeadline_seconds = 20.0\n"
                .to_owned(),
        );
        workspace
    }

    /// As [`Workspace::new`], with a model that answers in prose.
    pub fn in_prose() -> Self {
        let workspace = Self::new(0);
        workspace.model_follows(&json!({"rules": [], "default": "I would remember that."}));
        workspace
    }

    /// A workspace whose winner is right on those held-out rows, and on every
    /// row that it is trained on.
    pub fn right_on(held_out: &[usize]) -> Self {
        let workspace = Self::new(0);
        let train = (0..12usize).filter(|index| index.is_multiple_of(2));
        let rules: Vec<Value> = train
            .chain(held_out.iter().copied())
            .map(|index| rule(&[WINNER, &format!("marker-{index:02}")]))
            .collect();
        workspace.model_follows(&json!({"rules": rules, "default": NONE}));
        workspace
    }

    /// Another model: one that follows those rules.
    pub fn model_follows(&self, rules: &Value) {
        fs::write(self.path().join("rules.json"), rules.to_string()).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// One whose model is that chat endpoint, which takes three calls at once.
    pub fn asking(model: &Model) -> Self {
        let workspace = Self::new(0);
        workspace.change(
            "provider = \"script\"\nscript = \"rules.json\"\n",
            &format!(
                "provider = \"openai\"\nbase_url = \"{}\"\nconcurrency = 3\n\
                 [lm.models]\nmain = \"mock\"\n",
                model.base_url
            ),
        );
        workspace
    }

    /// One whose commands talk to a server elsewhere.
    pub fn at(url: &str) -> Self {
        Self { server: Some(url.to_owned()), ..Self::new(0) }
    }

    /// Adds lines to dse.toml, at first to its [overnight] section.
    pub fn set(&self, lines: &str) {
        let text = self.config();
        fs::write(self.path().join("dse.toml"), text + lines + "\n").unwrap();
    }

    /// Changes the configuration.
    pub fn change(&self, from: &str, to: &str) {
        let text = self.config();
        assert!(text.contains(from), "{text}");
        fs::write(self.path().join("dse.toml"), text.replace(from, to)).unwrap();
    }

    fn config(&self) -> String {
        fs::read_to_string(self.path().join("dse.toml")).unwrap()
    }

    /// A `dse` command that sees this folder and nothing of the user's.
    pub fn dse(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dse"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("COLUMNS", "80")
            .env("DSE_TRUST", "1")
            .current_dir(self.path());
        if let Some(url) = &self.server {
            command.env("DSE_SERVER", url).env("OA_DSE_ADMIN_SECRET", SECRET);
        }
        command
    }

    /// The exit code and the document of a command under `--format json`.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let output = self.dse(arguments).args(["--format", "json"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let document = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!(
                "{arguments:?}: {error} in {text:?}, {}",
                String::from_utf8_lossy(&output.stderr)
            )
        });
        (output.status.code().unwrap_or(-1), document)
    }

    /// The signature's canary, as the next command sees it.
    pub fn canary(&self) -> Value {
        let (code, document) = self.json(&["canary", "status", SIGNATURE]);
        assert_eq!(code, 0, "{document}");
        document["canary"].clone()
    }
}

/// Twelve rows, half of them holdout, whose answer is in their message.
fn rows() -> String {
    let row = |index: usize| {
        let split = if index.is_multiple_of(2) { "train" } else { "holdout" };
        json!({
            "exampleId": format!("row.{index:02}"),
            "inputJson": {
                "message": format!("marker-{index:02} please"),
                "blueprintHint": {"userHandle": "ana", "agentName": "Rune"},
            },
            "expectedJson": {"action": "tool", "toolName": "memory_append"},
            "split": split,
        })
    };
    (0..12).map(|index| format!("{}\n", row(index))).collect()
}

/// Under the winning instruction the model is right, else it says none.
pub fn rules(latency_ms: u64) -> Value {
    json!({"latencyMs": latency_ms, "rules": [rule(&[WINNER])], "default": NONE})
}

/// What the model says by default.
const NONE: &str = "{\"action\":\"none\"}";

/// The right answer to prompts that hold all of `texts`.
fn rule(texts: &[&str]) -> Value {
    json!({
        "whenPromptContainsAll": texts,
        "reply": "{\"action\":\"tool\",\"toolName\":\"memory_append\"}",
    })
}
