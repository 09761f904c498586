//! What a server bears: memory for bodies that mean no good, and clients that are
//! slow or many. Measured on a server of its own, and written to `docs/limits.md`.

mod clients;
pub mod server;

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use server::Server;

/// What may be asked of the machine: memory of a refused body, MB, and of an
/// accepted one, in sizes of it.
const REFUSED_MB: f64 = 64.0;
const ACCEPTED: f64 = 4.0;

const MB: f64 = (1 << 20) as f64;

/// Measures everything and writes the page.
pub fn run() -> Result<()> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize()?;
    let mut page = String::from(
        "# What a server bears\n\nMeasured by `cargo xtask limits`, which fails where a figure is over its \
         bar. Peak memory is what the server's process took beyond what it had before the request.\n\n",
    );
    bodies(&root, &mut page)?;
    refusals(&root, &mut page)?;
    clients::slow(&root, &mut page)?;
    std::fs::write(root.join("docs/limits.md"), page)?;
    Ok(())
}

/// Bodies by what is in them; the last ones are taken.
fn bodies(root: &Path, page: &mut String) -> Result<()> {
    let import =
        |rows: &str| format!(r#"{{"signatureId":"{}","examples":[{rows}]}}"#, server::SIGNATURE);
    let row = |index: usize, text: &str| {
        format!(
            r#"{{"exampleId":"r{index}","inputJson":{{"q":"{text}"}},"expectedJson":{{"a":"x"}},"split":"train"}}"#
        )
    };
    let long_rows: Vec<String> = (0..400).map(|index| row(index, &"x".repeat(19_000))).collect();
    let equal_keys = vec![r#""a":1"#; 100_000].join(",");
    let many_keys: Vec<String> = (0..100_000).map(|key| format!(r#""{key:x}":1"#)).collect();
    let cases: Vec<(&str, String, u16)> = vec![
        ("750,000 × `{\"a\":[[]]}`", import(&[r#"{"a":[[]]}"#; 750_000].join(",")), 413),
        ("400,000 × `[]`", import(&["[]"; 400_000].join(",")), 413),
        ("2,000,000 × `1`", import(&["1"; 2_000_000].join(",")), 413),
        (
            "100,000 lists in each other",
            import(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
            400,
        ),
        ("a number of 1,000,000 digits", import(&"9".repeat(1_000_000)), 400),
        ("100,000 equal keys", import(&format!("{{{equal_keys}}}")), 400),
        ("100,000 different keys", import(&format!("{{{}}}", many_keys.join(","))), 413),
        ("8 MB of blanks and no end", " ".repeat(8 << 20), 400),
        ("400 rows of 19 KB", import(&long_rows.join(",")), 200),
    ];
    page.push_str("| body | size, MB | answer | ms | peak, MB | bar, MB |\n| --- | ---: | --- | ---: | ---: | ---: |\n");
    for (name, body, status) in cases {
        let server = Server::start(root)?;
        server.post("/api/dse/ops/runs", "{}")?;
        let before = server.resident()?;
        server.reset_peak()?;
        let started = Instant::now();
        let got = server.post("/api/dse/examples/import", &body)?;
        let ms = started.elapsed().as_millis();
        let peak = (server.peak()? - before).max(0.0);
        let size = body.len() as f64 / MB;
        let bar = if status == 200 { ACCEPTED * size } else { REFUSED_MB };
        ensure!(server.is_well(), "{name}: the server is not well afterwards");
        writeln!(page, "| {name} | {size:.1} | {got} | {ms} | {peak:.1} | {bar:.0} |")?;
        ensure!(got == status, "{name}: answered {got}, not {status}");
        ensure!(peak <= bar, "{name}: {peak:.1} MB, and the bar is {bar:.0}");
    }
    page.push('\n');
    Ok(())
}

/// A body of a gigabyte from somebody without a secret.
fn refusals(root: &Path, page: &mut String) -> Result<()> {
    let server = Server::start(root)?;
    let silent = clients::refused(&server, false)?;
    let before = server.read_bytes()?;
    let streaming = clients::refused(&server, true)?;
    let taken = server.read_bytes()? - before;
    writeln!(
        page,
        "Without a secret and with 1 GB declared: 401 after {} ms where nothing is sent (bar 100), after {} \
         ms where all is; the server read {} KB of it (bar 80, head and buffers included).\n",
        silent.as_millis(),
        streaming.as_millis(),
        taken >> 10
    )?;
    ensure!(
        silent < Duration::from_millis(100) && taken <= 80 << 10,
        "a refusal costs too much: {page}"
    );
    Ok(())
}
