//! Whether a secret shows in anything that a server writes: log, database, answers.

use std::fs;
use std::path::Path;

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::Row;
use super::server::{SIGNATURE, Server};

pub fn measure(root: &Path) -> Result<Vec<Row>> {
    let server = Server::start(root)?;
    let key = server.key("searched", &["admin"])?;
    let mut answers = String::new();
    let predict = format!(r#"{{"signatureId":"{SIGNATURE}","input":{{"q":"why"}}}}"#);
    for (path, body) in [
        ("/api/dse/predict", predict.as_str()),
        ("/api/dse/ops/run/start", "{}"),
        ("/api/dse/keys/create", "{"),
        ("/api/dse/keys/rotate", r#"{"key":"searched","overlapSeconds":60}"#),
        ("/nowhere", "{}"),
    ] {
        let (_, answer) = server.post(path, body)?;
        answers += &answer;
        answers += &server.post_as(&key, path, body)?;
        answers += &server.post_as(&format!("{key}!"), path, body)?;
    }
    let mut texts = vec![("answers".to_owned(), answers.into_bytes())];
    for entry in fs::read_dir(server.folder())? {
        let path = entry?.path();
        if path.is_file() {
            texts.push((
                path.file_name().unwrap_or_default().display().to_string(),
                fs::read(&path)?,
            ));
        }
    }
    let hidden = key.rsplit('_').next().unwrap_or(&key);
    let mut found = Vec::new();
    for secret in [server.secret.as_str(), hidden] {
        for form in forms(secret) {
            for (name, text) in &texts {
                if text.windows(form.len()).any(|here| here == form.as_bytes()) {
                    found.push(name.clone());
                }
            }
        }
    }
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    Ok(vec![Row::new(
        format!(
            "the server's secret and a key, searched in answers, log (`-vv`) and database, {} KB",
            bytes >> 10
        ),
        "0 hits, plain, base64 (each alignment), percent",
        if found.is_empty() {
            "0 hits".to_owned()
        } else {
            format!("hits in {}", found.join(", "))
        },
        found.is_empty() && server.log().len() > 1_000,
    )])
}

/// The secret as it is, percent-encoded, and what of its base64 is the same
/// whatever stands around it.
fn forms(secret: &str) -> Vec<String> {
    let percent: String = secret
        .bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) => {
                (byte as char).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let base64 = (0..3).map(|offset| {
        let text = STANDARD_NO_PAD.encode("x".repeat(offset) + secret);
        text[(offset * 4).div_ceil(3)..text.len() - 2].to_owned()
    });
    [secret.to_owned(), percent].into_iter().chain(base64).collect()
}
