//! `dseOpsRuns` and `dseOpsRunEvents`: the record of a night.

use serde_json::Value;
use sqlx::{AnyConnection, query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, optional_json, text_of},
};
use crate::{
    canon,
    model::ops::{OpsEvent, OpsRun},
};

const RUNS: &str = "dseOpsRuns";
const EVENTS: &str = "dseOpsRunEvents";

/// A run that starts.
#[derive(Clone, Debug, Default)]
pub struct NewRun {
    pub run_id: String,
    pub commit_sha: Option<String>,
    pub base_url: Option<String>,
    pub actor_user_id: Option<String>,
    pub signature_ids: Vec<String>,
    pub notes: Option<String>,
    pub links: Option<Value>,
}

/// An event that happens.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    pub run_id: &'a str,
    pub level: &'a str,
    pub phase: Option<&'a str>,
    pub message: &'a str,
    pub json: Option<Value>,
    /// The store's own time when absent.
    pub ts_ms: Option<i64>,
}

type RunColumns = (
    String,
    String,
    i64,
    Option<i64>,
    i64,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);
type EventColumns = (String, i64, String, Option<String>, String, Option<String>);

impl Store {
    /// Starts a run and writes its first event. A run of that id that is there
    /// already is left alone; returns whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start_run(&self, run: &NewRun, event: NewEvent<'_>) -> Result<bool> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let done = query(
            "INSERT INTO dseOpsRuns (runId, seq, status, startedAtMs, updatedAtMs, commitSha, \
             baseUrl, actorUserId, signatureIdsJson, notes, linksJson) \
             VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1 FROM dseOpsRuns), 'running', \
             $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (runId) DO NOTHING",
        )
        .bind(&run.run_id)
        .bind(now_ms)
        .bind(now_ms)
        .bind(&run.commit_sha)
        .bind(&run.base_url)
        .bind(&run.actor_user_id)
        .bind(text_of(&run.signature_ids))
        .bind(&run.notes)
        .bind(run.links.as_ref().map(canon::to_string))
        .execute(write.connection())
        .await?;
        let existed = done.rows_affected() == 0;
        if !existed {
            let key = [run.run_id.as_str().into()];
            chain::record(write.connection(), &chain::RUN, &key).await?;
            insert_event(write.connection(), &event, now_ms).await?;
        }
        write.commit().await?;
        Ok(existed)
    }

    /// Writes an event. Returns false when there is no such run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_event(&self, event: NewEvent<'_>) -> Result<bool> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let done = query("UPDATE dseOpsRuns SET updatedAtMs = $1 WHERE runId = $2")
            .bind(now_ms)
            .bind(event.run_id)
            .execute(write.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        insert_event(write.connection(), &event, now_ms).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Ends a run and writes its last event. A run that ended before takes the
    /// new end. Returns false when there is no such run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_run(
        &self,
        status: &str,
        summary: Option<&Value>,
        links: Option<&Value>,
        event: NewEvent<'_>,
    ) -> Result<bool> {
        let now_ms = self.now_ms();
        let mut write = self.write().await?;
        let done = query(
            "UPDATE dseOpsRuns SET status = $1, endedAtMs = $2, updatedAtMs = $3, \
             summaryJson = COALESCE($4, summaryJson), linksJson = COALESCE($5, linksJson) \
             WHERE runId = $6",
        )
        .bind(status)
        .bind(now_ms)
        .bind(now_ms)
        .bind(summary.map(canon::to_string))
        .bind(links.map(canon::to_string))
        .bind(event.run_id)
        .execute(write.connection())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        chain::record(write.connection(), &chain::RUN, &[event.run_id.into()]).await?;
        insert_event(write.connection(), &event, now_ms).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Runs, newest first, without the `skip` newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs(&self, skip: usize, limit: usize) -> Result<Vec<OpsRun>> {
        let rows: Vec<RunColumns> = query_as(
            "SELECT runId, status, startedAtMs, endedAtMs, updatedAtMs, commitSha, baseUrl, \
             actorUserId, signatureIdsJson, notes, linksJson, summaryJson FROM dseOpsRuns \
             ORDER BY startedAtMs DESC, seq DESC LIMIT $1 OFFSET $2",
        )
        .bind(limit as i64)
        .bind(skip as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().map(run).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn run(&self, run_id: &str) -> Result<Option<OpsRun>> {
        let found: Option<RunColumns> = query_as(
            "SELECT runId, status, startedAtMs, endedAtMs, updatedAtMs, commitSha, baseUrl, \
             actorUserId, signatureIdsJson, notes, linksJson, summaryJson FROM dseOpsRuns \
             WHERE runId = $1",
        )
        .bind(run_id)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found.map(run).transpose()
    }

    /// The newest `limit` events of a run, oldest of them first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events(&self, run_id: &str, limit: usize) -> Result<Vec<OpsEvent>> {
        let rows: Vec<EventColumns> = query_as(
            "SELECT runId, tsMs, level, phase, message, json FROM dseOpsRunEvents \
             WHERE runId = $1 ORDER BY tsMs DESC, seq DESC LIMIT $2",
        )
        .bind(run_id)
        .bind(limit as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().rev().map(event).collect()
    }

    /// Events of a run, oldest first, without the `skip` oldest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_from(
        &self,
        run_id: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<OpsEvent>> {
        let rows: Vec<EventColumns> = query_as(
            "SELECT runId, tsMs, level, phase, message, NULL FROM dseOpsRunEvents \
             WHERE runId = $1 ORDER BY tsMs, seq LIMIT $2 OFFSET $3",
        )
        .bind(run_id)
        .bind(limit as i64)
        .bind(skip as i64)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().map(event).collect()
    }
}

async fn insert_event(
    connection: &mut AnyConnection,
    event: &NewEvent<'_>,
    now_ms: i64,
) -> Result<()> {
    query(
        "INSERT INTO dseOpsRunEvents (seq, runId, tsMs, level, phase, message, json) \
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseOpsRunEvents), $1, $2, $3, $4, $5, $6)",
    )
    .bind(event.run_id)
    .bind(event.ts_ms.unwrap_or(now_ms))
    .bind(event.level)
    .bind(event.phase)
    .bind(event.message)
    .bind(event.json.as_ref().map(canon::to_string))
    .execute(&mut *connection)
    .await?;
    chain::link(connection, &chain::EVENT).await
}

fn run(columns: RunColumns) -> Result<OpsRun> {
    let (run_id, status, started_at_ms, ended_at_ms, updated_at_ms, commit_sha, base_url, ..) =
        columns;
    Ok(OpsRun {
        actor_user_id: columns.7,
        signature_ids: document(RUNS, &run_id, &columns.8)?,
        notes: columns.9,
        links: optional_json(RUNS, &run_id, columns.10)?,
        summary_json: optional_json(RUNS, &run_id, columns.11)?,
        run_id,
        status,
        started_at_ms,
        ended_at_ms,
        updated_at_ms,
        commit_sha,
        base_url,
    })
}

fn event((run_id, ts_ms, level, phase, message, json): EventColumns) -> Result<OpsEvent> {
    let json = optional_json(EVENTS, &run_id, json)?;
    Ok(OpsEvent { run_id, ts_ms, level, phase, message, json })
}
