//! From a schema document to nodes.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Id, Node, ROOT, Schema, SchemaError, Span, Types, pattern};

/// Keywords that constrain a value. A schema without any is the unknown type.
const CONSTRAINTS: [&str; 29] = [
    "$ref",
    "type",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "items",
    "prefixItems",
    "additionalItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Keywords that constrain and that nothing here enforces. To pass over them
/// would accept values that their author wants refused.
const UNSUPPORTED: [&str; 11] = [
    "if",
    "then",
    "else",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];

/// Keywords that say nothing about which values fit.
const ANNOTATIONS: [&str; 17] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

/// The keywords that constrain a value, known and enforced.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    CONSTRAINTS.into_iter()
}

/// Whether a keyword constrains a value in a way that is not enforced.
pub fn is_unsupported(keyword: &str) -> bool {
    UNSUPPORTED.contains(&keyword)
}

/// Whether a keyword says nothing about which values fit.
pub fn is_annotation(keyword: &str) -> bool {
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

/// Schemas that may apply to one and the same value, one inside the other.
/// With the parser's limit on nesting it bounds the depth of decoding.
const MAX_CHAIN: usize = 16;

/// Schemas that may be held against one and the same value: unions inside of
/// unions multiply, and a row must not take seconds.
const MAX_APPLIED: usize = 5_000;

pub(super) fn compile(document: &Value) -> Result<Schema, SchemaError> {
    let (mut nodes, mut faults) = nodes(document);
    if !faults.is_empty() {
        return Err(faults.remove(0));
    }
    refuse_endless(&nodes)?;
    mark_shared(&mut nodes);
    Ok(Schema { nodes })
}

/// Everything that is wrong with a document.
pub(super) fn faults(document: &Value) -> Vec<SchemaError> {
    let (nodes, faults) = nodes(document);
    if faults.is_empty() { refuse_endless(&nodes).err().into_iter().collect() } else { faults }
}

fn nodes(document: &Value) -> (Vec<Node>, Vec<SchemaError>) {
    let mut compiler = Compiler {
        document,
        nodes: Vec::new(),
        known: HashMap::new(),
        open: Vec::new(),
        faults: Vec::new(),
    };
    compiler.id(String::new(), document);
    while let Some((id, pointer, schema)) = compiler.open.pop() {
        compiler.nodes[id] = compiler.node(&pointer, schema);
    }
    (compiler.nodes, compiler.faults)
}

struct Compiler<'a> {
    document: &'a Value,
    nodes: Vec<Node>,
    /// The node of each place in the document, so that a `$ref` shares it.
    known: HashMap<String, Id>,
    open: Vec<(Id, String, &'a Value)>,
    faults: Vec<SchemaError>,
}

impl<'a> Compiler<'a> {
    fn id(&mut self, pointer: String, schema: &'a Value) -> Id {
        if let Some(&id) = self.known.get(&pointer) {
            return id;
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.known.insert(pointer.clone(), id);
        self.open.push((id, pointer, schema));
        id
    }

    /// What a keyword states; nothing where it is faulty.
    fn stated<T: Default>(&mut self, result: Result<T, SchemaError>) -> T {
        result.unwrap_or_else(|fault| {
            self.faults.push(fault);
            T::default()
        })
    }

    fn node(&mut self, pointer: &str, schema: &'a Value) -> Node {
        let map = match schema {
            Value::Bool(allowed) => {
                return Node { never: !allowed, unknown: *allowed, ..Node::default() };
            }
            Value::Object(map) => map,
            _ => {
                self.faults.push(fault(pointer, "a schema is an object or a boolean"));
                return Node::default();
            }
        };
        let unsupported = UNSUPPORTED.iter().filter(|keyword| map.contains_key(**keyword));
        self.faults.extend(unsupported.map(|keyword| {
            let at = format!("{pointer}/{keyword}");
            fault(&at, &format!("the keyword {keyword:?} is not supported"))
        }));
        let mut node = Node {
            unknown: !CONSTRAINTS.iter().any(|keyword| map.contains_key(*keyword)),
            ..Node::default()
        };
        let place = Place { pointer: pointer.to_owned(), map };
        node.types = self.stated(place.types());
        node.allowed = self.stated(place.allowed());
        let combined = self.combinators(&mut node, &place);
        self.stated(combined);
        let object = self.object(&mut node, &place);
        self.stated(object);
        let array = self.array(&mut node, &place);
        self.stated(array);
        node.text.size = self.stated(place.span("minLength", "maxLength"));
        node.text.pattern = self.stated(place.pattern());
        node.number.min = self.stated(place.number("minimum"));
        node.number.max = self.stated(place.number("maximum"));
        node.number.above = self.stated(place.number("exclusiveMinimum"));
        node.number.below = self.stated(place.number("exclusiveMaximum"));
        node.number.multiple_of = self.stated(place.number("multipleOf"));
        node
    }

    fn combinators(&mut self, node: &mut Node, place: &Place<'a>) -> Result<(), SchemaError> {
        if let Some(reference) = place.map.get("$ref") {
            let (pointer, target) = self.resolve(place, reference)?;
            node.all.push(self.id(pointer, target));
        }
        node.all.extend(self.list(place, "allOf")?);
        for keyword in ["anyOf", "oneOf"] {
            if place.map.contains_key(keyword) {
                node.unions.push(self.list(place, keyword)?);
            }
        }
        node.not = place.map.get("not").map(|schema| self.id(place.child("not"), schema));
        Ok(())
    }

    fn object(&mut self, node: &mut Node, place: &Place<'a>) -> Result<(), SchemaError> {
        let rules = &mut node.object;
        for (key, schema) in place.object("properties")? {
            let id = self.id(place.grandchild("properties", key), schema);
            rules.properties.push((key.clone(), id));
        }
        for (key, schema) in place.object("patternProperties")? {
            let regex = pattern::compile(key)
                .map_err(|reason| fault(&place.grandchild("patternProperties", key), &reason))?;
            rules
                .patterns
                .push((regex, self.id(place.grandchild("patternProperties", key), schema)));
        }
        let additional = place.map.get("additionalProperties");
        rules.closed = place.map.contains_key("properties")
            || place.map.contains_key("patternProperties")
            || matches!(additional, Some(Value::Bool(false) | Value::Object(_)));
        if let Some(schema @ Value::Object(_)) = additional {
            rules.rest = Some(self.id(place.child("additionalProperties"), schema));
        }
        let names = place.map.get("propertyNames");
        rules.names = names.map(|schema| self.id(place.child("propertyNames"), schema));
        rules.required = place.strings("required")?;
        rules.size = place.span("minProperties", "maxProperties")?;
        Ok(())
    }

    fn array(&mut self, node: &mut Node, place: &Place<'a>) -> Result<(), SchemaError> {
        let rules = &mut node.array;
        let items = place.map.get("items");
        let rest = if let Some(Value::Array(_)) = items {
            rules.prefix = self.list(place, "items")?;
            place.map.get("additionalItems").map(|schema| ("additionalItems", schema))
        } else {
            rules.prefix = self.list(place, "prefixItems")?;
            items.map(|schema| ("items", schema))
        };
        rules.rest = rest.map(|(keyword, schema)| self.id(place.child(keyword), schema));
        rules.unique = place.map.get("uniqueItems") == Some(&Value::Bool(true));
        rules.size = place.span("minItems", "maxItems")?;
        Ok(())
    }

    fn list(&mut self, place: &Place<'a>, keyword: &str) -> Result<Vec<Id>, SchemaError> {
        match place.map.get(keyword) {
            None => Ok(Vec::new()),
            Some(Value::Array(schemas)) => {
                let pointer = |at: usize| place.grandchild(keyword, &at.to_string());
                Ok(schemas
                    .iter()
                    .enumerate()
                    .map(|(at, schema)| self.id(pointer(at), schema))
                    .collect())
            }
            Some(_) => Err(fault(&place.child(keyword), "must be a list of schemas")),
        }
    }

    /// Only references inside the document are followed: `#` and `#/…`.
    fn resolve(
        &self,
        place: &Place<'a>,
        reference: &Value,
    ) -> Result<(String, &'a Value), SchemaError> {
        let text = reference.as_str().unwrap_or_default();
        let target = text.strip_prefix('#').and_then(|pointer| {
            let pointer = percent_decoded(pointer);
            self.document.pointer(&pointer).map(|schema| (pointer, schema))
        });
        target.ok_or_else(|| {
            let reason = format!("{reference} leads nowhere in this document");
            fault(&place.child("$ref"), &reason)
        })
    }
}

/// A schema object and where it stands.
struct Place<'a> {
    pointer: String,
    map: &'a Map<String, Value>,
}

impl<'a> Place<'a> {
    fn child(&self, keyword: &str) -> String {
        format!("{}/{keyword}", self.pointer)
    }

    fn grandchild(&self, keyword: &str, key: &str) -> String {
        format!("{}/{keyword}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"))
    }

    fn types(&self) -> Result<Option<Types>, SchemaError> {
        let Some(stated) = self.map.get("type") else { return Ok(None) };
        let names = match stated {
            Value::Array(names) => names.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut types = Types::none();
        for name in names {
            if !name.as_str().is_some_and(|name| types.add(name)) {
                return Err(fault(&self.child("type"), &format!("{name} is not a type")));
            }
        }
        Ok(Some(types))
    }

    fn allowed(&self) -> Result<Option<Vec<Value>>, SchemaError> {
        if let Some(single) = self.map.get("const") {
            return Ok(Some(vec![single.clone()]));
        }
        match self.map.get("enum") {
            None => Ok(None),
            Some(Value::Array(values)) => Ok(Some(values.clone())),
            Some(_) => Err(fault(&self.child("enum"), "must be a list of values")),
        }
    }

    fn object(
        &self,
        keyword: &str,
    ) -> Result<impl Iterator<Item = (&'a String, &'a Value)> + use<'a>, SchemaError> {
        match self.map.get(keyword) {
            None => Ok(None.into_iter().flatten()),
            Some(Value::Object(map)) => Ok(Some(map).into_iter().flatten()),
            Some(_) => Err(fault(&self.child(keyword), "must be an object of schemas")),
        }
    }

    fn strings(&self, keyword: &str) -> Result<Vec<String>, SchemaError> {
        let Some(stated) = self.map.get(keyword) else { return Ok(Vec::new()) };
        serde_json::from_value(stated.clone())
            .map_err(|_| fault(&self.child(keyword), "must be a list of strings"))
    }

    fn number(&self, keyword: &str) -> Result<Option<f64>, SchemaError> {
        match self.map.get(keyword).map(Value::as_f64) {
            None => Ok(None),
            Some(Some(number)) => Ok(Some(number)),
            Some(None) => Err(fault(&self.child(keyword), "must be a number")),
        }
    }

    fn span(&self, min: &str, max: &str) -> Result<Span, SchemaError> {
        let bound = |keyword| match self.number(keyword)? {
            Some(number) if number < 0.0 || number.fract() != 0.0 => {
                Err(fault(&self.child(keyword), "must be a whole number, zero or more"))
            }
            number => Ok(number.map(|number| number as usize)),
        };
        Ok(Span { min: bound(min)?, max: bound(max)? })
    }

    fn pattern(&self) -> Result<Option<regex::Regex>, SchemaError> {
        let Some(stated) = self.map.get("pattern") else { return Ok(None) };
        let text = stated.as_str().ok_or_else(|| "must be a string".to_owned());
        let regex = text.and_then(pattern::compile);
        regex.map(Some).map_err(|reason| fault(&self.child("pattern"), &reason))
    }
}

