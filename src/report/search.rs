//! How a search went that raced or proposed: what it tried, and why that fell.

use std::collections::HashMap;

use super::{
    document::{Chart, Document, Inline, Role, Series, Shape, code, plain, role},
    words,
};
use crate::model::{
    compile::{Candidate, CandidateRecord, CompileReport, ProposalRecord, SearchRecord},
    demos::Demos,
    params::Params,
};

/// Candidates that are listed before the rest is counted.
const LISTED: usize = 40;

/// Adds it to a report; a grid's report has nothing of it.
pub fn describe(report: &CompileReport, document: &mut Document) {
    let Some(search) = report.search.as_ref().filter(|search| search.predictions.is_some()) else {
        return;
    };
    document.heading("How the search went");
    if let Some(predictions) = search.predictions {
        document.paragraph(plain(saved(predictions.made, predictions.full_grid)));
    }
    let stages = search.funnel.iter();
    let stages = stages.map(|stage| vec![plain(&stage.stage), plain(stage.candidates.to_string())]);
    document.table(&["stage", "#candidates"], stages.collect());
    candidates(search, document);
    picture(search, document);
    refused(&search.proposals, document);
    for note in &search.notes {
        document.paragraph(plain(note));
    }
    what_won(report, search, document);
}

fn saved(made: u64, full_grid: u64) -> String {
    let made_words = words::count(made, "prediction");
    if made >= full_grid || full_grid == 0 {
        return format!(
            "It made {made_words} on train rows, as many as a full grid over its candidates."
        );
    }
    let share = words::percent(1.0 - made as f64 / full_grid as f64);
    format!(
        "It made {made_words} on train rows; a full grid over its candidates makes {full_grid}, so \
         that {share} were saved."
    )
}

fn candidates(search: &SearchRecord, document: &mut Document) {
    let rows = search.candidates.iter().take(LISTED).map(|record| {
        let won = record.verdict.as_deref() == Some("adopted");
        let number = |count: Option<u64>| count.map_or("–".to_owned(), |count| count.to_string());
        vec![
            role(if won { Role::Good } else { Role::Plain }, name(record)),
            code(words::short_id(&record.compiled_id)),
            plain(record.rows.to_string()),
            plain(record.reward.map_or("–".to_owned(), words::reward)),
            plain(number(record.gains)),
            plain(number(record.losses)),
            verdict(record),
        ]
    });
    let head = ["candidate", "id", "#rows", "#train", "#gains", "#losses", "what became of it"];
    document.table(&head, rows.collect());
    if search.candidates.len() > LISTED {
        document.paragraph(plain(format!("and {} more", search.candidates.len() - LISTED)));
    }
    document.paragraph(plain(
        "Gains and losses are rows on which it did better and worse than the one that it was last \
         held against. Its train mean is over the rows that it was scored on, and means over \
         different rows do not compare.",
    ));
}

fn verdict(record: &CandidateRecord) -> Inline {
    let verdict = record.verdict.as_deref().unwrap_or("–");
    plain(match record.at {
        Some(look) => format!("{verdict} (look {look})"),
        None => verdict.to_owned(),
    })
}

fn name(record: &CandidateRecord) -> &str {
    record.origin.as_deref().unwrap_or("a candidate")
}

/// How far each candidate came.
fn picture(search: &SearchRecord, document: &mut Document) {
    let raced: Vec<&CandidateRecord> = search.candidates.iter().take(LISTED).collect();
    let most = raced.iter().map(|record| record.rows).max().unwrap_or_default();
    if raced.len() < 2 || most == 0 {
        return;
    }
    document.chart(Chart {
        title: "Share of train rows that each candidate was scored on".to_owned(),
        shape: Shape::Bars,
        told: true,
        labels: raced.iter().map(|record| name(record).to_owned()).collect(),
        series: vec![Series {
            name: "rows".to_owned(),
            values: raced.iter().map(|record| record.rows as f64 / most as f64).collect(),
        }],
    });
}

