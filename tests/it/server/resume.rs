//! A compile that is killed again and again ends like one that was left alone.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use dse::{engine::memory::ManualClock, server::Limits, stats::rng::SplitMix64};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use super::support::{SIGNATURE, Server, Setup};

const DATABASE: &str = "dse.db";
const RUNS: u64 = 50;
/// Calls that an undisturbed compile makes.
const CALLS: usize = 16;

/// A server on the database in `folder` whose model falls silent after
/// `answers` calls. When it is told to stop, it waits for nothing.
async fn life(folder: &Path, concurrency: usize, answers: usize) -> Server {
    let setup = Setup {
        clock: Arc::new(ManualClock::new(1_700_000_000_000)),
        limits: Limits { grace: Duration::ZERO, ..Limits::default() },
        concurrency,
        answers,
        ..Setup::default()
    };
    Server::at(&folder.join(DATABASE), setup).await
}

/// What a compile leaves behind: its artifact and its report.
async fn compiled(server: &Server) -> Value {
    let body = json!({"signatureId": SIGNATURE});
    let done = server.post("/api/dse/compile", body).await.ok();
    let path = |kind: &str, ids: &[&str]| {
        let ids: Vec<&str> = ids.iter().map(|id| done[*id].as_str().unwrap()).collect();
        format!("/api/dse/{kind}/{}/%40test%2FShout.v1", ids.join("/"))
    };
    let artifact = server.get(&path("artifact", &["compiled_id"])).await.ok();
    let report = server.get(&path("compile-report", &["jobHash", "datasetHash"])).await.ok();
    json!([artifact["artifact"], report["report"]])
}

/// Starts a compile and kills the server while a call is under way.
async fn killed(folder: &Path, rng: &mut SplitMix64) {
    let answers = rng.below(CALLS);
    let mut server = life(folder, 1 + rng.below(16), answers).await;
    let request = server
        .request(reqwest::Method::POST, "/api/dse/compile")
        .json(&json!({"signatureId": SIGNATURE}));
    let client = tokio::spawn(request.send());
    // What was answered in an earlier life is not asked again, so that the
    // work may also end before its model falls silent.
    while server.lm.calls() <= answers && !client.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.tell_to_stop();
    server.ended().await;
    let _ = client.await;
}

/// A database with the rows in it and nothing else.
async fn rows(folder: &Path) {
    let mut server = life(folder, 1, usize::MAX).await;
    server.import_rows().await;
    server.tell_to_stop();
    server.ended().await;
}

async fn disturbed(run: u64, rows: &Path) -> Value {
    let mut rng = SplitMix64::new(run);
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(rows.join(DATABASE), folder.path().join(DATABASE)).unwrap();
    for _ in 0..=rng.below(2) {
        killed(folder.path(), &mut rng).await;
    }
    let server = life(folder.path(), 1 + rng.below(16), usize::MAX).await;
    let found = compiled(&server).await;
    assert!(server.lm.calls() <= CALLS);
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compile_that_is_killed_at_random_ends_like_one_that_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    rows(folder.path()).await;
    let undisturbed = {
        let alone = tempfile::tempdir().unwrap();
        std::fs::copy(folder.path().join(DATABASE), alone.path().join(DATABASE)).unwrap();
        compiled(&life(alone.path(), 1, usize::MAX).await).await
    };
    assert_eq!(undisturbed[1]["cost"]["lmCalls"], CALLS);
    let runs = (0..RUNS).map(|run| disturbed(run, folder.path()));
    let found: Vec<Value> = stream::iter(runs).buffered(4).collect().await;
    for (run, found) in found.iter().enumerate() {
        assert_eq!(*found, undisturbed, "run {run}");
    }
}
