//! The labelled rows go to the server.

use serde_json::json;

use crate::command::CommandError;
use crate::command::dataset::import::{self, ImportPlan};
use crate::command::overnight::failure::Failure;
use crate::command::overnight::plan::DatasetSource;
use crate::command::overnight::session::{Done, Session};
use crate::dataset::source::Source;
use crate::model::overnight::ImportedDataset;

/// Imports the dataset; rows that are there already are updated.
pub async fn import(session: &Session) -> Result<(), Failure> {
    session.step("import", upload(session)).await
}

async fn upload(session: &Session) -> Result<Done<()>, Failure> {
    let plan = &session.plan;
    let id = &plan.signature_id;
    let (name, source) = match &plan.dataset {
        DatasetSource::File(path) => {
            let name = import::name_of(&session.context.config, path);
            let source = import::open(path, &name).map_err(CommandError::from)?;
            (name, import::check(&session.context, source, path, id)?)
        }
        DatasetSource::Shipped => {
            let text = crate::catalog::shipped_dataset(id).expect("the plan found it");
            let spooled = Source::spooled("shipped", text.as_bytes());
            ("shipped".to_owned(), spooled.map_err(CommandError::from)?)
        }
    };
    let request = ImportPlan {
        signature_id: plan.signature_id.clone(),
        source: format!("file:{name}"),
        // The same file makes the same dataset, whoever sends it.
        tags_append: Vec::new(),
        ops_run_id: session.record.run_id().map(str::to_owned),
        removes_hash: None,
    };
    let imported = import::send(&session.context, &session.client, source, &request).await?;
    let dataset = ImportedDataset {
        source: name,
        rows: imported.total,
        inserted: imported.inserted,
        updated: imported.updated,
    };
    let said = format!("{} rows: {}", dataset.rows, imported.words());
    let detail = json!(dataset);
    session.summary().dataset = Some(dataset);
    Ok(Done { value: (), request_id: imported.request_id, said, detail })
}
