//! What changed between two datasets, row by row and by meaning: the order of
//! rows and keys, white space and escapes are nothing.

mod details;
mod index;
mod patch;

use std::io;

use rustc_hash::FxHashMap;

use super::source::Source;

pub use details::{Change, Details, RowText, changes, load};
pub use index::{Index, Item};
pub use patch::{Patch, PatchError, apply, make};

/// A row of one side and what became of it, as indexes into both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub old: u32,
    pub new: u32,
}

/// The difference between two sides. Rows are indexes into their indexes.
#[derive(Debug, Default)]
pub struct Diff {
    pub old: Index,
    pub new: Index,
    /// In the order of the new side.
    pub added: Vec<u32>,
    /// In the order of the old side.
    pub removed: Vec<u32>,
    /// Same id, other content; in the order of the new side.
    pub changed: Vec<Pair>,
    /// Same content, other id.
    pub renamed: Vec<Pair>,
    /// How many rows are as they were.
    pub unchanged: u64,
}

impl Diff {
    /// Compares two sources, each on a thread of its own where that helps.
    ///
    /// # Errors
    /// When a side cannot be read.
    pub fn of(old: &Source, new: &Source) -> io::Result<Self> {
        let (old, new) = if old.len() + new.len() > 1 << 20 {
            std::thread::scope(|scope| {
                let second = scope.spawn(|| Index::of(new));
                let first = Index::of(old);
                let second = second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                (first, second)
            })
        } else {
            (Index::of(old), Index::of(new))
        };
        Ok(Self::between(old?, new?))
    }

    fn between(old: Index, new: Index) -> Self {
        let mut diff = Self::default();
        let (left, right) = (old.by_key(), new.by_key());
        let (mut at, mut other) = (0, 0);
        // Of rows with the same id, the first pairs with the first, and so on.
        while at < left.len() || other < right.len() {
            let order = match (left.get(at), right.get(other)) {
                (Some(one), Some(two)) => one.0.cmp(&two.0),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, _) => std::cmp::Ordering::Greater,
            };
            match order {
                std::cmp::Ordering::Less => {
                    diff.removed.push(left[at].1);
                    at += 1;
                }
                std::cmp::Ordering::Greater => {
                    diff.added.push(right[other].1);
                    other += 1;
                }
                std::cmp::Ordering::Equal => {
                    let pair = Pair { old: left[at].1, new: right[other].1 };
                    let same = old.items[pair.old as usize].content()
                        == new.items[pair.new as usize].content();
                    if same {
                        diff.unchanged += 1;
                    } else {
                        diff.changed.push(pair);
                    }
                    at += 1;
                    other += 1;
                }
            }
        }
        diff.old = old;
        diff.new = new;
        diff.find_renames();
        diff.added.sort_unstable();
        diff.removed.sort_unstable();
        diff.changed.sort_unstable_by_key(|pair| pair.new);
        diff
    }

    /// Pairs removed and added rows of the same content.
    fn find_renames(&mut self) {
        self.removed.sort_unstable();
        self.added.sort_unstable();
        let mut gone: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for &row in self.removed.iter().rev() {
            let item = &self.old.items[row as usize];
            if item.is_row {
                gone.entry(item.content()).or_default().push(row);
            }
        }
        let (new, renamed) = (&self.new, &mut self.renamed);
        self.added.retain(|&row| {
            let item = &new.items[row as usize];
            let old = item.is_row.then(|| gone.get_mut(&item.content())?.pop()).flatten();
            if let Some(old) = old {
                renamed.push(Pair { old, new: row });
            }
            old.is_none()
        });
        let taken: rustc_hash::FxHashSet<u32> = renamed.iter().map(|pair| pair.old).collect();
        self.removed.retain(|row| !taken.contains(row));
    }

    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.renamed.is_empty()
    }

    /// Whether the expected answer of a changed row differs.
    pub fn is_label_change(&self, pair: Pair) -> bool {
        self.items(pair).0.answer != self.items(pair).1.answer
    }

    /// Whether a changed row counts for another split.
    pub fn is_move(&self, pair: Pair) -> bool {
        self.items(pair).0.split != self.items(pair).1.split
    }

    pub fn items(&self, pair: Pair) -> (&Item, &Item) {
        (&self.old.items[pair.old as usize], &self.new.items[pair.new as usize])
    }
}

#[cfg(test)]
mod tests;
