//! What the benchmarks run: the release binary, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use dse::client::{Client, ClientSettings};

const SECRET: &str = "bench-secret";

/// Builds the release binary and gives its path.
pub fn release_binary() -> Result<PathBuf> {
    let status = crate::cargo::command().args(["build", "--release", "--bin", "dse"]).status()?;
    ensure!(status.success(), "the release build failed");
    Ok(Path::new("target/release/dse").canonicalize()?)
}

/// Builds these tasks themselves for release and gives their path.
pub fn release_tasks() -> Result<PathBuf> {
    let status =
        crate::cargo::command().args(["build", "--release", "--package", "xtask"]).status()?;
    ensure!(status.success(), "the release build failed");
    Ok(Path::new("target/release/xtask").canonicalize()?)
}

/// A `dse` command in `folder` that sees nothing of the user's environment.
pub fn command(dse: &Path, folder: &Path) -> Command {
    let mut command = Command::new(dse);
    command
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .current_dir(folder);
    command
}

/// A `dse serve` process; it ends when this is dropped.
pub struct Server {
    process: Child,
    pub url: String,
}

impl Server {
    /// Serves the workspace in `folder`.
    pub fn start(dse: &Path, folder: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut command = command(dse, folder);
        command
            .args(["serve", "--addr", &address, "--db", "bench.db"])
            .env("OA_DSE_ADMIN_SECRET", SECRET);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { process, url: format!("http://{address}") };
        server.wait(&address)?;
        Ok(server)
    }

    fn wait(&mut self, address: &str) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(10);
        while std::net::TcpStream::connect(address).is_err() {
            if let Some(status) = self.process.try_wait()? {
                bail!("dse serve ended: {status}");
            }
            ensure!(Instant::now() < deadline, "dse serve does not listen on {address}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The most memory that the process has had so far, MiB; `None` where the
    /// system does not tell.
    pub fn peak_memory_mib(&self) -> Option<f64> {
        memory_mib(self.process.id(), "VmHWM:")
    }

    /// A client that may use this server.
    pub fn client(&self) -> Result<Client> {
        let secret = Some(SECRET.to_owned().into());
        let settings =
            ClientSettings { base_url: self.url.clone(), secret, time_limit: None, retries: 0 };
        Client::new(settings).context("the server's address is valid")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A field of what the system tells of a process's memory, MiB; `None` where it
/// does not tell.
pub fn memory_mib(pid: u32, field: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024.0)
}

fn free_address() -> Result<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
