//! Clients that are slow, many, or sent away.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::server::{Server, status};

/// Clients of each kind, how soon each is sent away, and what health may take
/// meanwhile, at the 99th percentile.
const CLIENTS: usize = 500;
const CUT: Duration = Duration::from_secs(15);
const HEALTH: Duration = Duration::from_millis(50);

/// How long a refusal takes, for a client that sends nothing of a gigabyte or all
/// it can.
pub fn refused(server: &Server, sends: bool) -> Result<Duration> {
    let mut stream = server.connect()?;
    let mut writing = stream.try_clone()?;
    let started = Instant::now();
    writing.write_all(
        b"POST /api/dse/examples/import HTTP/1.1\r\nhost: x\r\ncontent-length: 1073741824\r\n\r\n",
    )?;
    let sending = std::thread::spawn(move || {
        let mut left = if sends { 1 << 30 } else { 0 };
        while left > 0 && writing.write_all(&[b' '; 64 << 10]).is_ok() {
            left -= 64 << 10;
        }
    });
    ensure!(status(&mut stream)? == 401, "it is refused");
    let took = started.elapsed();
    let _ = sending.join();
    Ok(took)
}

/// Half heads and bodies that trickle, all at once, while health is asked.
pub fn slow(root: &Path, page: &mut String) -> Result<()> {
    let server = Server::start(root)?;
    ensure!(server.is_well(), "the server is not well");
    let before = server.descriptors()?;
    let head = "POST /api/dse/ops/run/start HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \
                a-secret-of-the-measurement\r\ncontent-length: 1000\r\n\r\n";
    let done = AtomicBool::new(false);
    let (cuts, mut health) = std::thread::scope(|scope| -> Result<_> {
        let asking = scope.spawn(|| {
            let mut took = Vec::new();
            while !done.load(Ordering::SeqCst) {
                let started = Instant::now();
                if server.is_well() {
                    took.push(started.elapsed());
                } else {
                    took.push(Duration::MAX);
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            took
        });
        let begun = Instant::now();
        let mut clients = Vec::new();
        for index in 0..2 * CLIENTS {
            let mut stream = server.connect()?;
            stream.set_nodelay(true)?;
            let trickles = index % 2 == 1;
            stream.write_all(if trickles { head } else { "GET / HTTP/1.1\r\nhost" }.as_bytes())?;
            stream.set_nonblocking(true)?;
            clients.push(Some((stream, trickles, Instant::now())));
        }
        let mut cuts = [Duration::ZERO; 2];
        while clients.iter().any(Option::is_some) && begun.elapsed() < Duration::from_secs(90) {
            for client in &mut clients {
                let Some((stream, trickles, since)) = client else { continue };
                if is_cut(stream, *trickles) {
                    let cut = &mut cuts[usize::from(*trickles)];
                    *cut = since.elapsed().max(*cut);
                    *client = None;
                }
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        done.store(true, Ordering::SeqCst);
        ensure!(clients.iter().all(Option::is_none), "some clients are never sent away");
        Ok((cuts, asking.join().expect("asking does not panic")))
    })?;
    health.sort_unstable();
    let p99 = health[health.len() * 99 / 100];
    std::thread::sleep(Duration::from_secs(1));
    let left = server.descriptors()?.saturating_sub(before);
    writeln!(
        page,
        "{CLIENTS} half heads and {CLIENTS} bodies of a byte a second at once: the last head is cut after \
         {:.1} s, the last body after {:.1} s (bar 15, looked at each second). `/healthz` meanwhile, {} times: \
         p99 {:.1} ms, longest {:.1} ms (bar 50 for p99). Descriptors left over: {left}.\n",
        cuts[0].as_secs_f64(),
        cuts[1].as_secs_f64(),
        health.len(),
        p99.as_secs_f64() * 1e3,
        health[health.len() - 1].as_secs_f64() * 1e3,
    )?;
    ensure!(cuts.iter().all(|cut| *cut <= CUT + Duration::from_secs(1)), "cut too late: {page}");
    ensure!(p99 < HEALTH && left == 0, "too slow, or descriptors leak: {page}");
    Ok(())
}

/// Sends a byte where the client does that, and sees whether the server has ended
/// the connection.
fn is_cut(stream: &mut TcpStream, trickles: bool) -> bool {
    let mut answer = [0; 512];
    let ended = match stream.read(&mut answer) {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    };
    ended || (trickles && stream.write_all(b" ").is_err())
}
