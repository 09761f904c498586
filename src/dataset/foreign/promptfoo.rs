//! promptfoo: tests in YAML, JSON or CSV.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Value};

use super::{ForeignError, Format, Table};

type Object = (u32, Map<String, Value>);

/// The column of the answers, which stands behind what is no variable.
const ANSWER: &str = "expected";

pub(super) fn read(name: &str, text: &str) -> Result<Table, ForeignError> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let line = u32::try_from(error.marker().line()).ok();
        ForeignError::new(name, line, format!("it is not YAML: {error}"))
    })?;
    let missing = || {
        ForeignError::new(name, None, "it has no list of `tests`")
            .hint("promptfoo's tests are read, each with `vars` and an assertion of type `equals`")
    };
    let document = documents.first().ok_or_else(missing)?;
    let (tests, config) = match &document.data {
        YamlData::Sequence(_) => (document, Value::Null),
        _ => (field(document, "tests").ok_or_else(missing)?, value(document)),
    };
    let YamlData::Sequence(tests) = &tests.data else {
        return Err(match value(tests) {
            Value::String(path) => ForeignError::new(
                name,
                None,
                format!("its tests are in {}", crate::dataset::words::clip(&path, 80)),
            )
            .hint("name that file in its place"),
            _ => missing(),
        });
    };
    let mut objects = Vec::new();
    for test in tests {
        let line = u32::try_from(test.span.start.line()).unwrap_or(u32::MAX);
        match value(test) {
            Value::Object(object) => objects.push((line, object)),
            _ => return Err(ForeignError::new(name, line, "the test is no mapping")),
        }
    }
    let defaults = config["defaultTest"]["vars"].as_object().cloned().unwrap_or_default();
    for (_, object) in &mut objects {
        let mut vars = defaults.clone();
        if let Some(Value::Object(own)) = object.remove("vars") {
            vars.extend(own);
        }
        object.insert("vars".to_owned(), vars.into());
    }
    let mut table = of_tests(name, objects)?;
    table.instruction = instruction(&config["prompts"]);
    Ok(table)
}

pub(super) fn of_tests(name: &str, tests: Vec<Object>) -> Result<Table, ForeignError> {
    let (mut rows, mut parts) = (Vec::new(), 0);
    for (line, mut test) in tests {
        let Some(Value::Object(mut columns)) = test.remove("vars") else {
            return Err(ForeignError::new(name, line, "the test has no `vars`"));
        };
        let asserted = test.remove("assert");
        let asserted = asserted.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let of_type = |kinds: &[&str]| {
            let fits =
                |one: &&Value| one["type"].as_str().is_some_and(|kind| kinds.contains(&kind));
            asserted.iter().find(fits).and_then(|one| one.get("value")).cloned()
        };
        let exact = of_type(&["equals"]);
        parts += u32::from(exact.is_none() && of_type(&["contains", "icontains"]).is_some());
        let expected = exact.or_else(|| of_type(&["contains", "icontains"]));
        if columns.contains_key(ANSWER) {
            let message = format!("a variable is called `{ANSWER}`, as the answer is");
            return Err(ForeignError::new(name, line, message).hint("rename the variable"));
        }
        columns.extend(expected.map(|expected| (ANSWER.to_owned(), expected)));
        rows.push((line, columns));
    }
    let mut table = Table::of_objects(Format::Promptfoo, name, rows);
    if table.position(ANSWER).is_none() {
        return Err(ForeignError::new(name, None, "no test says what the right answer is").hint(
            "an assertion of type `equals`, `contains` or `icontains` does; others only judge",
        ));
    }
    table.answer = Some(ANSWER.to_owned());
    if parts > 0 {
        table.notes.push(format!(
            "{parts} tests ask for a part of the answer (`contains`); it is taken as the whole"
        ));
    }
    Ok(table)
}

/// A CSV file whose answers are in promptfoo's column `__expected`.
pub(super) fn settle_csv(table: &mut Table) {
    let Some(at) = table.position("__expected") else { return };
    table.format = Format::Promptfoo;
    table.columns[at] = ANSWER.to_owned();
    table.answer = Some(ANSWER.to_owned());
    for record in &mut table.records {
        let cell = record.values[at].take();
        let text = cell.as_ref().and_then(Value::as_str).map(str::trim);
        record.values[at] = text.and_then(|text| match text.split_once(':') {
            Some(("equals" | "contains" | "icontains", label)) => Some(Value::from(label.trim())),
            // Another assertion judges an answer and does not say it.
            Some((kind, _)) if is_assertion(kind) => None,
            _ => Some(Value::from(text)),
        });
    }
}

fn is_assertion(kind: &str) -> bool {
    let known = ["javascript", "python", "similar", "llm-rubric", "regex", "is-json", "not-equals"];
    known.iter().any(|known| kind.starts_with(known))
}

/// The first prompt that stands in the file, its places named in words.
fn instruction(prompts: &Value) -> Option<String> {
    let first = prompts.as_array().and_then(|list| list.first()).unwrap_or(prompts).as_str()?;
    if first.starts_with("file://") || first.trim().is_empty() {
        return None;
    }
    let place = regex::Regex::new(r"\{\{-?\s*([^{}]*?)\s*-?\}\}").expect("the pattern is sound");
    Some(place.replace_all(first.trim(), "`$1`").into_owned())
}

fn field<'a, 'i>(node: &'a MarkedYaml<'i>, name: &str) -> Option<&'a MarkedYaml<'i>> {
    let YamlData::Mapping(mapping) = &node.data else { return None };
    let is_named = |key: &MarkedYaml<'_>| match &key.data {
        YamlData::Value(Scalar::String(text)) => text == name,
        _ => false,
    };
    mapping.iter().find(|(key, _)| is_named(key)).map(|(_, value)| value)
}

fn value(node: &MarkedYaml<'_>) -> Value {
    match &node.data {
        YamlData::Value(scalar) => of_scalar(scalar),
        YamlData::Sequence(items) => items.iter().map(value).collect(),
        YamlData::Mapping(mapping) => {
            let text = |key: &MarkedYaml<'_>| match value(key) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(mapping.iter().map(|(key, inner)| (text(key), value(inner))).collect())
        }
        YamlData::Tagged(_, inner) => value(inner),
        YamlData::Representation(text, ..) => Value::from(text.as_ref()),
        YamlData::Alias(_) | YamlData::BadValue => Value::Null,
    }
}

fn of_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(yes) => Value::from(*yes),
        Scalar::Integer(number) => Value::from(*number),
        Scalar::FloatingPoint(number) => Value::from(number.into_inner()),
        Scalar::String(text) => Value::from(text.as_ref()),
    }
}
