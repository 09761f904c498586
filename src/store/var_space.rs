//! `dseVarSpace`: variables by name, each seen only within its thread and run.

use async_trait::async_trait;
use sqlx::{query, query_as};

use super::{
    Store,
    error::{Result, StoreError},
    sql::{document, text_of},
};
use crate::{
    canon,
    engine::{
        core::vars,
        ports::{PortError, VarSpace, Variable},
    },
    model::example::RowId,
};

const TABLE: &str = "dseVarSpace";

/// The variables of one thread and run.
pub struct RunVars {
    store: Store,
    thread_id: String,
    run_id: String,
    row: Option<RowId>,
}

impl Store {
    /// The variables of one thread and run.
    pub fn vars(&self, thread_id: &str, run_id: &str) -> RunVars {
        RunVars {
            store: self.clone(),
            thread_id: thread_id.to_owned(),
            run_id: run_id.to_owned(),
            row: None,
        }
    }
}

impl RunVars {
    /// The same, on behalf of a stored row: what is kept goes with it.
    #[must_use]
    pub fn of_row(self, row: &RowId) -> Self {
        Self { row: Some(row.clone()), ..self }
    }

    async fn set(&self, name: &str, value: &Variable) -> Result<()> {
        let mut write = self.store.write_soon().await?;
        let (others,): (i64,) = query_as(
            "SELECT COUNT(*) FROM dseVarSpace WHERE threadId = $1 AND runId = $2 AND name <> $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(name)
        .fetch_one(write.connection())
        .await?;
        let others = usize::try_from(others).unwrap_or_default();
        vars::check(name, value, others).map_err(StoreError::Variable)?;
        let (kind, json) = match value {
            Variable::Json(value) => ("json", canon::to_string(value)),
            Variable::Blob(blob) => ("blob", text_of(blob)),
        };
        query(
            "INSERT INTO dseVarSpace (threadId, runId, name, kind, json, updatedAtMs, \
             signatureId, exampleId) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (threadId, runId, name) \
             DO UPDATE SET kind = excluded.kind, json = excluded.json, \
             updatedAtMs = excluded.updatedAtMs",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(name)
        .bind(kind)
        .bind(json)
        .bind(self.store.now_ms())
        .bind(self.row.as_ref().map(|row| &row.signature_id))
        .bind(self.row.as_ref().map(|row| &row.example_id))
        .execute(write.connection())
        .await?;
        write.commit().await
    }

    async fn find(&self, name: &str) -> Result<Option<Variable>> {
        let found: Option<(String, String)> = query_as(
            "SELECT kind, json FROM dseVarSpace \
             WHERE threadId = $1 AND runId = $2 AND name = $3",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .bind(name)
        .fetch_optional(&mut *self.store.read().await?)
        .await?;
        found.map(|(kind, json)| variable(name, &kind, &json)).transpose()
    }

    async fn all(&self) -> Result<Vec<(String, Variable)>> {
        let rows: Vec<(String, String, String)> = query_as(
            "SELECT name, kind, json FROM dseVarSpace \
             WHERE threadId = $1 AND runId = $2 ORDER BY name",
        )
        .bind(&self.thread_id)
        .bind(&self.run_id)
        .fetch_all(&mut *self.store.read().await?)
        .await?;
        let read = |(name, kind, json): (String, String, String)| {
            let value = variable(&name, &kind, &json)?;
            Ok((name, value))
        };
        let mut all = rows.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        canon::sort_locale_by(&mut all, |(name, _)| name);
        Ok(all)
    }
}

fn variable(name: &str, kind: &str, json: &str) -> Result<Variable> {
    Ok(match kind {
        "blob" => Variable::Blob(document(TABLE, name, json)?),
        _ => Variable::Json(document(TABLE, name, json)?),
    })
}

#[async_trait]
impl VarSpace for RunVars {
    async fn put(&self, name: &str, value: Variable) -> Result<(), PortError> {
        self.set(name, &value).await.map_err(|error| error.port("set variable"))
    }

    async fn get(&self, name: &str) -> Result<Option<Variable>, PortError> {
        self.find(name).await.map_err(|error| error.port("read variable"))
    }

    async fn list(&self) -> Result<Vec<(String, Variable)>, PortError> {
        self.all().await.map_err(|error| error.port("list variables"))
    }
}
