//! Holding a value against compiled nodes.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use serde_json::{Map, Value};

use super::{Id, Node, NumberRules, ROOT, Schema, SchemaMismatch, Span, TextRules};
use crate::{canon, model::text};

/// How much of a value a message shows, in UTF-16 units.
const SHOWN: usize = 60;

pub(super) fn decode(schema: &Schema, value: &Value) -> Result<Value, SchemaMismatch> {
    let walk = Walk { nodes: &schema.nodes, known: RefCell::default() };
    let kept = walk.kept(ROOT, value, &Path::Root)?;
    Ok(kept.unwrap_or_else(|| value.clone()))
}

/// One value on its way through the nodes.
struct Walk<'a> {
    nodes: &'a [Node],
    /// What shared nodes found in parts of the value, by the part's address: a
    /// node that is reached in many ways is held against a part once.
    known: RefCell<HashMap<(Id, *const Value), Outcome>>,
}

/// What a schema keeps of a value; `None` when it states no shape.
type Outcome = Result<Option<Value>, SchemaMismatch>;

/// Where in the value we are.
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Key(parent, key) => {
                format!("{}/{}", parent.pointer(), key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Index(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }

    fn mismatch(&self, reason: impl Into<String>) -> SchemaMismatch {
        SchemaMismatch { pointer: self.pointer(), reason: reason.into() }
    }
}

impl Walk<'_> {
    /// What a schema keeps of a value; `None` when it states no shape, so that
    /// the value stays as it is unless another schema has a say.
    fn kept(&self, id: Id, value: &Value, at: &Path<'_>) -> Outcome {
        let node = &self.nodes[id];
        if node.unknown {
            return Ok(None);
        }
        if !node.shared {
            return self.apply(node, value, at);
        }
        let key = (id, std::ptr::from_ref(value));
        if let Some(outcome) = self.known.borrow().get(&key) {
            return outcome.clone();
        }
        let outcome = self.apply(node, value, at);
        self.known.borrow_mut().insert(key, outcome.clone());
        outcome
    }

    fn apply(&self, node: &Node, value: &Value, at: &Path<'_>) -> Outcome {
        check(node, value).map_err(|reason| at.mismatch(reason))?;
        if node.not.is_some_and(|not| self.kept(not, value, at).is_ok()) {
            return Err(at.mismatch("is what the schema excludes"));
        }
        let mut kept = match value {
            Value::Object(map) => self.object(node, map, at)?,
            Value::Array(items) => self.array(node, items, at)?,
            _ => None,
        };
        for member in &node.all {
            kept = merge(kept, self.kept(*member, value, at)?);
        }
        for members in &node.unions {
            kept = merge(kept, self.union(members, value, at)?);
        }
        Ok(kept)
    }

    fn object(
        &self,
        node: &Node,
        map: &Map<String, Value>,
        at: &Path<'_>,
    ) -> Result<Option<Value>, SchemaMismatch> {
        let rules = &node.object;
        in_span(rules.size, map.len(), "key").map_err(|reason| at.mismatch(reason))?;
        for key in &rules.required {
            if !map.contains_key(key) && !self.may_be_missing(node, key) {
                return Err(at.mismatch(format!("the key {key:?} is missing")));
            }
        }
        if let Some(names) = rules.names {
            for key in map.keys() {
                // The name is no part of the value, so it has a walk of its own.
                let walk = Walk { nodes: self.nodes, known: RefCell::default() };
                walk.kept(names, &Value::String(key.clone()), &Path::Key(at, key))?;
            }
        }
        if !rules.closed {
            return Ok(None);
        }
        let mut kept = Map::new();
        for (key, id) in &rules.properties {
            if let Some(value) = map.get(key) {
                kept.insert(key.clone(), self.part(*id, value, &Path::Key(at, key))?);
            }
        }
        if rules.patterns.is_empty() && rules.rest.is_none() {
            return Ok(Some(Value::Object(kept)));
        }
        for (key, value) in map {
            let path = Path::Key(at, key);
            let matching = rules.patterns.iter().filter(|(regex, _)| regex.is_match(key));
            let mut schemas: Vec<Id> = matching.map(|(_, id)| *id).collect();
            if schemas.is_empty() && !kept.contains_key(key) {
                schemas.extend(rules.rest);
            }
            for id in schemas {
                let part = self.part(id, value, &path)?;
                let merged = merge(kept.remove(key), Some(part)).unwrap_or_default();
                kept.insert(key.clone(), merged);
            }
        }
        Ok(Some(Value::Object(kept)))
    }

    fn array(
        &self,
        node: &Node,
        items: &[Value],
        at: &Path<'_>,
    ) -> Result<Option<Value>, SchemaMismatch> {
        let rules = &node.array;
        in_span(rules.size, items.len(), "item").map_err(|reason| at.mismatch(reason))?;
        if rules.unique {
            let mut seen = HashSet::new();
            let twice = items.iter().position(|item| !seen.insert(canon::to_string(item)));
            if let Some(index) = twice {
                return Err(Path::Index(at, index).mismatch("stands in the list twice"));
            }
        }
        if rules.prefix.is_empty() && rules.rest.is_none() {
            return Ok(None);
        }
        let part = |(index, item): (usize, &Value)| match rules
            .prefix
            .get(index)
            .copied()
            .or(rules.rest)
        {
            Some(id) => self.part(id, item, &Path::Index(at, index)),
            None => Ok(item.clone()),
        };
        items.iter().enumerate().map(part).collect::<Result<_, _>>().map(Value::Array).map(Some)
    }

    fn part(&self, id: Id, value: &Value, at: &Path<'_>) -> Result<Value, SchemaMismatch> {
        Ok(self.kept(id, value, at)?.unwrap_or_else(|| value.clone()))
    }

    /// The first member that fits wins.
    fn union(
        &self,
        members: &[Id],
        value: &Value,
        at: &Path<'_>,
    ) -> Result<Option<Value>, SchemaMismatch> {
        let mut failures = Vec::with_capacity(members.len());
        for member in members {
            match self.kept(*member, value, at) {
                Ok(kept) => return Ok(kept),
                Err(failure) => failures.push(failure),
            }
        }
        Err(self.explain(members, failures, value, at))
    }

    /// The one reason that helps, out of one for each member of a union.
    fn explain(
        &self,
        members: &[Id],
        mut failures: Vec<SchemaMismatch>,
        value: &Value,
        at: &Path<'_>,
    ) -> SchemaMismatch {
        if failures.len() == 1 {
            return failures.remove(0);
        }
        if let Some((key, known)) = self.common_tag(members)
            && let Some(found) = value.get(key)
        {
            return match known.iter().position(|literal| same(literal, found)) {
                Some(member) => failures.swap_remove(member),
                None => Path::Key(at, key).mismatch(not_among(found, &known)),
            };
        }
        let literals: Vec<&Value> = members
            .iter()
            .filter_map(|member| self.nodes[*member].allowed.as_deref())
            .flatten()
            .collect();
        if literals.len() >= members.len() {
            return at.mismatch(not_among(value, &literals));
        }
        let reasons: Vec<String> = failures.iter().take(3).map(ToString::to_string).collect();
        at.mismatch(format!(
            "fits none of the {} alternatives ({})",
            members.len(),
            reasons.join("; ")
        ))
    }

    /// The key by which all members tell themselves apart, and each one's literal.
    fn common_tag(&self, members: &[Id]) -> Option<(&str, Vec<&Value>)> {
        let first = self.resolved(*members.first()?);
        first.object.properties.iter().find_map(|(key, _)| {
            let literals: Option<Vec<&Value>> =
                members.iter().map(|member| self.literal(*member, key)).collect();
            literals.map(|literals| (key.as_str(), literals))
        })
    }

    /// The only value that a member allows for a key.
    fn literal(&self, member: Id, key: &str) -> Option<&Value> {
        let (_, id) =
            self.resolved(member).object.properties.iter().find(|(name, _)| name == key)?;
        match self.resolved(*id).allowed.as_deref() {
            Some([single]) => Some(single),
            _ => None,
        }
    }

    /// The node behind a plain reference.
    fn resolved(&self, id: Id) -> &Node {
        let node = &self.nodes[id];
        match node.all.as_slice() {
            [target] if node.object.properties.is_empty() && node.allowed.is_none() => {
                self.resolved(*target)
            }
            _ => node,
        }
    }

    /// A required key of the unknown type may be missing.
    fn may_be_missing(&self, node: &Node, key: &str) -> bool {
        let property = node.object.properties.iter().find(|(name, _)| name == key);
        property.is_some_and(|(_, id)| self.resolved(*id).unknown)
    }
}

