//! Clients that do not speak HTTP as it is meant: whatever they send, the server
//! neither breaks nor hangs nor takes one request for two, and serves the next one.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::Row;
use super::server::Server;

/// Beyond what the server gives the head of a request.
const LONGEST: Duration = Duration::from_secs(16);
const GET: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n";
const POST: &str =
    "POST /api/auth/e2e/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

/// What is sent, and the statuses that may come back; none is a closed connection.
struct Case {
    name: &'static str,
    sent: Vec<u8>,
    answers: &'static [u16],
    /// How many answers may come.
    most: usize,
}

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    let server = Server::start(root)?;
    let before = (server.resident()?, server.descriptors()?);
    server.reset_peak()?;
    let mut faults = Vec::new();
    let cases = cases();
    // Those that wait for the server's patience do so side by side.
    std::thread::scope(|scope| {
        let played: Vec<_> =
            cases.iter().map(|case| scope.spawn(|| play_all(&server, case))).collect();
        for played in played {
            faults.extend(played.join().ok().context("a client panicked")??);
        }
        Ok::<_, anyhow::Error>(())
    })?;
    let (resets, reset_faults) = resets(&server)?;
    faults.extend(reset_faults);
    std::thread::sleep(Duration::from_secs(1));
    let (peak, left) = (server.peak()? - before.0, server.descriptors()?.saturating_sub(before.1));
    let log = server.log();
    let panics = log.matches("panicked").count();
    Ok(vec![
        Row::new(
            format!(
                "{} malformed requests, each sent whole, half-closed, and byte by byte",
                cases.len()
            ),
            "a refusal or a closed connection in 16 s, never a second answer; health is 200 after each",
            if faults.is_empty() { "no fault".to_owned() } else { faults.join("; ") },
            faults.is_empty(),
        ),
        Row::new(
            format!("{resets} connections that are reset, after each byte of a request"),
            "0 panics, 0 descriptors left over, under 64 MB",
            format!("{panics} panics, {left} descriptors left over, {peak:.1} MB"),
            panics == 0 && left == 0 && peak < 64.0,
        ),
    ])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Waits,
    HalfCloses,
    ByteByByte,
}

fn play_all(server: &Server, case: &Case) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for manner in [Manner::Waits, Manner::HalfCloses, Manner::ByteByByte] {
        if manner == Manner::ByteByByte && case.sent.len() > 2_000 {
            continue;
        }
        if let Some(fault) = play(server, case, manner)? {
            faults.push(format!("{} ({manner:?}): {fault}", case.name));
        }
    }
    Ok(faults)
}

fn play(server: &Server, case: &Case, manner: Manner) -> Result<Option<String>> {
    let mut stream = server.connect()?;
    stream.set_read_timeout(Some(LONGEST))?;
    let started = Instant::now();
    match manner {
        Manner::ByteByByte => {
            for byte in &case.sent {
                if stream.write_all(&[*byte]).is_err() {
                    break;
                }
            }
        }
        _ => drop(stream.write_all(&case.sent)),
    }
    if manner == Manner::HalfCloses {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer);
    let took = started.elapsed();
    if !server.is_well() {
        return Ok(Some("the server is not well afterwards".to_owned()));
    }
    if took >= LONGEST || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock) {
        return Ok(Some(format!("not ended after {:.0} s", took.as_secs_f64())));
    }
    let statuses = statuses(&answer);
    let odd = statuses.iter().find(|status| !case.answers.contains(status));
    if let Some(status) = odd {
        return Ok(Some(format!("answered {status}")));
    }
    Ok((statuses.len() > case.most).then(|| format!("{} answers", statuses.len())))
}

/// The statuses of all answers in what came back; bodies are JSON and hold none.
fn statuses(answer: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answer);
    text.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
}

/// Goes away after each byte of a request, with what is unread thrown away.
fn resets(server: &Server) -> Result<(usize, Vec<String>)> {
    let body = r#"{"runId":"r"}"#;
    let request = server.head("/api/dse/ops/run/start", &server.secret, body.len()) + body;
    for end in 0..request.len() {
        let mut stream = server.connect()?;
        stream.write_all(&request.as_bytes()[..end])?;
        // Linger of zero: the close is a reset.
        reset(&stream)?;
    }
    let well = server.is_well();
    let fault = (!well).then(|| "not well after resets".to_owned());
    Ok((request.len(), fault.into_iter().collect()))
}

fn reset(stream: &std::net::TcpStream) -> Result<()> {
    let socket = tokio::net::TcpSocket::from_std_stream(stream.try_clone()?);
    Ok(socket.set_zero_linger()?)
}

