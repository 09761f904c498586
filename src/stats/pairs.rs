//! Paired differences, gathered into the units that are independent.

use std::collections::HashMap;

/// The differences (candidate − control) of rows that stand or fall together:
/// one row, or all rows of a thread or of a set of near-duplicates. Signs are
/// flipped, rows resampled and errors clustered by this unit (E. Miller 2024,
/// "Adding Error Bars to Evals").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// Sum of the differences of its rows.
    pub sum: f64,
    /// Number of its rows, at least 1.
    pub size: f64,
}

/// One cluster a difference.
pub fn singles(differences: &[f64]) -> Vec<Cluster> {
    differences.iter().map(|&sum| Cluster { sum, size: 1.0 }).collect()
}

/// Gathers differences by group, in the order of first appearance; a row
/// without a group stands alone.
pub fn gather<'a>(rows: impl IntoIterator<Item = (f64, Option<&'a str>)>) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (difference, group) in rows {
        let fresh = clusters.len();
        let place = group.map_or(fresh, |group| *places.entry(group).or_insert(fresh));
        if place == fresh {
            clusters.push(Cluster { sum: 0.0, size: 0.0 });
        }
        clusters[place].sum += difference;
        clusters[place].size += 1.0;
    }
    clusters
}

/// Number of rows in all clusters.
pub fn rows(clusters: &[Cluster]) -> f64 {
    clusters.iter().map(|cluster| cluster.size).sum()
}

/// The mean difference per row.
pub fn mean(clusters: &[Cluster]) -> f64 {
    clusters.iter().map(|cluster| cluster.sum).sum::<f64>() / rows(clusters)
}

/// The standard error of [`mean`], robust to clusters; with single rows it is
/// s/√n. `None` with fewer than two clusters.
pub fn standard_error(clusters: &[Cluster]) -> Option<f64> {
    let count = clusters.len() as f64;
    if count < 2.0 {
        return None;
    }
    let mean = mean(clusters);
    let squares: f64 =
        clusters.iter().map(|cluster| (cluster.sum - mean * cluster.size).powi(2)).sum();
    Some((squares * count / (count - 1.0)).sqrt() / rows(clusters))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn groups_are_gathered_and_lone_rows_stay_alone() {
        let clusters = gather([
            (1.0, Some("a")),
            (0.5, None),
            (-1.0, Some("b")),
            (1.0, Some("a")),
            (0.25, None),
        ]);
        let sums: Vec<_> = clusters.iter().map(|cluster| (cluster.sum, cluster.size)).collect();
        assert_eq!(sums, [(2.0, 2.0), (0.5, 1.0), (-1.0, 1.0), (0.25, 1.0)]);
        assert_eq!(rows(&clusters), 5.0);
        assert_eq!(mean(&clusters), 0.35);
    }

    #[test]
    fn single_rows_have_the_usual_standard_error() {
        let d = [1.0, 1.0, 1.0, 0.0, 0.0, -1.0, 0.5, 0.5, 0.25, -0.25];
        let clusters = singles(&d);
        assert_close(mean(&clusters), 0.3, 1e-15);
        // s = .6433420 of the spec, over √10.
        assert_close(standard_error(&clusters).unwrap() * 10_f64.sqrt(), 0.6433419688539594, 1e-14);
        assert_eq!(standard_error(&clusters[..1]), None);
        assert_eq!(standard_error(&singles(&[0.5, 0.5])), Some(0.0));
    }

    #[test]
    fn clustered_error_of_identical_twins_is_that_of_the_clusters() {
        let twins: Vec<_> =
            [0.4, -0.2, 0.6, 0.1].iter().map(|d| Cluster { sum: 2.0 * d, size: 2.0 }).collect();
        let alone = singles(&[0.4, -0.2, 0.6, 0.1]);
        assert_close(standard_error(&twins).unwrap(), standard_error(&alone).unwrap(), 1e-15);
    }
}
