//! Rules about the contract of the signature that the rows belong to.

use serde_json::Value;

use crate::canon;
use crate::dataset::finding::{Finding, Sink};
use crate::dataset::json::Kind;
use crate::dataset::rule::Rule;
use crate::dataset::schema::{InvalidSchema, Schema};
use crate::dataset::words::clip;

use super::row::Member;
use super::{Row, View};

/// The schemas that the rows of a signature must fit.
#[derive(Debug)]
pub struct Contract {
    pub signature_id: String,
    input: Schema,
    expected: Schema,
}

impl Contract {
    /// Compiles the schemas of a signature.
    ///
    /// # Errors
    /// When one of them is not a valid JSON Schema.
    pub fn new(signature_id: &str, input: &Value, output: &Value) -> Result<Self, InvalidSchema> {
        Ok(Self {
            signature_id: signature_id.to_owned(),
            input: Schema::new(input)?,
            expected: Schema::new(output)?,
        })
    }
}

pub(super) fn check(sink: &mut Sink<'_>, view: &View<'_>, row: &Row, contract: &Contract) {
    let parts = [
        (row.input, &contract.input, Rule::InputSchema),
        (row.expected, &contract.expected, Rule::ExpectedSchema),
    ];
    for (member, schema, rule) in parts {
        if let Some(member) = member
            && !schema.is_valid(view.tape, view.text, member.value)
        {
            report(sink, view, member, schema, rule);
        }
    }
    if let Some(input) = row.input {
        check_references(sink, view, row, input);
    }
    if let Some(meta) = row.meta {
        check_blobs(sink, view, meta);
    }
}

#[cold]
fn report(sink: &mut Sink<'_>, view: &View<'_>, member: Member, schema: &Schema, rule: Rule) {
    if !sink.has_room(rule) {
        return sink.report(rule, || Finding::new(rule, None, ""));
    }
    let field = view.tape.text(view.text, member.key).into_owned();
    for violation in schema.violations(view.tape, view.text, member.value) {
        sink.report(rule, || {
            let finding = Finding::new(rule, Some(view.place(violation.node)), violation.message)
                .pointer(format!("/{field}{}", violation.pointer));
            match violation.help {
                Some(help) => finding.help(help),
                None => finding,
            }
        });
    }
}

/// A node that is a reference to a blob: string `id`, string `hash`, number
/// `size`, and `mime` absent or a string. Returns the nodes of id and hash.
fn reference(view: &View<'_>, node: usize) -> Option<(usize, usize)> {
    let object = view.tape.node(node);
    if object.kind != Kind::Object || !(3..=12).contains(&object.count) {
        return None;
    }
    let part = |name: &str, kind: Kind| {
        view.tape.member(view.text, node, name).filter(|&part| view.tape.node(part).kind == kind)
    };
    let found = (part("id", Kind::String)?, part("hash", Kind::String)?);
    part("size", Kind::Number)?;
    let mime = view.tape.member(view.text, node, "mime");
    (mime.is_none() || part("mime", Kind::String).is_some()).then_some(found)
}

fn check_references(sink: &mut Sink<'_>, view: &View<'_>, row: &Row, input: Member) {
    let end = view.tape.node(input.value).next as usize;
    for node in input.value..end {
        let Some((id, _)) = reference(view, node) else { continue };
        let wanted = view.tape.node(id).payload;
        let known = blobs(view, row.meta).any(|blob| {
            let id = view.tape.member(view.text, blob, "id");
            id.is_some_and(|id| {
                view.tape.node(id).payload == wanted && view.tape.node(id).kind == Kind::String
            }) && text_of(view, blob).is_some()
        });
        if !known {
            sink.report(Rule::MissingBlob, || {
                let name = view.tape.text(view.text, id);
                let message =
                    format!("the text of blob `{}` is not in `meta.blobs`", clip(&name, 20));
                Finding::new(Rule::MissingBlob, Some(view.place(id)), message)
                    .pointer(view.pointer(node))
                    .help("add `{\"id\": …, \"text\": …}` to `meta.blobs`")
            });
        }
    }
}

/// The nodes of `meta.blobs`.
fn blobs<'a>(view: &'a View<'_>, meta: Option<Member>) -> impl Iterator<Item = usize> + 'a {
    let list = meta
        .and_then(|meta| view.tape.member(view.text, meta.value, "blobs"))
        .filter(|&list| view.tape.node(list).kind == Kind::Array);
    list.into_iter().flat_map(|list| view.tape.items(list))
}

fn text_of(view: &View<'_>, blob: usize) -> Option<usize> {
    let text = view.tape.member(view.text, blob, "text")?;
    (view.tape.node(text).kind == Kind::String).then_some(text)
}

fn check_blobs(sink: &mut Sink<'_>, view: &View<'_>, meta: Member) {
    for blob in blobs(view, Some(meta)) {
        let id = view.tape.member(view.text, blob, "id");
        let Some((id, text)) = id.zip(text_of(view, blob)) else { continue };
        let actual = canon::text_id(&view.tape.text(view.text, text));
        if view.tape.node(id).kind != Kind::String
            || view.tape.text(view.text, id) != actual.as_str()
        {
            sink.report(Rule::BlobHashMismatch, || {
                Finding::new(
                    Rule::BlobHashMismatch,
                    Some(view.place(id)),
                    "the id of the blob is not the hash of its text",
                )
                .pointer(view.pointer(id))
                .help(format!("its text has the id {actual}"))
            });
        }
    }
}
