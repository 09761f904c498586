//! Canonical JSON and the ids made from it.
//!
//! The form is RFC 8785 (keys in UTF-16 order, ECMAScript numbers) with one
//! difference that deployed servers have and every id depends on: keys that
//! look like array indexes come first, in numeric order.

mod collate;

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use collate::{compare_locale, locale_key, sort_locale_by};

/// Room for the canonical text of most values.
const USUAL_BYTES: usize = 256;

/// Parses JSON text. Numbers that overflow a double and half surrogate pairs
/// are refused; of duplicate keys the last one wins.
///
/// # Errors
/// The position and reason of the first fault in `text`.
pub fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text)
}

/// The canonical text of `value`, without any white space.
pub fn to_string(value: &Value) -> String {
    String::from_utf8(to_bytes(value)).expect("JSON text is UTF-8")
}

fn to_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL_BYTES);
    write_value(&mut out, value);
    out
}

/// The id of a JSON value: `sha256:` and the hex digest of its canonical text.
pub fn id(value: &Value) -> String {
    digest(&to_bytes(value))
}

/// The id of anything that serializes to JSON.
///
/// # Panics
/// When `value` does not serialize to JSON, which none of our documents does.
pub fn id_of(value: &impl Serialize) -> String {
    id(&serde_json::to_value(value).expect("documents serialize to JSON"))
}

/// The id of raw text, as blobs have it: no JSON in between.
pub fn text_id(text: &str) -> String {
    digest(text.as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        write!(out, "{byte:02x}").expect("writing to a string succeeds");
    }
    out
}

/// Plain order: by UTF-16 code units, as JavaScript sorts strings.
pub fn compare_utf16(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(out, item);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|(left, _), (right, _)| compare_keys(left, right));
            out.push(b'{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_string(out, key);
                out.push(b':');
                write_value(out, item);
            }
            out.push(b'}');
        }
    }
}

/// The order of object keys: array indexes by number, then the rest by UTF-16.
pub fn compare_keys(left: &str, right: &str) -> Ordering {
    match (array_index(left), array_index(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_utf16(left, right),
    }
}

/// What ECMAScript calls an array index: 0 to 2^32 - 2, without sign or leading zero.
fn array_index(key: &str) -> Option<u32> {
    let plain = key.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (key.len() > 1 && key.starts_with('0')) {
        return None;
    }
    key.parse().ok().filter(|&index| index != u32::MAX)
}

/// Every number is a double here, also integers that Rust could hold exactly.
fn write_number(out: &mut Vec<u8>, number: &serde_json::Number) {
    let double = number.as_f64().expect("parsed numbers are finite doubles");
    out.extend_from_slice(ryu_js::Buffer::new().format_finite(double).as_bytes());
}

/// serde_json escapes exactly what `JSON.stringify` does.
fn write_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("strings serialize, and memory takes them");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn array_index_keys_come_first_in_numeric_order() {
        let value = json!({"b": 1, "10": 2, "9": 3, "007": 4, "4294967295": 5});
        assert_eq!(to_string(&value), r#"{"9":3,"10":2,"007":4,"4294967295":5,"b":1}"#);
    }

    #[test]
    fn numbers_print_as_javascript_prints_them() {
        assert_eq!(to_string(&json!([1.0, -0.0, 1e21, 1e-7])), "[1,0,1e+21,1e-7]");
    }

    #[test]
    fn half_surrogates_and_overflow_are_invalid() {
        assert!(parse(r#""\ud83d""#).is_err());
        assert!(parse("1e999").is_err());
    }
}
