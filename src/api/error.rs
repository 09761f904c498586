//! Error codes of the wire and the body that carries one.

use serde::{Deserialize, Serialize};

use crate::model::key::Scope;

/// A failed answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// Always false.
    pub ok: bool,
    /// One of the codes; deployed servers put the code inside a longer text.
    pub error: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// *New*: the scope that the key lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// Every code of the wire, with the status our server answers it with.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal => $status:literal,)*) => {
        /// A code of the wire.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as the wire spells it.
            pub const fn wire(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    InvalidInput = "invalid_input" => 400,
    Unauthorized = "unauthorized" => 401,
    /// *New*, as the one after it: the key is known, and not meant for this.
    ScopeMissing = "scope_missing" => 403,
    SignatureNotAllowed = "signature_not_allowed" => 403,
    NotFound = "not_found" => 404,
    UnknownSignature = "unknown_signature" => 404,
    ArtifactNotFound = "artifact_not_found" => 404,
    ReceiptNotFound = "receipt_not_found" => 404,
    /// Before `blob_not_found`, which it contains.
    TraceBlobNotFound = "trace_blob_not_found" => 404,
    BlobNotFound = "blob_not_found" => 404,
    RunNotFound = "run_not_found" => 404,
    ReportNotFound = "report_not_found" => 404,
    /// *New*: no live key has that name or id.
    KeyNotFound = "key_not_found" => 404,
    MethodNotAllowed = "method_not_allowed" => 405,
    /// *New*: the text was there, and its row was forgotten.
    Erased = "erased" => 410,
    /// *New*: a limit is on spend, and what a model charges is not known.
    PriceUnknown = "price_unknown" => 400,
    /// *New*: the input of a prediction does not fit its signature.
    InputMismatch = "input_mismatch" => 400,
    RequestTimeout = "request_timeout" => 408,
    /// *New*: the request names a host that is not this server's.
    WrongHost = "wrong_host" => 421,
    InsufficientImprovement = "insufficient_improvement" => 409,
    HoldoutRequired = "holdout_required" => 409,
    CompileReportNotFound = "compile_report_not_found" => 409,
    /// *New*: the compile report was made with something else than runs now.
    ReportOutdated = "report_outdated" => 409,
    CompiledIdMismatch = "compiled_id_mismatch" => 409,
    ControlMissing = "control_missing" => 409,
    ControlArtifactMissing = "control_artifact_missing" => 409,
    CanaryArtifactMissing = "canary_artifact_missing" => 409,
    CanaryNotFound = "canary_not_found" => 409,
    /// *New*: the canary that runs is not the one that the request names.
    CanaryMismatch = "canary_mismatch" => 409,
    NoExamples = "no_examples" => 409,
    /// *New*, as the three after it: rows of an import are still to come.
    DatasetIncomplete = "dataset_incomplete" => 409,
    DatasetTooLarge = "dataset_too_large" => 409,
    /// Rows would go that nobody has looked at.
    DatasetChanged = "dataset_changed" => 409,
    /// An import was given up, or another one took its place.
    ImportEnded = "import_ended" => 409,
    /// *New*, as the six after it: the evidence that the gate asked for is not there.
    CannotTell = "cannot_tell" => 409,
    /// Not worse, but not shown to be better either.
    GainNotShown = "gain_not_shown" => 409,
    HoldoutSpent = "holdout_spent" => 409,
    MustPassRegressed = "must_pass_regressed" => 409,
    BelowFloor = "below_floor" => 409,
    DatasetLeaks = "dataset_leaks" => 409,
    JudgeUncalibrated = "judge_uncalibrated" => 409,
    MissingRlmTrace = "missing_rlm_trace" => 409,
    TraceInvalidJson = "trace_invalid_json" => 409,
    TraceInvalidDocument = "trace_invalid_document" => 409,
    TraceSignatureMismatch = "trace_signature_mismatch" => 409,
    TraceInputMissing = "trace_input_missing" => 409,
    TraceOutputMissing = "trace_output_missing" => 409,
    RollbackUnavailable = "rollback_unavailable" => 409,
    DatasetBlobsTooLarge = "dataset_blobs_too_large" => 409,
    DatasetBlobIdMismatch = "dataset_blob_id_mismatch" => 409,
    /// *New*: the work stopped at its limit and can be resumed.
    BudgetExhausted = "budget_exhausted" => 409,
    /// *New*: the receipt's id was taken by another request.
    ReceiptMismatch = "receipt_mismatch" => 409,
    /// *New*: the prediction was made, and its output was not kept.
    OutputNotKept = "output_not_kept" => 409,
    /// *New*: a live key has that name.
    KeyExists = "key_exists" => 409,
    TooLarge = "too_large" => 413,
    /// *New*, as the one after it: the model answered, and no output came of it.
    OutputMismatch = "output_mismatch" => 422,
    StrategyFailed = "strategy_failed" => 422,
    /// *New*: too many wrong secrets came from there.
    TooManyFailures = "too_many_failures" => 429,
    /// *New*: the key has asked as often as it may.
    RateLimited = "rate_limited" => 429,
    Internal = "internal" => 500,
    LmFailed = "lm_failed" => 502,
    Unavailable = "unavailable" => 503,
    /// *New*: whose token it is cannot be told without its issuer.
    IssuerUnreachable = "issuer_unreachable" => 503,
    /// *New*: too much is under way; nothing was asked yet.
    Overloaded = "overloaded" => 503,
    LmTimeout = "lm_timeout" => 504,
}

impl Code {
    /// The first code that stands in `text` as a word of its own.
    pub fn find_in(text: &str) -> Option<Self> {
        let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
        text.split(|character| !is_word(character))
            .find_map(|word| Self::ALL.iter().copied().find(|code| code.wire() == word))
    }

    /// Neither yes nor no: there is too little evidence.
    pub fn is_inconclusive(self) -> bool {
        matches!(
            self,
            Self::BudgetExhausted
                | Self::CannotTell
                | Self::CanaryMismatch
                | Self::GainNotShown
                | Self::HoldoutSpent
                | Self::JudgeUncalibrated
        )
    }

    /// A gate or the present state said no; nothing is broken.
    pub fn is_refusal(self) -> bool {
        matches!(self.status(), 409 | 422)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_inside_a_longer_text() {
        let text = "Uncaught Error: trace_blob_not_found at handler";
        assert_eq!(Code::find_in(text), Some(Code::TraceBlobNotFound));
        assert_eq!(Code::find_in("nothing here"), None);
    }
}
