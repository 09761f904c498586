//! What holds for the reader and the checker on any bytes: the scanner accepts
//! what serde_json accepts and reads the same, findings lie inside their lines,
//! a pipe gives what a file gives, and what `--fix` writes needs no fix.

use std::io::{self, Read};
use std::sync::LazyLock;

use dse::dataset::check::Contract;
use dse::dataset::fix::mend;
use dse::dataset::json::Scanner;
use dse::dataset::settings::{LintSettings, Profile, RuleFlags};
use dse::dataset::source::Source;
use dse::dataset::validate::{Options, check_file, check_stream};
use serde_json::json;

static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let lint = LintSettings { required_tags: vec!["t".to_owned()], ..LintSettings::default() };
    Profile::settle(&lint, &RuleFlags::default(), "".as_ref())
});

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let input = json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "required": ["m"], "additionalProperties": false,
        "properties": {"m": {"type": "string", "minLength": 1}, "b": {"type": "array"}}});
    let output =
        json!({"anyOf": [{"enum": ["x", 1, null]}, {"type": "object", "required": ["y"]}]});
    Contract::new("fuzz", &input, &output).expect("the schemas are valid")
});

const OPTIONS: Options = Options { limit: 50, threads: Some(2) };

/// Panics when one of the properties does not hold.
pub fn hold(data: &[u8]) {
    for line in data.split(|&byte| byte == b'\n') {
        scan(line);
    }
    check(data);
}

fn scan(line: &[u8]) {
    let mut scanner = Scanner::default();
    let Ok(text) = std::str::from_utf8(line) else {
        // Any answer is good that does not leave the line.
        let _ = scanner.scan(line, 100);
        return;
    };
    match (serde_json::from_str::<serde_json::Value>(text), scanner.scan(line, 100)) {
        (Ok(value), Ok(())) => assert_eq!(scanner.tape.value(line, 0), value),
        (Err(_), Err(fault)) => {
            assert!(fault.span.start <= fault.span.end && fault.span.end <= line.len())
        }
        (theirs, Err(fault)) if fault.kind == dse::dataset::json::FaultKind::Depth => drop(theirs),
        (theirs, ours) => panic!("{theirs:?} against {ours:?}"),
    }
}

/// Gives a few bytes at a time.
struct Sips<'a>(&'a [u8]);

impl Read for Sips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = (self.0.len() % 7 + 1).min(self.0.len()).min(buffer.len());
        buffer[..size].copy_from_slice(&self.0[..size]);
        self.0 = &self.0[size..];
        Ok(size)
    }
}

fn check(data: &[u8]) {
    let source = || Source::spooled("fuzz", data).expect("a spool");
    let whole = check_file(source(), &PROFILE, Some(&CONTRACT), OPTIONS).expect("a report");
    let sipped =
        check_stream("fuzz", Sips(data), &PROFILE, Some(&CONTRACT), OPTIONS).expect("a report");
    assert_eq!(whole.findings, sipped.findings);
    for finding in &whole.findings {
        for place in
            finding.place.iter().chain(finding.related.iter().map(|related| &related.place))
        {
            let line = whole.source.line_at(place.offset).expect("a line");
            assert!(place.span.start <= place.span.end && place.span.end <= line.len());
        }
    }
    let mut once = Vec::new();
    if mend(&source(), &PROFILE, &mut once).is_ok() {
        let mut twice = Vec::new();
        let again = Source::spooled("fuzz", once.as_slice()).expect("a spool");
        mend(&again, &PROFILE, &mut twice).expect("what was mended can be mended");
        assert_eq!(once, twice);
    }
}
