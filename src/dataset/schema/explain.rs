//! Why a value breaks its schema, in words.

use jsonschema::Validator;

use super::plan::{Bounds, Constant, Plan, Range, Rest, Step, Types, Verdict};
use super::{MAX_VIOLATIONS, Violation};
use crate::dataset::json::{Kind, Tape};
use crate::dataset::words::{clip, plural};
use crate::model::text::nearest;

/// What a plan finds wrong with the value at `node`.
pub(super) fn by_plan(plan: &Plan, tape: &Tape, line: &[u8], node: usize) -> Vec<Violation> {
    let mut walk = Walk { plan, tape, line, found: Vec::new() };
    walk.step(0, node, "");
    walk.found.truncate(MAX_VIOLATIONS);
    walk.found
}

/// What the full validator finds wrong with the value at `node`.
pub(super) fn by_crate(full: &Validator, tape: &Tape, line: &[u8], node: usize) -> Vec<Violation> {
    let value = tape.value(line, node);
    full.iter_errors(&value)
        .take(MAX_VIOLATIONS)
        .map(|fault| {
            let pointer = fault.instance_path().to_string();
            Violation {
                node: follow(tape, line, node, &pointer),
                pointer,
                message: clip(&fault.to_string(), 200),
                help: None,
            }
        })
        .collect()
}

/// The node that a JSON pointer leads to from `node`, as far as it leads.
pub fn follow(tape: &Tape, line: &[u8], mut node: usize, pointer: &str) -> usize {
    for part in pointer.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        let next = match tape.node(node).kind {
            Kind::Object => tape.member(line, node, &name),
            Kind::Array => name.parse().ok().and_then(|at| tape.items(node).nth(at)),
            _ => None,
        };
        let Some(next) = next else { break };
        node = next;
    }
    node
}

struct Walk<'a> {
    plan: &'a Plan,
    tape: &'a Tape,
    line: &'a [u8],
    found: Vec<Violation>,
}

