//! `dse explain`

mod codes;

use serde_json::json;

use super::{CommandError, Context, Outcome};
use crate::dataset::rule::{Info, Rule, Selector};
use crate::model::text::nearest;
use crate::report::render::terminal::paragraph;
use crate::ui::{Shown, Tone, shown};
use codes::{MEANINGS, Meaning};

/// Explain a finding code, with a wrong and a right row, or an error code
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code or name of a rule, such as D003 or conflicting-answers, or the
    /// code of an error, such as gain_not_shown; without one, all are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    match &args.code {
        None => list(context),
        Some(code) => explain(context, code)?,
    }
    Ok(Outcome::Yes)
}

fn list(context: &Context) {
    if context.ui.is_machine() {
        let rules: Vec<_> = Rule::ALL.iter().map(|&rule| document(rule)).collect();
        let errors: Vec<_> = MEANINGS.iter().map(meaning).collect();
        return context.ui.last(&json!({"ok": true, "rules": rules, "errors": errors}));
    }
    for rule in Rule::ALL {
        let Info { code, name, severity, summary, .. } = rule.info();
        context.ui.out(shown!("{}  {:<8} {:<22} {}", code, severity.name(), name, summary));
    }
}

fn explain(context: &Context, code: &str) -> Result<(), CommandError> {
    if let Some(found) = MEANINGS.iter().find(|one| one.code == code) {
        if context.ui.is_machine() {
            context.ui.last(&json!({"ok": true, "error": meaning(found)}));
            return Ok(());
        }
        let text = |text: &str| paragraph(text, context.ui.width().min(88), "");
        context.ui.out(Tone::Strong.paint(shown!("{}", code)));
        context.ui.out(shown!("{}\n", text(&format!("{}.", found.meaning))));
        context.ui.out(shown!("{}", text(&format!("What to do: {}.", found.advice))));
        return Ok(());
    }
    let Some(rule) = Rule::parse(code) else {
        if let Some(near) = nearest(code, MEANINGS.iter().map(|one| one.code)) {
            return Err(CommandError::usage(format!("there is no code `{code}`"))
                .with_hint(format!("did you mean `{near}`?")));
        }
        let error = code.parse::<Selector>().err().map_or_else(
            || CommandError::usage(format!("`{code}` is a group of rules, not a rule")),
            |unknown| CommandError::usage(unknown.to_string()),
        );
        return Err(error.with_hint("`dse explain` lists the rules and the codes of errors"));
    };
    if context.ui.is_machine() {
        context.ui.last(&json!({"ok": true, "rule": document(rule)}));
        return Ok(());
    }
    let info = rule.info();
    let strong = |text: &'static str| Tone::Strong.paint(text);
    let title = shown!("{} {} ({})", info.code, info.name, info.severity.name());
    let why = paragraph(info.why, context.ui.width().min(88), "");
    let mut text = shown!("{}\n{}\n\n{}\n", Tone::Strong.paint(title), info.summary, why);
    text.push(shown!("\n{}\n{}\n", strong("Wrong"), indent(info.wrong)));
    text.push(shown!("\n{}\n{}\n", strong("Right"), indent(info.right)));
    text.push(match info.fix {
        Some(fix) => shown!("\n`dse dataset validate --fix` {}.", fix),
        None => {
            shown!("\nTo leave it out: --ignore {}, or `ignore` in [lint] of dse.toml.", info.code)
        }
    });
    context.ui.out(text);
    Ok(())
}

fn meaning(one: &Meaning) -> serde_json::Value {
    json!({"code": one.code, "meaning": one.meaning, "advice": one.advice})
}

fn document(rule: Rule) -> serde_json::Value {
    let info = rule.info();
    json!({
        "code": info.code, "name": info.name, "group": rule.group().name(),
        "severity": info.severity, "summary": info.summary, "why": info.why,
        "wrong": info.wrong, "right": info.right, "fix": info.fix,
    })
}

fn indent(text: &str) -> Shown {
    Shown::join(text.lines().map(|line| shown!("    {}", line)), "\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use regex::Regex;

    use super::*;
    use crate::api::error::Code;

    /// The codes that commands make, read from their source.
    fn made(folder: &Path, found: &mut BTreeSet<String>) {
        let code =
            Regex::new(r#"(?s)CommandError::new\(\s*(?:ErrorKind::)?\w+,\s*"([a-z_]+)""#).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                made(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(code.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }

    #[test]
    fn every_code_of_an_error_is_explained_once() {
        let explained: BTreeSet<&str> = MEANINGS.iter().map(|one| one.code).collect();
        assert_eq!(explained.len(), MEANINGS.len(), "a code is explained twice");
        let mut codes: BTreeSet<String> =
            Code::ALL.iter().map(|code| code.wire().to_owned()).collect();
        made(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut codes);
        assert!(codes.len() > Code::ALL.len() + 20, "the source was read");
        let missing: Vec<_> =
            codes.iter().filter(|code| !explained.contains(code.as_str())).collect();
        assert!(missing.is_empty(), "src/command/explain/codes.rs lacks {missing:?}");
    }
}