fn refused(proposals: &[ProposalRecord], document: &mut Document) {
    let told = proposals.iter().filter_map(|proposal| {
        let place = format!("{}, round {}", proposal.purpose, proposal.round + 1);
        let copies = &proposal.copies_train;
        let copied =
            (!copies.is_empty()).then(|| format!("repeats words of {}", copies.join(", ")));
        let reason = proposal.refused.clone().map(|reason| format!("refused, {reason}"));
        let said: Vec<String> = reason.into_iter().chain(copied).collect();
        (!said.is_empty()).then(|| plain(format!("{place}: {}", said.join("; "))))
    });
    let told: Vec<Inline> = told.collect();
    if !told.is_empty() {
        document.paragraph(plain("Of the proposals:"));
        document.list(told);
    }
}

/// The winner's text beside the seed's, and the rows that it shows.
fn what_won(report: &CompileReport, search: &SearchRecord, document: &mut Document) {
    let best = &report.report.best;
    let known: HashMap<&str, &Candidate> = report
        .report
        .evaluated_candidates
        .iter()
        .map(|candidate| (candidate.compiled_id.as_str(), candidate))
        .collect();
    let seed = search.candidates.iter().find(|record| record.origin.as_deref() == Some("seed"));
    let seed = seed.and_then(|record| known.get(record.compiled_id.as_str()));
    if let Some(text) = instruction(&best.params) {
        match seed.and_then(|seed| instruction(&seed.params)) {
            Some(old) if old != text => {
                document.paragraph(plain("The winner's instruction beside the seed's:"));
                words::describe_change(old, text, document);
            }
            Some(_) => {}
            None => {
                document
                    .paragraph(plain("The winner's instruction, in place of the prompt's own:"));
                document.code(text);
            }
        }
    }
    match Demos::of(&best.params) {
        Ok(Demos::Rows(rows)) => {
            let ids: Vec<&str> = rows.demos.iter().map(|demo| demo.id.as_str()).collect();
            document.paragraph(plain(format!(
                "Its prompts show these train rows: {}.",
                ids.join(", ")
            )));
        }
        Ok(Demos::Nearest(nearest)) => document.paragraph(plain(format!(
            "Its prompts show the {} most similar of {}.",
            nearest.k,
            words::count(nearest.corpus.len() as u64, "train row")
        ))),
        Ok(Demos::None) | Err(_) => {}
    }
}

fn instruction(params: &Params) -> Option<&str> {
    params.instruction.as_ref()?.text.as_deref()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_tells_what_fell_what_was_saved_and_what_won() {
        let candidate = |id: &str, text: &str| {
            json!({"compiled_id": id, "reward": 0.5,
                "params": {"paramsVersion": 1, "instruction": {"text": text}}})
        };
        let report: CompileReport = serde_json::from_value(json!({
            "format": "openagents.dse.compile_report", "formatVersion": 1, "job": {},
            "report": {
                "jobHash": "j", "datasetHash": "d", "best": candidate("b", "Say a colour"),
                "evaluatedCandidates": [candidate("a", "Say a word"), candidate("b", "Say a colour")],
                "trainReward": 0.5, "holdoutReward": 0.5,
            },
            "search": {
                "candidates": [
                    {"compiled_id": "a", "rows": 40, "lmCalls": 40, "reward": 0.5, "origin": "seed"},
                    {"compiled_id": "b", "rows": 40, "lmCalls": 40, "reward": 0.7, "gains": 9,
                        "losses": 1, "origin": "proposal: short", "verdict": "adopted"},
                    {"compiled_id": "c", "rows": 5, "lmCalls": 5, "reward": 0.0, "gains": 0,
                        "losses": 4, "origin": "proposal: rules", "at": 1, "verdict": "dropped"},
                ],
                "predictions": {"made": 85, "fullGrid": 120},
                "funnel": [{"stage": "candidates", "candidates": 3}],
                "proposals": [{"purpose": "rules", "round": 0, "slot": 1, "lmCalls": 1,
                    "refused": "it repeats the words of train rows", "copiesTrain": ["r1"]}],
                "notes": ["Train figures are optimistic."],
            },
        }))
        .unwrap();
        let mut document = Document::default();
        describe(&report, &mut document);
        let text = crate::report::render::markdown::render(&document, usize::MAX);
        for told in [
            "85 predictions",
            "29 %",
            "dropped (look 1)",
            "repeats words of r1",
            "Train figures are optimistic.",
            "colour",
        ] {
            assert!(text.contains(told), "{told} in\n{text}");
        }
    }
}
