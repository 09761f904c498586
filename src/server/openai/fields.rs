//! The top-level fields of an answer, each as soon as it is written and fits.

use serde_json::{Deserializer, Map, Value};

use crate::{canon, model::schema::Schema};

/// Reads an object while it is written, and gives out its fields.
pub struct Fields {
    /// The output's schema, an object's.
    schema: Value,
    text: String,
    /// Where the next member starts; `None` before the object does.
    at: Option<usize>,
    /// Nothing more goes out before the whole answer is known to fit.
    held: bool,
    sent: Map<String, Value>,
}

/// A field that went out is another one in the answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    pub field: String,
}

/// What stands at the place that is read.
enum Step {
    /// A member, and whether another may follow.
    Member { key: String, value: Value, to: usize, last: bool },
    /// Its end has not come yet.
    Wait,
    /// No object, or its end.
    Stop,
}

impl Fields {
    /// `None` where the schema is not one of an object with listed fields.
    pub fn of(schema: &Value) -> Option<Self> {
        schema["properties"].as_object().filter(|listed| !listed.is_empty())?;
        Some(Self {
            schema: schema.clone(),
            text: String::new(),
            at: None,
            held: false,
            sent: Map::new(),
        })
    }

    /// Takes a piece of the answer; gives what can go out because of it.
    pub fn take(&mut self, piece: &str) -> String {
        let mut out = String::new();
        if self.held {
            return out;
        }
        self.text.push_str(piece);
        while !self.held {
            match self.step() {
                Step::Wait => break,
                Step::Stop => self.held = true,
                Step::Member { key, value, to, last } => {
                    self.at = Some(to);
                    self.held = last;
                    match self.fitting(&key, &value) {
                        Ok(Some(value)) => out += &self.send(key, value),
                        Ok(None) => {}
                        Err(()) => self.held = true,
                    }
                }
            }
        }
        out
    }

    /// What is left of `output`: with it, what went out is the whole of it.
    ///
    /// # Errors
    /// When a field that went out is not that of the output.
    pub fn rest(&mut self, output: &Value) -> Result<String, Changed> {
        if self.sent.is_empty() {
            return Ok(canon::to_string(output));
        }
        let all = output.as_object().cloned().unwrap_or_default();
        let changed = self.sent.iter().find(|(field, value)| all.get(*field) != Some(value));
        if let Some((field, _)) = changed {
            return Err(Changed { field: field.clone() });
        }
        let mut out = String::new();
        for (key, value) in all {
            if !self.sent.contains_key(&key) {
                out += &self.send(key, value);
            }
        }
        Ok(out + "}")
    }

    fn send(&mut self, key: String, value: Value) -> String {
        let before = if self.sent.is_empty() { '{' } else { ',' };
        let name = Value::from(key.as_str());
        let out = format!("{before}{}:{}", canon::to_string(&name), canon::to_string(&value));
        self.sent.insert(key, value);
        out
    }

    /// The value as it is in the output; `None` for a field that it drops.
    fn fitting(&self, key: &str, value: &Value) -> Result<Option<Value>, ()> {
        let Some(own) = self.schema["properties"].get(key) else { return Ok(None) };
        if self.sent.contains_key(key) {
            return Err(());
        }
        let mut own = own.clone();
        for shared in ["definitions", "$defs"] {
            if let (Some(own), Some(defined)) = (own.as_object_mut(), self.schema.get(shared)) {
                own.insert(shared.to_owned(), defined.clone());
            }
        }
        let schema = Schema::compile(&own).map_err(drop)?;
        schema.decode(value).map(Some).map_err(drop)
    }

    fn step(&mut self) -> Step {
        let Some(at) = self.at else {
            let Some(start) = self.text.find('{') else { return Step::Wait };
            let before = self.text[..start].trim();
            // In front of it stands at most the fence of a block.
            if !(before.is_empty() || before == "```" || before == "```json") {
                return Step::Stop;
            }
            self.at = Some(start + 1);
            return self.step();
        };
        let rest = &self.text[at..];
        let Some(key_at) = behind_space(rest) else { return Step::Wait };
        if !rest[key_at..].starts_with('"') {
            return Step::Stop;
        }
        let Some((key, key_end)) = read::<String>(&rest[key_at..]) else { return Step::Wait };
        let Some(colon) = behind_space(&rest[key_at + key_end..]) else { return Step::Wait };
        let colon = key_at + key_end + colon;
        if !rest[colon..].starts_with(':') {
            return Step::Stop;
        }
        let value_at = colon + 1;
        let Some((value, value_end)) = read::<Value>(&rest[value_at..]) else { return Step::Wait };
        // A number goes on until something else stands behind it.
        let Some(next) = behind_space(&rest[value_at + value_end..]) else { return Step::Wait };
        let next = value_at + value_end + next;
        match rest.as_bytes()[next] {
            b',' => Step::Member { key, value, to: at + next + 1, last: false },
            b'}' => Step::Member { key, value, to: at + next + 1, last: true },
            _ => Step::Stop,
        }
    }
}

