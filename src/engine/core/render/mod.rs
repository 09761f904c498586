//! From a prompt document, parameters and an input to messages.
//!
//! There is one system message and one user message made of sections in a
//! fixed order. Labels are short and stable: receipts hash the messages, and
//! models that read them by rule rely on them.

mod blobs;
mod nearest;
mod plain;
mod plan;
mod sections;
mod selection;
mod stats;

use serde_json::Value;

pub use blobs::{BlobView, LoadedBlob, ShownBlob, input_blobs};
pub use nearest::text_of;
pub use plan::{PlanError, PromptPlan};
pub use selection::MissingExamples;

use crate::{
    canon,
    lm::{Message, Role},
};
use sections::{joined, labelled};
use stats::Tally;

/// Messages, and what receipts say about them.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub messages: Vec<Message>,
    /// `openagents.dse.prompt_render_stats` version 1.
    pub stats: Value,
    /// `openagents.dse.context_pressure` version 1.
    pub pressure: Value,
}

/// Renders a plan with an input that fits the signature's schema. `blobs` are
/// the texts of [`PromptPlan::blobs`], in that order; `own` is the stored row
/// that the input is of, which is no example for itself.
pub fn render(
    plan: &PromptPlan,
    input: &Value,
    own: Option<&str>,
    blobs: &[LoadedBlob],
    view: BlobView,
) -> Rendered {
    let mut tally = plan.tally.clone();
    let rest = plan.rest(input, own, &mut tally);
    let context = context(plan, blobs, view, &mut tally);
    let user = joined(&[&plan.instructions, &context, &rest, &plan.input(input)]);
    let mut messages = Vec::with_capacity(2);
    if !plan.system.is_empty() {
        messages.push(Message { role: Role::System, content: plan.system.clone() });
    }
    messages.push(Message { role: Role::User, content: user });
    let (stats, pressure) = tally.documents(&messages);
    Rendered { messages, stats, pressure }
}

/// The id of messages, as receipts and traces carry it.
pub fn messages_hash(messages: &[Message]) -> String {
    canon::id_of(&messages)
}

