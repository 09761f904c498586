use super::*;
use proptest::prelude::*;
use serde_json::Value;

const DEPTH: usize = 100;

fn scan(text: &str) -> Result<Scanner, Fault> {
    let mut scanner = Scanner::default();
    scanner.scan(text.as_bytes(), DEPTH).map(|()| scanner)
}

fn fault(text: &str) -> (FaultKind, Range<usize>) {
    let fault = scan(text).expect_err(text);
    (fault.kind, fault.span)
}

#[test]
fn faults_point_at_the_offending_bytes() {
    assert_eq!(fault(r#"{"a":1,}"#), (FaultKind::Expected("a key in double quotes"), 7..8));
    assert_eq!(fault(r#"{"é":x}"#), (FaultKind::Expected("a value"), 6..7));
    assert_eq!(fault(r#"["a" "b"]"#), (FaultKind::Expected("`,` or `]`"), 5..6));
    assert_eq!(fault(r#"{"a":"#), (FaultKind::Ends("a value"), 5..5));
    assert_eq!(fault(r#"["ab"#), (FaultKind::OpenString, 1..4));
    assert_eq!(fault("[\"a\tb\"]"), (FaultKind::Control, 3..4));
    assert_eq!(fault(r#"["\x"]"#), (FaultKind::Escape, 2..4));
    assert_eq!(fault(r#"["\u12g4"]"#), (FaultKind::Escape, 2..6));
    assert_eq!(fault(r#"["\ud83d!"]"#), (FaultKind::Surrogate, 2..8));
    assert_eq!(fault("[01]"), (FaultKind::Number, 1..3));
    assert_eq!(fault("[1e999]"), (FaultKind::Overflow, 1..6));
    assert_eq!(fault("{} x"), (FaultKind::Trailing, 3..4));
    assert_eq!(fault("tru"), (FaultKind::Expected("`true`, `false` or `null`"), 0..1));
}

#[test]
fn nesting_beyond_the_limit_is_a_fault() {
    let text = format!("{}{}", "[".repeat(DEPTH + 1), "]".repeat(DEPTH + 1));
    assert_eq!(fault(&text), (FaultKind::Depth, DEPTH..DEPTH + 1));
    assert!(scan(&text[1..text.len() - 1]).is_ok());
}

#[test]
fn equal_values_have_equal_hashes_however_they_are_written() {
    let hash = |text: &str| scan(text).expect("valid").tape.node(0).value_hash();
    assert_eq!(hash(r#"{"a":1,"b":"é"}"#), hash(r#"{ "b" : "\u00e9", "a" : 1.0 }"#));
    assert_eq!(hash("[-0.0, 100]"), hash("[0, 1e2]"));
    for (left, right) in [("[[1],2]", "[1,[2]]"), ("[]", "{}"), ("\"1\"", "1"), ("0", "false")] {
        assert_ne!(hash(left), hash(right), "{left} {right}");
    }
}

#[test]
fn repeated_keys_are_suspected() {
    assert!(scan(r#"{"a":1,"a":2}"#).expect("valid").tape.node(0).special);
    assert!(!scan(r#"{"a":1}"#).expect("valid").tape.node(0).special);
}

/// JSON text and text that is nearly JSON.
fn texts() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\"",
        "\"\\n\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"é\"",
        "1",
        "-0",
        "0.5",
        "1e5",
        "-",
        "01",
        "true",
        "null",
        "false",
        " ",
        "\"",
        "\\",
        "1E400",
        "12345678901234567890",
        "\"k\":",
        "\u{1}",
    ]);
    prop_oneof![
        prop::collection::vec(token, 0..14).prop_map(|tokens| tokens.concat()),
        crate::dataset::testing::json().prop_map(|value| value.to_string()),
    ]
}

proptest! {
    #[test]
    fn it_accepts_what_serde_json_accepts_and_reads_the_same(text in texts()) {
        match (serde_json::from_str::<Value>(&text), scan(&text)) {
            (Ok(value), Ok(scanner)) => {
                prop_assert_eq!(scanner.tape.value(text.as_bytes(), 0), value);
            }
            (Err(_), Err(fault)) => prop_assert!(fault.span.end <= text.len()),
            (theirs, ours) => {
                prop_assert!(false, "{:?}: {:?} against {:?}", text, theirs, ours.err());
            }
        }
    }

    #[test]
    fn any_bytes_give_a_tape_or_a_fault_inside_the_line(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut scanner = Scanner::default();
        match scanner.scan(&bytes, DEPTH) {
            Ok(()) => for node in scanner.tape.nodes() {
                prop_assert!(node.start <= node.end && node.end as usize <= bytes.len());
            },
            Err(fault) => {
                prop_assert!(fault.span.start <= fault.span.end && fault.span.end <= bytes.len());
            }
        }
    }
}
