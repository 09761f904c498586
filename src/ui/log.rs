//! The log of a server, on stderr.

use tracing::level_filters::LevelFilter;

use super::Ui;

/// Begins to log, once a process: what a person reads, or a JSON object a line
/// where the result is for programs. `-q` leaves warnings, `-v` adds detail.
pub fn start(ui: &Ui) {
    let level = match (ui.quiet(), ui.verbosity()) {
        (true, _) => LevelFilter::WARN,
        (_, 0) => LevelFilter::INFO,
        (_, 1) => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Libraries speak only where something is wrong with them.
    let filter = tracing_subscriber::EnvFilter::new(format!("warn,dse={level}"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    // A process that logs already goes on with what it has.
    let _ = if ui.is_machine() {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.with_target(false).try_init()
    };
}
