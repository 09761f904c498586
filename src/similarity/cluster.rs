//! Links that hold, by the exact similarity of the texts, and their clusters.

use rustc_hash::FxHashMap;

use super::{
    Groups, Rows,
    pairs::{Link, links},
    sketch::LANES,
};

/// Pairs that are compared exactly; where there are more, sketches decide,
/// and of each cluster only the most similar pairs are compared.
const BUDGET: usize = 4_000;

/// Pairs of one cluster that are tried.
const TRIES: usize = 4;

/// Rows that resemble each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Their indexes, ascending.
    pub rows: Vec<u32>,
    /// The two most similar ones that were compared exactly, or by their
    /// sketches where the budget was spent.
    pub pair: (u32, u32),
    /// Their Jaccard similarity, 0 to 1.
    pub similarity: f64,
}

/// All clusters, in the order of their first rows.
#[derive(Debug, Default)]
pub struct Clusters {
    pub found: Vec<Cluster>,
    /// Rows that were not compared with all of their likely partners.
    pub capped: u64,
}

/// Finds the clusters of rows whose similarity is at least `threshold`.
/// `exact` measures the similarity of two rows; none if they cannot be read
/// any more.
pub fn clusters(
    rows: Rows<'_>,
    threshold: f64,
    threads: usize,
    exact: impl FnMut(u32, u32) -> Option<f64>,
) -> Clusters {
    let (links, capped) = links(rows, threshold, threads);
    let mut exact = Exact { measure: exact, budget: BUDGET };
    let measured: Vec<(Link, Option<f64>)> = if links.len() <= BUDGET {
        links
            .into_iter()
            .map(|link| (link, (exact.measure)(link.left, link.right)))
            .filter(|(_, similarity)| similarity.is_some_and(|value| value >= threshold))
            .collect()
    } else {
        let estimated = |link: &Link| f64::from(link.equal) / LANES as f64 >= threshold;
        links.into_iter().filter(estimated).map(|link| (link, None)).collect()
    };
    let mut found: Vec<_> = group(rows.sketches.len(), &measured)
        .into_values()
        .filter_map(|links| exact.cluster(links, threshold))
        .collect();
    found.sort_by(|left, right| left.rows.cmp(&right.rows));
    Clusters { found, capped }
}

/// Joins the groups of rows whose similarity is at least `threshold`, each
/// measured exactly. Rows that are together already are not measured again.
pub fn join_near(
    groups: &mut Groups,
    rows: Rows<'_>,
    threshold: f64,
    mut exact: impl FnMut(u32, u32) -> f64,
) {
    let (mut links, _) = links(rows, threshold, 1);
    links.sort_unstable_by_key(|link| (std::cmp::Reverse(link.equal), link.left, link.right));
    for Link { left, right, .. } in links {
        if groups.lowest(left) != groups.lowest(right) && exact(left, right) >= threshold {
            groups.join(left, right);
        }
    }
}

/// Links by the cluster that they belong to.
fn group(rows: usize, links: &[(Link, Option<f64>)]) -> FxHashMap<u32, Vec<(Link, Option<f64>)>> {
    let mut clusters = Groups::new(rows);
    for (link, _) in links {
        clusters.join(link.left, link.right);
    }
    let mut groups: FxHashMap<u32, Vec<_>> = FxHashMap::default();
    for &(link, similarity) in links {
        groups.entry(clusters.lowest(link.left)).or_default().push((link, similarity));
    }
    groups
}

struct Exact<Measure> {
    measure: Measure,
    budget: usize,
}

impl<Measure: FnMut(u32, u32) -> Option<f64>> Exact<Measure> {
    /// The cluster that `links` make, if its best pair is similar enough.
    fn cluster(&mut self, mut links: Vec<(Link, Option<f64>)>, threshold: f64) -> Option<Cluster> {
        let mut rows: Vec<_> = links.iter().flat_map(|(link, _)| [link.left, link.right]).collect();
        rows.sort_unstable();
        rows.dedup();
        links.sort_by_key(|(link, _)| (std::cmp::Reverse(link.equal), link.left, link.right));
        let known = links.iter().filter_map(|(link, value)| value.map(|value| (*link, value)));
        let best = known.max_by(|left, right| left.1.total_cmp(&right.1));
        let (link, similarity) = best.or_else(|| self.best_of(&links))?;
        (similarity >= threshold).then_some(Cluster {
            rows,
            pair: (link.left, link.right),
            similarity,
        })
    }

    fn best_of(&mut self, links: &[(Link, Option<f64>)]) -> Option<(Link, f64)> {
        let estimate = |link: &Link| f64::from(link.equal) / LANES as f64;
        if self.budget < TRIES {
            return links.first().map(|(link, _)| (*link, estimate(link)));
        }
        self.budget -= TRIES;
        links
            .iter()
            .take(TRIES)
            .filter_map(|(link, _)| {
                (self.measure)(link.left, link.right).map(|value| (*link, value))
            })
            .max_by(|left, right| left.1.total_cmp(&right.1))
    }
}
