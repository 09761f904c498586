//! Commands that leave nothing behind: each is started as the leader of a
//! process group of its own, and the group ends with it.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use tokio::process::{Child, Command};

/// How long a group that was asked to end may take.
const GRACE: Duration = Duration::from_secs(2);
/// Between looks at a group that ends.
const PAUSE: Duration = Duration::from_millis(20);

/// The groups that are alive, for a process that leaves at once.
static ALIVE: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// A command and all that it has started. Dropping it ends them: they are asked
/// to, and killed where they do not. A process that makes a group of its own
/// gets away.
pub struct Group {
    pub leader: Child,
    id: Option<Pid>,
}

impl Group {
    /// # Errors
    /// When the command cannot be started.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let leader = command.process_group(0).spawn()?;
        let id = leader.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        alive(|all| all.extend(id));
        Ok(Self { leader, id })
    }

    /// Ends what the leader has left, without holding up other work.
    pub async fn end(self) {
        // Only a runtime that shuts down does not run it, and drops it likewise.
        let _ = tokio::task::spawn_blocking(|| drop(self)).await;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        let begun = Instant::now();
        // A group without members is no error: then all is done.
        let mut left = kill_process_group(id, Signal::TERM).is_ok();
        while left && begun.elapsed() < GRACE {
            thread::sleep(PAUSE);
            // A leader that ended counts until it was waited for.
            let _ = self.leader.try_wait();
            left = test_kill_process_group(id).is_ok();
        }
        if left {
            let _ = kill_process_group(id, Signal::KILL);
            let _ = self.leader.try_wait();
        }
        alive(|all| all.retain(|other| *other != id));
    }
}

/// Asks every group to end and waits for it, as dropping each one does.
pub fn end_all() {
    let ids = alive(std::mem::take);
    for id in &ids {
        let _ = kill_process_group(*id, Signal::TERM);
    }
    let begun = Instant::now();
    let is_left = |id: &Pid| test_kill_process_group(*id).is_ok();
    while ids.iter().any(is_left) && begun.elapsed() < GRACE {
        thread::sleep(PAUSE);
    }
    for id in &ids {
        let _ = kill_process_group(*id, Signal::KILL);
    }
}

/// Kills every group: nobody is left to end them otherwise.
pub fn kill_all() {
    alive(|all| {
        for id in all.drain(..) {
            let _ = kill_process_group(id, Signal::KILL);
        }
    });
}

fn alive<T>(change: impl FnOnce(&mut Vec<Pid>) -> T) -> T {
    change(&mut ALIVE.lock().unwrap_or_else(PoisonError::into_inner))
}
