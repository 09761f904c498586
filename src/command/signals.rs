//! Signals that ask the process to stop.

use std::mem::MaybeUninit;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{CommandError, ErrorKind};

/// Resolves when the process is asked to stop. From this call on Ctrl-C,
/// SIGTERM and SIGHUP no longer end the process by themselves.
pub(super) fn stop_signal() -> impl Future<Output = CommandError> {
    let mut interrupts = signal(SignalKind::interrupt()).ok();
    let mut terminations = signal(SignalKind::terminate()).ok();
    let mut hangups = if ignores_hangups() { None } else { signal(SignalKind::hangup()).ok() };
    async move {
        tokio::select! {
            () = next(&mut interrupts) => stopped(ErrorKind::Interrupted, "SIGINT"),
            () = next(&mut terminations) => stopped(ErrorKind::Terminated, "SIGTERM"),
            // A terminal that was closed: nobody will press Ctrl-C any more.
            () = next(&mut hangups) => stopped(ErrorKind::Terminated, "SIGHUP"),
        }
    }
}

fn stopped(kind: ErrorKind, name: &str) -> CommandError {
    let code = if kind == ErrorKind::Interrupted { "interrupted" } else { "terminated" };
    CommandError::new(kind, code, format!("interrupted ({name})"))
}

/// From now on a signal ends the process at once, whatever it is cleaning up:
/// the first one was heard, and whoever sends a second does not want to wait.
pub(super) fn leave_on_the_next() {
    let again = stop_signal();
    tokio::spawn(async move {
        let code = crate::cli::code_of_error(again.await.kind);
        super::group::kill_all();
        std::process::exit(code.into());
    });
}

/// The next signal; never where signals cannot be listened for.
async fn next(signals: &mut Option<Signal>) {
    match signals {
        Some(signals) => {
            signals.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// Whether the process was started to live on when its terminal is closed, as
/// `nohup` does; listening would undo that.
#[expect(unsafe_code, reason = "nobody else tells what a signal does")]
fn ignores_hangups() -> bool {
    let mut found = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action the call only writes the present one, into a
    // place of the right size, which is read after the call says that it did.
    unsafe {
        libc::sigaction(libc::SIGHUP, std::ptr::null(), found.as_mut_ptr()) == 0
            && found.assume_init().sa_sigaction == libc::SIG_IGN
    }
}
