//! Strategies that several property tests share.

use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any JSON value of moderate size.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Few keys, so that they meet.
pub fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["a", "b", "ab", "é", "1"]).prop_map(str::to_owned),
        text()
    ]
}

/// Short texts with characters that need care.
pub fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => prop::char::range(' ', '~'),
        1 => prop::sample::select(vec!['"', '\\', '\n', '\t', '\u{0}', '\u{7f}', '\u{200b}', '\u{202e}']),
        1 => prop::sample::select(vec!['é', 'ß', '中', '😀', '\u{2028}', '\u{feff}']),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..12).prop_map(|characters| characters.into_iter().collect())
}
