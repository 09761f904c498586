//! An evaluation as GitHub shows it: an annotation for what is wrong.

use super::findings::command_line;
use super::junit::{Fail, Verdict, verdicts};
use crate::model::eval::EvalReport;

/// GitHub shows ten annotations of a kind a step.
const SHOWN: usize = 10;

/// Workflow commands: an error for each case that fails, a warning for what is
/// wrong but is no news. Nothing where the report has no examples.
pub fn render(
    name: &str,
    report: &EvalReport,
    before: Option<&EvalReport>,
    fail: Fail,
) -> Option<String> {
    let examples = report.examples.as_ref()?;
    let verdicts = verdicts(report, before, fail)?;
    let wrong = |is_shown: fn(&Verdict) -> bool| {
        let all = examples.iter().zip(&verdicts);
        all.filter(move |(_, verdict)| is_shown(verdict))
    };
    let mut out = String::new();
    let mut add = |command: &str, is_shown: fn(&Verdict) -> bool| {
        for (example, verdict) in wrong(is_shown).take(SHOWN) {
            let title = format!("{name}: {}", example.result.example_id);
            let message = format!("{}: {}", verdict.kind, verdict.message);
            out.push_str(&command_line(command, &[("title", title)], &message));
        }
        let more = wrong(is_shown).count().saturating_sub(SHOWN);
        if more > 0 {
            out.push_str(&command_line(
                command,
                &[("title", name.to_owned())],
                &format!("and {more} more"),
            ));
        }
    };
    add("error", |verdict| matches!(verdict.tag, "failure" | "error"));
    add("warning", |verdict| verdict.tag == "skipped");
    let right = verdicts.iter().filter(|verdict| verdict.tag.is_empty()).count();
    let message = format!("{right} of {} examples are right", verdicts.len());
    out.push_str(&command_line("notice", &[("title", name.to_owned())], &message));
    Some(out)
}
