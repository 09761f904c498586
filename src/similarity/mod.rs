//! When a text is nearly another one: the one definition, which the rule for
//! near-duplicates, the gate's search for leaks and the groups of the evidence
//! share.
//!
//! A value is the set of the overlapping pieces of its texts, after what does
//! not make a text another one is gone ([`Normal`]). Two values are as similar
//! as their sets: the size of the intersection over that of the union
//! (Jaccard), from [`NEAR`] on near-duplicates.
//!
//! Many values are held against each other in linear time: each gets a sketch
//! (one-permutation MinHash), those that agree in a band of their sketches are
//! compared by them, and what passes is compared exactly while a budget lasts.

mod cluster;
mod groups;
mod normal;
mod pairs;
mod shingles;
mod sketch;

pub use cluster::{Cluster, Clusters, clusters, join_near};
pub use groups::Groups;
pub use normal::{Normal, words};
pub use pairs::{Crowds, Rows};
pub use shingles::{Nearest, Shingles};
pub use sketch::{Sketch, sketch};

/// From this similarity on, texts are near-duplicates.
pub const NEAR: f64 = 0.85;

/// Folds the 128-bit product of two words, each first moved away from zero.
#[inline]
pub fn mix(left: u64, right: u64) -> u64 {
    let product = u128::from(left ^ 0x9e37_79b9_7f4a_7c15)
        * u128::from(right.wrapping_add(0xd1b5_4a32_d192_ed03));
    (product as u64) ^ (product >> 64) as u64
}
