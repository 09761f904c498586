//! What a text is without what does not make it another one: case, white
//! space, punctuation and Unicode form. Letters, numbers and symbols stay.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointMapData, props::GeneralCategory, props::GeneralCategoryGroup};
use serde_json::Value;

/// What stands around each text of a value, so that each of its characters is
/// in equally many pieces, and no piece has characters of two texts.
const EDGE: [u8; super::shingles::PIECE - 1] = [0; super::shingles::PIECE - 1];

/// The texts of a value made comparable: lower-case letters, digits and symbols
/// without gaps, but for one between two numbers.
#[derive(Debug, Default)]
pub struct Normal {
    bytes: Vec<u8>,
    /// Punctuation stays: what has nothing else is told apart by it.
    literal: bool,
}

impl Normal {
    /// The texts of a JSON value. Of an object only the values count.
    pub fn of(value: &Value) -> Self {
        let mut normal = Self::default();
        normal.value(value);
        if normal.is_blank() {
            normal.restart(true);
            normal.value(value);
        }
        normal
    }

    /// Begins anew; `literal` keeps punctuation.
    pub fn restart(&mut self, literal: bool) {
        self.bytes.clear();
        self.literal = literal;
    }

    /// Nothing is left of what was added.
    pub fn is_blank(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Number(number) => self.number(number.as_f64().unwrap_or_default()),
            Value::Bool(flag) => self.flag(*flag),
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.value(field)),
            Value::Null => {}
        }
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        if text.is_ascii() && !self.literal {
            return self.ascii(text.as_bytes());
        }
        let from = self.begin();
        let literal = self.literal;
        for_each_kept(text, literal, |kept| {
            let mut buffer = [0; 4];
            match kept {
                Kept::Gap => {}
                Kept::Space => self.bytes.push(b' '),
                Kept::Minus => self.bytes.push(b'-'),
                Kept::Character(character) => {
                    self.bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
            }
        });
        self.end(from);
    }

    /// Adds a text that is ASCII: most are, and they need no tables.
    pub fn ascii(&mut self, text: &[u8]) {
        if self.literal {
            return self.text(&String::from_utf8_lossy(text));
        }
        let from = self.begin();
        // Without a way out of the loop it is one that vectors do.
        if text.iter().fold(false, |found, byte| found | byte.is_ascii_digit()) {
            self.with_numbers(text);
        } else {
            self.letters(text);
        }
        self.end(from);
    }

    /// Most texts have no digits. What is left out is overwritten by what
    /// follows, which costs no branch.
    fn letters(&mut self, text: &[u8]) {
        let from = self.bytes.len();
        self.bytes.resize(from + text.len(), 0);
        let out = &mut self.bytes[from..];
        let mut length = 0;
        for byte in text {
            let kept = KEPT[usize::from(*byte)];
            out[length] = kept;
            length += usize::from(kept != 0);
        }
        self.bytes.truncate(from + length);
    }

    fn with_numbers(&mut self, text: &[u8]) {
        let mut gap = false;
        for (at, byte) in text.iter().enumerate() {
            let kept = KEPT[usize::from(*byte)];
            if kept == 0 {
                gap = true;
                continue;
            }
            if gap && kept.is_ascii_digit() {
                let negative =
                    text[at - 1] == b'-' && (at == 1 || text[at - 2].is_ascii_whitespace());
                if negative {
                    self.bytes.push(b'-');
                } else if self.bytes.last().is_some_and(u8::is_ascii_digit) {
                    self.bytes.push(b' ');
                }
            }
            gap = false;
            self.bytes.push(kept);
        }
    }

    /// Adds a JSON number as it is written in digits: `1e2` is `100`.
    pub fn number(&mut self, number: f64) {
        let from = self.begin();
        let number = if number == 0.0 { 0.0 } else { number };
        self.bytes.extend_from_slice(ryu_js::Buffer::new().format(number).as_bytes());
        self.end(from);
    }

    /// The same from the number's text in JSON.
    pub fn number_text(&mut self, text: &[u8]) {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let is_plain = digits.len() < 16
            && digits.iter().all(u8::is_ascii_digit)
            && (digits.first() != Some(&b'0') || text == b"0");
        if is_plain {
            let from = self.begin();
            self.bytes.extend_from_slice(text);
            self.end(from);
        } else {
            let text = std::str::from_utf8(text).unwrap_or_default();
            self.number(text.parse().unwrap_or_default());
        }
    }

    pub fn flag(&mut self, flag: bool) {
        self.ascii(if flag { b"true" } else { b"false" });
    }

    fn begin(&mut self) -> usize {
        if self.bytes.is_empty() {
            self.bytes.extend_from_slice(&EDGE);
        }
        self.bytes.len()
    }

    fn end(&mut self, from: usize) {
        if self.bytes.len() > from {
            self.bytes.extend_from_slice(&EDGE);
        } else if from == EDGE.len() {
            self.bytes.clear();
        }
    }
}

