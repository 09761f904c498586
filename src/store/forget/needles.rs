//! Finding the texts of forgotten rows in whatever else is stored.

use std::collections::{BTreeSet, HashSet};

use aho_corasick::AhoCorasick;
use serde_json::Value;

use crate::{
    canon,
    model::{erasure::ERASED, text},
};

/// A shorter text says nothing of where it came from, UTF-16 units.
const SHORTEST: usize = 8;

/// How much of a long text is looked for: whoever keeps a part of it keeps its
/// beginning. Where others begin alike, more of it.
const LOOKED_FOR: [usize; 3] = [40, 400, 4_000];

/// How often a text may stand inside another one's quotes, as an input does in
/// a prompt in a message.
const QUOTED: usize = 3;

/// Texts that are the forgotten rows' own.
pub(super) struct Needles(Option<AhoCorasick>);

impl Needles {
    /// Those of the texts in `forgotten` that no row of `others` has: what
    /// others say, too, is not theirs.
    pub fn of<'a>(
        forgotten: impl IntoIterator<Item = &'a Value>,
        others: impl IntoIterator<Item = &'a Value>,
    ) -> Self {
        let mut known = Vec::new();
        for value in others {
            strings(value, &mut |text| known.push(text));
        }
        let heads: [HashSet<&str>; 3] =
            LOOKED_FOR.map(|long| known.iter().map(|text| text::head(text, long)).collect());
        let mut needles: BTreeSet<String> = BTreeSet::new();
        for value in forgotten {
            strings(value, &mut |own| {
                let mut longer = LOOKED_FOR.iter().zip(&heads);
                let own = longer.find_map(|(&long, heads)| {
                    Some(text::head(own, long)).filter(|head| !heads.contains(head))
                });
                if let Some(needle) = own.filter(|needle| text::units(needle) >= SHORTEST) {
                    needles.extend(spellings(needle));
                }
            });
        }
        let found = (!needles.is_empty())
            .then(|| AhoCorasick::new(&needles).expect("there are fewer than 2^31 characters"));
        Self(found)
    }

    pub fn stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|needles| needles.is_match(text))
    }

    /// Replaces every string inside the document that holds one of them, and
    /// every name of a field that does.
    pub fn erase_in(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.stand_in(text) => ERASED.clone_into(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.erase_in(item)),
            Value::Object(fields) => {
                let names: Vec<String> =
                    fields.keys().filter(|name| self.stand_in(name)).cloned().collect();
                for name in names {
                    fields.remove(&name);
                    fields.insert(ERASED.to_owned(), Value::Null);
                }
                fields.values_mut().for_each(|field| self.erase_in(field));
            }
            _ => {}
        }
    }
}

/// A text as it stands, and as it stands inside quotes.
fn spellings(text: &str) -> impl Iterator<Item = String> {
    let quoted = |text: &String| {
        let quoted = canon::to_string(&Value::String(text.clone()));
        Some(quoted[1..quoted.len() - 1].to_owned())
    };
    std::iter::successors(Some(text.to_owned()), quoted).take(QUOTED)
}

/// Calls `visit` with every string inside a value.
pub(super) fn strings<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn own_texts_are_found_also_in_quotes_and_cut_short() {
        let own = json!({"q": "my number is \"0171\"\nplease call", "tag": "none", "kind": "shared text"});
        let needles = Needles::of([&own], [&json!(["shared text"])]);
        let quoted = json!(own["q"].as_str().unwrap()).to_string();
        let prompt = json!(format!("Input:\n{own}")).to_string();
        for text in [own["q"].as_str().unwrap(), &quoted, &prompt] {
            assert!(needles.stand_in(text), "{text}");
        }
        assert!(!needles.stand_in("none") && !needles.stand_in("shared text"));
        let long = "a rather long message that somebody wrote to us, and it goes on";
        let needles = Needles::of([&json!(long)], []);
        assert!(needles.stand_in(&format!("“{} …”", &long[..44])));
        assert!(!needles.stand_in("a rather long message"));
    }

    #[test]
    fn a_beginning_that_others_share_needs_the_whole_text() {
        let same = "Dear support team, I would like to know when";
        let (own, other) = (format!("{same} I get it"), format!("{same} it rains"));
        let needles = Needles::of([&json!(own)], [&json!(other)]);
        assert!(needles.stand_in(&own) && !needles.stand_in(&other));
    }

    #[test]
    fn strings_of_a_document_are_replaced_one_by_one() {
        let needles = Needles::of([&json!("the secret text")], []);
        let mut document =
            json!({"a": ["x", "has the secret text in it"], "n": 1, "the secret text": 2});
        needles.erase_in(&mut document);
        assert_eq!(document, json!({"a": ["x", ERASED], "n": 1, ERASED: null}));
    }
}
