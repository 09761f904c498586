//! The labelled rows go to the server.

use serde_json::json;

use crate::command::dataset::import::{self, ImportPlan};
use crate::command::overnight::failure::Failure;
use crate::command::overnight::plan::DatasetSource;
use crate::command::overnight::session::{Done, Session};
use crate::model::overnight::ImportedDataset;

/// The tag that rows of an overnight import carry, as on deployed servers.
const TAG: &str = "overnight:phase5";

/// Imports the dataset; rows that are there already are updated.
pub async fn import(session: &Session) -> Result<(), Failure> {
    session.step("import", upload(session)).await
}

async fn upload(session: &Session) -> Result<Done<()>, Failure> {
    let plan = &session.plan;
    let (name, text) = match &plan.dataset {
        DatasetSource::File(path) => (path.display().to_string(), import::read(path)?),
        DatasetSource::Shipped => {
            let text =
                crate::catalog::shipped_dataset(&plan.signature_id).expect("the plan found it");
            ("shipped".to_owned(), text.to_owned())
        }
    };
    let request = ImportPlan {
        signature_id: plan.signature_id.clone(),
        source: format!("fixture:{name}"),
        tags_append: vec![TAG.to_owned()],
        ops_run_id: session.record.run_id().map(str::to_owned),
    };
    let imported =
        import::import_text(&session.context, &session.client, &name, &text, &request).await?;
    let dataset = ImportedDataset {
        source: name,
        rows: imported.total,
        inserted: imported.inserted,
        updated: imported.updated,
    };
    let said =
        format!("{} rows: {} new, {} updated", dataset.rows, dataset.inserted, dataset.updated);
    let detail = json!(dataset);
    session.summary().dataset = Some(dataset);
    Ok(Done { value: (), request_id: imported.request_id, said, detail })
}
