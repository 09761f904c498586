//! A server that is measured.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench::workspace;

pub const SIGNATURE: &str = "@test/a/Plain.v1";

/// A server of a workspace of its own; it ends when this is dropped.
pub struct Server {
    child: Child,
    pub address: String,
    pub secret: String,
    folder: tempfile::TempDir,
}

const SCRIPT: &str = "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n";

impl Server {
    /// Serves with a model that always answers the same.
    pub fn start(root: &Path) -> Result<Self> {
        Self::with(root, SCRIPT)
    }

    /// Serves with that configuration.
    pub fn with(root: &Path, config: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path();
        fs::create_dir(path.join("signatures"))?;
        fs::write(path.join("signatures/plain.json"), signature().to_string())?;
        fs::write(path.join("dse.toml"), config)?;
        fs::write(path.join("rules.json"), r#"{"rules":[],"default":"{\"action\":\"x\"}"}"#)?;
        let secret = format!("a-secret-of-{:?}/+", std::time::Instant::now());
        let secret: String = secret.chars().filter(|one| !" {}:".contains(*one)).collect();
        let program = crate::cargo::target_folder(root).join("debug/dse");
        let mut child = workspace::command(&program, path)
            .args(["serve", "--addr", "127.0.0.1:0", "--db", "it.db", "--format", "json", "-vv"])
            .env("DSE_TRUST", "1")
            .env("OA_DSE_ADMIN_SECRET", &secret)
            .stdout(Stdio::piped())
            .stderr(fs::File::create(path.join("log"))?)
            .spawn()
            .context("the server cannot be started")?;
        let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?);
        let mut told = String::new();
        while !told.ends_with("}\n") {
            ensure!(lines.read_line(&mut told)? > 0, "the server did not start: {}", log(path));
        }
        let told: Value = serde_json::from_str(&told)?;
        let url = told["url"].as_str().context("it tells its address")?;
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(Self { child, address, secret, folder })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The files of its workspace: database, log.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub fn log(&self) -> String {
        log(self.folder.path())
    }

    pub fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_write_timeout(Some(Duration::from_secs(60)))?;
        Ok(stream)
    }

    /// The head of a POST of so many bytes by somebody with this bearer.
    pub fn head(&self, path: &str, bearer: &str, length: usize) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {bearer}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        )
    }

    /// The status and the body of the answer to a POST.
    pub fn post(&self, path: &str, body: &str) -> Result<(u16, String)> {
        let answer = self.post_as(&self.secret, path, body)?;
        let status = answer.get(9..12).context("there is no answer")?.parse()?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        Ok((status, body.to_owned()))
    }

    /// All that is answered to somebody with that bearer.
    pub fn post_as(&self, bearer: &str, path: &str, body: &str) -> Result<String> {
        let mut stream = self.connect()?;
        stream.write_all(self.head(path, bearer, body.len()).as_bytes())?;
        // A server that has heard enough does not take the rest.
        let _ = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// A key of these scopes.
    pub fn key(&self, name: &str, scopes: &[&str]) -> Result<String> {
        let body = json!({"name": name, "scopes": scopes});
        let (status, answer) = self.post("/api/dse/keys/create", &body.to_string())?;
        ensure!(status == 200, "no key: {answer}");
        let answer: Value = serde_json::from_str(&answer)?;
        Ok(answer["key"].as_str().context("a key is told")?.to_owned())
    }

    pub fn is_well(&self) -> bool {
        let ask = || -> Result<u16> {
            let mut stream = self.connect()?;
            let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
            stream.write_all(request)?;
            status(&mut stream)
        };
        ask().is_ok_and(|status| status == 200)
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }

    fn memory(&self, field: &str) -> Result<f64> {
        workspace::memory_mib(self.child.id(), field).context("the system does not tell")
    }

    /// Memory that the process has now, MB.
    pub fn resident(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that it had since the last reset, MB.
    pub fn peak(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    pub fn reset_peak(&self) -> Result<()> {
        Ok(fs::write(self.proc("clear_refs"), "5")?)
    }

    pub fn descriptors(&self) -> Result<usize> {
        Ok(fs::read_dir(self.proc("fd"))?.count())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// The status of the next answer.
pub fn status(stream: &mut TcpStream) -> Result<u16> {
    let mut line = [0; 12];
    stream.read_exact(&mut line)?;
    Ok(std::str::from_utf8(&line[9..])?.parse()?)
}

fn signature() -> Value {
    let text = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
    json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": SIGNATURE,
        "inputSchemaJson": text("q"),
        "outputSchemaJson": text("action"),
        "promptIr": {"version": 1, "blocks": [{"_tag": "Instruction", "text": "Answer."}]},
        "defaultParams": {"paramsVersion": 1},
    })
}
