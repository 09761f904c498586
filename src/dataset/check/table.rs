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

    /// Groups of rows, in the order of the file, whose key is the same; rows
    /// without a key (0) are in none.
    pub fn for_each_group(&self, key: impl Fn(&Entry) -> u64, mut visit: impl FnMut(&[u32])) {
        let keyed = self.entries.iter().zip(0u32..).map(|(entry, index)| (key(entry), index));
        let mut order: Vec<(u64, u32)> = keyed.filter(|&(key, _)| key != 0).collect();
        order.sort_unstable();
        let mut group = Vec::new();
        for same in order.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
            group.clear();
            group.extend(same.iter().map(|&(_, index)| index));
            visit(&group);
        }
    }
}
