//! What can be checked without a server.

use super::{Check, State, disk};
use crate::catalog::Catalog;
use crate::command::{CommandError, Context};
use crate::report::words;

/// Below this a database may stop growing in the middle of a night, bytes.
const DISK_LOW: u64 = 500 << 20;

/// Below this nothing can be written safely, bytes.
const DISK_OUT: u64 = 50 << 20;

pub fn checks(context: &Context) -> Vec<Check> {
    vec![version(), workspace(context), catalog(context), space(context)]
}

fn version() -> Check {
    Check::ok("version", concat!("dse ", env!("CARGO_PKG_VERSION")))
}

fn workspace(context: &Context) -> Check {
    let workspace = &context.config.workspace;
    let root = workspace.root().display();
    match workspace.config_file() {
        Some(_) => Check::ok("workspace", format!("{root}, with dse.toml")),
        None => {
            Check::ok("workspace", format!("{root}, without dse.toml: all settings are defaults"))
        }
    }
}

fn catalog(context: &Context) -> Check {
    match Catalog::load(context.config.root()) {
        Ok(catalog) => {
            let count = catalog.signatures().count() as u64;
            Check::ok("catalog", words::count(count, "signature"))
        }
        Err(error) => Check::failed("catalog", CommandError::from(error)),
    }
}

fn space(context: &Context) -> Check {
    let free = match disk::free(&context.config.database()) {
        Ok(free) => free,
        Err(error) => return Check::new("disk", State::Skip, error.to_string()),
    };
    let (state, detail) = judge(free);
    let check = Check::new("disk", state, detail);
    if state == State::Ok { check } else { check.hint("make room where .dse/ lies") }
}

fn judge(free: u64) -> (State, String) {
    let state = match free {
        ..DISK_OUT => State::Fail,
        DISK_OUT..DISK_LOW => State::Warn,
        _ => State::Ok,
    };
    let detail = match free >> 30 {
        0 => format!("{} MiB free", free >> 20),
        gib => format!("{gib} GiB free"),
    };
    (state, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_warns_before_it_fails() {
        assert_eq!(judge(2 << 30), (State::Ok, "2 GiB free".to_owned()));
        assert_eq!(judge(100 << 20), (State::Warn, "100 MiB free".to_owned()));
        assert_eq!(judge(0).0, State::Fail);
    }
}