/// What is kept of each ASCII byte; 0 where nothing is.
const KEPT: [u8; 256] = {
    let mut kept = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            kept[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    kept
};

/// The words of a text, folded as for comparing: what stands between white
/// space and punctuation.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for_each_kept(text, false, |kept| match kept {
        Kept::Character(character) => words.last_mut().expect("never empty").push(character),
        Kept::Gap if words.last().is_some_and(|word| !word.is_empty()) => words.push(String::new()),
        Kept::Gap | Kept::Space | Kept::Minus => {}
    });
    words.retain(|word| !word.is_empty());
    words
}

/// What is kept of a text, piece by piece.
enum Kept {
    Character(char),
    /// Something was left out.
    Gap,
    /// Two numbers are kept apart.
    Space,
    /// The sign of the number that follows.
    Minus,
}

fn for_each_kept(text: &str, literal: bool, mut visit: impl FnMut(Kept)) {
    let folded = folded(text);
    // What stands before the character: kept or not, and what it was.
    let (mut last, mut before, mut earlier) = (None::<char>, None::<char>, None::<char>);
    let mut gap = false;
    for character in folded.chars() {
        if keeps(character, literal, last.is_some() && !gap) {
            if gap && character.is_numeric() {
                let is_sign = matches!(before, Some('-' | '\u{2212}'));
                if is_sign && earlier.is_none_or(char::is_whitespace) {
                    visit(Kept::Minus);
                } else if last.is_some_and(char::is_numeric) {
                    visit(Kept::Space);
                }
            }
            visit(Kept::Character(character));
            (last, gap) = (Some(character), false);
        } else if !gap {
            visit(Kept::Gap);
            gap = true;
        }
        (earlier, before) = (before, Some(character));
    }
}

/// The text in one Unicode form and one case.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed = ComposingNormalizerBorrowed::new_nfkc();
    let folded: String = composed.normalize(text).chars().flat_map(fold).collect();
    composed.normalize(&folded).into_owned()
}

/// Letters that differ in case only become the same: by way of the upper case,
/// which `ς` and `σ`, `ß` and `ss` share.
fn fold(character: char) -> impl Iterator<Item = char> {
    let character = if character == 'ẞ' { 'ß' } else { character };
    character.to_uppercase().flat_map(char::to_lowercase)
}

/// Whether a character makes a text another one. A mark belongs to what stands
/// right before it.
fn keeps(character: char, literal: bool, after_kept: bool) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || (literal && character.is_ascii_punctuation());
    }
    // Selectors of a form, and the minus sign, which is read with its number.
    if matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{34f}' | '\u{2212}') {
        return false;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if GeneralCategoryGroup::Mark.contains(category) {
        return after_kept || literal;
    }
    let kept = GeneralCategoryGroup::Letter
        .union(GeneralCategoryGroup::Number)
        .union(GeneralCategoryGroup::Symbol);
    kept.contains(category) || (literal && GeneralCategoryGroup::Punctuation.contains(category))
}

#[cfg(test)]
mod tests {
    use icu_normalizer::DecomposingNormalizerBorrowed;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The text as it is compared, without its edges.
    fn normal(text: &str) -> String {
        let mut normal = Normal::default();
        normal.text(text);
        String::from_utf8(normal.bytes().to_vec()).unwrap().replace('\0', "")
    }

