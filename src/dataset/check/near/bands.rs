//! Which rows to compare: those that agree in a band of their sketches.

use crate::dataset::check::Table;
use crate::dataset::json::mix;

use super::sketch::{LANES, Sketch, Sketches, equal_lanes};
use super::{Link, Scope};

/// Up to so many rows that agree in a band are all compared with each other.
const SMALL: usize = 8;

/// Of more rows, each is compared with so many of each other split.
const REPRESENTATIVES: usize = 2;

/// From so many links on, rows that have one are not linked again.
const CROWDED: usize = 1 << 16;

/// How far below the threshold a sketch may estimate a pair that is exactly at
/// it: about two standard deviations.
const SLACK: f64 = 0.1;

/// Slots of the table that tells which keys more than one side has.
const SLOT_BITS: u32 = 22;

/// Bands are worked through in two groups, each by itself, so that the result
/// is the same on one thread and on two.
const GROUPS: usize = 2;

/// The links between rows whose sketches are similar enough, and how many
/// rows were not compared with all of their partners.
pub(super) fn links(
    table: &Table,
    sketches: &Sketches,
    threshold: f64,
    scope: Scope,
    threads: usize,
) -> (Vec<Link>, u64) {
    let least = ((threshold - SLACK) * LANES as f64).ceil().max(1.0) as u8;
    let width = if threshold >= 0.7 { 4 } else { 2 };
    let search = |group: usize| {
        let mut search = Search::new(table, sketches.rows(), scope, least);
        for band in (group..LANES / width).step_by(GROUPS) {
            search.band(band * width, width);
        }
        (search.links, search.capped)
    };
    let found: Vec<_> = if threads > 1 {
        std::thread::scope(|scope| {
            let second = scope.spawn(|| search(1));
            let first = search(0);
            vec![first, second.join().expect("the search does not panic")]
        })
    } else {
        (0..GROUPS).map(search).collect()
    };
    let mut links = Vec::new();
    let mut capped = vec![false; table.entries.len()];
    for (part, rows) in found {
        links.extend(part);
        capped.iter_mut().zip(rows).for_each(|(capped, row)| *capped |= row);
    }
    links.sort_unstable_by_key(|link| (link.left, link.right));
    links.dedup_by_key(|link| (link.left, link.right));
    (links, capped.into_iter().filter(|&capped| capped).count() as u64)
}

struct Search<'a> {
    table: &'a Table,
    sketches: &'a [Sketch],
    scope: Scope,
    /// Values that must be equal for a link.
    least: u8,
    links: Vec<Link>,
    linked: Vec<bool>,
    capped: Vec<bool>,
    slots: Vec<u8>,
    order: Vec<(u64, u32)>,
}

impl<'a> Search<'a> {
    fn new(table: &'a Table, sketches: &'a [Sketch], scope: Scope, least: u8) -> Self {
        let rows = sketches.len();
        Self {
            table,
            sketches,
            scope,
            least,
            links: Vec::new(),
            linked: vec![false; rows],
            capped: vec![false; rows],
            slots: vec![0; 1 << SLOT_BITS],
            order: Vec::new(),
        }
    }

    /// Links rows that agree in the `width` values from `first` on.
    fn band(&mut self, first: usize, width: usize) {
        self.collect(first, width);
        let order = std::mem::take(&mut self.order);
        for same in order.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
            if same.len() <= SMALL {
                self.all_pairs(same);
            } else {
                self.with_representatives(same);
            }
        }
        self.order = order;
    }

    /// Gathers the rows whose key another row has too, as far as a table of
    /// slots can tell, ordered by key and then by place in the file.
    fn collect(&mut self, first: usize, width: usize) {
        let key = |sketch: &Sketch| {
            sketch[first..first + width].iter().fold(0, |key, &lane| key << 16 | u64::from(lane))
        };
        let slot = |key: u64| (mix(key, 1) >> (64 - SLOT_BITS)) as usize;
        self.slots.fill(0);
        // One bit a side; where sides do not count, a second bit a second row.
        let across = self.scope == Scope::AcrossSplits;
        for (sketch, entry) in self.sketches.iter().zip(&self.table.entries) {
            let key = key(sketch);
            if key != 0 {
                let seen = &mut self.slots[slot(key)];
                *seen = match entry.side() {
                    Some(side) if across => *seen | 1 << side,
                    _ => *seen << 1 | 1,
                };
            }
        }
        self.order.clear();
        for (row, sketch) in (0u32..).zip(self.sketches) {
            let key = key(sketch);
            if key != 0 && !self.slots[slot(key)].is_power_of_two() {
                self.order.push((key, row));
            }
        }
        self.order.sort_unstable();
    }

    fn all_pairs(&mut self, same: &[(u64, u32)]) {
        for (position, &(_, right)) in same.iter().enumerate() {
            for &(_, left) in &same[..position] {
                self.compare(left, right);
            }
        }
    }

    /// Each row is compared with the first ones of each other side.
    fn with_representatives(&mut self, same: &[(u64, u32)]) {
        let mut first: [Vec<u32>; 3] = Default::default();
        for &(_, row) in same {
            let side = self.side(row);
            if first[side].len() < REPRESENTATIVES {
                first[side].push(row);
            }
        }
        let across = self.scope == Scope::AcrossSplits;
        for &(_, row) in same {
            let own = self.side(row);
            let others = (0..3).filter(|&side| !across || side != own);
            let partners: Vec<_> = others.flat_map(|side| first[side].iter().copied()).collect();
            if partners.is_empty() {
                return;
            }
            self.capped[row as usize] = true;
            for partner in partners {
                if !self.linked[row as usize] {
                    self.compare(partner.min(row), partner.max(row));
                }
            }
        }
    }

    fn side(&self, row: u32) -> usize {
        match self.scope {
            Scope::AcrossSplits => self.table.entries[row as usize].side().map_or(0, usize::from),
            Scope::Everywhere => 0,
        }
    }

    fn compare(&mut self, left: u32, right: u32) {
        let (first, second) = (left as usize, right as usize);
        let crowded = self.links.len() > CROWDED;
        if left == right || (crowded && self.linked[first] && self.linked[second]) {
            return;
        }
        if self.scope == Scope::AcrossSplits {
            let (one, other) = (&self.table.entries[first], &self.table.entries[second]);
            if one.side() == other.side() || one.input == other.input {
                return;
            }
        }
        let equal = equal_lanes(&self.sketches[first], &self.sketches[second]);
        if equal >= self.least {
            self.links.push(Link { left, right, equal });
            self.linked[first] = true;
            self.linked[second] = true;
        }
    }
}
