//! What most predictions could not be read from is no answer to go by.

use super::{CommandError, ErrorKind};
use crate::model::eval::Undecoded;
use crate::report::words;
use crate::ui::escape;

/// The error where more than half of the predictions could not be decoded.
pub fn refusal(found: Option<&Undecoded>) -> Option<CommandError> {
    let found = found.filter(|found| found.is_most())?;
    let message = escape::line(&words::undecoded(found));
    let error = CommandError::new(ErrorKind::Refused, "undecoded", message);
    Some(error.with_hint(
        "the prompt must show the model its output format: `dse signature check` says whether it \
         does; models that answer in prose may need `lm.structured_output`",
    ))
}