/// The keywords that look at the value itself.
fn check(node: &Node, value: &Value) -> Result<(), String> {
    if node.never {
        return Err("must not be here".to_owned());
    }
    if let Some(types) = node.types
        && !types.accepts(value)
    {
        return Err(format!("must be {}, but is {}", types.names().join(" or "), kind(value)));
    }
    if let Some(allowed) = &node.allowed
        && !allowed.iter().any(|literal| same(literal, value))
    {
        return Err(not_among(value, &allowed.iter().collect::<Vec<_>>()));
    }
    match value {
        Value::String(text) => check_text(&node.text, text),
        Value::Number(number) => check_number(&node.number, number.as_f64().unwrap_or(f64::NAN)),
        _ => Ok(()),
    }
}

fn check_text(rules: &TextRules, text: &str) -> Result<(), String> {
    if rules.size.min.is_some() || rules.size.max.is_some() {
        in_span(rules.size, text::units(text), "character")?;
    }
    match &rules.pattern {
        Some(pattern) if !pattern.is_match(text) => {
            Err(format!("{} does not match {pattern}", shown(&Value::String(text.to_owned()))))
        }
        _ => Ok(()),
    }
}

fn check_number(rules: &NumberRules, number: f64) -> Result<(), String> {
    let bound = |limit: Option<f64>, holds: fn(f64, f64) -> bool, words: &str| match limit {
        Some(limit) if !holds(number, limit) => Err(format!("{number} is not {words} {limit}")),
        _ => Ok(()),
    };
    bound(rules.min, |number, limit| number >= limit, "at least")?;
    bound(rules.max, |number, limit| number <= limit, "at most")?;
    bound(rules.above, |number, limit| number > limit, "above")?;
    bound(rules.below, |number, limit| number < limit, "below")?;
    bound(rules.multiple_of, |number, step| (number / step).fract() == 0.0, "a multiple of")
}

