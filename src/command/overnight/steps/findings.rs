//! What the output of a check names: failed tests and requests.

use std::sync::LazyLock;

use regex::Regex;

/// A colour or another instruction to a terminal.
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\x1b\[[0-9;?]*[ -/]*[@-~]"));

/// A request id in the spellings of headers, logs, JSON and our own errors.
static REQUEST_IDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?ix)
        (?: (?: \b x-oa-request-id | \b oa_req (?: uest )? (?: _?id )? | \b request[_-]?id )
            \\? ["'`]? \s* (?: [:=] | => ) \s* \\? ["'`\[]* \s*
          | \( request \s+ )
        ( [a-z0-9] [a-z0-9._:\-]* )"#,
    )
});

/// The line of a failed test, as the common runners print it.
static FAILURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) ^\s* (?:
            test\ (?P<cargo>.+?)\ \.\.\.\ FAILED
          | (?: not\ ok\b | ---\ FAIL: | \[FAIL(?:ED)?\] | FAIL(?:ED)?:? (?:\s+\[[^\]]*\])? | [✗✖×✘❌] | ●\ )
            \s+ (?P<marked>\S.*?)
        ) \s* $",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is valid")
}

/// Names of failed tests, each once.
pub fn failing(output: &str) -> Vec<String> {
    let plain = ESCAPES.replace_all(output, "");
    let names = plain.lines().filter_map(|line| {
        let found = FAILURES.captures(line)?;
        let name = found.name("cargo").or_else(|| found.name("marked"))?.as_str();
        Some(crate::ui::escape::brief(name.trim_start_matches("- "), 200))
    });
    distinct(names)
}

/// Request ids that the output names, to find the requests in the server's log,
/// each once.
pub fn request_ids(output: &str) -> Vec<String> {
    let plain = ESCAPES.replace_all(output, "");
    let ids = REQUEST_IDS
        .captures_iter(&plain)
        .map(|found| crate::ui::escape::brief(found[1].trim_end_matches(['.', ':', '-']), 100));
    distinct(ids)
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The first of `names` that fit into so many characters.
pub fn within(names: Vec<String>, room: usize) -> Vec<String> {
    let mut left = room;
    let fits = |name: &String| match left.checked_sub(name.len() + 1) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    names.into_iter().take_while(fits).collect()
}

/// The end of a text, at most so many bytes.
pub fn end_of(text: &str, bytes: usize) -> String {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_tests_of_several_runners_are_named_once() {
        let output = "test a::b ... FAILED\nok 1 - fine\nnot ok 2 - apps.web\n  ✗ page opens\n\
                      FAIL src/x.test.ts\n\x1b[31m✗\x1b[0m page opens\n--- FAIL: TestX (0.00s)\n\
                      FAILED tests/t.py::one - boom\n        FAIL [   0.010s] dse it::two\n\
                      test result: FAILED. 1 passed\n[FAIL] apps-web.prod.autopilot.x\n";
        assert_eq!(
            failing(output),
            [
                "a::b",
                "2 - apps.web",
                "page opens",
                "src/x.test.ts",
                "TestX (0.00s)",
                "tests/t.py::one - boom",
                "dse it::two",
                "apps-web.prod.autopilot.x",
            ]
        );
    }

    #[test]
    fn request_ids_are_found_in_every_usual_spelling() {
        let cases = [
            ("GET /x failed (oa_req=abc-1) later", "abc-1"),
            ("x-oa-request-id=b2.", "b2"),
            ("< x-oa-request-id: c3\r", "c3"),
            ("X-OA-Request-Id: c4", "c4"),
            (r#"{"requestId":"d5","x":1}"#, "d5"),
            (r#"{"requestId": "d6"}"#, "d6"),
            (r#"{\"requestId\":\"d7\"}"#, "d7"),
            ("headers: { 'x-oa-request-id': 'e8' }", "e8"),
            (r#""x-oa-request-id":["e9"]"#, "e9"),
            ("request_id=f10,", "f10"),
            ("500 internal (request g-11)", "g-11"),
            ("\x1b[2moa_req\x1b[0m=h12", "h12"),
        ];
        for (text, id) in cases {
            assert_eq!(request_ids(text), [id], "{text}");
        }
        assert_eq!(request_ids("oa_req=a oa_req=b oa_req=a"), ["a", "b"]);
        assert_eq!(request_ids("no request id here, requested: nothing"), [""; 0]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let names = vec!["x".repeat(9); 100];
        assert_eq!(within(names, 50).len(), 5);
        assert_eq!(end_of("aäb", 2), "b");
        assert_eq!(end_of("ab", 5), "ab");
    }
}
