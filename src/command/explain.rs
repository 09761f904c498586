//! `dse explain`

use serde_json::json;

use super::{CommandError, Context, Outcome};
use crate::dataset::rule::{Info, Rule, Selector};
use crate::report::render::terminal::paragraph;
use crate::ui::{Shown, Tone, shown};

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
        return context.ui.last(&json!({"ok": true, "rules": rules}));
    }
    for rule in Rule::ALL {
        let Info { code, name, severity, summary, .. } = rule.info();
        context.ui.out(shown!("{}  {:<8} {:<22} {}", code, severity.name(), name, summary));
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