impl Walk<'_> {
    fn step(&mut self, step: usize, node: usize, pointer: &str) {
        if self.found.len() >= MAX_VIOLATIONS
            || self.plan.run(step, self.tape, self.line, node) != Verdict::Invalid
        {
            return;
        }
        let step = &self.plan.steps[step];
        if step.never {
            return self.tell(node, pointer, "no value is allowed here".to_owned(), None);
        }
        let kind = self.tape.node(node).kind;
        if !step.types.allow(self.tape.node(node)) {
            let message = format!("expected {}, found {}", types_in_words(step.types), noun(kind));
            return self.tell(node, pointer, message, None);
        }
        self.constants(step, node, pointer);
        match kind {
            Kind::String => {
                let count = self.tape.text(self.line, node).chars().count();
                self.bounds(step.length, count, "character", node, pointer);
            }
            Kind::Number => self.range(step.range, node, pointer),
            Kind::Object => self.object(step, node, pointer),
            Kind::Array => self.array(step, node, pointer),
            Kind::Null | Kind::Bool => {}
        }
        for &part in &step.all_of {
            self.step(part, node, pointer);
        }
        for group in &step.any_of {
            self.alternatives(group, node, pointer);
        }
    }

    fn tell(&mut self, node: usize, pointer: &str, message: String, help: Option<String>) {
        self.found.push(Violation { node, pointer: pointer.to_owned(), message, help });
    }

    fn constants(&mut self, step: &Step, node: usize, pointer: &str) {
        let Some(allowed) = &step.allowed else { return };
        let value = self.tape.value(self.line, node);
        if allowed.iter().any(|constant| constant.value == value) {
            return;
        }
        let shown = clip(&value.to_string(), 60);
        let message = match allowed.as_slice() {
            [only] => format!("expected `{}`, found `{shown}`", only.value),
            _ => format!("`{shown}` is not one of the allowed values"),
        };
        self.tell(node, pointer, message, Some(constants_in_words(allowed, value.as_str())));
    }

    fn bounds(&mut self, bounds: Bounds, count: usize, unit: &str, node: usize, pointer: &str) {
        if bounds.contains(count) {
            return;
        }
        let (word, limit) =
            if count < bounds.min { ("at least", bounds.min) } else { ("at most", bounds.max) };
        let message = format!("expected {word} {}, found {count}", plural(limit, unit));
        self.tell(node, pointer, message, None);
    }

    fn range(&mut self, range: Range, node: usize, pointer: &str) {
        let number = f64::from_bits(self.tape.node(node).payload);
        if range.contains(number) {
            return;
        }
        let limits = [
            ("at least", range.min),
            ("more than", range.above),
            ("at most", range.max),
            ("less than", range.below),
        ];
        let words: Vec<_> = limits
            .iter()
            .filter_map(|(word, limit)| limit.map(|limit| format!("{word} {limit}")))
            .collect();
        self.tell(node, pointer, format!("expected {}, found {number}", words.join(" and ")), None);
    }

    fn object(&mut self, step: &Step, node: usize, pointer: &str) {
        let Some(object) = &step.object else { return };
        self.bounds(object.count, self.tape.node(node).count as usize, "property", node, pointer);
        let mut present = Vec::new();
        for (key, value) in self.tape.members(node).collect::<Vec<_>>() {
            let name = self.tape.text(self.line, key).into_owned();
            let path = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let property = object.property(self.tape, self.line, key, usize::MAX);
            match (property.and_then(|property| property.step), object.rest) {
                (Some(part), _) | (None, Rest::Step(part)) => self.step(part, value, &path),
                (None, Rest::Denied) => {
                    let known = object.properties.iter().map(|property| property.name.as_str());
                    let help = nearest(&name, known).map(|near| format!("did you mean `{near}`?"));
                    let message =
                        format!("the property `{}` is not part of the schema", clip(&name, 60));
                    self.tell(key, &path, message, help);
                }
                (None, Rest::Allowed) => {}
            }
            present.push(name);
        }
        for property in object.properties.iter().filter(|property| property.required) {
            if !present.contains(&property.name) {
                let message = format!("the required property `{}` is missing", property.name);
                self.tell(node, pointer, message, None);
            }
        }
    }

    fn array(&mut self, step: &Step, node: usize, pointer: &str) {
        let Some(array) = &step.array else { return };
        self.bounds(array.count, self.tape.node(node).count as usize, "item", node, pointer);
        for (at, item) in self.tape.items(node).collect::<Vec<_>>().into_iter().enumerate() {
            let path = format!("{pointer}/{at}");
            match (array.first.get(at), array.rest) {
                (Some(&part), _) | (None, Rest::Step(part)) => self.step(part, item, &path),
                (None, Rest::Denied) => {
                    let message = format!("expected at most {}", plural(array.first.len(), "item"));
                    self.tell(item, &path, message, None);
                }
                (None, Rest::Allowed) => {}
            }
        }
    }

    /// Of several alternatives, the one that the value comes nearest to is the
    /// one that was meant: its faults are told.
    fn alternatives(&mut self, group: &[usize], node: usize, pointer: &str) {
        let run = |part: usize| self.plan.run(part, self.tape, self.line, node);
        if group.iter().any(|&part| run(part) != Verdict::Invalid) {
            return;
        }
        let nearest = group
            .iter()
            .map(|&part| {
                let mut walk =
                    Walk { plan: self.plan, tape: self.tape, line: self.line, found: Vec::new() };
                walk.step(part, node, pointer);
                walk.found
            })
            .filter(|found| !found.is_empty())
            .min_by_key(|found| distance(found, node));
        if let Some(nearest) = nearest {
            self.found.extend(nearest);
        }
    }
}

/// How far a value is from an alternative: a wrong constant says that another
/// one was meant, a wrong type of the whole says so even more.
fn distance(found: &[Violation], node: usize) -> usize {
    let weight = |violation: &Violation| {
        if violation.node == node && violation.message.starts_with("expected") {
            100
        } else if violation.message.starts_with("expected `") {
            10
        } else {
            1
        }
    };
    found.iter().map(weight).sum()
}

fn constants_in_words(allowed: &[Constant], value: Option<&str>) -> String {
    let near = value.and_then(|value| {
        nearest(value, allowed.iter().filter_map(|constant| constant.value.as_str()))
    });
    let shown: Vec<_> = allowed
        .iter()
        .take(12)
        .map(|constant| format!("`{}`", clip(&constant.value.to_string(), 40)))
        .collect();
    let more = if allowed.len() > shown.len() { ", …" } else { "" };
    let list = format!("allowed: {}{more}", shown.join(", "));
    near.map_or(list.clone(), |near| format!("did you mean `{near}`? {list}"))
}

fn types_in_words(types: Types) -> String {
    let kinds = [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object];
    let words: Vec<_> = kinds
        .into_iter()
        .filter(|&kind| types.kinds & 1 << kind as u8 != 0)
        .map(|kind| if kind == Kind::Number && types.whole { "a whole number" } else { noun(kind) })
        .collect();
    words.join(" or ")
}

/// A kind as a noun with its article.
pub fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    }
}
