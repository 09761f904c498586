//! The pages that reports point to.

use crate::api::endpoint::encode_segment;

/// What has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    Run {
        run_id: String,
    },
    Signature {
        signature_id: String,
    },
    CompileReport {
        job_hash: String,
        dataset_hash: String,
        signature_id: String,
        /// Which of the reports of that job and dataset.
        report_hash: Option<String>,
    },
    EvalReport {
        eval_hash: String,
        signature_id: String,
        /// Which of the reports of that evaluation.
        report_hash: Option<String>,
    },
    Receipt {
        receipt_id: String,
    },
    /// What a long-context run did, on the page of its receipt.
    Trace {
        receipt_id: String,
    },
    /// An evaluation beside the one before it.
    Comparison {
        before: ReportId,
        after: ReportId,
        signature_id: String,
    },
    Import {
        import_id: String,
        signature_id: String,
    },
}

impl Link {
    pub fn run(run_id: &str) -> Self {
        Self::Run { run_id: run_id.to_owned() }
    }

    pub fn signature(signature_id: &str) -> Self {
        Self::Signature { signature_id: signature_id.to_owned() }
    }

    pub fn compile_report(
        job_hash: &str,
        dataset_hash: &str,
        signature_id: &str,
        report_hash: Option<&str>,
    ) -> Self {
        Self::CompileReport {
            job_hash: job_hash.to_owned(),
            dataset_hash: dataset_hash.to_owned(),
            signature_id: signature_id.to_owned(),
            report_hash: report_hash.map(str::to_owned),
        }
    }

    pub fn eval_report(eval_hash: &str, signature_id: &str, report_hash: Option<&str>) -> Self {
        Self::EvalReport {
            eval_hash: eval_hash.to_owned(),
            signature_id: signature_id.to_owned(),
            report_hash: report_hash.map(str::to_owned),
        }
    }

    pub fn comparison(before: ReportId, after: ReportId, signature_id: &str) -> Self {
        Self::Comparison { before, after, signature_id: signature_id.to_owned() }
    }

    pub fn receipt(receipt_id: &str) -> Self {
        Self::Receipt { receipt_id: receipt_id.to_owned() }
    }

    pub fn trace(receipt_id: &str) -> Self {
        Self::Trace { receipt_id: receipt_id.to_owned() }
    }

    pub fn import(import_id: &str, signature_id: &str) -> Self {
        Self::Import { import_id: import_id.to_owned(), signature_id: signature_id.to_owned() }
    }

    /// Where a server shows it. Ids may hold `/`, `@` and dots, so each is one
    /// percent-encoded segment.
    pub fn path(&self) -> String {
        let (kind, ids, query): (_, &[&String], &[(&str, Option<&String>)]) = match self {
            Self::Comparison { before, after, signature_id } => (
                "eval-report",
                &[&after.eval_hash, signature_id],
                &[
                    ("report", after.report_hash.as_ref()),
                    ("compare", Some(&before.eval_hash)),
                    ("compareReport", before.report_hash.as_ref()),
                ],
            ),
            Self::Run { run_id } => ("ops", &[run_id], &[]),
            Self::Signature { signature_id } => ("signature", &[signature_id], &[]),
            Self::CompileReport { job_hash, dataset_hash, signature_id, report_hash } => (
                "compile-report",
                &[job_hash, dataset_hash, signature_id],
                &[("report", report_hash.as_ref())],
            ),
            Self::EvalReport { eval_hash, signature_id, report_hash } => {
                ("eval-report", &[eval_hash, signature_id], &[("report", report_hash.as_ref())])
            }
            Self::Receipt { receipt_id } | Self::Trace { receipt_id } => {
                ("receipt", &[receipt_id], &[])
            }
            Self::Import { import_id, signature_id } => ("import", &[import_id, signature_id], &[]),
        };
        let path =
            ids.iter().fold(format!("/dse/{kind}"), |path, id| path + "/" + &encode_segment(id));
        let given = query.iter().filter_map(|(name, value)| {
            Some(format!("{name}={}", encode_segment(value.as_ref()?)))
        });
        let query = given.collect::<Vec<_>>().join("&");
        let path = if query.is_empty() { path } else { format!("{path}?{query}") };
        if matches!(self, Self::Trace { .. }) { path + "#trace" } else { path }
    }
}

/// An eval report: its hash, and which of the reports of that hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportId {
    pub eval_hash: String,
    pub report_hash: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_kind_are_one_segment() {
        let link = Link::eval_report("sha256:ab", "@a/b.C?#.v1", None);
        assert_eq!(link.path(), "/dse/eval-report/sha256%3Aab/%40a%2Fb.C%3F%23.v1");
    }

    #[test]
    fn one_of_several_reports_is_named_in_the_query() {
        let id = |eval: &str, report: Option<&str>| ReportId {
            eval_hash: eval.to_owned(),
            report_hash: report.map(str::to_owned),
        };
        let link = Link::compile_report("j", "d", "s", Some("sha256:1"));
        assert_eq!(link.path(), "/dse/compile-report/j/d/s?report=sha256%3A1");
        let link = Link::comparison(id("b", Some("r")), id("a", None), "s");
        assert_eq!(link.path(), "/dse/eval-report/a/s?compare=b&compareReport=r");
    }
}
