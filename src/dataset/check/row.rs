//! Rules about the fields of a row.

use crate::dataset::finding::{Finding, Sink};
use crate::dataset::json::{Kind, Tape, mix};
use crate::dataset::rule::Rule;
use crate::dataset::schema::noun;
use crate::dataset::words::clip;
use crate::model::example::{Split, limits};
use crate::model::text::{nearest, trim, units};

use super::{Entry, View};

/// The fields that a row may have.
pub const FIELDS: [&str; 7] =
    ["exampleId", "inputJson", "expectedJson", "split", "tags", "meta", "source"];

/// The nodes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub key: usize,
    pub value: usize,
}

/// Where the fields of a row are; of a repeated one, the last.
#[derive(Debug, Default)]
pub struct Row {
    pub id: Option<Member>,
    pub input: Option<Member>,
    pub expected: Option<Member>,
    pub split: Option<Member>,
    pub tags: Option<Member>,
    pub meta: Option<Member>,
    pub source: Option<Member>,
    /// Keys that are no field.
    pub unknown: Vec<usize>,
}

impl Row {
    /// Finds the fields of the row that the tape holds.
    pub fn read(&mut self, tape: &Tape, text: &[u8]) {
        self.unknown.clear();
        let mut fields = [None; FIELDS.len()];
        for (key, value) in tape.members(0) {
            let node = tape.node(key);
            let index = if node.special {
                let name = tape.text(text, key);
                FIELDS.iter().position(|field| *field == name)
            } else {
                field_index(&text[node.start as usize + 1..node.end as usize - 1])
            };
            match index {
                Some(index) => fields[index] = Some(Member { key, value }),
                None => self.unknown.push(key),
            }
        }
        [self.id, self.input, self.expected, self.split, self.tags, self.meta, self.source] =
            fields;
    }

    /// The split that the server would store.
    pub fn split(&self, view: &View<'_>) -> Option<Split> {
        let value = self.split?.value;
        if view.tape.node(value).kind != Kind::String {
            return None;
        }
        match view.tape.plain(view.text, value) {
            Some(plain) => Split::ALL.into_iter().find(|split| split.name().as_bytes() == plain),
            None => Split::parse(&view.tape.text(view.text, value)),
        }
    }

    /// What is remembered of the row.
    pub fn entry(&self, view: &View<'_>) -> Entry {
        let hash = |member: Member| view.tape.node(member.value).value_hash();
        Entry {
            offset: view.at.offset,
            line: view.at.number,
            id: self.id.map_or(0, |member| id_hash(view, member.value)),
            input: self.input.map_or(0, hash),
            answer: self.expected.map_or(0, hash),
            split: self.split(view),
        }
    }
}

/// The index of a field among [`FIELDS`].
#[inline]
fn field_index(name: &[u8]) -> Option<usize> {
    Some(match name {
        b"exampleId" => 0,
        b"inputJson" => 1,
        b"expectedJson" => 2,
        b"split" => 3,
        b"tags" => 4,
        b"meta" => 5,
        b"source" => 6,
        _ => return None,
    })
}

/// A hash of the trimmed id, never 0; 0 where there is none.
fn id_hash(view: &View<'_>, value: usize) -> u64 {
    let node = view.tape.node(value);
    if node.kind != Kind::String {
        return 0;
    }
    let raw = &view.text[node.start as usize + 1..node.end as usize - 1];
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if !node.special && is_plain(raw.first()) && is_plain(raw.last()) {
        return node.payload | 1;
    }
    match trim(&view.tape.text(view.text, value)) {
        "" => 0,
        id => crate::dataset::json::text_hash(id) | 1,
    }
}

/// Checks the fields of a row.
pub(super) fn check(sink: &mut Sink<'_>, view: &View<'_>, row: &Row) {
    check_id(sink, view, row);
    for (member, rule, name) in [
        (row.input, Rule::MissingInput, "inputJson"),
        (row.expected, Rule::MissingExpected, "expectedJson"),
    ] {
        if member.is_none() {
            missing(sink, view, row, rule, name);
        }
    }
    check_split(sink, view, row);
    check_tags(sink, view, row);
    for &key in &row.unknown {
        sink.report(Rule::UnknownField, || {
            let name = view.tape.text(view.text, key);
            let message = format!("the field `{}` is not part of a row", clip(&name, 60));
            let help = match nearest(&name, FIELDS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put what belongs to the example into `meta`".to_owned(),
            };
            Finding::new(Rule::UnknownField, Some(view.place(key)), message).help(help)
        });
    }
}

