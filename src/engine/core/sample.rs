//! A seeded sample of a dataset, the same on every machine.

use std::collections::HashSet;

use crate::model::dataset::Dataset;

/// Takes `count` rows, floored, by a Fisher–Yates shuffle of the row order.
/// The rows keep the dataset's order. `seed` is read modulo 2^32.
pub fn sample(dataset: &Dataset, seed: f64, count: f64) -> Dataset {
    let count = count.floor().max(0.0) as usize;
    if count >= dataset.len() {
        return dataset.clone();
    }
    let chosen: HashSet<&str> = shuffled(dataset.len(), seed)[..count]
        .iter()
        .map(|&index| dataset.examples()[index].example_id.as_str())
        .collect();
    dataset.subset(|row| chosen.contains(row.example_id.as_str()))
}

/// The places below `len`, shuffled.
pub fn shuffled(len: usize, seed: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut random = Mulberry32::new(seed);
    for last in (1..len).rev() {
        let other = (random.next_unit() * (last + 1) as f64) as usize;
        order.swap(last, other);
    }
    order
}

/// Tommy Ettinger's mulberry32 generator: 32 bits of state, which is enough
/// to shuffle a dataset and is what deployed servers use.
struct Mulberry32 {
    state: u32,
}

impl Mulberry32 {
    /// Takes the seed as ECMAScript's `ToUint32` does.
    fn new(seed: f64) -> Self {
        let whole = if seed.is_finite() { seed.trunc().rem_euclid(4_294_967_296.0) } else { 0.0 };
        Self { state: whole as u32 }
    }

    /// The next number from 0 up to, but not including, 1.
    fn next_unit(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x6D2B_79F5);
        let mut mixed = (self.state ^ (self.state >> 15)).wrapping_mul(self.state | 1);
        mixed ^= mixed.wrapping_add((mixed ^ (mixed >> 7)).wrapping_mul(mixed | 61));
        f64::from(mixed ^ (mixed >> 14)) / 4_294_967_296.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::dataset::DatasetExample;

    fn dataset(len: usize) -> Dataset {
        let rows = (0..len)
            .map(|index| DatasetExample {
                example_id: format!("row{index:03}"),
                input: json!(index),
                expected: json!(null),
                split: None,
                tags: Vec::new(),
                meta: None,
            })
            .collect();
        Dataset::new("d", rows).unwrap()
    }

    proptest! {
        #[test]
        fn a_sample_is_an_ordered_subset_of_the_size_asked_for(
            len in 0usize..60, count in 0usize..80, seed in any::<i32>(),
        ) {
            let whole = dataset(len);
            let taken = sample(&whole, f64::from(seed), count as f64);
            prop_assert_eq!(taken.len(), count.min(len));
            let ids: Vec<_> = taken.examples().iter().map(|row| &row.example_id).collect();
            prop_assert!(ids.is_sorted());
            let again = sample(&whole, f64::from(seed), count as f64);
            prop_assert_eq!(taken.hash(), again.hash());
        }
    }

    #[test]
    fn seeds_wrap_at_32_bits_and_drop_their_fraction() {
        let whole = dataset(30);
        let base = sample(&whole, 5.0, 7.0);
        assert_eq!(sample(&whole, 4_294_967_301.0, 7.9).hash(), base.hash());
        assert_eq!(sample(&whole, 5.9, 7.0).hash(), base.hash());
        assert_ne!(sample(&whole, 6.0, 7.0).hash(), base.hash());
    }
}
