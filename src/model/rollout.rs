//! What a signature ran, and how that changed.

use serde::{Deserialize, Serialize};

/// The reason of a canary that ended because its lease ran out.
pub const LEASE_EXPIRED: &str = "lease_expired";

/// A word of the wire that may be one of a few. One that this version does not
/// know stays readable, and goes out as it came in.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$of])* $variant,)*
            /// Not known to this version.
            Other(String),
        }

        impl $name {
            /// The word as the wire spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)*
                    _ => Self::Other(word),
                }
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What changed.
    HistoryKind {
        Pointer = "pointer",
        Canary = "canary",
        /// A row was forgotten.
        Erasure = "erasure",
    }
}

words! {
    /// How it changed.
    HistoryAction {
        /// A pointer moved forward.
        Set = "set",
        /// A pointer was removed.
        Clear = "clear",
        /// A pointer went one step back.
        Rollback = "rollback",
        /// A canary started where none ran.
        Start = "start",
        /// A canary started in place of another one.
        Update = "update",
        /// Somebody ended a canary, or a pointer that moved did.
        Stop = "stop",
        /// The server ended a canary: for its errors, or because its lease ran out.
        AutoStop = "auto_stop",
        /// The texts of a row were erased.
        Forget = "forget",
    }
}

/// That a person has looked at a candidate before it went live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Review {
    /// Who.
    pub by: String,
    /// What they found.
    pub reason: String,
}

/// What stands before a review in the reason of a history entry.
const REVIEW: &str = " review=";

impl Review {
    /// As the reason of a history entry ends with it.
    pub fn note(&self) -> String {
        REVIEW.to_owned() + &serde_json::to_string(self).expect("reviews serialize")
    }

    /// The review at the end of a history entry's reason, and what stands before.
    pub fn split(reason: &str) -> (&str, Option<Self>) {
        let found = reason.split_once(REVIEW).and_then(|(before, review)| {
            Some((before, serde_json::from_str::<Self>(review).ok()?))
        });
        found.map_or((reason, None), |(before, review)| (before, Some(review)))
    }
}

/// One change of what a signature runs, of its pointer or of its canary, or a
/// row that was forgotten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    #[cfg_attr(feature = "server", schemars(with = "String"))]
    pub kind: HistoryKind,
    pub signature_id: String,
    #[cfg_attr(feature = "server", schemars(with = "String"))]
    pub action: HistoryAction,
    /// *New*: the row that was forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example_id: Option<String>,
    /// *New*: the id of that row as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_compiled_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_pct: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_user_id: Option<String>,
    /// *New*: who had looked at what became active; it stands in the reason too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    pub created_at_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_read_from_the_reason_that_keeps_it() {
        let review = Review { by: "Ana \"B\"".to_owned(), reason: "read ten review=5".to_owned() };
        let reason = format!("promote delta=0.2{}", review.note());
        assert_eq!(Review::split(&reason), ("promote delta=0.2", Some(review)));
        assert_eq!(Review::split("promote review=good"), ("promote review=good", None));
    }

    #[test]
    fn words_of_later_versions_stay_readable() {
        let read = |word: &str| serde_json::from_value::<HistoryAction>(word.into()).unwrap();
        assert_eq!(read("auto_stop"), HistoryAction::AutoStop);
        assert_eq!(read("paused"), HistoryAction::Other("paused".to_owned()));
        for word in ["set", "paused"] {
            assert_eq!(serde_json::to_value(read(word)).unwrap(), word);
        }
    }
}
