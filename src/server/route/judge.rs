//! Judges held against human labels.

use std::{collections::HashMap, sync::Arc};

use serde_json::{Value, json};

use crate::{
    api::judge::{
        CalibrateRequest, CalibrateResponse, CalibrationsRequest, CalibrationsResponse, JudgeBar,
        JudgeStanding, Label, MAX_LABELS,
    },
    canon,
    engine::{
        core::reward::judge_input,
        evaluate::{EvalEnv, Judge, Judged, judge_scores},
        memory::{MemoryBlobs, NoReceipts},
        scratch::Scratch,
    },
    lm::{LmRequest, ModelRole, Once},
    model::{gate::JudgeNote, judge::JudgeCalibration, schema::Schema},
    server::{App, Call, Failure, answers::KeptAnswers, app::Known, study::Study},
    stats::agreement::{Labelled, calibrate as compare},
};

/// Scores from here on pass.
const PASS: f64 = 0.5;
/// Bands of a score that are looked at one by one.
const BANDS: u32 = 5;

pub async fn calibrate(
    call: Call,
    request: CalibrateRequest,
) -> Result<CalibrateResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let judge = judge_of(&call, known)?;
    let human = human(&request.labels)?;
    let inputs = inputs(&call, known, judge, &request.labels).await?;
    let kept =
        KeptAnswers { inner: Arc::clone(&call.model), store: call.store.clone(), fresh: false };
    let env = EvalEnv {
        lm: &Once::new(Arc::new(kept)),
        workspaces: &Scratch::over(Arc::new(MemoryBlobs::default())),
        receipts: &NoReceipts,
        tools: None,
        clock: call.clock.as_ref(),
        cache: None,
        progress: Some(&call),
    };
    let scores = judge_scores(&env, judge, &inputs).await?;
    let labels: Vec<Labelled> =
        scores.iter().zip(&human).map(|(&judge, &human)| Labelled { judge, human }).collect();
    let found = compare(&labels, PASS, BANDS).expect("there is a label");
    let key = key(&call, judge);
    let calibration = JudgeCalibration {
        judge_signature_id: judge.contract.signature_id().to_owned(),
        compiled_id: judge.pinned.compiled_id.clone(),
        model: call.lm.label(),
        calibration: found,
        created_at_ms: call.clock.now_ms(),
    };
    call.store.put_judge_calibration(&key, &calibration).await?;
    let judge = standing(&call, known, judge).await?;
    Ok(CalibrateResponse { signature_id: request.signature_id, judge })
}

pub async fn calibrations(
    call: Call,
    request: CalibrationsRequest,
) -> Result<CalibrationsResponse, Failure> {
    let known = call.signature(&request.signature_id)?;
    let mut judges = Vec::new();
    for judge in known.reward.judges() {
        judges.push(standing(&call, known, judge).await?);
    }
    Ok(CalibrationsResponse { signature_id: request.signature_id, judges })
}

/// The judges that a signature's reward asks, and why a gate may not decide by
/// them alone; `None` where it asks none.
pub async fn note(app: &App, known: &Known) -> Result<Option<JudgeNote>, Failure> {
    let mut note: Option<JudgeNote> = None;
    for judge in known.reward.judges() {
        let standing = standing(app, known, judge).await?;
        let note = note.get_or_insert(JudgeNote { signature_ids: Vec::new(), shortfall: None });
        if !note.signature_ids.contains(&standing.judge_signature_id) {
            note.signature_ids.push(standing.judge_signature_id);
        }
        note.shortfall = note.shortfall.take().or(standing.shortfall);
    }
    Ok(note)
}

