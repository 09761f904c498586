//! A parsed line as a flat list of nodes in the order of the text.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::FxHasher;
use serde_json::{Map, Number, Value};

use super::text::decode;
use crate::similarity::mix;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// One value or key. Children follow their container directly; a member of an
/// object is its key, a string node, and then its value.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Where the node's text starts and ends in the line, quotes and brackets
    /// included.
    pub start: u32,
    pub end: u32,
    /// The index of the first node that is not part of this one.
    pub next: u32,
    /// Members of an object, items of an array.
    pub count: u32,
    /// Of a number its bits as a double; else a hash of the content. Two nodes
    /// of one kind hold equal JSON exactly when their payloads are equal, up
    /// to collisions of 64 bits; for objects the order of keys is nothing.
    pub payload: u64,
    pub kind: Kind,
    /// A string with escapes; an object in which a key may occur twice; a
    /// number that doubles may not carry exactly.
    pub special: bool,
    /// A string with an escape other than of quote, slash, `\n`, `\r`, `\t`.
    pub exotic: bool,
}

impl Node {
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// A hash of the value that tells kinds apart too.
    #[inline]
    pub fn value_hash(&self) -> u64 {
        mix(self.payload, self.kind as u64 + 1)
    }
}

/// The payload of a string that holds `bytes`.
#[inline]
pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    mix(hasher.finish(), bytes.len() as u64)
}

/// The nodes of one line.
#[derive(Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
    pub suspects: Suspects,
}

/// Which nodes of a tape are worth a closer look, if any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    /// An object in which a key may occur twice.
    pub repeats: bool,
    /// A number that may not be exact.
    pub numbers: bool,
    /// A string with an escape that can hide a character.
    pub exotic: bool,
}

impl Tape {
    #[inline]
    pub fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The indexes of the items of the array at `index`.
    pub fn items(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[index].next as usize;
        let mut at = index + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let item = at;
                at = self.nodes[item].next as usize;
                item
            })
        })
    }

    /// The indexes of key and value of each member of the object at `index`.
    pub fn members(&self, index: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let end = self.nodes[index].next as usize;
        let mut at = index + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let key = at;
                at = self.nodes[key + 1].next as usize;
                (key, key + 1)
            })
        })
    }

    /// The bytes between the quotes of the string node at `index`; none where
    /// they hold escapes and so are not its text.
    #[inline]
    pub fn plain<'line>(&self, line: &'line [u8], index: usize) -> Option<&'line [u8]> {
        let node = &self.nodes[index];
        (!node.special).then(|| &line[node.start as usize + 1..node.end as usize - 1])
    }

    /// The text of the string node at `index`, escapes resolved.
    #[inline]
    pub fn text<'line>(&self, line: &'line [u8], index: usize) -> std::borrow::Cow<'line, str> {
        let node = &self.nodes[index];
        decode(&line[node.start as usize + 1..node.end as usize - 1], node.special)
    }

    /// The value of the member `name` of the object at `index`; of several the
    /// last one, as parsers have it.
    pub fn member(&self, line: &[u8], index: usize, name: &str) -> Option<usize> {
        (self.nodes[index].kind == Kind::Object)
            .then(|| self.members(index).filter(|&(key, _)| self.text(line, key) == name).last())?
            .map(|(_, value)| value)
    }

    /// The node at `index` as a value of its own.
    pub fn value(&self, line: &[u8], index: usize) -> Value {
        let node = &self.nodes[index];
        match node.kind {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(node.payload == 1),
            Kind::String => Value::String(self.text(line, index).into_owned()),
            Kind::Number => Value::Number(self.number(line, node)),
            Kind::Array => self.items(index).map(|item| self.value(line, item)).collect(),
            Kind::Object => Value::Object(
                self.members(index)
                    .map(|(key, value)| {
                        (self.text(line, key).into_owned(), self.value(line, value))
                    })
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// The number as serde_json reads it: integers stay integers.
    fn number(&self, line: &[u8], node: &Node) -> Number {
        serde_json::from_slice(&line[node.span()])
            .ok()
            .or_else(|| Number::from_f64(f64::from_bits(node.payload)))
            .unwrap_or_else(|| Number::from(0))
    }
}

/// The payload that a string node of that text has.
pub fn text_hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}