fn in_span(span: Span, size: usize, unit: &str) -> Result<(), String> {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if let Some(min) = span.min.filter(|min| size < *min) {
        return Err(format!("has {size} {unit}{}, at least {min} expected", plural(size)));
    }
    if let Some(max) = span.max.filter(|max| size > *max) {
        return Err(format!("has {size} {unit}{}, at most {max} allowed", plural(size)));
    }
    Ok(())
}

/// Joins what two schemas keep of one value.
fn merge(left: Option<Value>, right: Option<Value>) -> Option<Value> {
    match (left, right) {
        (Some(Value::Object(mut left)), Some(Value::Object(right))) => {
            for (key, value) in right {
                let merged = merge(left.remove(&key), Some(value)).unwrap_or_default();
                left.insert(key, merged);
            }
            Some(Value::Object(left))
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            let both = left.into_iter().zip(right);
            Some(
                both.map(|(left, right)| merge(Some(left), Some(right)).unwrap_or_default())
                    .collect(),
            )
        }
        (left, right) => left.or(right),
    }
}

/// Equality of JSON values; numbers are equal as doubles.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

fn not_among(found: &Value, known: &[&Value]) -> String {
    let mut names: Vec<String> = known.iter().take(12).map(|literal| shown(literal)).collect();
    if known.len() > names.len() {
        names.push(format!("{} more", known.len() - names.len()));
    }
    match names.as_slice() {
        [single] => format!("must be {single}, but is {}", shown(found)),
        _ => format!("{} is none of {}", shown(found), names.join(", ")),
    }
}

fn shown(value: &Value) -> String {
    let whole = canon::to_string(value);
    let cut = text::head(&whole, SHOWN);
    if cut.len() == whole.len() { whole } else { format!("{cut}…") }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
