//! Progress of work that can last over a second: a bar on a terminal, a plain
//! line now and then elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Shown, Ui, escape, shown};

/// Plain lines come no more often than this.
const PLAIN_INTERVAL: Duration = Duration::from_secs(5);

/// One piece of work under way. Dropping it removes the bar.
pub struct Bar {
    kind: Kind,
}

enum Kind {
    Hidden,
    Drawn(ProgressBar),
    /// With the line that was written last, which is not written twice.
    Plain {
        ui: Ui,
        label: &'static str,
        last: Instant,
        line: Shown,
    },
}

impl Bar {
    pub(super) fn new(ui: &Ui, label: &'static str, total: u64) -> Self {
        let kind = if ui.quiet() {
            Kind::Hidden
        } else if ui.draws_bars() {
            Kind::Drawn(drawn(label, total))
        } else {
            ui.note(shown!("{} …", label));
            let line = Shown::default();
            Kind::Plain { ui: ui.clone(), label, last: Instant::now(), line }
        };
        Self { kind }
    }

    /// Where the work stands; `detail` is shown behind the bar.
    pub fn set(&mut self, done: u64, total: u64, detail: &str) {
        match &mut self.kind {
            Kind::Hidden => {}
            Kind::Drawn(bar) => {
                bar.set_length(total);
                bar.set_position(done);
                bar.set_message(escape::line(detail));
            }
            Kind::Plain { ui, label, last, line } => {
                let now = shown!("{}: {} of {} {}", label, done, total, detail).trim_end();
                if *line != now && last.elapsed() >= PLAIN_INTERVAL {
                    *last = Instant::now();
                    ui.note(&now);
                    *line = now;
                }
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Kind::Drawn(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

fn drawn(label: &'static str, total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(
        "{prefix} {bar:24} {pos}/{len} {elapsed}, {eta} left  {wide_msg}",
    )
    .expect("the template is valid")
    .progress_chars("━╸ ");
    bar.set_style(style);
    bar.set_prefix(label);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
