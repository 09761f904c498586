//! The way from a program to the pages.

use crate::{
    api::{Empty, pages::LinkResponse},
    server::{
        Call, Failure,
        page::{TICKET_TIME, open_path},
    },
};

pub async fn link(call: Call, _: Empty) -> Result<LinkResponse, Failure> {
    let ticket = call.sessions.ticket(call.caller.credential(), call.clock.now_ms());
    Ok(LinkResponse { path: open_path(&ticket), expires_in_seconds: TICKET_TIME.as_secs() })
}
