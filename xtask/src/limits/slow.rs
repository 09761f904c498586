//! Clients that are slow, all at once, while health is asked.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::server::Server;
use super::{Row, percentile};

const CLIENTS: usize = 500;
const CUT: Duration = Duration::from_secs(15);
const HEALTH: Duration = Duration::from_millis(50);
/// After this nobody is waited for.
const END: Duration = Duration::from_secs(40);

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (kind, trickles) in [("half heads", false), ("bodies of a byte a second", true)] {
        let server = Server::start(root)?;
        let alone = ask(&server, 200);
        let before = server.descriptors()?;
        let done = AtomicBool::new(false);
        let (ended, mut health) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut took = Vec::new();
                while !done.load(Ordering::SeqCst) {
                    took.extend(ask(&server, 1));
                    std::thread::sleep(Duration::from_millis(20));
                }
                took
            });
            let ended = slow(&server, trickles);
            done.store(true, Ordering::SeqCst);
            Ok::<_, anyhow::Error>((ended?, asking.join().ok().context("asking panicked")?))
        })?;
        health.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let p99 = percentile(&health, 0.99);
        std::thread::sleep(Duration::from_secs(1));
        let left = server.descriptors()?.saturating_sub(before);
        let last = ended.iter().flatten().max().copied().unwrap_or_default();
        let never = ended.iter().filter(|one| one.is_none()).count();
        let at_once = ended.iter().flatten().filter(|time| time.as_secs() < 2).count();
        rows.push(Row::new(
            format!("{CLIENTS} {kind} at once"),
            "each ended in 15 s, no descriptor left over",
            format!(
                "the last ended after {:.1} s, {at_once} were refused at once, {never} never ended; {left} descriptors left over",
                last.as_secs_f64()
            ),
            never == 0 && last <= CUT && left == 0,
        ));
        rows.push(Row::new(
            "`/healthz` meanwhile",
            "p99 under 50 ms, always 200",
            format!(
                "{} times: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms (p99 without them {:.1} ms)",
                health.len(),
                ms(percentile(&health, 0.5)),
                ms(p99),
                ms(percentile(&health, 1.0)),
                ms(percentile(&alone, 0.99)),
            ),
            p99 < HEALTH && percentile(&health, 1.0) < Duration::MAX,
        ));
    }
    Ok(rows)
}

/// How long health takes to be told, sorted; for ever where it is not well.
fn ask(server: &Server, times: usize) -> Vec<Duration> {
    let once = || {
        let started = Instant::now();
        if server.is_well() { started.elapsed() } else { Duration::MAX }
    };
    let mut took: Vec<_> = (0..times).map(|_| once()).collect();
    took.sort_unstable();
    took
}

/// After how long each client was sent away; none where it never was.
fn slow(server: &Server, trickles: bool) -> Result<Vec<Option<Duration>>> {
    let whole = server.head("/api/dse/ops/run/start", &server.secret, 1_000);
    let head = if trickles { whole.as_str() } else { "GET / HTTP/1.1\r\nhost" };
    let begun = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let mut stream = server.connect()?;
        stream.write_all(head.as_bytes())?;
        stream.set_nonblocking(true)?;
        clients.push((stream, Instant::now()));
    }
    let mut ended = vec![None; CLIENTS];
    let mut sent = Instant::now();
    while ended.iter().any(Option::is_none) && begun.elapsed() < END {
        let sends = trickles && sent.elapsed() >= Duration::from_secs(1);
        if sends {
            sent = Instant::now();
        }
        for ((stream, since), ended) in clients.iter_mut().zip(&mut ended) {
            if ended.is_none() && is_cut(stream, sends) {
                *ended = Some(since.elapsed());
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(ended)
}

/// Sends a byte where it is time, and sees whether the server has answered or ended
/// the connection.
fn is_cut(stream: &mut TcpStream, sends: bool) -> bool {
    let mut answer = [0; 512];
    let ended = match stream.read(&mut answer) {
        Ok(_) => true,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    };
    ended || (sends && stream.write_all(b" ").is_err())
}