/// Refuses a schema that applies itself to the same value again, by sorting
/// the "applies to the same value" edges topologically, and one that would
/// hold a value against more schemas than a row is worth.
fn refuse_endless(nodes: &[Node]) -> Result<(), SchemaError> {
    let mut pending = vec![0_usize; nodes.len()];
    nodes.iter().flat_map(Node::same_value).for_each(|id| pending[id] += 1);
    let mut chain = vec![1_usize; nodes.len()];
    let mut ready: Vec<Id> = (ROOT..nodes.len()).filter(|id| pending[*id] == 0).collect();
    let mut sorted = Vec::with_capacity(nodes.len());
    while let Some(id) = ready.pop() {
        sorted.push(id);
        for target in nodes[id].same_value() {
            chain[target] = chain[target].max(chain[id] + 1);
            pending[target] -= 1;
            if pending[target] == 0 {
                ready.push(target);
            }
        }
    }
    if sorted.len() < nodes.len() {
        return Err(fault("", "a $ref leads back to itself without describing a part"));
    }
    if chain.iter().any(|length| *length > MAX_CHAIN) {
        return Err(fault("", "too many schemas apply to one value, each inside the other"));
    }
    let mut applied = vec![1_usize; nodes.len()];
    for id in sorted.into_iter().rev() {
        for target in nodes[id].same_value() {
            applied[id] = applied[id].saturating_add(applied[target]);
        }
    }
    match applied.iter().max() {
        Some(most) if *most > MAX_APPLIED => {
            let reason = format!(
                "one value would be held against {most} schemas, at most {MAX_APPLIED} are \
                 allowed; nest fewer allOf, anyOf and oneOf"
            );
            Err(fault("", &reason))
        }
        _ => Ok(()),
    }
}

/// Marks what several schemas lead to and what is more than a leaf: it may be
/// held against the same value again.
fn mark_shared(nodes: &mut [Node]) {
    let mut led_to = vec![0_usize; nodes.len()];
    let targets = nodes.iter().flat_map(|node| node.same_value().chain(node.parts()));
    targets.for_each(|id| led_to[id] += 1);
    for (node, count) in nodes.iter_mut().zip(led_to) {
        let is_leaf = node.same_value().chain(node.parts()).next().is_none();
        node.shared = count > 1 && !is_leaf;
    }
}

fn percent_decoded(pointer: &str) -> String {
    let bytes = pointer.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = pointer.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let decoded = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(decoded.unwrap_or(bytes[at]));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn fault(pointer: &str, reason: &str) -> SchemaError {
    SchemaError { pointer: pointer.to_owned(), reason: reason.to_owned() }
}
