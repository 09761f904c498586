//! Links that hold, by the exact similarity of the texts, and their clusters.

use rustc_hash::FxHashMap;

use crate::dataset::check::Table;
use crate::dataset::groups::Groups;
use crate::dataset::json::Scanner;
use crate::dataset::source::Source;

use super::sketch::{LANES, normalise, pieces};
use super::{Cluster, Clusters, Link};

/// Pairs that are compared exactly; where there are more, sketches decide,
/// and of each cluster only the most similar pairs are compared.
const BUDGET: usize = 4_000;

/// Pairs of one cluster that are tried.
const TRIES: usize = 4;

pub(super) fn clusters(
    table: &Table,
    source: &Source,
    links: Vec<Link>,
    capped: u64,
    threshold: f64,
) -> Clusters {
    let mut exact = Exact { table, source, scanner: Scanner::default(), budget: BUDGET };
    let measured: Vec<(Link, Option<f64>)> = if links.len() <= BUDGET {
        links
            .into_iter()
            .map(|link| (link, exact.similarity(&link)))
            .filter(|(_, similarity)| similarity.is_some_and(|value| value >= threshold))
            .collect()
    } else {
        let estimated = |link: &Link| f64::from(link.equal) / LANES as f64 >= threshold;
        links.into_iter().filter(estimated).map(|link| (link, None)).collect()
    };
    let mut found: Vec<_> = group(table.entries.len(), &measured)
        .into_values()
        .filter_map(|links| exact.cluster(links, threshold))
        .collect();
    found.sort_by(|left, right| left.rows.cmp(&right.rows));
    Clusters { found, capped }
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

struct Exact<'a> {
    table: &'a Table,
    source: &'a Source,
    scanner: Scanner,
    budget: usize,
}

impl Exact<'_> {
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
            .filter_map(|(link, _)| self.similarity(link).map(|value| (*link, value)))
            .max_by(|left, right| left.1.total_cmp(&right.1))
    }

    /// The Jaccard similarity of the inputs of two rows; none if they cannot
    /// be read any more.
    fn similarity(&mut self, link: &Link) -> Option<f64> {
        let left = self.pieces(link.left)?;
        let right = self.pieces(link.right)?;
        let (mut shared, mut at) = (0usize, 0);
        for piece in &left {
            while at < right.len() && right[at] < *piece {
                at += 1;
            }
            shared += usize::from(right.get(at) == Some(piece));
        }
        let all = left.len() + right.len() - shared;
        (all > 0).then(|| shared as f64 / all as f64)
    }

    /// The pieces of a row's input, sorted, each once.
    fn pieces(&mut self, row: u32) -> Option<Vec<u64>> {
        let line = self.source.line_at(self.table.entries[row as usize].offset).ok()?;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        self.scanner.scan(line, 120).ok()?;
        let input = self.scanner.tape.member(line, 0, "inputJson")?;
        let mut text = Vec::new();
        normalise(&mut text, &self.scanner.tape, line, input);
        let mut all = Vec::with_capacity(text.len());
        pieces(&text, |piece| all.push(piece));
        all.sort_unstable();
        all.dedup();
        Some(all)
    }
}
