//! The rules, as data: what `dse explain`, `docs/rules.md`, the reports and
//! the configuration know about each.

mod contract;
mod row;
mod safety;
mod syntax;
mod whole;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use crate::model::diagnostic::Severity;
use crate::model::text::nearest;

/// What a rule is about; the letter starts its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Syntax,
    Row,
    Contract,
    Dataset,
    Safety,
}

impl Group {
    pub const ALL: [Self; 5] =
        [Self::Syntax, Self::Row, Self::Contract, Self::Dataset, Self::Safety];

    pub fn letter(self) -> &'static str {
        match self {
            Self::Syntax => "S",
            Self::Row => "R",
            Self::Contract => "C",
            Self::Dataset => "D",
            Self::Safety => "P",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Row => "row",
            Self::Contract => "contract",
            Self::Dataset => "dataset",
            Self::Safety => "safety",
        }
    }
}

/// What is known of a rule.
#[derive(Debug)]
pub struct Info {
    /// Stable: a code is never given to another rule.
    pub code: &'static str,
    /// As stable as the code, and accepted wherever a code is.
    pub name: &'static str,
    pub severity: Severity,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// A row, or rows, that the rule fires on.
    pub wrong: &'static str,
    /// The same without the fault.
    pub right: &'static str,
    /// What `--fix` does about it, if anything.
    pub fix: Option<&'static str>,
}

macro_rules! rules {
    ($($group:ident: $($rule:ident)+;)+) => {
        /// A rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Rule { $($($rule),+),+ }

        impl Rule {
            /// Every rule, in the order of the codes within their groups.
            pub const ALL: &'static [Self] = &[$($(Self::$rule),+),+];

            pub fn info(self) -> &'static Info {
                match self { $($(Self::$rule => &$group::$rule),+),+ }
            }
        }
    };
}

rules! {
    syntax: InvalidJson NotUtf8 NotAnObject DuplicateKey LossyNumber NestingTooDeep BlankLine
        TrailingSpace ByteOrderMark CarriageReturn NoFinalNewline RowTooLarge;
    row: MissingId EmptyId IdNotString IdTooLong PaddedId MissingInput MissingExpected UnknownSplit
        TagsNotStrings TagTooLong TooManyTags RepeatedTag UnknownField SplitTagMismatch;
    contract: InputSchema ExpectedSchema MissingBlob BlobHashMismatch;
    whole: DuplicateId DuplicateInput ConflictingAnswers LeakedInput NearDuplicate
        NearDuplicateCap TooFewExamples TooFewHoldout HoldoutOnlyAnswer UnbalancedAnswers
        MissingTag;
    safety: Credential PrivateKey EmailAddress PhoneNumber ControlCharacter BidiOverride
        InvisibleCharacter;
}

impl Rule {
    pub const COUNT: usize = Self::ALL.len();

    pub fn code(self) -> &'static str {
        self.info().code
    }

    pub fn name(self) -> &'static str {
        self.info().name
    }

    pub fn group(self) -> Group {
        let letter = &self.code()[..1];
        Group::ALL
            .into_iter()
            .find(|group| group.letter() == letter)
            .expect("a code starts with the letter of its group")
    }

    /// Where the long explanation stands.
    pub fn anchor(self) -> String {
        format!("docs/rules.md#{}-{}", self.code().to_lowercase(), self.name())
    }

    /// The rule of that code or name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| {
            rule.code().eq_ignore_ascii_case(text) || rule.name().eq_ignore_ascii_case(text)
        })
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One rule, a whole group, or all: what `select` and `ignore` list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selector(Scope);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    All,
    /// By its index in [`Group::ALL`].
    Group(usize),
    Rule(Rule),
}

/// A name that is no rule and no group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`{}", suggestion.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownRule {
    pub name: String,
    pub suggestion: Option<&'static str>,
}

impl Selector {
    /// Whether `rule` is meant.
    pub fn covers(self, rule: Rule) -> bool {
        match self.0 {
            Scope::All => true,
            Scope::Group(index) => rule.group() == Group::ALL[index],
            Scope::Rule(only) => only == rule,
        }
    }

    /// The narrower of two selectors decides; this orders them by that.
    pub fn breadth(self) -> u8 {
        match self.0 {
            Scope::All => 2,
            Scope::Group(_) => 1,
            Scope::Rule(_) => 0,
        }
    }
}

impl std::str::FromStr for Selector {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self(Scope::All));
        }
        let group = Group::ALL.iter().position(|group| {
            group.letter().eq_ignore_ascii_case(text) || group.name().eq_ignore_ascii_case(text)
        });
        if let Some(index) = group {
            return Ok(Self(Scope::Group(index)));
        }
        Rule::parse(text).map(|rule| Self(Scope::Rule(rule))).ok_or_else(|| {
            let known = Rule::ALL.iter().flat_map(|rule| [rule.code(), rule.name()]);
            let upper = text.to_uppercase();
            let code = Rule::ALL.iter().map(|rule| rule.code());
            let suggestion = nearest(text, known).or_else(|| nearest(&upper, code));
            UnknownRule { name: text.to_owned(), suggestion }
        })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Scope::All => "ALL",
            Scope::Group(index) => Group::ALL[index].letter(),
            Scope::Rule(rule) => rule.code(),
        })
    }
}

impl Serialize for Selector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_and_names_are_unique_and_well_formed() {
        let mut seen = HashSet::new();
        for rule in Rule::ALL {
            let info = rule.info();
            assert!(seen.insert(info.code) && seen.insert(info.name), "{}", info.code);
            assert!(info.code[1..].parse::<u16>().is_ok() && info.code.len() == 4);
            assert!(!info.summary.ends_with('.') && info.why.ends_with('.'), "{}", info.code);
            assert!(rule.anchor().contains(info.name));
        }
    }

    #[test]
    fn selectors_name_rules_groups_or_all() {
        let covers = |text: &str, rule| text.parse::<Selector>().unwrap().covers(rule);
        assert!(covers("s001", Rule::InvalidJson) && covers("invalid-json", Rule::InvalidJson));
        assert!(covers("P", Rule::EmailAddress) && covers("safety", Rule::EmailAddress));
        assert!(!covers("P", Rule::InvalidJson) && covers("ALL", Rule::InvalidJson));
        let unknown = "duplicate-ids".parse::<Selector>().unwrap_err();
        assert_eq!(unknown.suggestion, Some("duplicate-id"));
        assert_eq!("D00l".parse::<Selector>().unwrap_err().suggestion, Some("D001"));
    }
}
