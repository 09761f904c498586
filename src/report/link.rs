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
    },
    EvalReport {
        eval_hash: String,
        signature_id: String,
    },
    Receipt {
        receipt_id: String,
    },
    /// An evaluation beside the one before it.
    Comparison {
        before: String,
        eval_hash: String,
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

    pub fn compile_report(job_hash: &str, dataset_hash: &str, signature_id: &str) -> Self {
        Self::CompileReport {
            job_hash: job_hash.to_owned(),
            dataset_hash: dataset_hash.to_owned(),
            signature_id: signature_id.to_owned(),
        }
    }

    pub fn eval_report(eval_hash: &str, signature_id: &str) -> Self {
        Self::EvalReport { eval_hash: eval_hash.to_owned(), signature_id: signature_id.to_owned() }
    }

    pub fn comparison(before: &str, eval_hash: &str, signature_id: &str) -> Self {
        Self::Comparison {
            before: before.to_owned(),
            eval_hash: eval_hash.to_owned(),
            signature_id: signature_id.to_owned(),
        }
    }

    pub fn receipt(receipt_id: &str) -> Self {
        Self::Receipt { receipt_id: receipt_id.to_owned() }
    }

    pub fn import(import_id: &str, signature_id: &str) -> Self {
        Self::Import { import_id: import_id.to_owned(), signature_id: signature_id.to_owned() }
    }

    /// Where a server shows it. Ids may hold `/`, `@` and dots, so each is one
    /// percent-encoded segment.
    pub fn path(&self) -> String {
        let (kind, ids): (_, &[&String]) = match self {
            Self::Comparison { before, eval_hash, signature_id } => {
                let path = Self::eval_report(eval_hash, signature_id).path();
                return format!("{path}?compare={}", encode_segment(before));
            }
            Self::Run { run_id } => ("ops", &[run_id]),
            Self::Signature { signature_id } => ("signature", &[signature_id]),
            Self::CompileReport { job_hash, dataset_hash, signature_id } => {
                ("compile-report", &[job_hash, dataset_hash, signature_id])
            }
            Self::EvalReport { eval_hash, signature_id } => {
                ("eval-report", &[eval_hash, signature_id])
            }
            Self::Receipt { receipt_id } => ("receipt", &[receipt_id]),
            Self::Import { import_id, signature_id } => ("import", &[import_id, signature_id]),
        };
        ids.iter().fold(format!("/dse/{kind}"), |path, id| path + "/" + &encode_segment(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_kind_are_one_segment() {
        let link = Link::eval_report("sha256:ab", "@a/b.C?#.v1");
        assert_eq!(link.path(), "/dse/eval-report/sha256%3Aab/%40a%2Fb.C%3F%23.v1");
    }
}
