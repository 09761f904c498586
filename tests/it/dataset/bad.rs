//! One broken file a rule, one that comes close, and every form of report.

use std::path::{Path, PathBuf};

use dse::catalog::Catalog;
use dse::config::{Config, Environment, Flags};
use dse::dataset::check::Contract;
use dse::dataset::rule::Rule;
use dse::dataset::settings::{Profile, RuleFlags, matches};
use dse::dataset::source::{Opened, Source};
use dse::dataset::validate::{FileReport, Options, check_file, check_stream};
use dse::report::findings::{Form, Piece, Report, render};
use proptest::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad")
}

/// The file of a rule, as the settings of the folder have it checked.
fn check(name: &str) -> FileReport {
    let flags = Flags { directory: Some(folder()), ..Flags::default() };
    let config = Config::load(&flags, Environment::of(&[])).unwrap();
    let profile = Profile::settle(&config.settings.lint, &RuleFlags::default(), Path::new(name));
    let signature =
        config.settings.dataset.iter().find(|entry| matches(&entry.path, Path::new(name)));
    let contract = signature.map(|entry| {
        let catalog = Catalog::shipped();
        let contract = catalog.signature(&entry.signature).unwrap();
        Contract::new(&entry.signature, &contract.input_schema_json, &contract.output_schema_json)
            .unwrap()
    });
    let Opened::File(source) = Source::open(&folder().join(name), name).unwrap() else {
        panic!("{name} is a file");
    };
    let streamed = check_stream(
        name,
        std::fs::File::open(folder().join(name)).unwrap(),
        &profile,
        contract.as_ref(),
        Options::default(),
    );
    let report = check_file(source, &profile, contract.as_ref(), Options::default()).unwrap();
    assert_eq!(streamed.unwrap().findings, report.findings, "{name}: a pipe gives the same");
    report
}

fn file_name(rule: Rule) -> String {
    format!("{}-{}.jsonl", rule.code(), rule.name())
}

/// Rules that cannot be broken without another one.
fn companions(rule: Rule) -> &'static [Rule] {
    match rule {
        Rule::NearDuplicateCap => &[Rule::NearDuplicate],
        _ => &[],
    }
}

#[test]
fn each_rule_fires_on_its_file_and_no_other_does() {
    for &rule in Rule::ALL {
        let report = check(&file_name(rule));
        assert!(report.counts[rule as usize] > 0, "{} does not fire", rule.code());
        for finding in &report.findings {
            let expected = finding.rule == rule || companions(rule).contains(&finding.rule);
            assert!(expected, "{}: {finding:?}", rule.code());
        }
    }
}

#[test]
fn no_rule_fires_on_a_near_miss() {
    for &rule in Rule::ALL {
        let report = check(&format!("near-miss/{}", file_name(rule)));
        assert_eq!(report.findings, [], "{}", rule.code());
    }
}

#[test]
fn spans_lie_inside_their_lines() {
    for &rule in Rule::ALL {
        let report = check(&file_name(rule));
        for finding in &report.findings {
            let related = finding.related.iter().map(|related| &related.place);
            for place in finding.place.iter().chain(related) {
                let line = report.source.line_at(place.offset).unwrap();
                assert!(place.span.start <= place.span.end && place.span.end <= line.len());
                assert!(place.columns.start >= 1 && place.columns.end >= place.columns.start);
            }
        }
    }
}

/// The files of all rules in one, some bytes of it others.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        prop::sample::select(&b"\n\r \t\"\\{}[],:0"[..]),
        prop::sample::select(&[0xc3, 0xa9, 0xf0, 0xff, 0][..]),
    ];
    (0..Rule::COUNT, prop::collection::vec((any::<prop::sample::Index>(), byte), 1..6)).prop_map(
        |(rule, changes)| {
            let mut bytes = std::fs::read(folder().join(file_name(Rule::ALL[rule]))).unwrap();
            bytes.truncate(6_000);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn spans_lie_inside_the_lines_of_mangled_files_too(bytes in mangled()) {
        let source = Source::spooled("mangled", bytes.as_slice()).unwrap();
        let report = check_file(source, &Profile::default(), None, Options::default()).unwrap();
        for finding in &report.findings {
            let related = finding.related.iter().map(|related| &related.place);
            for place in finding.place.iter().chain(related) {
                let line = report.source.line_at(place.offset).unwrap();
                prop_assert!(place.span.start <= place.span.end && place.span.end <= line.len());
            }
        }
    }
}

/// Every form of the report on each file, in one snapshot a rule.
#[test]
fn reports_look_as_they_did() {
    for &rule in Rule::ALL {
        let report = Report { files: vec![check(&file_name(rule))], unread: Vec::new() };
        let forms = [Form::Human, Form::Json, Form::Github, Form::Sarif, Form::Junit, Form::Gitlab];
        let text: String =
            forms.iter().map(|form| format!("--- {form:?}\n{}", shown(*form, &report))).collect();
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(format!("bad-{}", rule.code()), text);
        });
    }
}

fn shown(form: Form, report: &Report) -> String {
    let text = anstream::adapter::strip_str(&written(form, report)).to_string();
    if form != Form::Sarif {
        return text;
    }
    // The table of rules is the same in each; the results are what differs.
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(),
        Rule::COUNT
    );
    format!("{:#}\n", document["runs"][0]["results"].take())
}

fn written(form: Form, report: &Report) -> String {
    let mut text = String::new();
    render(form, report, 100, &mut |piece| match piece {
        Piece::Shown(lines) => text.push_str(&format!("{}\n", lines.as_str())),
        Piece::Json(document) => text.push_str(&format!("{document:#}\n")),
        Piece::Text(part) => text.push_str(part),
    });
    text
}

/// The crate's types are made from SARIF's schema: what they do not know is
/// lost on the way through them.
#[test]
fn sarif_reports_hold_to_the_schema() {
    let files = Rule::ALL.iter().map(|&rule| check(&file_name(rule))).collect();
    let report = Report { files, unread: Vec::new() };
    let text = written(Form::Sarif, &report);
    let read: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let ours: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), ours);
}

#[test]
fn no_rule_fires_on_the_shipped_datasets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/datasets");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Opened::File(source) = Source::open(&path, &name).unwrap() else { panic!("{name}") };
        let catalog = Catalog::shipped();
        let id = match name.as_str() {
            "select-tool.v1.jsonl" => "@openagents/autopilot/blueprint/SelectTool.v1",
            "recap-thread.v1.jsonl" => "@openagents/autopilot/canary/RecapThread.v1",
            "find-log-line.v1.jsonl" => "@openagents/autopilot/rlm/FindLogLine.v1",
            _ => panic!("which signature does {name} belong to?"),
        };
        let contract = catalog.signature(id).unwrap();
        let contract =
            Contract::new(id, &contract.input_schema_json, &contract.output_schema_json).unwrap();
        let report =
            check_file(source, &Profile::default(), Some(&contract), Options::default()).unwrap();
        assert_eq!(report.findings, [], "{name}");
        files += 1;
    }
    assert!(files > 0);
}
