//! The progress of a request: a bar for people, events for programs.

use crate::api::progress::ProgressEvent;
use crate::ui::{Bar, Ui};

/// Shows progress events until it is dropped. The bar counts examples, which
/// come evenly; candidates are told beside it.
pub struct Progress {
    ui: Ui,
    bar: Bar,
    example: Option<(u64, u64)>,
    candidate: Option<(u64, u64)>,
    best: Option<f64>,
    calls: Option<(u64, u64)>,
}

impl Progress {
    pub fn new(ui: &Ui, label: &'static str) -> Self {
        let bar = ui.bar(label, 0);
        Self { ui: ui.clone(), bar, example: None, candidate: None, best: None, calls: None }
    }

    pub fn show(&mut self, event: &ProgressEvent) {
        self.ui.event(event);
        match *event {
            ProgressEvent::Candidate { index, of, best, .. } => {
                (self.candidate, self.best) = (Some((index, of)), Some(best));
            }
            ProgressEvent::Example { done, of } => self.example = Some((done, of)),
            ProgressEvent::Calls { lm_calls, cache_hits } => {
                self.calls = Some((lm_calls, cache_hits));
            }
            ProgressEvent::Result(_) | ProgressEvent::Error { .. } => {}
        }
        if let Some((done, of)) = self.example.or(self.candidate) {
            self.bar.set(done, of, &self.detail());
        }
    }

    fn detail(&self) -> String {
        let candidate = self.candidate.map(|(index, of)| format!("candidate {index} of {of}"));
        let best = self.best.map(|best| format!("best {best:.3}"));
        let calls = self.calls.map(|(calls, hits)| match hits {
            0 => format!("{calls} calls"),
            _ => format!("{calls} calls, {hits} saved"),
        });
        [candidate, best, calls].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
