//! Bodies of a gigabyte from somebody without credentials.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Row;
use super::server::{Server, status};

const DECLARED: usize = 1 << 30;
const ROUNDS: usize = 20;
const MOST_READ: usize = 64 << 10;

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    let server = Server::start(root)?;
    let head = "POST /api/dse/examples/import HTTP/1.1\r\nhost: localhost\r\n";
    let wrong = "authorization: Bearer nobody-knows-this-secret\r\n";
    let chunked = "transfer-encoding: chunked\r\n\r\n40000000\r\n";
    let declared = format!("content-length: {DECLARED}\r\n\r\n");
    let kinds = [
        ("no secret, nothing of the body sent", format!("{head}{declared}"), false),
        ("no secret, all sent", format!("{head}{declared}"), true),
        ("no secret, one chunk of it all", format!("{head}{chunked}"), true),
        ("a wrong secret, all sent", format!("{head}{wrong}{declared}"), true),
    ];
    let row = |(kind, head, sends): &(&str, String, bool)| -> Result<Row> {
        let refused = (0..ROUNDS).map(|_| refused(&server, head, *sends));
        let mut times = refused.collect::<Result<Vec<_>>>()?;
        times.sort_unstable();
        let read = read_of(&server, || refused_once(&server, head, *sends))?;
        let body = read.saturating_sub(head.len());
        Ok(Row::new(
            format!("1 GB declared, {kind}, {ROUNDS} times"),
            "401 (429 after ten wrong secrets) in 100 ms, under 64 KB of the body read",
            format!(
                "refused each time, the slowest in {:.1} ms; {body} bytes of the body read",
                times[ROUNDS - 1].as_secs_f64() * 1e3,
            ),
            times[ROUNDS - 1] < Duration::from_millis(100) && body < MOST_READ,
        ))
    };
    kinds.iter().map(row).collect()
}

fn refused_once(server: &Server, head: &str, sends: bool) -> Result<()> {
    refused(server, head, sends).map(|_| ())
}

/// How long the refusal takes.
fn refused(server: &Server, head: &str, sends: bool) -> Result<Duration> {
    let mut stream = server.connect()?;
    let mut writing = stream.try_clone()?;
    let started = Instant::now();
    writing.write_all(head.as_bytes())?;
    let sending = std::thread::spawn(move || {
        let mut left = if sends { DECLARED } else { 0 };
        while left > 0 && writing.write_all(&[b' '; 16 << 10]).is_ok() {
            left -= 16 << 10;
        }
    });
    let status = status(&mut stream)?;
    let took = started.elapsed();
    sending.join().ok().context("the sender panicked")?;
    ensure!(matches!(status, 401 | 429), "answered {status}");
    Ok(took)
}

/// The bytes that the server reads from sockets meanwhile, by its system calls:
/// the kernel's own buffers take in more than anybody reads.
fn read_of(server: &Server, work: impl FnOnce() -> Result<()>) -> Result<usize> {
    let file = tempfile::NamedTempFile::new()?;
    let mut tracer = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=recvfrom", "-p", &server.pid().to_string(), "-o"])
        .arg(file.path())
        .stdin(Stdio::null())
        .spawn()
        .context("strace has to be installed")?;
    // It attaches thread by thread; what it missed would be missed below, too.
    std::thread::sleep(Duration::from_secs(1));
    let worked = work();
    std::thread::sleep(Duration::from_secs(1));
    tracer_ends(&mut tracer)?;
    worked?;
    let calls = std::fs::read_to_string(file.path())?;
    let read: usize =
        calls.lines().filter_map(|line| line.rsplit(" = ").next()?.parse::<usize>().ok()).sum();
    ensure!(read > 0, "strace saw no call");
    Ok(read)
}

fn tracer_ends(tracer: &mut std::process::Child) -> Result<()> {
    // Asked politely, so that it lets the server go on.
    Command::new("kill").arg(tracer.id().to_string()).status()?;
    tracer.wait()?;
    Ok(())
}