/// Where the first character stands that is no white space.
fn behind_space(text: &str) -> Option<usize> {
    text.find(|character: char| !character.is_ascii_whitespace())
}

/// The value at the start of `text` and where it ends; `None` until it is whole.
fn read<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Option<(T, usize)> {
    let mut values = Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, values.byte_offset()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields() -> Fields {
        let schema = json!({
            "type": "object", "additionalProperties": false, "required": ["a", "n"],
            "properties": {
                "a": {"type": "string"}, "n": {"type": "number"}, "deep": {"$ref": "#/definitions/d"},
            },
            "definitions": {"d": {"type": "object", "properties": {"x": {"type": "array"}}}},
        });
        Fields::of(&schema).unwrap()
    }

    #[test]
    fn pieces_are_the_same_object_wherever_it_is_cut() {
        let answer =
            "```json\n{ \"n\" : 12.5, \"a\":\"x, \\\"}\\u00e9{\", \"deep\":{\"x\":[1,{}]} }\n```";
        let output = json!({"a": "x, \"}é{", "n": 12.5, "deep": {"x": [1, {}]}});
        for cut in (0..=answer.len()).filter(|cut| answer.is_char_boundary(*cut)) {
            let mut fields = fields();
            let mut out = fields.take(&answer[..cut]);
            out += &fields.take(&answer[cut..]);
            out += &fields.rest(&output).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), output, "{cut}: {out}");
        }
    }

    #[test]
    fn a_field_goes_out_once_it_is_whole_and_fits() {
        let mut fields = fields();
        assert_eq!(fields.take("{\"n\":1"), "");
        assert_eq!(fields.take("2"), "");
        assert_eq!(fields.take(","), "{\"n\":12");
        assert_eq!(fields.take("\"more\":{},\"a\":\"b"), "");
        assert_eq!(fields.take("c\"}"), ",\"a\":\"bc\"");
        assert_eq!(fields.rest(&json!({"n": 12, "a": "bc"})), Ok("}".to_owned()));
    }

    #[test]
    fn what_does_not_fit_waits_for_its_repair() {
        let mut fields = fields();
        assert_eq!(fields.take("{\"n\":\"no\",\"a\":\"x\"}"), "");
        let whole = json!({"n": 1, "a": "x"});
        assert_eq!(fields.rest(&whole), Ok("{\"a\":\"x\",\"n\":1}".to_owned()));
        let mut fields = self::fields();
        assert_eq!(fields.take("{\"a\":\"x\",\"n\":\"no\"}"), "{\"a\":\"x\"");
        assert_eq!(fields.rest(&whole), Ok(",\"n\":1}".to_owned()));
        // A repair that changes what was read already is an error.
        let changed = Changed { field: "a".to_owned() };
        let mut fields = self::fields();
        fields.take("{\"a\":\"x\",\"n\":\"no\"}");
        assert_eq!(fields.rest(&json!({"n": 1, "a": "y"})), Err(changed));
    }

    #[test]
    fn prose_and_repeated_fields_are_held_until_the_end() {
        let whole = json!({"n": 1, "a": "x"});
        for text in ["So: {\"a\":\"x\",\"n\":1}", "[{\"a\":\"x\"}]", "{\"a\" 1}", "{}"] {
            let mut fields = fields();
            assert_eq!(fields.take(text), "", "{text}");
            assert_eq!(fields.rest(&whole), Ok("{\"a\":\"x\",\"n\":1}".to_owned()));
        }
        let mut fields = fields();
        assert_eq!(fields.take("{\"a\":\"x\",\"a\":\"y\",\"n\":1}"), "{\"a\":\"x\"");
    }
}
