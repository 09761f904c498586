//! `dse dataset import --sync`: what the file lacks goes from the server.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::api::examples::RemoveRequest;
use crate::client::Client;
use crate::command::dataset::export;
use crate::command::{CommandError, Context, ErrorKind};
use crate::dataset::source::Source;
use crate::dataset::stored::ids;
use crate::model::example::Example;
use crate::model::import::removes_hash;
use crate::report::words::{self, count};
use crate::ui::{Shown, shown};

/// Rows that are shown one by one before they are counted.
const SHOWN: usize = 20;

/// The rows that an import would remove.
pub struct Removals {
    rows: Vec<Example>,
}

impl Removals {
    /// Looks for rows that the server holds and the file does not.
    ///
    /// # Errors
    /// When the file cannot be read, or the server cannot remove rows.
    pub async fn find(
        context: &Context,
        client: &Client,
        source: &Source,
        signature_id: &str,
    ) -> Result<Self, CommandError> {
        // A server that cannot remove rows would take the others and say
        // nothing of it: this asks for nothing and finds out.
        let probe =
            RemoveRequest { signature_id: signature_id.to_owned(), ..RemoveRequest::default() };
        client.remove_examples(&probe).await?;
        let kept: HashSet<String> = ids(source).map_err(|error| source.fail(error))?;
        let mut rows = export::rows(context, client, signature_id).await?;
        rows.retain(|row| !kept.contains(&row.example_id));
        Ok(Self { rows })
    }

    pub fn hash(&self) -> String {
        removes_hash(self.rows.iter().map(|row| row.example_id.as_str()))
    }

    pub fn ids(&self) -> Value {
        self.rows.iter().map(|row| json!(row.example_id)).collect()
    }

    /// What would go, a line each.
    pub fn shown(&self) -> Shown {
        let mut text = match self.rows.len() {
            0 => return "no row would be removed".into(),
            rows => shown!("{} would be removed:", count(rows as u64, "row")),
        };
        for row in self.rows.iter().take(SHOWN) {
            text.push(shown!("\n  {} {}", row.example_id, words::input(&row.input_json)));
        }
        if self.rows.len() > SHOWN {
            text.push(shown!("\n  and {} more", self.rows.len() - SHOWN));
        }
        text
    }

    /// Makes sure that somebody wants these rows to go.
    ///
    /// # Errors
    /// When nobody is there to ask, or the answer is no.
    pub async fn confirm(&self, context: &Context, yes: bool) -> Result<(), CommandError> {
        if yes || self.rows.is_empty() {
            return Ok(());
        }
        let rows = count(self.rows.len() as u64, "row");
        context.ui.err(self.shown());
        match ask(context, shown!("Remove {} from the server?", rows)).await {
            Some(true) => Ok(()),
            Some(false) => Err(CommandError::new(
                ErrorKind::Refused,
                "declined",
                "nothing was imported and nothing was removed",
            )),
            None => {
                let message =
                    format!("--sync would remove {rows}; nothing was imported or removed");
                Err(CommandError::usage(message)
                    .with_hint("--dry-run shows them, --yes removes them"))
            }
        }
    }
}

/// Asks on a thread that nobody waits for, so that Ctrl-C ends the question.
async fn ask(context: &Context, question: Shown) -> Option<bool> {
    let ui = context.ui.clone();
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || tell.send(ui.confirm(&question)));
    told.await.ok().flatten()
}
