//! The progress of a request: a bar for people, events for programs.

use crate::api::progress::ProgressEvent;
use crate::ui::{Bar, Ui};

/// What the bar counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Candidates,
    Examples,
}

/// Shows progress events until it is dropped.
pub struct Progress {
    ui: Ui,
    bar: Bar,
    unit: Unit,
    done: u64,
    of: u64,
    best: Option<f64>,
    example: Option<(u64, u64)>,
    calls: Option<(u64, u64)>,
}

impl Progress {
    pub fn new(ui: &Ui, label: &str, unit: Unit) -> Self {
        let bar = ui.bar(label, 0);
        Self { ui: ui.clone(), bar, unit, done: 0, of: 0, best: None, example: None, calls: None }
    }

    pub fn show(&mut self, event: &ProgressEvent) {
        self.ui.event(event);
        match *event {
            ProgressEvent::Candidate { index, of, best, .. } => {
                (self.done, self.of, self.best) = (index, of, Some(best));
                self.example = None;
            }
            ProgressEvent::Example { done, of } if self.unit == Unit::Examples => {
                (self.done, self.of) = (done, of);
            }
            ProgressEvent::Example { done, of } => self.example = Some((done, of)),
            ProgressEvent::Calls { lm_calls, cache_hits } => {
                self.calls = Some((lm_calls, cache_hits));
            }
            ProgressEvent::Result(_) | ProgressEvent::Error { .. } => {}
        }
        self.bar.set(self.done, self.of, &self.detail());
    }

    fn detail(&self) -> String {
        let best = self.best.map(|best| format!("best {best:.3}"));
        let example = self.example.map(|(done, of)| format!("example {done}/{of}"));
        let calls = self.calls.map(|(calls, hits)| match hits {
            0 => format!("{calls} calls"),
            _ => format!("{calls} calls, {hits} saved"),
        });
        [best, example, calls].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
