//! What each candidate of a compile asked of the model.

use std::collections::HashMap;

use super::words;
use crate::model::compile::{Candidate, CandidateRecord, CompileReport};

/// The columns that tell it, none where the report does not know.
pub struct Asked<'a> {
    records: HashMap<&'a str, &'a CandidateRecord>,
    /// Whether any candidate's calls have a price.
    priced: bool,
}

impl<'a> Asked<'a> {
    pub fn of(report: &'a CompileReport) -> Self {
        let candidates = report.search.iter().flat_map(|search| &search.candidates);
        let records: HashMap<_, _> =
            candidates.map(|record| (record.compiled_id.as_str(), record)).collect();
        let priced = records.values().any(|record| record.spend_usd.is_some_and(|usd| usd > 0.0));
        Self { records, priced }
    }

    /// Numbers, as their `#` says.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        let told = !self.records.is_empty();
        told.then_some("#calls").into_iter().chain(self.priced.then_some("#spend"))
    }

    /// A cell for each column.
    pub fn cells(&self, candidate: &Candidate) -> impl Iterator<Item = String> {
        let record = self.records.get(candidate.compiled_id.as_str());
        let calls = record.map_or("–".to_owned(), |record| record.lm_calls.to_string());
        // A candidate that asked nothing has nothing that could be priced.
        let free = record.is_some_and(|record| record.lm_calls == 0).then_some(0.0);
        let usd = record.and_then(|record| record.spend_usd.or(free));
        let spend = usd.map_or("–".to_owned(), words::dollars);
        let told = !self.records.is_empty();
        told.then_some(calls).into_iter().chain(self.priced.then_some(spend))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::compile::{CandidateRecord, SearchRecord};

    fn report(records: Vec<CandidateRecord>) -> CompileReport {
        let candidate =
            |id: &str| json!({"compiled_id": id, "params": {"paramsVersion": 1}, "reward": 1});
        let mut report: CompileReport = serde_json::from_value(json!({
            "format": "openagents.dse.compile_report",
            "formatVersion": 1,
            "job": {},
            "report": {
                "jobHash": "j",
                "datasetHash": "d",
                "evaluatedCandidates": [candidate("a"), candidate("b"), candidate("c")],
                "best": candidate("a"),
                "trainReward": 1,
                "holdoutReward": 1,
            },
        }))
        .unwrap();
        report.search = (!records.is_empty())
            .then_some(SearchRecord { candidates: records, ..SearchRecord::default() });
        report
    }

    fn record(id: &str, lm_calls: u64, spend_usd: Option<f64>) -> CandidateRecord {
        let compiled_id = id.to_owned();
        CandidateRecord { compiled_id, rows: 4, lm_calls, spend_usd, ..CandidateRecord::default() }
    }

    fn table(report: &CompileReport) -> Vec<Vec<String>> {
        let asked = Asked::of(report);
        let heads = asked.columns().map(str::to_owned).collect();
        let rows = report.report.evaluated_candidates.iter();
        [heads].into_iter().chain(rows.map(|row| asked.cells(row).collect())).collect()
    }

    #[test]
    fn calls_are_told_where_they_are_known_and_spend_where_there_is_a_price() {
        assert_eq!(table(&report(Vec::new())), vec![Vec::<String>::new(); 4]);
        let free = [record("a", 8, Some(0.0)), record("b", 0, None)];
        assert_eq!(table(&report(free.into())), [["#calls"], ["8"], ["0"], ["–"]]);
        let paid = [record("a", 8, Some(0.25)), record("b", 0, None), record("c", 3, None)];
        assert_eq!(
            table(&report(paid.into())),
            [["#calls", "#spend"], ["8", "$0.2500"], ["0", "$0.00"], ["3", "–"]]
        );
    }
}
