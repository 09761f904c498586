//! Reports as resources: each URI stands for the words of `dse report`.

use std::ffi::OsString;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rmcp::model::{Resource, ResourceTemplate};
use serde_json::{Map, Value};

/// The page for agents.
pub const GUIDE: &str = "dse://docs/agents";
/// The report of the newest run.
const NEWEST: &str = "dse://report/ops";
/// What stands for something in a URI.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
pub const MARKDOWN: &str = "text/markdown";

/// What can be read without knowing an id.
pub fn fixed() -> Vec<Resource> {
    let resource = |uri: &str, name: &str, about: &str| {
        Resource::new(uri, name).with_description(about).with_mime_type(MARKDOWN)
    };
    vec![
        resource(GUIDE, "agents", "How an agent works with a workspace of dse"),
        resource(NEWEST, "report", "The report of the newest ops run"),
    ]
}

/// The runs of an answer of `dse ops list`, each with its report.
pub fn of_runs(answer: &Map<String, Value>) -> Vec<Resource> {
    let runs = answer.get("runs").and_then(Value::as_array);
    let runs = runs.into_iter().flatten().filter_map(|run| {
        let id = run["runId"].as_str()?;
        let status = run["status"].as_str().unwrap_or_default();
        let resource = Resource::new(format!("{NEWEST}/{}", segment(id)), format!("run {id}"))
            .with_description(format!("The report of an ops run: {status}"))
            .with_mime_type(MARKDOWN);
        Some(resource)
    });
    runs.collect()
}

pub fn templates() -> Vec<ResourceTemplate> {
    let template = |rest: &str, name: &str, about: &str| {
        ResourceTemplate::new(format!("dse://report/{rest}"), name)
            .with_description(about)
            .with_mime_type(MARKDOWN)
    };
    vec![
        template("ops/{run}", "run", "What an ops run did, found and changed"),
        template("compile/{signature}", "compile", "The newest compile of a signature"),
        template(
            "compile/{signature}/{jobHash}/{datasetHash}",
            "one compile",
            "A compile: its candidates and its winner",
        ),
        template("eval/{signature}/{evalHash}", "evaluation", "An evaluation, by its hash"),
        template("signature/{signature}", "signature", "What is live, and its history"),
    ]
}

/// The words of the command that writes what a URI stands for.
pub fn words(uri: &str) -> Option<Vec<OsString>> {
    let rest = uri.strip_prefix("dse://report/")?;
    let mut parts = Vec::new();
    for part in rest.split('/') {
        let part = percent_decode_str(part).decode_utf8().ok()?;
        if part.is_empty() || part.contains('\0') {
            return None;
        }
        parts.push(part.into_owned());
    }
    let (kind, ids) = parts.split_first()?;
    let fits = match kind.as_str() {
        "ops" => ids.len() <= 1,
        "compile" => [1, 3].contains(&ids.len()),
        "eval" => ids.len() == 2,
        "signature" => ids.len() == 1,
        _ => false,
    };
    let mut words: Vec<OsString> =
        ["report", kind, "--output=markdown", "--"].map(Into::into).into();
    words.extend(ids.iter().map(OsString::from));
    fits.then_some(words)
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_uri_stands_for_a_command() {
        let of = |uri: &str| {
            words(uri).map(|words| words.join(std::ffi::OsStr::new(" ")).into_string().unwrap())
        };
        assert_eq!(of(NEWEST).unwrap(), "report ops --output=markdown --");
        assert_eq!(
            of("dse://report/eval/%40acme%2Fa%2FRoute.v1/--x").unwrap(),
            "report eval --output=markdown -- @acme/a/Route.v1 --x"
        );
        for wrong in [
            "dse://report",
            "dse://report/",
            "dse://report/eval/S",
            "file:///etc/passwd",
            "dse://report/ops/a/b",
            "dse://report/compile/S/only-one",
            "dse://report/key/x",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn runs_have_a_report_each() {
        let answer = json!({"runs": [{"runId": "a/b", "status": "finished"}]});
        let found = of_runs(answer.as_object().unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(words(&found[0].uri).unwrap().last().unwrap(), "a/b");
    }
}