/// A missing field is shown at the brace that opens the row.
fn missing(sink: &mut Sink<'_>, view: &View<'_>, row: &Row, rule: Rule, name: &str) {
    sink.report(rule, || {
        let names = row.unknown.iter().map(|&key| view.tape.text(view.text, key).into_owned());
        let names: Vec<_> = names.collect();
        let near = nearest(name, names.iter().map(String::as_str));
        let finding =
            Finding::new(rule, Some(view.at.place(0..1)), format!("the row has no `{name}`"));
        match near {
            Some(near) => finding.help(format!("is `{near}` meant to be `{name}`?")),
            None => finding.help(format!("add `\"{name}\": …`")),
        }
    });
}

fn check_id(sink: &mut Sink<'_>, view: &View<'_>, row: &Row) {
    let Some(member) = row.id else {
        return missing(sink, view, row, Rule::MissingId, "exampleId");
    };
    let node = view.tape.node(member.value);
    let place = || Some(view.place(member.value));
    if node.kind != Kind::String {
        return sink.report(Rule::IdNotString, || {
            let message = format!("`exampleId` is {}, not a string", noun(node.kind));
            Finding::new(Rule::IdNotString, place(), message).help("put it in double quotes")
        });
    }
    // Most ids need no closer look.
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if let Some(raw) = view.tape.plain(view.text, member.value)
        && raw.len() <= limits::EXAMPLE_ID
        && is_plain(raw.first())
        && is_plain(raw.last())
    {
        return;
    }
    let id = view.tape.text(view.text, member.value);
    let trimmed = trim(&id);
    if trimmed.is_empty() {
        return sink.report(Rule::EmptyId, || {
            Finding::new(Rule::EmptyId, place(), "the `exampleId` is empty")
                .help("give the row a name that stays the same when rows are added")
        });
    }
    if trimmed.len() < id.len() {
        sink.report(Rule::PaddedId, || {
            Finding::new(Rule::PaddedId, place(), "the `exampleId` has white space at an end")
                .help(format!("write \"{}\"", clip(trimmed, 60)))
        });
    }
    if trimmed.len() > limits::EXAMPLE_ID && units(trimmed) > limits::EXAMPLE_ID {
        sink.report(Rule::IdTooLong, || {
            let message = format!(
                "the `exampleId` has {} characters, at most 200 are allowed",
                units(trimmed)
            );
            Finding::new(Rule::IdTooLong, place(), message)
        });
    }
}

fn check_split(sink: &mut Sink<'_>, view: &View<'_>, row: &Row) {
    let Some(member) = row.split else { return };
    let node = view.tape.node(member.value);
    if node.kind == Kind::Null || row.split(view).is_some() {
        return;
    }
    sink.report(Rule::UnknownSplit, || {
        let place = Some(view.place(member.value));
        let known = Split::ALL.map(Split::name);
        if node.kind != Kind::String {
            let message = format!("`split` is {}, not a string", noun(node.kind));
            return Finding::new(Rule::UnknownSplit, place, message)
                .help(format!("one of {}", known.join(", ")));
        }
        let text = view.tape.text(view.text, member.value);
        let message =
            format!("unknown split `{}`; the row would be stored without one", clip(&text, 40));
        let near = nearest(&text, known).or_else(|| usual_name(&text));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", known.join(", ")),
        };
        Finding::new(Rule::UnknownSplit, place, message).help(help)
    });
}

/// The split that another common name stands for.
fn usual_name(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "training" | "fit" => Some("train"),
        "validation" | "valid" | "val" | "eval" | "evaluation" => Some("holdout"),
        "testing" => Some("test"),
        _ => None,
    }
}

