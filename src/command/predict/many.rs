//! Many predictions: a line in, a line out, in the same order.

use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};

use super::input::Line;
use crate::api::predict::{PredictRequest, PredictResponse};
use crate::client::Client;
use crate::command::{CommandError, Context, ErrorKind, Outcome};
use crate::report::words;
use crate::ui::Format;

/// What came of a line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    example_id: Option<String>,
    ok: bool,
    #[serde(flatten)]
    prediction: Option<PredictResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
    #[serde(skip)]
    kind: Option<ErrorKind>,
}

pub async fn run(
    context: &Context,
    client: &Client,
    request: PredictRequest,
    lines: Vec<Line>,
    concurrency: usize,
) -> Result<Outcome, CommandError> {
    if lines.is_empty() {
        return Err(CommandError::usage("the input has no line that is not blank"));
    }
    let total = lines.len();
    let mut bar = context.ui.bar("predict", total as u64);
    let asked = stream::iter(lines).map(|line| answer(client, &request, line));
    let mut asked = asked.buffered(concurrency);
    let mut answers = Vec::new();
    let (mut done, mut failed, mut worst) = (0, 0, None);
    while let Some(answer) = asked.next().await {
        done += 1;
        failed += usize::from(!answer.ok);
        worst = worse(worst, answer.kind);
        bar.set(done as u64, total as u64, "");
        match context.ui.format() {
            Format::Json => answers.push(answer),
            Format::Ndjson => context.ui.event(&event(&answer)),
            Format::Human => {
                let mut line = serde_json::to_vec(&answer).expect("answers serialize to JSON");
                line.push(b'\n');
                context.ui.rows(&line);
            }
        }
    }
    let mut result = json!({"count": total, "okCount": total - failed, "errorCount": failed});
    if context.ui.format() == Format::Json {
        result["predictions"] = json!(answers);
    }
    let Some(kind) = worst else { return context.answer(&result, |_| ()) };
    let said = format!("{failed} of {} failed", words::count(total as u64, "prediction"));
    let error = CommandError::new(kind, "predictions_failed", said)
        .with_hint("the lines with \"ok\": false say why");
    context.refuse(error, &result, |_| ())
}

fn event(answer: &Answer) -> Value {
    let mut event = json!({"event": "prediction"});
    let fields = serde_json::to_value(answer).expect("answers serialize to JSON");
    if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
        event.extend(fields);
    }
    event
}

async fn answer(client: &Client, request: &PredictRequest, line: Line) -> Answer {
    let Line { number, example_id, input } = line;
    let predicted = match input {
        Ok(input) => {
            let sent = client.predict(&PredictRequest { input, ..request.clone() }).await;
            sent.map(|answer| answer.body).map_err(CommandError::from)
        }
        Err(reason) => Err(CommandError::usage(reason)),
    };
    let (prediction, error) = match predicted {
        Ok(prediction) => (Some(prediction), None),
        Err(error) => (None, Some(error)),
    };
    Answer {
        line: number,
        example_id,
        ok: error.is_none(),
        kind: error.as_ref().map(|error| error.kind),
        error: error.map(|error| error.document()["error"].clone()),
        prediction,
    }
}

/// What the command ends with: that nobody could be asked says more than that
/// an answer was no good.
fn worse(one: Option<ErrorKind>, other: Option<ErrorKind>) -> Option<ErrorKind> {
    let weight = |kind: &ErrorKind| match kind {
        ErrorKind::Credentials => 3,
        ErrorKind::Unavailable => 2,
        ErrorKind::Usage => 1,
        _ => 0,
    };
    [one, other].into_iter().flatten().max_by_key(weight)
}
