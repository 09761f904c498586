//! JSON Schema as the wire reads it.
//!
//! A contract carries draft-07 style documents. Reading a value by one is more
//! than a check: keys that the schema does not list are dropped at every level,
//! whatever `additionalProperties` says, and of a union the first member that
//! fits wins. Nothing is coerced. Lengths are UTF-16 code units.
//!
//! A document is compiled once; [`Schema::decode`] then walks a small tree.

mod compile;
mod decode;
pub mod pattern;
#[cfg(test)]
mod tests;

pub use compile::{is_annotation, is_unsupported, keywords};

use regex::Regex;
use serde_json::Value;

/// A compiled schema document.
#[derive(Clone, Debug)]
pub struct Schema {
    nodes: Vec<Node>,
}

/// A document that is not a schema we can hold values against.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("schema{}: {reason}", at(pointer))]
pub struct SchemaError {
    /// JSON pointer into the schema document; empty for its root.
    pub pointer: String,
    pub reason: String,
}

/// A value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", place(pointer))]
pub struct SchemaMismatch {
    /// JSON pointer to the part of the value that does not fit; empty for all of it.
    pub pointer: String,
    pub reason: String,
}

impl Schema {
    /// Compiles a schema document.
    ///
    /// # Errors
    /// When a keyword has the wrong type, a `$ref` leads nowhere or back to
    /// itself, a pattern cannot be read, or a keyword would have to be enforced
    /// that this crate does not know.
    pub fn compile(document: &Value) -> Result<Self, SchemaError> {
        compile::compile(document)
    }

    /// Everything that [`Schema::compile`] would refuse a document for.
    pub fn faults(document: &Value) -> Vec<SchemaError> {
        compile::faults(document)
    }

    /// Holds `value` against the schema and returns what the schema keeps of it.
    ///
    /// # Errors
    /// The first part that does not fit, and why.
    pub fn decode(&self, value: &Value) -> Result<Value, SchemaMismatch> {
        decode::decode(self, value)
    }

    /// Whether `value` fits.
    pub fn fits(&self, value: &Value) -> bool {
        self.decode(value).is_ok()
    }
}

type Id = usize;

/// The root is the first node.
const ROOT: Id = 0;

/// One schema. Empty lists and `None` state nothing.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The schema `false`.
    never: bool,
    /// No keyword here constrains anything: the *unknown* type.
    unknown: bool,
    /// It may be held against one value more than once.
    shared: bool,
    types: Option<Types>,
    allowed: Option<Vec<Value>>,
    /// `$ref` and `allOf`.
    all: Vec<Id>,
    /// `anyOf` and `oneOf`, each a list of members.
    unions: Vec<Vec<Id>>,
    not: Option<Id>,
    object: ObjectRules,
    array: ArrayRules,
    text: TextRules,
    number: NumberRules,
}

impl Node {
    /// The schemas that apply to the same value.
    fn same_value(&self) -> impl Iterator<Item = Id> {
        self.all.iter().chain(self.unions.iter().flatten()).chain(&self.not).copied()
    }

    /// The schemas that apply to parts of the value.
    fn parts(&self) -> impl Iterator<Item = Id> {
        let ObjectRules { properties, patterns, rest, names, .. } = &self.object;
        let keyed = properties.iter().map(|(_, id)| id).chain(patterns.iter().map(|(_, id)| id));
        let items = self.array.prefix.iter().chain(&self.array.rest);
        keyed.chain(rest).chain(names).chain(items).copied()
    }
}

#[derive(Clone, Debug, Default)]
struct ObjectRules {
    /// The schema says which keys there are, so the others are dropped.
    closed: bool,
    properties: Vec<(String, Id)>,
    patterns: Vec<(Regex, Id)>,
    /// The schema of a record's values.
    rest: Option<Id>,
    names: Option<Id>,
    required: Vec<String>,
    size: Span,
}

#[derive(Clone, Debug, Default)]
struct ArrayRules {
    prefix: Vec<Id>,
    /// The schema of the items after the prefix.
    rest: Option<Id>,
    unique: bool,
    size: Span,
}

#[derive(Clone, Debug, Default)]
struct TextRules {
    size: Span,
    pattern: Option<Regex>,
}

#[derive(Clone, Debug, Default)]
struct NumberRules {
    min: Option<f64>,
    max: Option<f64>,
    above: Option<f64>,
    below: Option<f64>,
    multiple_of: Option<f64>,
}

/// Bounds of a size, both inclusive.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    min: Option<usize>,
    max: Option<usize>,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Types(u8);

impl Types {
    const NAMES: [&'static str; 7] =
        ["null", "boolean", "number", "integer", "string", "array", "object"];
    const NUMBER: usize = 2;
    const INTEGER: usize = 3;

    const fn none() -> Self {
        Self(0)
    }

    fn add(&mut self, name: &str) -> bool {
        let position = Self::NAMES.iter().position(|known| *known == name);
        position.inspect(|at| self.0 |= 1 << at).is_some()
    }

    fn has(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    fn accepts(self, value: &Value) -> bool {
        match value {
            Value::Null => self.has(0),
            Value::Bool(_) => self.has(1),
            Value::Number(number) => {
                self.has(Self::NUMBER)
                    || (self.has(Self::INTEGER)
                        && number.as_f64().is_some_and(|double| double.fract() == 0.0))
            }
            Value::String(_) => self.has(4),
            Value::Array(_) => self.has(5),
            Value::Object(_) => self.has(6),
        }
    }

    fn names(self) -> Vec<&'static str> {
        (0..Self::NAMES.len()).filter(|at| self.has(*at)).map(|at| Self::NAMES[at]).collect()
    }
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" at {pointer}") }
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!("{pointer}: ") }
}