    #[test]
    fn case_white_space_and_punctuation_make_no_other_text() {
        assert_eq!(normal("Cancel order 81, please."), "cancelorder81please");
        assert_eq!(normal("cancel order 81 , please!!"), "cancelorder81please");
        for same in
            ["Don’t re-open it", "don't reopen it?", "DONT  RE OPEN\tIT…", "„Dont“ re–open it"]
        {
            assert_eq!(normal(same), "dontreopenit", "{same}");
        }
        assert_eq!(normal("straße ΟΔΟΣ"), normal("STRASSE οδος"));
        assert_eq!(normal("STRAẞE"), normal("strasse"));
    }

    #[test]
    fn unicode_form_makes_no_other_text() {
        assert_eq!(normal("ｃａｆé ①"), "café1");
        assert_eq!(normal("cafe\u{301}"), normal("CAFÉ"));
        assert_eq!(normal("a\u{200b}b\u{ad}c\u{feff}"), "abc");
        assert_eq!(normal("❤\u{fe0f}"), normal("❤"));
    }

    #[test]
    fn numbers_words_and_symbols_do() {
        let different = [
            ("order 81", "order 82"),
            ("3.50", "350"),
            ("12, 3", "1, 23"),
            ("it is -5 there", "it is 5 there"),
            ("accept it", "except it"),
            ("résumé", "resume"),
            ("I like it 😀", "I like it 😡"),
            ("5 €", "5 ¥"),
        ];
        for (left, right) in different {
            assert_ne!(normal(left), normal(right));
        }
        assert_eq!(normal("from 5-3, 2 - 1"), "from5 3 2 1");
        assert_eq!(normal("-5 and \u{2212}7"), "-5and-7");
    }

    #[test]
    fn values_are_their_texts_whatever_the_keys_and_the_order() {
        let bytes = |value: Value| Normal::of(&value).bytes().to_vec();
        let one = bytes(json!({"a": "One two", "n": 1e2, "b": [true, null, -0.0]}));
        let shown = String::from_utf8(one).unwrap().replace("\0\0\0\0", "|");
        assert_eq!(shown, "|onetwo|100|true|0|");
        assert_eq!(bytes(json!({"a": "...", "b": "x"})), bytes(json!({"b": "x"})));
        assert_eq!(bytes(json!({"a": "", "b": null})), b"");
        // Where punctuation is all there is, it counts.
        assert_ne!(bytes(json!({"a": "?"})), bytes(json!({"a": "!"})));
        assert_eq!(bytes(json!({"a": " ?! "})), bytes(json!({"a": "? !"})));
    }

    #[test]
    fn words_are_what_stands_between_white_space_and_punctuation() {
        assert_eq!(words("“Call me, ÉMILE!” (2.5)"), ["call", "me", "émile", "2", "5"]);
        assert_eq!(words(" … "), [""; 0]);
    }

    proptest! {
        #[test]
        fn ascii_needs_no_tables(text in "[ -~\t\n]{0,40}") {
            let mut slow = String::new();
            for_each_kept(&text, false, |kept| match kept {
                Kept::Gap => {}
                Kept::Space => slow.push(' '),
                Kept::Minus => slow.push('-'),
                Kept::Character(character) => slow.push(character),
            });
            prop_assert_eq!(normal(&text), slow);
        }

        #[test]
        fn all_unicode_forms_are_one(text in "\\PC{0,20}") {
            let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(&text);
            let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&text);
            prop_assert_eq!(normal(&decomposed), normal(&text));
            prop_assert_eq!(normal(&composed), normal(&text));
        }

        #[test]
        fn what_is_scattered_between_words_changes_nothing(
            words in prop::collection::vec("[a-zA-Zäéß]{1,8}|[0-9]{1,4}", 1..8),
            gaps in prop::collection::vec("[ \t\n.,;:!?…’]{1,3}", 8),
        ) {
            let mut scattered = gaps[0].clone();
            for (word, gap) in words.iter().zip(&gaps) {
                scattered.extend([word.to_uppercase(), gap.clone()]);
            }
            prop_assert_eq!(normal(&scattered), normal(&words.join(" ")));
        }

        #[test]
        fn a_number_is_the_same_in_both_readings(number in any::<i64>(), double in any::<f64>()) {
            for text in [number.to_string(), json!(double).to_string(), format!("{}e1", number % 100)] {
                let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
                if value.is_null() { continue }
                let mut read = Normal::default();
                read.number_text(text.as_bytes());
                let whole = Normal::of(&value);
                prop_assert_eq!(read.bytes(), whole.bytes());
            }
        }
    }
}