fn case(name: &'static str, sent: impl Into<Vec<u8>>, answers: &'static [u16]) -> Case {
    Case { name, sent: sent.into(), answers, most: 1 }
}

/// What a body that is no JSON object, or a switched-off sign-in, is answered with.
const REFUSED: &[u16] = &[400, 401, 404, 408, 413, 415];

fn cases() -> Vec<Case> {
    let chunked = |chunks: &str| format!("{POST}transfer-encoding: chunked\r\n\r\n{chunks}");
    let long = "a".repeat(200 << 10);
    let many: String = (0..5_000).map(|index| format!("x-{index}: y\r\n")).collect();
    vec![
        case("half a request line", "GET /heal", &[400, 408]),
        case("half a head", format!("{GET}accept:"), &[400, 408]),
        case("half a body", format!("{POST}content-length: 100\r\n\r\n{{"), REFUSED),
        case("no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[400, 408]),
        case("HTTP/2 without an upgrade", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[400, 505]),
        case("a NUL in the path", "GET /\0 HTTP/1.1\r\nhost: localhost\r\n\r\n", &[400]),
        case("a NUL in a header", format!("{GET}x: a\0b\r\n\r\n"), &[400]),
        case("a header without a name", format!("{GET}: x\r\n\r\n"), &[400]),
        case("a blank before the colon", format!("{GET}content-length : 5\r\n\r\n"), &[400]),
        case("a folded header", format!("{GET}x: a\r\n b\r\n\r\n"), &[400]),
        case(
            "a path of 200 KB",
            format!("GET /{long} HTTP/1.1\r\nhost: localhost\r\n\r\n"),
            &[414, 431],
        ),
        case("a header of 200 KB", format!("{GET}x: {long}\r\n\r\n"), &[431]),
        case("5,000 headers", format!("{GET}{many}\r\n"), &[431]),
        case("no host", "GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n", &[400, 421]),
        case(
            "two hosts",
            format!("{GET}host: elsewhere\r\nconnection: close\r\n\r\n"),
            &[400, 421],
        ),
        case(
            "another host",
            "GET /healthz HTTP/1.1\r\nhost: elsewhere\r\nconnection: close\r\n\r\n",
            &[421],
        ),
        case("a length below zero", format!("{POST}content-length: -1\r\n\r\n{{}}"), &[400]),
        case("a length with a sign", format!("{POST}content-length: +2\r\n\r\n{{}}"), &[400]),
        case(
            "a length beyond 64 bits",
            format!("{POST}content-length: 99999999999999999999\r\n\r\n{{}}"),
            &[400, 413],
        ),
        case(
            "two lengths",
            format!("{POST}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}"),
            &[400],
        ),
        case(
            "a length and chunks",
            format!(
                "{POST}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n"
            ),
            REFUSED,
        ),
        case(
            "chunked, but not last",
            format!(
                "{POST}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"
            ),
            &[400, 404, 501],
        ),
        case("a chunk of no number", chunked("zz\r\n{}\r\n0\r\n\r\n"), REFUSED),
        case("a chunk beyond 64 bits", chunked("fffffffffffffffff\r\n{}\r\n"), REFUSED),
        case("a chunk that is longer than told", chunked("1\r\n{}\r\n0\r\n\r\n"), REFUSED),
        case(
            "a chunk with an endless extension",
            chunked(&format!("2;{long}\r\n{{}}\r\n0\r\n\r\n")),
            REFUSED,
        ),
        case("endless trailers", chunked(&format!("0\r\n{many}{many}\r\n")), REFUSED),
        case("a bare CR", "GET /healthz HTTP/1.1\rhost: localhost\r\r", &[400, 408]),
        case(
            "an upgrade",
            format!("{GET}connection: upgrade, close\r\nupgrade: h2c\r\n\r\n"),
            &[200],
        ),
        case(
            "an expectation",
            format!("{POST}expect: 100-continue\r\ncontent-length: 9999999\r\n\r\n"),
            &[100, 404, 413],
        ),
        Case {
            name: "ten requests at once, the fifth malformed",
            sent: format!(
                "{}\0\r\n\r\n{}",
                format!("{GET}\r\n").repeat(4),
                format!("{GET}\r\n").repeat(5)
            )
            .into(),
            answers: &[200, 400],
            most: 5,
        },
        Case {
            name: "a thousand requests at once, then silence",
            sent: format!("{GET}\r\n").repeat(1_000).into(),
            answers: &[200, 408],
            most: 1_000,
        },
    ]
}
