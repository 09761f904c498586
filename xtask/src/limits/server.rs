//! A server that is measured.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;

pub const SIGNATURE: &str = "@test/a/Plain.v1";
pub const SECRET: &str = "a-secret-of-the-measurement";

pub struct Server {
    child: Child,
    pub address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    pub fn start(root: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("signatures"))?;
        fs::write(folder.path().join("signatures/plain.json"), signature())?;
        fs::write(
            folder.path().join("dse.toml"),
            "[lm]\nprovider = \"script\"\nscript = \"rules.json\"\n",
        )?;
        fs::write(folder.path().join("rules.json"), r#"{"rules":[],"default":"{}"}"#)?;
        let mut child = Command::new(crate::cargo::target_folder(root).join("debug/dse"))
            .args(["serve", "--addr", "127.0.0.1:0", "--db", ":memory:", "--format", "json", "-q"])
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", folder.path())
            .env("OA_DSE_ADMIN_SECRET", SECRET)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("build it first: `cargo build --bin dse`")?;
        let mut lines = BufReader::new(child.stdout.take().context("stdout is piped")?);
        let mut told = String::new();
        while !told.contains('}') {
            ensure!(lines.read_line(&mut told)? > 0, "the server did not start");
        }
        let told: serde_json::Value = serde_json::from_str(&told)?;
        let url = told["url"].as_str().context("it tells its address")?;
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(Self { child, address, _folder: folder })
    }

    pub fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(stream)
    }

    /// The status that a body is answered with.
    pub fn post(&self, path: &str, body: &str) -> Result<u16> {
        let mut stream = self.connect()?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SECRET}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        // A server that has heard enough does not take the rest.
        let _ = stream.write_all(body.as_bytes());
        status(&mut stream)
    }

    pub fn is_well(&self) -> bool {
        let ask = || -> Result<u16> {
            let mut stream = self.connect()?;
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
            status(&mut stream)
        };
        ask().is_ok_and(|status| status == 200)
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }

    fn memory(&self, field: &str) -> Result<f64> {
        let status = fs::read_to_string(self.proc("status"))?;
        let line = status.lines().find(|line| line.starts_with(field)).context("no such field")?;
        let kib: f64 = line.split_whitespace().nth(1).context("it has a value")?.parse()?;
        Ok(kib / 1024.0)
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

    /// Bytes that the process has read so far, from anywhere.
    pub fn read_bytes(&self) -> Result<u64> {
        let io = fs::read_to_string(self.proc("io"))?;
        let line = io.lines().find(|line| line.starts_with("rchar:")).context("no such field")?;
        Ok(line.split_whitespace().nth(1).context("it has a value")?.parse()?)
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

/// The status of the next answer.
pub fn status(stream: &mut TcpStream) -> Result<u16> {
    let mut line = [0; 12];
    stream.read_exact(&mut line)?;
    Ok(std::str::from_utf8(&line[9..])?.parse()?)
}

fn signature() -> String {
    let text = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
    let contract = json!({
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": SIGNATURE,
        "inputSchemaJson": text("q"),
        "outputSchemaJson": text("a"),
        "promptIr": {"version": 1, "blocks": [{"_tag": "Instruction", "text": "Answer."}]},
        "defaultParams": {"paramsVersion": 1},
    });
    contract.to_string()
}
