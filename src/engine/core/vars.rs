//! Limits of a variable space, the same wherever it is kept.

use crate::{canon, engine::ports::Variable, model::text};

/// Units of a variable's name.
pub const MAX_NAME: usize = 128;
/// Units of a JSON variable's canonical text.
pub const MAX_JSON: usize = 50_000;
/// Variables in one space.
pub const MAX_VARS: usize = 200;

/// Whether a space may take a variable. `others` counts the variables of
/// other names that it holds.
///
/// # Errors
/// A sentence that says which limit is passed.
pub fn check(name: &str, value: &Variable, others: usize) -> Result<(), String> {
    let trimmed = text::trim(name);
    if trimmed.is_empty() {
        return Err("a variable needs a name".to_owned());
    }
    let chars = text::units(trimmed);
    if chars > MAX_NAME {
        return Err(format!(
            "the variable name has {chars} characters, at most {MAX_NAME} allowed"
        ));
    }
    if others >= MAX_VARS {
        return Err(format!("the variable space is full: it holds {MAX_VARS} variables"));
    }
    if let Variable::Json(value) = value {
        let chars = text::units(&canon::to_string(value));
        if chars > MAX_JSON {
            return Err(format!(
                "the variable {trimmed:?} has {chars} characters, at most {MAX_JSON} allowed; \
                 keep long texts as blobs"
            ));
        }
    }
    Ok(())
}
