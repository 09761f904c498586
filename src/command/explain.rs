//! `dse explain`

use serde_json::json;

use super::{CommandError, Context, Outcome};
use crate::dataset::rule::{Info, Rule, Selector};
use crate::ui::Tone;

/// Explain a finding code, with a wrong and a right row
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code or name of a rule, such as D003 or conflicting-answers;
    /// without one, all rules are listed
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
        return context.ui.json(&json!({"ok": true, "rules": rules}));
    }
    for rule in Rule::ALL {
        let Info { code, name, severity, summary, .. } = rule.info();
        context.ui.out(&format!("{code}  {:<8} {name:<22} {summary}", severity.name()));
    }
}

fn explain(context: &Context, code: &str) -> Result<(), CommandError> {
    let Some(rule) = Rule::parse(code) else {
        let error = code.parse::<Selector>().err().map_or_else(
            || CommandError::usage(format!("`{code}` is a group of rules, not a rule")),
            |unknown| CommandError::usage(unknown.to_string()),
        );
        return Err(error.with_hint("`dse explain` lists the rules"));
    };
    if context.ui.is_machine() {
        context.ui.json(&json!({"ok": true, "rule": document(rule)}));
        return Ok(());
    }
    let info = rule.info();
    let strong = |text: &str| Tone::Strong.paint(text);
    let title = format!("{} {} ({})", info.code, info.name, info.severity.name());
    let mut text =
        format!("{}\n{}\n\n{}\n", strong(&title), info.summary, wrap(info.why, context.ui.width()));
    text.push_str(&format!("\n{}\n{}\n", strong("Wrong"), indent(info.wrong)));
    text.push_str(&format!("\n{}\n{}\n", strong("Right"), indent(info.right)));
    match info.fix {
        Some(fix) => text.push_str(&format!("\n`dse dataset validate --fix` {fix}.")),
        None => text.push_str(&format!(
            "\nTo leave it out: --ignore {}, or `ignore` in [lint] of dse.toml.",
            info.code
        )),
    }
    context.ui.out(&text);
    Ok(())
}

fn document(rule: Rule) -> serde_json::Value {
    let info = rule.info();
    json!({
        "code": info.code, "name": info.name, "group": rule.group().name(),
        "severity": info.severity, "summary": info.summary, "why": info.why,
        "wrong": info.wrong, "right": info.right, "fix": info.fix,
    })
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

fn wrap(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if line.chars().count() + word.chars().count() + 1 > width.min(88) {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
