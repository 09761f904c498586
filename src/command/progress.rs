//! The progress of a request: a bar for people, events for programs.

use crate::api::progress::ProgressEvent;
use crate::ui::{Bar, Ui};

/// Shows progress events until it is dropped. The bar counts examples, which
/// come evenly; candidates are told beside it.
pub struct Progress {
    ui: Ui,
    bar: Bar,
    /// What is under way, as events name it.
    task: &'static str,
    example: Option<(u64, u64)>,
    candidate: Option<(u64, u64)>,
    best: Option<f64>,
    calls: Option<(u64, u64)>,
}

impl Progress {
    pub fn new(ui: &Ui, label: &'static str) -> Self {
        let bar = ui.bar(label, 0);
        let (ui, example, candidate, best, calls) = (ui.clone(), None, None, None, None);
        Self { ui, bar, task: label, example, candidate, best, calls }
    }

    pub fn show(&mut self, event: &ProgressEvent) {
        self.tell(event);
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

    /// Tells programs. Examples come by the hundred; one event a percent says as
    /// much as all of them.
    fn tell(&self, event: &ProgressEvent) {
        if let ProgressEvent::Example { done, of } = *event {
            let percent = |done: u64| (done * 100).checked_div(of);
            let same = self.example.is_some_and(|(before, _)| percent(before) == percent(done));
            if same && done != of {
                return;
            }
        }
        let mut document = serde_json::to_value(event).expect("events serialize to JSON");
        document["task"] = self.task.into();
        self.ui.event(&document);
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
