//! JSON Schemas of contracts, checked on the tape.
//!
//! The common shapes compile to a [`Plan`] that is checked without making any
//! value. Whatever the plan does not know, or is not sure of, goes to the
//! `jsonschema` crate; a property test holds the two against each other.

mod compile;
mod explain;
mod plan;

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::json::Tape;
pub use explain::noun;
use plan::{Plan, Verdict};

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    source: Value,
    plan: Option<Plan>,
    full: OnceLock<Validator>,
}

/// A schema that is no valid JSON Schema; holds the reason.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not a valid JSON Schema: {0}")]
pub struct InvalidSchema(String);

/// One way in which a value breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The node that is wrong; for a property that must not be there, its key.
    pub node: usize,
    /// JSON pointer from the value that was checked.
    pub pointer: String,
    pub message: String,
    /// What could be done about it.
    pub help: Option<String>,
}

/// At most so many violations are told of one value.
const MAX_VIOLATIONS: usize = 8;

impl Schema {
    /// Compiles a schema document.
    ///
    /// # Errors
    /// When `source` is not a valid JSON Schema.
    pub fn new(source: &Value) -> Result<Self, InvalidSchema> {
        let schema =
            Self { source: source.clone(), plan: compile::compile(source), full: OnceLock::new() };
        if schema.plan.is_none() {
            let full = build(source)?;
            schema.full.get_or_init(|| full);
        }
        Ok(schema)
    }

    /// Whether checks need no value to be built, as for the common shapes.
    pub fn is_planned(&self) -> bool {
        self.plan.is_some()
    }

    /// Whether the value at `node` conforms.
    #[inline]
    pub fn is_valid(&self, tape: &Tape, line: &[u8], node: usize) -> bool {
        match self.plan.as_ref().map_or(Verdict::Unsure, |plan| plan.check(tape, line, node)) {
            Verdict::Valid => true,
            Verdict::Invalid => false,
            Verdict::Unsure => self.full().is_valid(&tape.value(line, node)),
        }
    }

    /// What is wrong with the value at `node`; nothing if it conforms.
    pub fn violations(&self, tape: &Tape, line: &[u8], node: usize) -> Vec<Violation> {
        match self.plan.as_ref() {
            Some(plan) => match plan.check(tape, line, node) {
                Verdict::Valid => Vec::new(),
                Verdict::Invalid => explain::by_plan(plan, tape, line, node),
                Verdict::Unsure => explain::by_crate(self.full(), tape, line, node),
            },
            None => explain::by_crate(self.full(), tape, line, node),
        }
    }

    fn full(&self) -> &Validator {
        self.full.get_or_init(|| {
            build(&self.source).expect("a schema that has a plan is a valid JSON Schema")
        })
    }
}

fn build(source: &Value) -> Result<Validator, InvalidSchema> {
    jsonschema::validator_for(source).map_err(|fault| InvalidSchema(fault.to_string()))
}

#[cfg(test)]
mod tests;
