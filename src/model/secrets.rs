//! Secrets that are known, and texts without them.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::Value;

/// What is as short as a word is no secret: it would blot out words.
const SHORTEST: usize = 8;

/// What stands in the place of a secret.
const MARK: &str = "***";

/// Members of a JSON Web Key that only its owner may know.
const PRIVATE_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// Secrets as they may stand in a text: as they are, in base64 wherever in the
/// coded bytes they begin, and any of it percent-encoded.
#[derive(Clone, Default)]
pub struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = Vec::new();
        for secret in secrets {
            add_forms(&mut forms, secret.trim());
            for member in private_members(secret) {
                add_forms(&mut forms, &member);
            }
        }
        // One that holds another one goes first, so that no rest of it stays.
        forms.sort_unstable_by(|a: &Vec<u8>, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        forms.dedup();
        Self(forms)
    }

    /// The text with a mark in the place of each.
    pub fn hidden_in<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.0.iter().fold(Cow::Borrowed(text), |text, form| match without(&text, form) {
            Some(hidden) => Cow::Owned(hidden),
            None => text,
        })
    }

    /// As [`Secrets::hidden_in`], for all texts of a value, names included.
    pub fn hide(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(hidden) = self.hidden_in(text) {
                    *text = hidden;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item)),
            Value::Object(fields) => {
                let named = fields.keys().any(|name| matches!(self.hidden_in(name), Cow::Owned(_)));
                fields.values_mut().for_each(|field| self.hide(field));
                if named {
                    let renamed = std::mem::take(fields).into_iter();
                    *fields = renamed
                        .map(|(key, field)| (self.hidden_in(&key).into_owned(), field))
                        .collect();
                }
            }
            _ => {}
        }
    }
}

/// What they are is shown to nobody.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secrets").field("forms", &self.0.len()).finish()
    }
}

fn private_members(secret: &str) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::from_str(secret) else { return Vec::new() };
    let members = PRIVATE_MEMBERS.iter().filter_map(|name| fields.get(*name)?.as_str());
    members.map(str::to_owned).collect()
}

fn add_forms(forms: &mut Vec<Vec<u8>>, secret: &str) {
    if secret.len() < SHORTEST {
        return;
    }
    forms.push(secret.as_bytes().to_vec());
    let escaped = serde_json::to_string(secret).expect("texts serialize to JSON");
    forms.push(escaped.as_bytes()[1..escaped.len() - 1].to_vec());
    for before in 0..3 {
        let coded = in_base64(secret.as_bytes(), before);
        forms.push(coded.replace('+', "-").replace('/', "_").into_bytes());
        forms.push(coded.into_bytes());
    }
}

/// The characters that a secret alone decides in the base64 of a text that has
/// so many bytes before it, counted modulo 3.
fn in_base64(secret: &[u8], before: usize) -> String {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.iter().copied()).collect();
    let coded = STANDARD_NO_PAD.encode(&padded);
    let (from, to) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
    coded[from..to].to_owned()
}

/// The text without what matches; `None` where nothing does.
fn without(text: &str, form: &[u8]) -> Option<String> {
    let bytes = text.as_bytes();
    let mut hidden: Option<String> = None;
    let mut kept_from = 0;
    for at in memchr::memchr2_iter(form[0], b'%', bytes) {
        if at < kept_from {
            continue;
        }
        if let Some(end) = end_of_match(bytes, at, form) {
            let hidden = hidden.get_or_insert_default();
            hidden.push_str(&text[kept_from..at]);
            hidden.push_str(MARK);
            kept_from = end;
        }
    }
    let mut hidden = hidden?;
    hidden.push_str(&text[kept_from..]);
    Some(hidden)
}

/// Where the form ends that begins at `at`, each of its bytes as it is or
/// percent-encoded.
fn end_of_match(text: &[u8], mut at: usize, form: &[u8]) -> Option<usize> {
    for &byte in form {
        at = match text.get(at)? {
            &there if there == byte => at + 1,
            b'%' if percent_decoded(text.get(at + 1..at + 3)?) == Some(byte) => at + 3,
            _ => return None,
        };
    }
    Some(at)
}

fn percent_decoded(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| (digits[at] as char).to_digit(16);
    Some((digit(0)? * 16 + digit(1)?) as u8)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use serde_json::json;

    use super::*;

    const SECRET: &str = "s3cret/with+odd=chars?é";

    fn hidden(text: &str) -> String {
        Secrets::of([SECRET]).hidden_in(text).into_owned()
    }

    #[test]
    fn a_secret_is_hidden_as_it_is_and_as_it_is_coded() {
        assert_eq!(hidden(&format!("a {SECRET} b {SECRET}")), "a *** b ***");
        for before in ["", "a", "ab", "abc", "user:"] {
            for after in ["", "x", "xy"] {
                let text = format!("{before}{SECRET}{after}");
                for coded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                    let hidden = hidden(&format!("basic {coded} end"));
                    assert!(hidden.contains("***") && hidden.len() < 26, "{coded}: {hidden}");
                }
            }
        }
        let whole: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let lower: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let usual = "s3cret%2Fwith%2Bodd%3Dchars%3F%C3%A9";
        for coded in [&whole, &lower, usual] {
            assert_eq!(hidden(&format!("?key={coded}&x=%zz%")), "?key=***&x=%zz%");
        }
    }

    #[test]
    fn the_longer_secret_goes_first_and_words_stay() {
        let secrets = Secrets::of(["password", "password-of-the-server", "short", ""]);
        assert_eq!(secrets.hidden_in("password-of-the-server password short"), "*** *** short");
    }

    #[test]
    fn the_private_members_of_a_key_are_secrets() {
        let key = json!({"kty": "OKP", "x": "public-part-of-it", "d": "private-part-of-it"});
        let secrets = Secrets::of([key.to_string().as_str()]);
        assert_eq!(
            secrets.hidden_in("d=private-part-of-it public-part-of-it"),
            "d=*** public-part-of-it"
        );
        assert_eq!(secrets.hidden_in(&json!(key.to_string()).to_string()), "\"***\"");
    }

    #[test]
    fn all_texts_of_a_value_are_looked_at() {
        let mut value = json!({"a": [SECRET, 1, {"b": SECRET}], SECRET: null, "z": true});
        Secrets::of([SECRET]).hide(&mut value);
        assert_eq!(value, json!({"a": ["***", 1, {"b": "***"}], "***": null, "z": true}));
    }
}
