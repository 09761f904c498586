//! JSON that is taken: a key occurs once in its object, or two readers would
//! see two documents, and an id holds no control character, which a terminal or
//! another program may take for an order. And values are small beside the memory
//! that they take: a text of three bytes is a list of eighty. So a text is weighed
//! before it becomes one. Nothing of the text is kept.

use std::{cell::Cell, collections::HashSet, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::escape;

/// The memory that the values of one request may take, bytes, beside the texts in
/// them. Half a million bytes of the densest rows that people have fit into it.
const ALLOWED: usize = 16 << 20;

/// What a value takes in a list or an object, what an object takes before it has
/// a key, and what a key takes; measured, with what the allocator adds.
const VALUE: usize = 88;
const OBJECT: usize = 480;
const KEY: usize = 100;

/// What of [`ALLOWED`] is left.
pub struct Allowance(Cell<usize>);

impl Default for Allowance {
    fn default() -> Self {
        Self(Cell::new(ALLOWED))
    }
}

impl Allowance {
    /// Checks the body of a request.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn body(&self, bytes: &[u8]) -> Result<(), Unsound> {
        self.check(&mut serde_json::Deserializer::from_slice(bytes), Place::Request)
    }

    /// Checks a row of a dataset.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn row(&self, text: &str) -> Result<(), Unsound> {
        self.check(&mut serde_json::Deserializer::from_str(text), Place::Row)
    }

    fn check<'de, R: serde_json::de::Read<'de>>(
        &self,
        from: &mut serde_json::Deserializer<R>,
        place: Place,
    ) -> Result<(), Unsound> {
        let sound = Sound { place, is_id: false, allowance: self };
        let read = sound.deserialize(&mut *from).and_then(|()| from.end());
        read.map_err(|error| if self.is_spent() { Unsound::Heavy } else { Unsound::Text(error) })
    }

    fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    fn take<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        self.0.set(self.0.get().saturating_sub(bytes));
        if self.is_spent() { Err(E::custom("too many values")) } else { Ok(()) }
    }
}

/// Why a text is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    #[error(transparent)]
    Text(serde_json::Error),
    #[error(
        "it has so many values that they would take more than {} MB: send fewer at a time",
        ALLOWED >> 20
    )]
    Heavy,
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The request itself, whose fields are ours.
    Request,
    /// A list of rows in it.
    Rows,
    Row,
    /// What belongs to whoever sent it.
    Data,
}

impl Place {
    /// Where the value of a field stands.
    fn of_field(self, name: &str) -> Self {
        match (self, name) {
            (Self::Request, "examples" | "labels") => Self::Rows,
            _ => Self::Data,
        }
    }

    fn of_item(self) -> Self {
        if self == Self::Rows { Self::Row } else { self }
    }
}

/// Whether a field of a request or a row names something.
fn names_something(field: &str) -> bool {
    ["Id", "_id", "Ids"].iter().any(|end| field.ends_with(end))
}

/// Reads a value and keeps nothing of it.
#[derive(Clone, Copy)]
struct Sound<'a> {
    place: Place,
    is_id: bool,
    allowance: &'a Allowance,
}

impl<'de> DeserializeSeed<'de> for Sound<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        self.allowance.take(VALUE)?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sound<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.allowance.take(OBJECT)?;
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            self.allowance.take(KEY)?;
            let is_id = self.place != Place::Data && names_something(&name);
            let value = Self { place: self.place.of_field(&name), is_id, ..self };
            if !seen.insert(name.clone()) {
                let name = escape::brief(&name, 60);
                return Err(de::Error::custom(format!("the key `{name}` occurs twice")));
            }
            map.next_value_seed(value)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let item = Self { place: self.place.of_item(), ..self };
        while items.next_element_seed(item)?.is_some() {}
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if self.is_id && has_control(text) {
            return Err(E::custom("an id must not hold control characters"));
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Whether text holds what no id may.
pub fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &[u8]) -> Result<(), Unsound> {
        Allowance::default().body(bytes)
    }

    fn row(text: &str) -> Result<(), Unsound> {
        Allowance::default().row(text)
    }

    fn fault(text: &str) -> String {
        body(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_text_is_weighed_before_it_is_a_value() {
        let list = |item: &str, count: usize| format!(r#"{{"a": [{}1]}}"#, item.repeat(count));
        assert!(body(list("1,", 100_000).as_bytes()).is_ok());
        for item in ["1,", "[],", "{},", r#"{"a":[[]]},"#, r#""",null,"#] {
            let heavy = body(list(item, 200_000).as_bytes());
            assert!(matches!(heavy, Err(Unsound::Heavy)), "{item}: {heavy:?}");
        }
        // Texts weigh what they are.
        assert!(body(list(&format!("\"{}\",", "x".repeat(1_000)), 8_000).as_bytes()).is_ok());
        // Rows of one request share what it may weigh.
        let (allowance, line) = (Allowance::default(), list("{},", 1_000));
        let refused = (0..100).find(|_| allowance.row(&line).is_err());
        assert!((20..40).contains(&refused.unwrap()), "{refused:?}");
    }

    #[test]
    fn a_key_occurs_once_in_its_object() {
        assert!(body(br#"{"a": [{"b": 1}, {"b": 2}], "b": {"a": null}}"#).is_ok());
        assert!(
            fault(r#"{"a": 1, "b": 2, "a": 3}"#).starts_with("the key `a` occurs twice at line")
        );
        assert!(fault(r#"{"a": [[{"\u0062": 1, "b": 2}]]}"#).contains("the key `b` occurs twice"));
        assert!(row(r#"{"exampleId": "x", "exampleId": "y"}"#).is_err());
    }

    #[test]
    fn an_id_holds_no_control_character_and_data_holds_what_it_likes() {
        for id in ["runId", "compiled_id", "canary_compiled_id", "exampleId"] {
            assert!(fault(&format!(r#"{{"{id}": "a\u0000b"}}"#)).contains("control characters"));
        }
        assert!(fault(r#"{"signatureIds": ["a", "b\n"]}"#).contains("control characters"));
        assert!(fault(r#"{"examples": [{"exampleId": "\u009b"}]}"#).contains("control"));
        assert!(row(r#"{"exampleId": "\u007f"}"#).is_err());
        let data = r#"{"runId": "é", "json": {"userId": "\u0000"}, "notes": "a\nb",
            "examples": [{"exampleId": "a", "inputJson": {"userId": "\u0001"}}]}"#;
        assert!(body(data.as_bytes()).is_ok());
    }

    #[test]
    fn syntax_is_checked_to_the_end() {
        for text in ["{} {}", "{\"a\": 1e999}", "{\"a\": \"\\ud800\"}", "{\"a\": ", ""] {
            assert!(body(text.as_bytes()).is_err(), "{text}");
        }
    }
}
