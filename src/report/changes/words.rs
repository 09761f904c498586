//! Two texts as one, word by word.

use similar::{ChangeTag, TextDiff};

use crate::report::words::shorten;

/// A run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    Same,
    Removed,
    Added,
}

/// The runs that lead from `old` to `new`. Long common runs are shortened.
pub fn runs(old: &str, new: &str) -> Vec<(Run, String)> {
    let diff = TextDiff::from_unicode_words(old, new);
    let mut runs: Vec<(Run, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Run::Same,
            ChangeTag::Delete => Run::Removed,
            ChangeTag::Insert => Run::Added,
        };
        match runs.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(change.value()),
            _ => runs.push((kind, change.value().to_owned())),
        }
    }
    for (kind, text) in &mut runs {
        if *kind == Run::Same {
            *text = shorten(text);
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let found = runs("reset my password", "reset our password");
        let changed: Vec<_> = found.iter().filter(|(kind, _)| *kind != Run::Same).collect();
        assert_eq!(changed, [&(Run::Removed, "my".to_owned()), &(Run::Added, "our".to_owned())]);
    }
}