fn context(plan: &PromptPlan, blobs: &[LoadedBlob], view: BlobView, tally: &mut Tally) -> String {
    let mut lines = plan.context.clone();
    lines.extend(blobs.iter().map(|blob| blobs::shown(blob, view, tally)));
    labelled("Context:", &lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{blob::BlobRef, params::Params, prompt::PromptIr};
    use serde_json::json;

    fn prompt() -> PromptIr {
        PromptIr::parse(json!({"version": 1, "blocks": [
            {"_tag": "FewShot", "examples": [
                {"id": "b", "input": 1, "output": 2}, {"id": "a", "input": 3, "output": 4}]},
            {"_tag": "OutputFormat", "format": {"_tag": "JsonOnly"}},
            {"_tag": "Context", "entries": [{"key": "k", "value": {"z": 1, "a": "x"}}]},
            {"_tag": "Instruction", "text": "Do it."},
            {"_tag": "System", "text": "Be brief."},
        ]}))
        .unwrap()
    }

    fn params(rest: Value) -> Params {
        let mut document = json!({"paramsVersion": 1});
        document.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        Params::parse(document).unwrap()
    }

    fn user(params: &Params) -> String {
        let prompt = prompt();
        let plan = PromptPlan::new(&prompt, &json!({}), params).unwrap();
        render(&plan, &json!({"q": 1}), None, &[], BlobView::InlinePreview)
            .messages
            .remove(1)
            .content
    }

    #[test]
    fn sections_have_one_order_whatever_the_order_of_blocks() {
        assert_eq!(
            user(&params(json!({"tools": {"maxToolCalls": 2}}))),
            "Do it.\n\nContext:\nk: {\"a\":\"x\",\"z\":1}\n\nTool policy:\n{\"maxToolCalls\":2}\n\n\
             Output format:\nReply with one JSON value and nothing else.\n\nExamples:\n\
             {\"id\":\"b\",\"input\":1,\"output\":2}\n{\"id\":\"a\",\"input\":3,\"output\":4}\n\n\
             Input:\n{\"q\":1}"
        );
    }

    #[test]
    fn a_selection_keeps_the_authored_order_and_names_what_is_missing() {
        let both = user(&params(json!({"fewShot": {"exampleIds": ["a", "b"]}})));
        assert!(both.find("\"id\":\"b\"") < both.find("\"id\":\"a\""));
        let ghost = params(json!({"fewShot": {"exampleIds": ["a", "ghost"]}}));
        let prompt = prompt();
        let error = PromptPlan::new(&prompt, &json!({}), &ghost).unwrap_err();
        let example_ids = vec!["ghost".to_owned()];
        assert_eq!(error, PlanError::Missing(MissingExamples { example_ids }));
    }

    #[test]
    fn an_output_format_without_a_schema_shows_the_signatures_own() {
        let own = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let shown = |format: Value| {
            let blocks = json!([{"_tag": "OutputFormat", "format": format}]);
            let prompt = PromptIr::parse(json!({"version": 1, "blocks": blocks})).unwrap();
            let plan = PromptPlan::new(&prompt, &own, &params(json!({}))).unwrap();
            render(&plan, &json!(1), None, &[], BlobView::InlinePreview).messages.remove(0).content
        };
        let bare = shown(json!({"_tag": "JsonSchema"}));
        let shown_schema = canon::to_string(&own);
        assert!(bare.contains(&format!("nothing else:\n{shown_schema}\n\nInput:")), "{bare}");
        assert_eq!(bare, shown(json!({"_tag": "JsonSchema", "schema": own})));
        let other = shown(json!({"_tag": "JsonSchema", "schema": {"type": "null"}}));
        assert!(other.contains("nothing else:\n{\"type\":\"null\"}"), "{other}");
    }

    #[test]
    fn a_plain_text_is_lines_that_end_where_the_answer_begins() {
        let blocks = json!([
            {"_tag": "Instruction", "text": "Choose."},
            {"_tag": "OutputFormat", "format": {"_tag": "PlainText"}},
            {"_tag": "FewShot", "examples": [
                {"id": "a", "input": {"to": "x", "n": 2}, "output": {"queue": "billing"}}]},
        ]);
        let prompt = PromptIr::parse(json!({"version": 1, "blocks": blocks})).unwrap();
        let schema = json!({"type": "object", "properties": {"queue": {"type": "string"}}});
        let demo = json!({"id": "row", "input": {"to": "y"}, "output": {"queue": "sales"}});
        let rows = json!({"id": "fewshot_rows.v1", "config": {"demos": [demo]}});
        let nearest = json!({"id": "fewshot_nearest.v1",
            "config": {"k": 1, "corpus": [demo], "similarity": "tfidf.v1"}});
        for strategy in [rows, nearest] {
            let params = params(json!({"strategy": strategy}));
            let plan = PromptPlan::new(&prompt, &schema, &params).unwrap();
            let rendered = render(&plan, &json!({"to": "z"}), None, &[], BlobView::InlinePreview);
            assert_eq!(
                rendered.messages[0].content,
                "Choose.\n\nn: 2\nto: x\nqueue: billing\n\nto: y\nqueue: sales\n\nto: z\nqueue:"
            );
        }
    }

    #[test]
    fn an_empty_policy_and_an_empty_system_text_leave_no_trace() {
        assert!(!user(&params(json!({"tools": {}}))).contains("Tool policy"));
        let bare =
            PromptIr::parse(json!({"version": 1, "blocks": [{"_tag": "System", "text": ""}]}));
        let (bare, params) = (bare.unwrap(), params(json!({})));
        let plan = PromptPlan::new(&bare, &json!({}), &params).unwrap();
        let rendered = render(&plan, &json!(1), None, &[], BlobView::InlinePreview);
        assert_eq!(rendered.messages.len(), 1);
        assert_eq!(rendered.messages[0].content, "Input:\n1");
    }

    #[test]
    fn a_long_blob_is_cut_and_counted() {
        let text = "x".repeat(20_001);
        let loaded = LoadedBlob {
            shown: ShownBlob { label: "Input.b".into(), blob: BlobRef::of(&text, None) },
            text: text.into(),
        };
        let (prompt, params) = (prompt(), params(json!({})));
        let plan = PromptPlan::new(&prompt, &json!({}), &params).unwrap();
        let rendered =
            render(&plan, &json!(1), None, std::slice::from_ref(&loaded), BlobView::InlinePreview);
        let listed = &rendered.stats["context"]["blobs"][0];
        assert_eq!((&listed["previewChars"], &listed["truncated"]), (&json!(20_000), &json!(true)));
        let hidden = render(&plan, &json!(1), None, &[loaded], BlobView::MetadataOnly);
        assert_eq!(hidden.stats["context"]["blobContentPreviewChars"], json!(0));
        assert!(!hidden.messages[1].content.contains("xxx"));
    }
}
