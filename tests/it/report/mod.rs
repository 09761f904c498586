//! Every report in every form, from stored evidence that holds hostile text.

use dse::model::{overnight::Summary, trace::Trace};
use dse::report::comparison::{Comparison, MANY};
use dse::report::document::{Document, plain};
use dse::report::junit::Fail;
use dse::report::ops::{self, OpsEvidence};
use dse::report::render::{html, markdown, terminal};
use dse::report::{compile, eval, junit, receipt, signature};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a server stored.
fn stored() -> Value {
    serde_json::from_str(include_str!("stored.json")).unwrap()
}

fn part<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_value(stored()[name].clone()).unwrap()
}

fn evidence(summary: Option<Summary>) -> OpsEvidence {
    let (control, candidate) = (part("control"), part("candidate"));
    OpsEvidence {
        run: part("run"),
        events: part("events"),
        summary,
        compile: Some(part("compile")),
        comparison: Comparison::of(&control, &candidate),
        instructions: Some(part("instructions")),
        evals: Some((control, candidate)),
        traffic: part("traffic"),
    }
}

fn comparison() -> Document {
    let comparison = Comparison::of(&part("control"), &part("candidate")).unwrap();
    let mut document = Document::new("Two evaluations", plain(comparison.sentence()));
    comparison.describe(&mut document, MANY, None);
    document
}

fn compiled() -> Document {
    let seen = part::<Summary>("summary").gate;
    let found = dse::api::compile::ReportResponse {
        report: part("compile"),
        created_at_ms: 1_750_000_000_000,
        report_hash: None,
        identity: part::<Summary>("summary").identity,
        outdated: Some(part("outdated")),
        active: Some(format!("sha256:{}", "a".repeat(64))),
        gate: seen,
    };
    let mut document = compile::document(&found);
    compile::describe_differences(&found.report, &mut document);
    document
}

fn receipt_with_trace() -> Document {
    let mut document = receipt::document(&part("receipt"), "thread", "run", 1_750_000_003_000);
    let trace = Trace::parse(&stored()["trace"].to_string()).unwrap();
    receipt::describe_events(&trace.events, &mut document);
    document
}

fn documents() -> Vec<(&'static str, Document)> {
    let evaluated = dse::api::eval::ReportResponse {
        report: part("candidate"),
        compiled_id: "sha256:b".to_owned(),
        split: "holdout".to_owned(),
        created_at_ms: 1_750_000_000_000,
        report_hash: None,
        identity: None,
        outdated: None,
        gate: None,
    };
    let signature_evidence = signature::SignatureEvidence {
        signature_id: "@test/Pick.v1".to_owned(),
        compiled_id: part::<Value>("signature")["compiled_id"].as_str().map(str::to_owned),
        canary: serde_json::from_value(stored()["signature"]["canary"].clone()).unwrap(),
        history: serde_json::from_value(stored()["signature"]["history"].clone()).unwrap(),
        imports: serde_json::from_value(stored()["signature"]["imports"].clone()).unwrap(),
        compiles: serde_json::from_value(stored()["signature"]["compiles"].clone()).unwrap(),
        evals: serde_json::from_value(stored()["signature"]["evals"].clone()).unwrap(),
    };
    vec![
        ("ops", ops::document(&evidence(Some(part("summary"))))),
        ("timeline", ops::document(&evidence(None))),
        ("compile", compiled()),
        ("eval", eval::document("@test/Pick.v1", &evaluated)),
        ("comparison", comparison()),
        ("signature", signature::document(&signature_evidence)),
        ("receipt", receipt_with_trace()),
    ]
}

fn check(name: &str, form: &str, text: &str) {
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(format!("{name}.{form}"), text);
    });
}

#[test]
fn every_report_in_every_form() {
    for (name, document) in documents() {
        let text =
            anstream::adapter::strip_str(terminal::render(&document, 80).as_str()).to_string();
        check(name, "terminal", &text);
        check(name, "markdown", &markdown::render(&document, markdown::COMMENT_LIMIT));
        let page = html::article(&document, html::Links::Pages).into_string();
        check(name, "html", &page.replace("><", ">\n<"));
        let file = html::file(&document);
        for text in [&page, &file] {
            for hostile in ["<script", "\u{1b}", "\u{202e}", "<asks>", "<b>", "<why>"] {
                assert!(!text.contains(hostile), "{name} holds {hostile:?}");
            }
        }
    }
}

#[test]
fn lines_keep_within_the_terminal() {
    for (name, document) in documents() {
        let text =
            anstream::adapter::strip_str(terminal::render(&document, 80).as_str()).to_string();
        for line in text.lines().filter(|line| line.contains(' ')) {
            let wide = unicode_width::UnicodeWidthStr::width(line);
            // Ids and JSON stay whole, so that they can be copied.
            let whole = line.contains("sha256:") || line.starts_with("    ");
            assert!(wide <= 80 || whole, "{name}: {wide} columns: {line}");
        }
    }
}

#[test]
fn a_test_case_for_each_held_out_example() {
    let (control, candidate) = (part("control"), part("candidate"));
    let render = |before, fail| junit::render("@test/Pick.v1", &candidate, before, fail).unwrap();
    check("ops", "junit", &render(Some(&control), Fail::Regressions));
    let all = render(Some(&control), Fail::Wrong);
    assert!(all.contains("type=\"regression\"") && all.contains("<error"), "{all}");
    let alone = render(None, Fail::Wrong);
    assert!(alone.contains("type=\"wrong\"") && !alone.contains("regression"), "{alone}");
    // Nothing was there before, so that nothing can have become worse.
    let quiet = render(None, Fail::Regressions);
    assert!(!quiet.contains("<failure") && quiet.contains("<skipped message=\"wrong: "), "{quiet}");
    let bare = dse::model::eval::EvalReport { examples: None, ..candidate };
    assert_eq!(junit::render("x", &bare, None, Fail::Regressions), None);
}
