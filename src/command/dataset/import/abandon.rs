//! `dse dataset import --abandon`: an import that was cut off is given up.

use crate::api::examples::AbandonRequest;
use crate::client::Client;
use crate::command::{CommandError, Context, Outcome};
use crate::report::words::count;
use crate::ui::shown;

/// Gives up what has come of a signature's unfinished imports.
pub async fn abandon(
    context: &Context,
    client: &Client,
    signature_id: String,
) -> Result<Outcome, CommandError> {
    let request = AbandonRequest { signature_id, import_id: None };
    let body = client.abandon_import(&request).await?.body;
    context.answer(&body, |ui| {
        for import in &body.abandoned {
            ui.out(shown!("abandoned {}", import.words()));
        }
        ui.out(match body.abandoned.len() {
            0 => "no import was unfinished".into(),
            imports => shown!(
                "{} given up; the dataset is as it was before",
                count(imports as u64, "unfinished import")
            ),
        });
    })
}
