//! One similarity: what the rule for datasets shows, the gate's search for
//! leaks refuses, and the groups of the evidence join is the same.

use std::path::Path;

use dse::dataset::rule::{Rule, Selector};
use dse::dataset::settings::{Profile, RuleFlags};
use dse::dataset::validate::{Options, check_stream};
use dse::model::alike;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Whether `dse dataset validate` shows two inputs, one in train and one held
/// out, as equal or nearly so.
fn shown(left: &Value, right: &Value) -> bool {
    let row = |id: &str, input: &Value, split: &str| {
        let row = json!({"exampleId": id, "inputJson": input, "expectedJson": {}, "split": split});
        format!("{row}\n")
    };
    let text = row("a", left, "train") + &row("b", right, "holdout");
    let rules: Vec<Selector> =
        ["D004", "D005"].map(|code| code.parse().expect("the rule exists")).to_vec();
    let flags = RuleFlags { select: rules, ..RuleFlags::default() };
    let profile = Profile::settle(&Default::default(), &flags, Path::new("a.jsonl"));
    let report = check_stream("a.jsonl", text.as_bytes(), &profile, None, Options::default());
    let counts = report.expect("the rows can be read").counts;
    counts[Rule::LeakedInput as usize] + counts[Rule::NearDuplicate as usize] > 0
}

/// Whether the gate refuses them.
#[cfg(feature = "server")]
fn refused(left: &Value, right: &Value) -> bool {
    use dse::model::dataset::{Dataset, DatasetExample};

    let row = |id: &str, input: &Value, split: &str| DatasetExample {
        example_id: id.to_owned(),
        input: input.clone(),
        expected: json!({}),
        split: Some(split.to_owned()),
        tags: Vec::new(),
        meta: None,
    };
    let rows = vec![row("a", left, "train"), row("b", right, "holdout")];
    let catalog = dse::catalog::Catalog::shipped();
    let id = "@openagents/autopilot/judge/ThreadSummaryQuality.v1";
    let contract = catalog.signature(id).expect("it is shipped");
    let leak = dse::engine::leak::find(
        contract,
        &contract.default_params,
        &Dataset::new("d", rows).expect("a dataset"),
    );
    leak.is_some_and(|leak| leak.contains("near-duplicates of train rows"))
}

/// Whether they count as one for the evidence.
fn joined(left: &Value, right: &Value) -> bool {
    let groups = alike::groups([(left, None), (right, None)]);
    groups[0] == groups[1]
}

#[track_caller]
fn verdict(left: &Value, right: &Value) -> bool {
    let found = shown(left, right);
    assert_eq!(joined(left, right), found, "groups of the evidence: {left} {right}");
    #[cfg(feature = "server")]
    assert_eq!(refused(left, right), found, "the gate: {left} {right}");
    found
}

#[test]
fn what_makes_no_other_text_is_a_near_duplicate_whatever_its_length() {
    let same = [
        ("Cancel order 81, please.", "cancel order 81 , please!!"),
        ("yes", "Yes!"),
        ("81", " 81."),
        ("Où est ma commande ?", "où est ma commande?"),
        ("cafe\u{301}", "CAFÉ"),
        ("ｏｒｄｅｒ ８１", "order 81"),
        ("Please re-open the ticket “A-7”…", "please reopen the ticket 'A 7'"),
    ];
    for (left, right) in same {
        assert!(verdict(&json!({"q": left}), &json!({"q": right})), "{left} / {right}");
    }
    let other = [
        ("Cancel order 81, please.", "Cancel order 82, please."),
        ("Please cancel order 81", "Please cancel order 8"),
        ("yes", "no"),
        ("call me Ann", "call me Anna"),
        ("accept the offer", "except the offer"),
        ("it is 3.5", "it is 35"),
    ];
    for (left, right) in other {
        assert!(!verdict(&json!({"q": left}), &json!({"q": right})), "{left} / {right}");
    }
}

#[test]
fn numbers_and_flags_of_the_input_count_as_its_texts_do() {
    let row = |amount: Value, paid: bool| json!({"amount": amount, "paid": paid});
    assert!(verdict(&row(json!(100), true), &row(json!(1e2), true)));
    assert!(!verdict(&row(json!(100), true), &row(json!(101), true)));
    assert!(!verdict(&row(json!(100), true), &row(json!(100), false)));
    assert!(!verdict(&row(json!(-5), true), &row(json!(5), true)));
    let (one, other) = (json!({"a": "x y", "b": 1}), json!({"b": 1, "a": "X, y"}));
    assert!(verdict(&one, &other), "the order of keys makes no other text");
    assert!(!verdict(&json!({"q": "?"}), &json!({"q": "!"})), "all that there is counts");
    assert!(verdict(&json!({}), &json!({})), "equal is equal without a text, too");
}

/// A text, and the same with a few changes of any sort.
fn pairs() -> impl Strategy<Value = (String, String)> {
    let words = prop::collection::vec("[a-z]{2,8}|[A-Z][a-zé]{1,6}|[0-9]{1,4}|…|[.,!]", 1..40);
    let changes = prop::collection::vec((0_usize..6, any::<prop::sample::Index>()), 0..4);
    (words, changes).prop_map(|(words, changes)| {
        let mut other = words.clone();
        for (kind, place) in changes {
            let at = place.index(other.len());
            match kind {
                0 => other[at] = other[at].to_uppercase(),
                1 => other[at].push_str(" ,\u{a0}"),
                2 => other[at] = "other".to_owned(),
                3 => other.insert(at, "7".to_owned()),
                4 => other[at] = other[at].replace('é', "e\u{301}"),
                _ if other.len() > 1 => drop(other.remove(at)),
                _ => {}
            }
        }
        (words.join(" "), other.join(" "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn all_three_say_the_same_of_any_pair((left, right) in pairs(), number in -3_i64..3, flag in any::<bool>()) {
        let left = json!({"text": left, "more": {"n": number, "list": ["ana", flag]}});
        let right = json!({"text": right, "more": {"n": number, "list": ["ana", flag]}});
        verdict(&left, &right);
    }
}
