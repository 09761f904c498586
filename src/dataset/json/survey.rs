//! The first look at a line, 64 bytes at a time.
//!
//! One vectorised pass finds every byte at which a JSON string can end, so
//! that the scanner jumps from one to the next, and tells which of the slower
//! checks a line can need at all. A trait that is not set is a promise; one
//! that is set is only a reason to look closer.

/// What a line may contain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// A byte outside ASCII.
    pub non_ascii: bool,
    /// A backslash, hence escapes.
    pub backslash: bool,
    /// An at sign, as in e-mail addresses.
    pub at: bool,
    /// Twenty printable characters without a blank or a double quote.
    pub long_token: bool,
    /// Digit groups as telephone numbers have them.
    pub digit_groups: bool,
    /// The control character DEL, the only one that JSON allows unescaped.
    pub delete: bool,
}

/// The places of a line where a JSON string can end, and its traits.
#[derive(Debug, Default)]
pub struct Survey {
    stops: Vec<u64>,
    /// Places inside of long tokens: one or more of each.
    tokens: Vec<u32>,
    pub traits: Traits,
}

/// One bit a byte of a block.
#[derive(Clone, Copy)]
struct Masks {
    /// Double quote, backslash or a control character.
    stop: u64,
    backslash: u64,
    high: u64,
    at: u64,
    /// Printable ASCII but the blank, `!` and the double quote.
    token: u64,
    digit: u64,
    plus: u64,
    delete: u64,
}

const BLOCK: usize = 64;
const LONG_TOKEN: u32 = 20;

impl Survey {
    /// Surveys `line`, forgetting what was there before.
    pub fn run(&mut self, line: &[u8]) {
        self.stops.clear();
        self.tokens.clear();
        let mut seen = Traits::default();
        let (mut high, mut backslash, mut at, mut delete) = (0, 0, 0, 0);
        let (mut tokens, mut digits) = (0u64, 0u64);
        let mut visit = |masks: Masks| {
            let start = self.stops.len() as u32 * BLOCK as u32;
            self.stops.push(masks.stop);
            high |= masks.high;
            backslash |= masks.backslash;
            at |= masks.at;
            delete |= masks.delete;
            long_runs(&mut self.tokens, tokens, masks.token, start);
            seen.digit_groups |=
                (masks.digit | digits) != 0 && has_digit_groups(digits, masks.digit, masks.plus);
            (tokens, digits) = (masks.token, masks.digit);
        };
        let (blocks, rest) = line.as_chunks::<BLOCK>();
        for block in blocks {
            visit(masks(block));
        }
        if !rest.is_empty() {
            let mut last = [b' '; BLOCK];
            last[..rest.len()].copy_from_slice(rest);
            visit(masks(&last));
        }
        seen.long_token = !self.tokens.is_empty();
        seen.non_ascii = high != 0;
        seen.backslash = backslash != 0;
        seen.at = at != 0;
        seen.delete = delete != 0;
        self.traits = seen;
    }

    /// For each long token of `line` some place in it; the same token may come
    /// several times.
    pub fn long_tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// The first place at or after `from` where a string can end.
    #[inline]
    pub fn next_stop(&self, from: usize) -> Option<usize> {
        let mut block = from / BLOCK;
        let mut bits = self.stops.get(block)? & (!0 << (from % BLOCK));
        while bits == 0 {
            block += 1;
            bits = *self.stops.get(block)?;
        }
        Some(block * BLOCK + bits.trailing_zeros() as usize)
    }
}

/// Adds a place in each run of [`LONG_TOKEN`] set bits that ends in `now`,
/// whose first bit stands for the byte at `start`.
#[inline]
fn long_runs(places: &mut Vec<u32>, before: u64, now: u64, start: u32) {
    let mut bits = u128::from(before) | u128::from(now) << BLOCK;
    let mut length = 1;
    while bits != 0 && length * 2 <= LONG_TOKEN {
        bits &= bits >> length;
        length *= 2;
    }
    bits &= bits >> (LONG_TOKEN - length);
    // Runs that end before this block were told with the one before.
    bits &= !0 << (BLOCK as u32 - LONG_TOKEN + 1);
    while bits != 0 {
        places.push(start + bits.trailing_zeros() - BLOCK as u32);
        // Adding the lowest bit carries through its run.
        bits &= bits.wrapping_add(bits & bits.wrapping_neg());
    }
}