fn check_tags(sink: &mut Sink<'_>, view: &View<'_>, row: &Row) {
    let required = !sink.profile.required_tags.is_empty();
    let Some(member) = row.tags else {
        if required {
            check_required(sink, view, &[], None);
        }
        return;
    };
    let node = view.tape.node(member.value);
    if node.kind != Kind::Array {
        if node.kind != Kind::Null {
            not_strings(sink, view, member.value, noun(node.kind));
        }
        return;
    }
    if node.count as usize > limits::TAGS {
        sink.report(Rule::TooManyTags, || {
            let message = format!("the row has {} tags, at most 50 are kept", node.count);
            let first = view.tape.items(member.value).nth(limits::TAGS).unwrap_or(member.value);
            Finding::new(Rule::TooManyTags, Some(view.place(first)), message)
                .help("this tag and the ones behind it would be dropped")
        });
    }
    let split = row.split(view);
    let mut seen = 0u64;
    for item in view.tape.items(member.value) {
        let tag = view.tape.node(item);
        if tag.kind != Kind::String {
            not_strings(sink, view, item, noun(tag.kind));
            continue;
        }
        // Only where a bit of 64 is hit twice can a tag repeat.
        let bit = 1 << (mix(tag.payload, 0) >> 58);
        if seen & bit != 0 {
            repeated(sink, view, member.value, item);
        }
        seen |= bit;
        check_tag(sink, view, item, split);
    }
    if required {
        let strings =
            view.tape.items(member.value).filter(|&item| view.tape.node(item).kind == Kind::String);
        let tags: Vec<_> = strings.map(|item| view.tape.text(view.text, item)).collect();
        let tags: Vec<_> = tags.iter().map(|tag| trim(tag)).collect();
        check_required(sink, view, &tags, Some(member.value));
    }
}

fn not_strings(sink: &mut Sink<'_>, view: &View<'_>, node: usize, found: &str) {
    sink.report(Rule::TagsNotStrings, || {
        let message = format!("`tags` is an array of strings; this is {found}");
        Finding::new(Rule::TagsNotStrings, Some(view.place(node)), message)
            .help("the server would drop it")
    });
}

fn repeated(sink: &mut Sink<'_>, view: &View<'_>, tags: usize, item: usize) {
    let tag = view.tape.text(view.text, item);
    let first = view.tape.items(tags).take_while(|&other| other < item).find(|&other| {
        view.tape.node(other).kind == Kind::String && view.tape.text(view.text, other) == tag
    });
    if let Some(first) = first {
        sink.report(Rule::RepeatedTag, || {
            let message = format!("the tag `{}` occurs twice", clip(&tag, 40));
            Finding::new(Rule::RepeatedTag, Some(view.place(item)), message)
                .related(view.place(first), "it was given here already")
        });
    }
}

#[inline]
fn check_tag(sink: &mut Sink<'_>, view: &View<'_>, item: usize, split: Option<Split>) {
    let node = view.tape.node(item);
    let raw = &view.text[node.start as usize + 1..node.end as usize - 1];
    if raw.len() > limits::TAG {
        let tag = view.tape.text(view.text, item);
        let length = units(trim(&tag));
        if length > limits::TAG {
            sink.report(Rule::TagTooLong, || {
                let message = format!("the tag has {length} characters, at most 120 are kept");
                Finding::new(Rule::TagTooLong, Some(view.place(item)), message)
            });
        }
    } else if raw.is_empty() || raw.iter().all(u8::is_ascii_whitespace) {
        not_strings(sink, view, item, "an empty string");
    }
    if let Some((named, actual)) = split_of_tag(raw).zip(split)
        && named.effective() != actual.effective()
    {
        sink.report(Rule::SplitTagMismatch, || {
            let message = format!(
                "the tag names the split `{}`, but the row is in `{}`",
                named.name(),
                actual.name()
            );
            Finding::new(Rule::SplitTagMismatch, Some(view.place(item)), message)
                .help("change the tag or the split")
        });
    }
}

/// The split that a tag such as `holdout` or `split:train` names.
#[inline]
fn split_of_tag(raw: &[u8]) -> Option<Split> {
    if raw.len() > 13 {
        return None;
    }
    let name = raw
        .strip_prefix(b"split:")
        .or_else(|| raw.strip_prefix(b"split="))
        .or_else(|| raw.strip_prefix(b"split-"))
        .unwrap_or(raw);
    Split::ALL.into_iter().find(|split| split.name().as_bytes() == name)
}

fn check_required(sink: &mut Sink<'_>, view: &View<'_>, tags: &[&str], node: Option<usize>) {
    let missing: Vec<_> = sink
        .profile
        .required_tags
        .iter()
        .filter(|required| !tags.contains(&required.as_str()))
        .map(|required| format!("`{required}`"))
        .collect();
    if !missing.is_empty() {
        sink.report(Rule::MissingTag, || {
            let place = node.map_or_else(|| view.at.place(0..1), |node| view.place(node));
            let word = if missing.len() == 1 { "tag" } else { "tags" };
            let message = format!("the row lacks the required {word} {}", missing.join(", "));
            Finding::new(Rule::MissingTag, Some(place), message)
        });
    }
}
