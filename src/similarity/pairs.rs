//! Which rows to compare: those that agree in a band of their sketches.

use super::{
    mix,
    sketch::{LANES, Sketch, equal_lanes},
};

/// Up to so many rows that agree in a band are all compared with each other.
const SMALL: usize = 8;

/// Of more rows, each is compared with so many of each other side.
const REPRESENTATIVES: usize = 2;

/// A crowd is given up when comparing finds too little: a group of bands has
/// one comparison for so many rows,
const ROWS_A_COMPARISON: usize = 8;
/// and so many more for each link that they lead to.
const COMPARISONS_A_LINK: usize = 16;

/// Comparisons inside of crowds, where all pairs of them are wanted.
const PAIRS: usize = 4 << 20;

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

/// Rows that are held against each other.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub sketches: &'a [Sketch],
    /// The side of each row, 0 to 2, where only rows of different sides are
    /// linked.
    pub sides: Option<&'a [u8]>,
    /// Whether two rows are known to be equal, and are not linked either.
    pub is_known: &'a (dyn Fn(u32, u32) -> bool + Sync),
    pub crowds: Crowds,
}

/// What is compared among many rows that agree in a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowds {
    /// A few of them, which every other is compared with: nothing costs more
    /// than the number of rows.
    Few,
    /// Every pair, as long as there are not too many.
    All,
}

/// Two rows whose sketches agree in `equal` of [`LANES`] values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub left: u32,
    pub right: u32,
    pub equal: u8,
}

/// The links between rows whose sketches are similar enough, and how many
/// rows were not compared with all of their partners.
pub(super) fn links(rows: Rows<'_>, threshold: f64, threads: usize) -> (Vec<Link>, u64) {
    let least = ((threshold - SLACK) * LANES as f64).ceil().max(1.0) as u8;
    let width = if threshold >= 0.7 { 4 } else { 2 };
    let search = |group: usize| {
        let mut search = Search::new(rows, least);
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
    let mut capped = vec![false; rows.sketches.len()];
    for (part, rows) in found {
        links.extend(part);
        capped.iter_mut().zip(rows).for_each(|(capped, row)| *capped |= row);
    }
    links.sort_unstable_by_key(|link| (link.left, link.right));
    links.dedup_by_key(|link| (link.left, link.right));
    (links, capped.into_iter().filter(|&capped| capped).count() as u64)
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
    rows: Rows<'a>,
    /// Values that must be equal for a link.
    least: u8,
    links: Vec<Link>,
    linked: Vec<bool>,
    capped: Vec<bool>,
    /// Comparisons that may still be made in crowded bands.
    budget: usize,
    /// The same where all pairs are wanted.
    pairs: usize,
    slots: Slots,
    /// The key of each row in the band under way.
    keys: Vec<u64>,
    order: Vec<(u64, u32)>,
}

impl<'a> Search<'a> {
    fn new(rows: Rows<'a>, least: u8) -> Self {
        let count = rows.sketches.len();
        Self {
            rows,
            least,
            links: Vec::new(),
            linked: vec![false; count],
            capped: vec![false; count],
            budget: count.div_ceil(ROWS_A_COMPARISON),
            pairs: if rows.crowds == Crowds::All { PAIRS } else { 0 },
            slots: Slots::new(count),
            keys: Vec::with_capacity(count),
            order: Vec::new(),
        }
    }

    /// 0 where sides do not count.
    #[inline]
    fn side(&self, row: u32) -> u8 {
        self.rows.sides.map_or(0, |sides| sides[row as usize])
    }

    /// Links rows that agree in the `width` values from `first` on.
    fn band(&mut self, first: usize, width: usize) {
        self.collect(first, width);
        let order = std::mem::take(&mut self.order);
        for same in order.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
            let pairs = same.len() * (same.len() - 1) / 2;
            if same.len() <= SMALL {
                self.all_pairs(same);
            } else if pairs <= self.pairs {
                self.pairs -= pairs;
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
        for ((row, sketch), &linked) in (0..).zip(self.rows.sketches).zip(&self.linked) {
            let lanes = &sketch[first..first + width];
            let key = lanes.iter().fold(0, |key, &lane| key << 16 | u64::from(lane));
            self.keys.push(key);
            if key != 0 {
                self.slots.add(key, 1 << self.side(row) | if linked { 0 } else { WANTED });
            }
        }
        let across = self.rows.sides.is_some();
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
            let side = usize::from(self.side(row));
            if counts[side] < REPRESENTATIVES {
                first[side][counts[side]] = row;
                counts[side] += 1;
            }
        }
        let across = self.rows.sides.is_some();
        if across && counts.iter().filter(|&&count| count > 0).count() < 2 {
            return;
        }
        for &(_, row) in same {
            let own = usize::from(self.side(row));
            self.capped[row as usize] = true;
            for side in (0..3).filter(|&side| !across || side != own) {
                for &partner in &first[side][..counts[side]] {
                    if !self.linked[row as usize] && self.budget > 0 {
                        let links = self.links.len();
                        let asked = self.compare(partner.min(row), partner.max(row));
                        let found = self.links.len() - links;
                        self.budget = self.budget - usize::from(asked) + found * COMPARISONS_A_LINK;
                    }
                }
            }
        }
    }

    /// Links two rows if their sketches are similar enough; false where nobody
    /// asks for that.
    fn compare(&mut self, left: u32, right: u32) -> bool {
        let (first, second) = (left as usize, right as usize);
        let crowded = self.links.len() > CROWDED;
        if left == right || (crowded && self.linked[first] && self.linked[second]) {
            return false;
        }
        if self.rows.sides.is_some_and(|sides| sides[first] == sides[second])
            || (self.rows.is_known)(left, right)
        {
            return false;
        }
        let equal = equal_lanes(&self.rows.sketches[first], &self.rows.sketches[second]);
        if equal >= self.least {
            self.links.push(Link { left, right, equal });
            self.linked[first] = true;
            self.linked[second] = true;
        }
        true
    }
}