/// Whether three digits, another character and three digits follow each other,
/// or a plus sign and a digit: what every telephone number has that is written
/// for people.
#[inline]
fn has_digit_groups(before: u64, now: u64, plus: u64) -> bool {
    let bits = u128::from(before) | u128::from(now) << BLOCK;
    let triple = bits & (bits >> 1) & (bits >> 2);
    let groups = triple & !(bits >> 3) & (triple >> 4);
    groups != 0 || plus != 0
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "the compiler cannot know which processor it is")]
fn masks(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { sse2_masks(block) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2_masks(block: &[u8; BLOCK]) -> Masks {
    use std::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_min_epu8, _mm_movemask_epi8,
        _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_sub_epi8,
    };
    let mut out =
        Masks { stop: 0, backslash: 0, high: 0, at: 0, token: 0, digit: 0, plus: 0, delete: 0 };
    let splat = |byte: u8| _mm_set1_epi8(byte.cast_signed());
    let bits = |vector: __m128i, shift: usize| {
        u64::from(_mm_movemask_epi8(vector).cast_unsigned()) << shift
    };
    let (parts, _) = block.as_chunks::<8>();
    for half in 0..4 {
        let shift = half * 16;
        let low = i64::from_le_bytes(parts[half * 2]);
        let high = i64::from_le_bytes(parts[half * 2 + 1]);
        let bytes = _mm_set_epi64x(high, low);
        let quote = _mm_cmpeq_epi8(bytes, splat(b'"'));
        let backslash = _mm_cmpeq_epi8(bytes, splat(b'\\'));
        let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, splat(0x1f)), bytes);
        let offset = _mm_sub_epi8(bytes, splat(b'0'));
        let digit = _mm_cmpeq_epi8(_mm_min_epu8(offset, splat(9)), offset);
        let delete = _mm_cmpeq_epi8(bytes, splat(0x7f));
        let token = _mm_cmpgt_epi8(bytes, splat(b'"'));
        let plus = _mm_cmpeq_epi8(bytes, splat(b'+'));
        out.stop |= bits(_mm_or_si128(_mm_or_si128(quote, backslash), control), shift);
        out.backslash |= bits(backslash, shift);
        out.high |= bits(bytes, shift);
        out.at |= bits(_mm_cmpeq_epi8(bytes, splat(b'@')), shift);
        out.token |= bits(_mm_and_si128(token, _mm_cmpgt_epi8(splat(0x7f), bytes)), shift);
        out.digit |= bits(digit, shift);
        out.plus |= bits(plus, shift);
        out.delete |= bits(delete, shift);
    }
    out
}

#[cfg(not(target_arch = "x86_64"))]
fn masks(block: &[u8; BLOCK]) -> Masks {
    plain_masks(block)
}

/// The definition that the vectorised form must agree with.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plain_masks(block: &[u8; BLOCK]) -> Masks {
    let bits = |test: fn(u8) -> bool| {
        block.iter().rev().fold(0, |bits, &byte| bits << 1 | u64::from(test(byte)))
    };
    Masks {
        stop: bits(|byte| byte == b'"' || byte == b'\\' || byte < 0x20),
        backslash: bits(|byte| byte == b'\\'),
        high: bits(|byte| byte >= 0x80),
        at: bits(|byte| byte == b'@'),
        token: bits(|byte| byte > b'"' && byte < 0x7f),
        digit: bits(|byte| byte.is_ascii_digit()),
        plus: bits(|byte| byte == b'+'),
        delete: bits(|byte| byte == 0x7f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn traits(line: &str) -> Traits {
        let mut survey = Survey::default();
        survey.run(line.as_bytes());
        survey.traits
    }

    #[test]
    fn traits_are_seen_across_block_borders() {
        for pad in 0..140 {
            let lead = " ".repeat(pad);
            assert!(!traits(&format!("{lead}55-0100-20")).digit_groups, "{pad}");
            assert!(traits(&format!("{lead}555-010-2000")).digit_groups, "{pad}");
            assert!(traits(&format!("{lead}abcdefghijklmnopqrst")).long_token, "{pad}");
            assert!(!traits(&format!("{lead}abcdefghijklmnopqrs t")).long_token, "{pad}");
        }
    }

    #[test]
    fn stops_are_found_one_after_the_other() {
        let mut survey = Survey::default();
        let line = format!("{}\"{}\\{}\u{1}", "a".repeat(70), "b".repeat(64), "c".repeat(3));
        survey.run(line.as_bytes());
        assert_eq!(survey.next_stop(0), Some(70));
        assert_eq!(survey.next_stop(71), Some(135));
        assert_eq!(survey.next_stop(136), Some(139));
        assert_eq!(survey.next_stop(140), None);
    }

    proptest! {
        #[test]
        fn the_fast_masks_equal_the_plain_ones(block in prop::array::uniform32(any::<u8>())) {
            let mut bytes = [0; BLOCK];
            bytes[..32].copy_from_slice(&block);
            bytes[32..].copy_from_slice(&block);
            let (fast, plain) = (masks(&bytes), plain_masks(&bytes));
            prop_assert_eq!(fast.stop, plain.stop);
            prop_assert_eq!(fast.backslash, plain.backslash);
            prop_assert_eq!(fast.high, plain.high);
            prop_assert_eq!(fast.at, plain.at);
            prop_assert_eq!(fast.token, plain.token);
            prop_assert_eq!(fast.digit, plain.digit);
            prop_assert_eq!(fast.plus, plain.plus);
            prop_assert_eq!(fast.delete, plain.delete);
        }
    }
}
