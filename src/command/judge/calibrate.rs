//! `dse judge calibrate`

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::api::judge::{CalibrateRequest, Label};
use crate::command::{CommandError, Context, ErrorKind, Outcome, names::about, progress::Progress};
use crate::ui::escape;

/// Compare a judge's scores with human labels, and keep what was found
///
/// The labels are a JSONL file. Each line has a `label` from 0 to 1 and says
/// what it is about: `exampleId` and `outputJson` for an answer to a stored
/// example, or `inputJson` for what the judge itself is asked. A gate whose
/// reward rests on a judge is advice until the judge reaches the job's bar.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A signature whose reward asks a judge, or the judge's own
    signature: String,
    /// The human labels, up to 500 lines; - for standard input
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let labels = read(context, &args.labels)?;
    about(context, &args.signature, async move |context, client, signature_id| {
        let request = CalibrateRequest { signature_id, labels };
        let mut progress = Progress::new(&context.ui, "judging");
        let answer = client.judge_calibrate(&request, |event| progress.show(event)).await?.body;
        drop(progress);
        match &answer.judge.shortfall {
            None => context.answer(&answer, |ui| super::print(ui, &answer.judge)),
            Some(shortfall) => {
                let message = format!("the judge does not reach the bar: {shortfall}");
                let error = CommandError::new(ErrorKind::Refused, "judge_uncalibrated", message)
                    .with_hint("more labels, a better judge, or `judgeBar` in the job");
                context.refuse(error, &answer, |ui| super::print(ui, &answer.judge))
            }
        }
    })
}

fn read(context: &Context, file: &Path) -> Result<Vec<Label>, CommandError> {
    let name = escape::line(&file.display().to_string());
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(context.config.workspace.resolve_argument(file))
    };
    let text =
        text.map_err(|error| CommandError::usage(format!("{name} cannot be read: {error}")))?;
    let (mut labels, mut rest) = (Vec::new(), text.as_bytes());
    for number in 1.. {
        let before = rest;
        match jsonl::read::<_, Label>(&mut rest) {
            Ok(read) => {
                labels.push(label(read).map_err(|reason| fault(&name, number, &reason))?);
            }
            Err(jsonl::ReadError::Eof) => break,
            // Blank lines stand between some people's labels.
            Err(_) if before[..before.len() - rest.len()].trim_ascii().is_empty() => {}
            Err(error) => return Err(fault(&name, number, &told(error))),
        }
    }
    if labels.is_empty() {
        return Err(CommandError::usage(format!("{name} holds no labels")));
    }
    Ok(labels)
}

fn fault(name: &str, number: usize, reason: &str) -> CommandError {
    CommandError::usage(format!("{name}:{number}: {}", escape::line(reason)))
        .with_hint(r#"a line looks like {"exampleId": "row-1", "outputJson": {...}, "label": 0.8}"#)
}

/// What is wrong with a line, without what reading it was.
fn told(error: jsonl::ReadError) -> String {
    match error {
        jsonl::ReadError::Deserialize(error) => error.to_string(),
        error => error.to_string(),
    }
}

/// A label, as far as it can be judged without the server.
fn label(label: Label) -> Result<Label, String> {
    match label.label {
        Some(score) if (0.0..=1.0).contains(&score) => {}
        Some(score) => return Err(format!("label: {score} is not from 0 to 1")),
        None => return Err("label: missing".to_owned()),
    }
    match (&label.input_json, &label.example_id, &label.output_json) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(label),
        _ => Err("give inputJson alone, or exampleId with outputJson".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_what_it_is_about_and_how_good_that_is() {
        let label = |line: &str| jsonl::read(line.as_bytes()).map_err(told).and_then(super::label);
        let fault = |line: &str| label(line).unwrap_err();
        assert!(label(r#"{"inputJson": {}, "label": 0}"#).is_ok());
        assert!(label(r#"{"exampleId": "a", "outputJson": {}, "label": 1}"#).is_ok());
        assert_eq!(fault(r#"{"inputJson": {}}"#), "label: missing");
        assert_eq!(fault(r#"{"inputJson": {}, "label": 1.5}"#), "label: 1.5 is not from 0 to 1");
        let either = "give inputJson alone, or exampleId with outputJson";
        assert_eq!(fault(r#"{"exampleId": "a", "label": 1}"#), either);
        assert_eq!(fault(r#"{"label": 1}"#), either);
        assert_eq!(fault(r#"{"inputJson": {}, "exampleId": "a", "label": 1}"#), either);
        assert!(fault(r#"{"inputJson": {}, "lable": 1}"#).contains("lable"));
    }
}
