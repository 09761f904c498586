//! `direct.v1`: ask once, and repair an answer that does not fit.

use serde_json::Value;

use super::{Failure, run::Run};
use crate::{
    canon,
    engine::core::{
        decode::{DecodeError, decode, decode_plain},
        models::for_repair,
        render::BlobView,
    },
    lm::{LmRequest, Message, ModelRole, Role},
    model::{params::ModelParams, text},
};

pub(super) const ID: &str = "direct.v1";

/// Units of a failed answer that a repair shows as the model's own turn.
const SHOWN_AS_TURN: usize = 5_000;
/// Units of a failed answer that the repair text quotes.
const QUOTED: usize = 2_000;

pub(super) async fn predict(run: &mut Run<'_>) -> Result<Value, Failure> {
    let contract = run.request.contract;
    let schema = &contract.contract().output_schema_json;
    let plain = contract.contract().prompt_ir.plain_field(schema);
    // Of a text that is open an endpoint needs no schema.
    let asked = match plain {
        Some((_, field)) => field.get("enum").map(|_| field.clone()),
        None => Some(schema.clone()),
    };
    let decoding = run.request.params.decode.clone().unwrap_or_default();
    let pieces = run.request.pieces.cloned().unwrap_or_default();
    let max_repairs = match pieces.are_raw() {
        true => 0.0,
        false => decoding.max_repairs.unwrap_or_default().floor(),
    };

    let (_, rendered) = run.render(BlobView::InlinePreview).await?;
    run.check_time()?;
    let model = ModelParams {
        max_tokens: run.main.max_tokens.or(contract.contract().default_constraints.max_tokens),
        ..run.main.clone()
    };
    let messages = rendered.messages;
    let request = run.lm_request(ModelRole::Main, messages.clone(), model, asked.clone());
    let request = LmRequest { pieces, ..request };
    let mut answer = run.call(&request).await?;
    loop {
        let decoded = match plain {
            Some((field, _)) => decode_plain(&answer, field, contract.output_schema()),
            None => decode(&answer, decoding.mode, contract.output_schema()),
        };
        let error = match decoded {
            Ok(output) => return Ok(output),
            Err(error) if run.repairs as f64 >= max_repairs => return Err(error.into()),
            Err(error) => error,
        };
        let mut turns = messages.clone();
        turns.push(Message {
            role: Role::Assistant,
            content: text::head(&answer, SHOWN_AS_TURN).to_owned(),
        });
        let content = match plain {
            Some((field, form)) => plain_repair(&answer, &error, field, form),
            None => repair_text(&answer, &error, schema),
        };
        turns.push(Message { role: Role::User, content });
        let model = for_repair(run.request.params);
        let request = run.lm_request(ModelRole::Repair, turns, model, asked.clone());
        answer = run.call(&request).await?;
        run.repairs += 1;
    }
}

/// The label `previous output:` is part of the wire: models that follow rules
/// recognise a repair by it.
fn repair_text(answer: &str, error: &DecodeError, schema: &Value) -> String {
    format!(
        "Your output did not fit. It must fit this JSON Schema:\n{}\n\nprevious output:\n{}\n\n\
         What is wrong: {error}\n\nReply with the corrected JSON only.",
        canon::to_string(schema),
        text::head(text::trim(answer), QUOTED),
    )
}

/// Ends like the prompt, so that the answer is a line here, too.
fn plain_repair(answer: &str, error: &DecodeError, field: &str, form: &Value) -> String {
    format!(
        "That is not a possible {field}: {error}\nprevious output:\n{}\n\nIt must fit this JSON \
         Schema: {}\n{field}:",
        text::head(text::trim(answer), QUOTED),
        canon::to_string(form),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{engine::core::decode::misfit, model::params::DecodeMode, model::schema::Schema};
    use serde_json::json;

    #[test]
    fn a_repair_shows_the_schema_the_cut_answer_and_the_error() {
        let answer = format!("  {}", "w".repeat(3_000));
        let schema = json!({"type": "string", "minLength": 1});
        let compiled = Schema::compile(&schema).unwrap();
        let error = decode(&answer, DecodeMode::StrictJson, &compiled).unwrap_err();
        let text = repair_text(&answer, &error, &schema);
        assert!(text.contains("{\"minLength\":1,\"type\":\"string\"}"));
        assert!(text.contains(&format!("previous output:\n{}\n", "w".repeat(2_000))));
        assert!(text.contains("not JSON"));
    }

    #[test]
    fn the_error_of_a_misfit_names_its_place() {
        let error = misfit("/a: must be string".to_owned(), "{}");
        assert!(repair_text("{}", &error, &json!({})).contains("/a: must be string"));
    }
}
