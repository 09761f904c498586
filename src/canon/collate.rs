//! The locale order of ids: ICU root collation, tertiary strength, with
//! punctuation significant.

use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::LazyLock;

use icu_collator::{CollatorBorrowed, CollatorPreferences, options::CollatorOptions};

/// The data is compiled in, so that making the collator cannot fail for a
/// missing locale; it is made on first use to keep start-up free of it.
static ROOT: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    CollatorBorrowed::try_new(CollatorPreferences::default(), CollatorOptions::default())
        .expect("the root collation is compiled in")
});

/// Compares as JavaScript's `localeCompare` does: canonically equivalent
/// strings are equal, lower case comes before upper case.
pub fn compare_locale(left: &str, right: &str) -> Ordering {
    ROOT.compare(left, right)
}

/// Sorts by locale order of a key; equal keys keep their order.
pub fn sort_locale_by<T>(items: &mut [T], key: impl Fn(&T) -> &str) {
    items.sort_by(|left, right| compare_locale(key(left), key(right)));
}

/// A text whose bytes sort as [`compare_locale`] sorts `text`, for indexes that
/// know no collation. Texts that compare equal have equal keys.
pub fn locale_key(text: &str) -> String {
    let mut bytes = Vec::new();
    let Ok(()) = ROOT.write_sort_key_to(text, &mut bytes);
    let mut key = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(key, "{byte:02x}").expect("writing to a string succeeds");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_contract_is_in_order() {
        let sample = [
            "_", "-", ":", ".", "@", "/", "#", "😀", "$", "1", "10", "2", "a", "A", "a b", "a_b",
            "a-b", "a:b", "a.b", "a1", "a10", "a2", "ab", "aB", "Ab", "b", "B", "e", "E", "é", "É",
            "n", "ñ", "ö", "ss", "ß", "z", "Ω", "я", "あ", "中",
        ];
        let mut sorted = sample;
        sorted.reverse();
        sort_locale_by(&mut sorted, |text| text);
        assert_eq!(sorted, sample);
    }
    #[test]
    fn keys_sort_as_texts_do() {
        let texts =
            ["_", "-", "1", "10", "2", "a", "A", "a b", "a.b", "ab", "é", "É", "z", "中", ""];
        for left in texts {
            for right in texts {
                let by_key = locale_key(left).cmp(&locale_key(right));
                assert_eq!(by_key, compare_locale(left, right), "{left:?} {right:?}");
            }
        }
        assert_eq!(locale_key("e\u{301}"), locale_key("é"));
    }
}
