//! Near-duplicates in linear time: sketches, bands, clusters.
//!
//! Each input's text gets a one-permutation MinHash sketch of its overlapping
//! five-byte pieces. Rows that agree in a band of four values are likely
//! similar and are compared by their sketches; what passes is compared exactly
//! while a budget lasts, and linked into clusters.

mod bands;
mod sketch;
mod verify;

use crate::dataset::source::Source;

use super::Table;
pub use sketch::Sketches;

/// Which rows may be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only rows in different splits, and only unequal inputs.
    AcrossSplits,
    /// Any two rows.
    Everywhere,
}

/// Rows that resemble each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Their indexes in the table, ascending.
    pub rows: Vec<u32>,
    /// The two most similar ones that were compared exactly, or by their
    /// sketches where the budget was spent.
    pub pair: (u32, u32),
    /// Their Jaccard similarity, 0 to 1.
    pub similarity: f64,
}

/// All clusters of a file, in the order of their first rows.
#[derive(Debug, Default)]
pub struct Clusters {
    pub found: Vec<Cluster>,
    /// Rows that were not compared with all of their likely partners.
    pub capped: u64,
}

/// Two rows whose sketches agree in `equal` of [`sketch::LANES`] values.
#[derive(Clone, Copy, Debug)]
struct Link {
    left: u32,
    right: u32,
    equal: u8,
}

/// Finds the clusters of rows whose similarity is at least `threshold`.
pub fn cluster(
    table: &Table,
    sketches: &Sketches,
    source: &Source,
    threshold: f64,
    scope: Scope,
    threads: usize,
) -> Clusters {
    let (links, capped) = bands::links(table, sketches, threshold, scope, threads);
    verify::clusters(table, source, links, capped, threshold)
}
