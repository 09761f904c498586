//! What is remembered of each row, to hold rows against each other.

use crate::model::example::Split;

/// A row in 40 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where its line starts in the file.
    pub offset: u64,
    /// Hashes of the trimmed id, the input and the expected answer; 0 where
    /// there is none.
    pub id: u64,
    pub input: u64,
    pub answer: u64,
    pub line: u32,
    pub split: Option<Split>,
}

impl Entry {
    /// Which split the row counts for: 0 train, 1 holdout, 2 test.
    #[inline]
    pub fn side(&self) -> Option<u8> {
        Some(match self.split?.effective() {
            Split::Train => 0,
            Split::Holdout | Split::Dev => 1,
            Split::Test => 2,
        })
    }
}

/// The names of the sides.
pub const SIDES: [&str; 3] = ["train", "holdout", "test"];

/// The rows of a file, in its order.
#[derive(Debug, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
}

impl Table {
    pub fn append(&mut self, other: Self, lines: u32) {
        self.entries.reserve_exact(other.entries.len());
        self.entries.extend(
            other.entries.into_iter().map(|entry| Entry { line: entry.line + lines, ..entry }),
        );
    }

    /// The rows that share a key with another row. Rows without a key (0)
    /// share none.
    pub fn repeated(&self, key: impl Fn(&Entry) -> u64) -> Repeated {
        let keys = || self.entries.iter().map(&key).filter(|&key| key != 0);
        let filter = Filter::of(self.entries.len(), keys());
        let keyed = self.entries.iter().zip(0u32..).map(|(entry, index)| (key(entry), index));
        let mut order: Vec<_> =
            keyed.filter(|&(key, _)| key != 0 && filter.may_repeat(key)).collect();
        order.sort_unstable();
        Repeated { order }
    }
}

/// Rows by their key, and then in the order of the file.
#[derive(Debug)]
pub struct Repeated {
    order: Vec<(u64, u32)>,
}

impl Repeated {
    /// Keys and rows of each group of rows that share a key.
    pub fn groups(&self) -> impl Iterator<Item = &[(u64, u32)]> {
        self.order.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1)
    }
}

/// Tells most of the keys that occur once from the others, so that only few
/// need to be sorted.
struct Filter {
    bits: u32,
    seen: Vec<u64>,
    again: Vec<u64>,
}

impl Filter {
    fn of(rows: usize, keys: impl Iterator<Item = u64>) -> Self {
        // Eight slots a key: about one key in nine shares its slot by chance.
        let bits = (rows.max(8) * 8).next_power_of_two().trailing_zeros();
        let words = vec![0; 1 << (bits - u64::BITS.trailing_zeros())];
        let mut filter = Self { bits, seen: words.clone(), again: words };
        for key in keys {
            let (word, bit) = filter.slot(key);
            filter.again[word] |= filter.seen[word] & bit;
            filter.seen[word] |= bit;
        }
        filter
    }

    fn may_repeat(&self, key: u64) -> bool {
        let (word, bit) = self.slot(key);
        self.again[word] & bit != 0
    }

    /// The word of a key's slot, and its bit. Keys are hashes: their first
    /// bits are as good as any.
    fn slot(&self, key: u64) -> (usize, u64) {
        let slot = key >> (u64::BITS - self.bits);
        ((slot / 64) as usize, 1 << (slot % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(ids: impl IntoIterator<Item = u64>) -> Table {
        let entry = |id| Entry { offset: 0, id, input: 0, answer: 0, line: 1, split: None };
        Table { entries: ids.into_iter().map(entry).collect() }
    }

    #[test]
    fn rows_are_grouped_by_key_and_stay_in_their_order() {
        let large = u64::MAX;
        let table = table([7, 0, large, 7, 9, 0, 7, large]);
        let repeated = table.repeated(|entry| entry.id);
        let groups: Vec<&[_]> = repeated.groups().collect();
        assert_eq!(groups, [&[(7, 0), (7, 3), (7, 6)][..], &[(large, 2), (large, 7)]]);
    }

    #[test]
    fn few_single_keys_are_sorted() {
        let keys = (1..=10_000u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let repeated = table(keys).repeated(|entry| entry.id);
        assert_eq!(repeated.groups().count(), 0);
        assert!(repeated.order.len() < 2_500, "{}", repeated.order.len());
    }
}
