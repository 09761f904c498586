//! Which rows to compare: those that agree in a band of their sketches.

use crate::dataset::check::{Entry, Table};
use crate::dataset::json::mix;

use super::sketch::{LANES, Sketch, Sketches, equal_lanes};
use super::{Link, Scope};

/// Up to so many rows that agree in a band are all compared with each other.
const SMALL: usize = 8;

/// Of more rows, each is compared with so many of each other split.
const REPRESENTATIVES: usize = 2;

/// A crowd is given up when comparing finds too little: a group of bands has
/// one comparison for so many rows,
const ROWS_A_COMPARISON: usize = 8;
/// and so many more for each link that they lead to.
const COMPARISONS_A_LINK: usize = 16;

/// From so many links on, rows that have one are not linked again.
const CROWDED: usize = 1 << 16;

/// How far below the threshold a sketch may estimate a pair that is exactly at
/// it: about two standard deviations.
const SLACK: f64 = 0.1;

/// The most slots, as a power of two, of the table that tells which keys more
/// than one side has: as many as a cache holds.
const SLOT_BITS: u32 = 21;

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
        // A row that resembles no other lost nothing, unless the budget is spent.
        let spent = search.budget == 0;
        let capped = search.capped.iter().zip(&search.linked);
        let capped: Vec<_> = capped.map(|(&capped, &linked)| capped && (linked || spent)).collect();
        (search.links, capped)
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

fn side(entry: &Entry, scope: Scope) -> u8 {
    match scope {
        Scope::AcrossSplits => entry.side().unwrap_or(0),
        Scope::Everywhere => 0,
    }
}

/// The table that tells which keys are worth sorting. A slot has a bit for each
/// side that has one of its keys, a bit for a row that is not linked yet, and
/// counts its rows as far as four bits go.
struct Slots {
    bits: u32,
    slots: Vec<u8>,
}

const SIDES: u8 = 0x7;
const WANTED: u8 = 0x8;
const ONE: u8 = 0x10;

impl Slots {
    /// About four slots a row: clearing many for a few rows would take longer
    /// than everything else.
    fn new(rows: usize) -> Self {
        let bits = (rows * 4).next_power_of_two().trailing_zeros().clamp(8, SLOT_BITS);
        Self { bits, slots: vec![0; 1 << bits] }
    }

    #[inline]
    fn of(&self, key: u64) -> usize {
        (mix(key, 1) >> (64 - self.bits)) as usize
    }

    #[inline]
    fn add(&mut self, key: u64, marks: u8) {
        let slot = self.of(key);
        let slot = &mut self.slots[slot];
        *slot = slot.checked_add(ONE).unwrap_or(*slot) | marks;
    }
}

/// How many rows a slot has counted.
#[inline]
fn rows_of(slot: u8) -> usize {
    usize::from(slot / ONE)
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
    /// Comparisons that may still be made in crowded bands.
    budget: usize,
    /// The side of each row; 0 where sides do not count.
    sides: Vec<u8>,
    slots: Slots,
    /// The key of each row in the band under way.
    keys: Vec<u64>,
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
            budget: rows.div_ceil(ROWS_A_COMPARISON),
            sides: table.entries.iter().map(|entry| side(entry, scope)).collect(),
            slots: Slots::new(rows),
            keys: Vec::with_capacity(rows),
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

    /// Gathers the rows whose key another row has too, as far as the slots can
    /// tell, ordered by key and then by place in the file. In crowded data only
    /// keys count that a row without a link has, and no crowds once the budget
    /// is spent.
    fn collect(&mut self, first: usize, width: usize) {
        self.slots.slots.fill(0);
        self.keys.clear();
        let rows = self.sketches.iter().zip(&self.sides).zip(&self.linked);
        for ((sketch, &side), &linked) in rows {
            let lanes = &sketch[first..first + width];
            let key = lanes.iter().fold(0, |key, &lane| key << 16 | u64::from(lane));
            self.keys.push(key);
            if key != 0 {
                self.slots.add(key, 1 << side | if linked { 0 } else { WANTED });
            }
        }
        let across = self.scope == Scope::AcrossSplits;
        let needed = if self.links.len() > CROWDED { WANTED } else { 0 };
        let most = if self.budget == 0 { SMALL } else { usize::MAX };
        self.order.clear();
        for (row, &key) in (0u32..).zip(&self.keys).filter(|&(_, &key)| key != 0) {
            let slot = self.slots.slots[self.slots.of(key)];
            let meets = if across { !(slot & SIDES).is_power_of_two() } else { rows_of(slot) > 1 };
            if meets && slot & needed == needed {
                if rows_of(slot) <= most {
                    self.order.push((key, row));
                } else {
                    self.capped[row as usize] = true;
                }
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
        let mut first = [[0; REPRESENTATIVES]; 3];
        let mut counts = [0; 3];
        for &(_, row) in same {
            let side = usize::from(self.sides[row as usize]);
            if counts[side] < REPRESENTATIVES {
                first[side][counts[side]] = row;
                counts[side] += 1;
            }
        }
        let across = self.scope == Scope::AcrossSplits;
        if across && counts.iter().filter(|&&count| count > 0).count() < 2 {
            return;
        }
        for &(_, row) in same {
            let own = usize::from(self.sides[row as usize]);
            self.capped[row as usize] = true;
            for side in (0..3).filter(|&side| !across || side != own) {
                for &partner in &first[side][..counts[side]] {
                    if !self.linked[row as usize] && self.budget > 0 {
                        let links = self.links.len();
                        self.compare(partner.min(row), partner.max(row));
                        let found = self.links.len() - links;
                        self.budget = self.budget - 1 + found * COMPARISONS_A_LINK;
                    }
                }
            }
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
            if self.sides[first] == self.sides[second] || one.input == other.input {
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
