//! What a run's record links to: pages of the server, by what stands on them.

use serde_json::{Map, Value, json};

use super::plan::Plan;
use crate::model::overnight::Summary;
use crate::report::link::Link;

/// What is known before anything is done.
pub fn at_start(run_id: &str, plan: &Plan) -> Value {
    json!(always(run_id, &plan.signature_id, plan.commit_sha.as_deref()))
}

/// All that the run has left behind.
pub fn at_end(run_id: &str, summary: &Summary) -> Value {
    let signature_id = &summary.signature_id;
    let mut links = always(run_id, signature_id, summary.commit_sha.as_deref());
    let mut add = |name: &str, link: Value| links.insert(name.to_owned(), link);
    if let Some(compile) = &summary.compile {
        let hash = compile.report_hash.as_deref();
        let report =
            Link::compile_report(&compile.job_hash, &compile.dataset_hash, signature_id, hash);
        add("compileReport", report.path().into());
    }
    if let Some(evals) = &summary.evals {
        let report =
            |hash: &str, of: Option<&str>| Link::eval_report(hash, signature_id, of).path();
        let before = report(&evals.control_eval_hash, evals.control_report_hash.as_deref());
        let now = report(&evals.candidate_eval_hash, evals.candidate_report_hash.as_deref());
        add("evalReports", json!([before, now]));
    }
    let runs = summary.steps.iter().flat_map(|step| match step.name.as_str() {
        "long-context" => step.long_context_runs(),
        _ => Vec::new(),
    });
    let ids: Vec<String> = runs.map(|run| run.receipt_id).collect();
    if !ids.is_empty() {
        let paths = |link: fn(&str) -> Link| -> Vec<String> {
            ids.iter().map(|id| link(id).path()).collect()
        };
        add("receipts", json!(paths(Link::receipt)));
        add("traces", json!(paths(Link::trace)));
    }
    json!(links)
}

fn always(run_id: &str, signature_id: &str, commit_sha: Option<&str>) -> Map<String, Value> {
    let mut links = Map::new();
    links.insert("run".to_owned(), Link::run(run_id).path().into());
    links.insert("signature".to_owned(), Link::signature(signature_id).path().into());
    if let Some(sha) = commit_sha {
        links.insert("commit".to_owned(), sha.into());
    }
    links
}