async fn standing(app: &App, known: &Known, judge: &Judge) -> Result<JudgeStanding, Failure> {
    let found = app.store.judge_calibration(&key(app, judge)).await?;
    let bar: JudgeBar = known.job.judge_bar.unwrap_or_default();
    let shortfall = bar.shortfall(found.as_ref().map(|found| &found.calibration));
    Ok(JudgeStanding {
        judge_signature_id: judge.contract.signature_id().to_owned(),
        compiled_id: judge.pinned.compiled_id.clone(),
        bar,
        calibrated: shortfall.is_none(),
        shortfall,
        found,
    })
}

/// What a calibration holds for: this artifact of this contract, asked of this
/// model.
fn key(app: &App, judge: &Judge) -> String {
    canon::id(&json!({
        "compiled_id": judge.pinned.compiled_id,
        "hashes": judge.contract.hashes(),
        "lm": app.model.identity(&LmRequest::of_role(ModelRole::Judge)),
    }))
}

/// The one judge that the signature's reward asks, or the signature itself
/// where it is a judge.
fn judge_of<'a>(app: &'a App, known: &'a Known) -> Result<&'a Judge, Failure> {
    let id = known.contract.signature_id();
    let mut own: Vec<&Judge> = known.reward.judges().collect();
    own.dedup_by_key(|judge| judge.contract.signature_id());
    match own[..] {
        [judge] => Ok(judge),
        [] => app
            .signatures()
            .into_iter()
            .flat_map(|other| other.reward.judges())
            .find(|judge| judge.contract.signature_id() == id)
            .ok_or_else(|| {
                Failure::invalid(format!(
                    "the reward of {id} asks no judge, and no reward asks {id} as one"
                ))
            }),
        _ => {
            let ids: Vec<&str> = own.iter().map(|judge| judge.contract.signature_id()).collect();
            Err(Failure::invalid(format!(
                "the reward of {id} asks several judges: name one of {}",
                ids.join(", ")
            )))
        }
    }
}

fn human(labels: &[Label]) -> Result<Vec<f64>, Failure> {
    if labels.is_empty() || labels.len() > MAX_LABELS {
        let message = format!("labels: {} of them, 1 to {MAX_LABELS} can be taken", labels.len());
        return Err(Failure::invalid(message));
    }
    let given = |(place, label): (usize, &Label)| match label.label {
        Some(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err(at(place, "label", "a number from 0 to 1 is needed")),
    };
    labels.iter().enumerate().map(given).collect()
}

/// What the judge is asked for each label.
async fn inputs(
    call: &Call,
    known: &Known,
    judge: &Judge,
    labels: &[Label],
) -> Result<Vec<Judged>, Failure> {
    let study = match labels.iter().any(|label| label.example_id.is_some()) {
        true => Some(Study::load(call, known).await?),
        false => None,
    };
    let rows = study.as_ref().map_or(&[][..], |study| study.dataset.examples());
    let rows: HashMap<&str, _> = rows.iter().map(|row| (row.example_id.as_str(), row)).collect();
    let asked = |(place, label): (usize, &Label)| {
        let fits = |schema: &Schema, field: &str, value: &Value| {
            schema.decode(value).map_err(|fault| at(place, field, &fault.to_string()))
        };
        match (&label.input_json, &label.example_id, &label.output_json) {
            (Some(input), None, None) => {
                let input = fits(judge.contract.input_schema(), "inputJson", input)?;
                Ok(Judged { input, row: None })
            }
            (None, Some(id), Some(output)) => {
                let row = rows.get(id.as_str()).ok_or_else(|| {
                    at(place, "exampleId", &format!("no stored example is named {id}"))
                })?;
                let output = fits(known.contract.output_schema(), "outputJson", output)?;
                let input = judge_input(&row.input, &output, &row.expected);
                Ok(Judged { input, row: Some(known.row_id(id)) })
            }
            _ => Err(at(place, "inputJson", "give it alone, or exampleId with outputJson")),
        }
    };
    labels.iter().enumerate().map(asked).collect()
}

fn at(place: usize, field: &str, reason: &str) -> Failure {
    Failure::invalid(format!("label {}, {field}: {reason}", place + 1))
}
