//! A race: candidates are scored on more and more of the same rows, and those
//! that will hardly end first stop early.
//!
//! All walk one order of rows, so that every comparison is paired. There are
//! four looks, after an eighth, a quarter, a half and all of the rows. They are
//! barriers: what is decided follows from complete sets of rewards, never from
//! which came first, so that it is the same at any concurrency.

/// Rows of all of them at which a race looks, as divisors.
const LOOKS: [usize; 4] = [8, 4, 2, 1];

/// Rewards are 0 to 1: no row can be worth more.
const STEP: f64 = 1.0;

/// Sums of rewards that differ by no more than this are the same.
const TIE: f64 = 1e-9;

/// A field smaller than this is not thinned out by chance, which would cost
/// more than it saves; only who cannot catch up any more stops.
pub const FEWEST: usize = 8;

/// How a race drops candidates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// A candidate is dropped when the posterior-predictive chance that it ends
    /// ahead of the leader is below that of this many standard errors; `None`
    /// never drops by chance.
    pub z: Option<f64>,
    /// Eighths of the field that go into each look.
    pub caps: [usize; 4],
}

impl Rule {
    /// Drops what has a chance below one in twenty, and no fewer than leaves
    /// three quarters, a half and a quarter of the field.
    pub const PREDICTIVE: Self = Self { z: Some(1.645), caps: [8, 6, 4, 2] };
    /// Halves the field at each look.
    pub const HALVING: Self = Self { z: None, caps: [8, 4, 2, 1] };
    /// Drops only what cannot catch up.
    pub const LOSSLESS: Self = Self { z: None, caps: [8, 8, 8, 8] };

    /// The rule for a field of that many.
    fn over(self, field: usize) -> Self {
        if field < FEWEST { Self::LOSSLESS } else { self }
    }

    /// How many of `field` candidates go into a look.
    fn cap(self, field: usize, look: usize) -> usize {
        (field * self.caps[look]).div_ceil(8).max(1)
    }

    /// For each look, how many of `field` candidates go into it at most, and
    /// how many of `rows` rows are new there.
    pub fn plan(self, field: usize, rows: usize) -> [(usize, usize); 4] {
        let rule = self.over(field);
        std::array::from_fn(|look| {
            let before = look.checked_sub(1).map_or(0, |last| rows.div_ceil(LOOKS[last]));
            (rule.cap(field, look), rows.div_ceil(LOOKS[look]) - before)
        })
    }

    /// Scores that such a race takes at most.
    pub fn most(self, field: usize, rows: usize) -> usize {
        self.plan(field, rows).into_iter().map(|(runners, rows)| runners * rows).sum()
    }
}

/// Two candidates on the rows that both were scored on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// Rows that both have.
    pub rows: usize,
    /// Rows that both will have.
    pub of: usize,
    /// The sum of the first one's rewards less that of the second.
    pub ahead: f64,
    squares: f64,
    /// Rows on which the second did better.
    pub gains: usize,
    /// Rows on which it did worse.
    pub losses: usize,
}

impl Pair {
    /// Adds a row with the rewards of both.
    pub fn add(&mut self, first: f64, second: f64) {
        let ahead = first - second;
        self.rows += 1;
        self.ahead += ahead;
        self.squares += ahead * ahead;
        self.gains += usize::from(ahead < -TIE);
        self.losses += usize::from(ahead > TIE);
    }

    fn left(&self) -> usize {
        self.of.saturating_sub(self.rows)
    }

    /// Whether the second cannot end ahead, whatever the rest brings.
    pub fn is_settled(&self) -> bool {
        self.ahead > self.left() as f64 * STEP + TIE
    }

    /// How many standard errors the first is ahead of where the second would
    /// still catch up on the rows that are left: of a flat prior on the drift,
    /// and a variance that starts from one row of the largest step.
    pub fn z(&self) -> Option<f64> {
        let (rows, left) = (self.rows as f64, self.left() as f64);
        if self.rows == 0 || self.left() == 0 {
            return None;
        }
        let variance = (self.squares + STEP * STEP) / (rows + 2.0);
        Some(self.ahead * ((rows + left) / (rows * variance * left)).sqrt())
    }
}

/// Why a candidate went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fall {
    /// It could not have caught up with the leader.
    Settled,
    /// It would hardly have caught up.
    Behind,
    /// There was room for fewer.
    Capped,
    /// It was there at the end, and another one was ahead.
    Last,
}

/// What a look saw of a candidate, beside the leader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub pair: Pair,
    pub z: Option<f64>,
}

/// A candidate in a race.
#[derive(Clone, Debug, Default)]
pub struct Runner {
    pub looks: Vec<Look>,
    /// Why it fell, and at which look, counted from 1.
    pub fell: Option<(Fall, usize)>,
}

/// A race under way.
pub struct Race {
    rule: Rule,
    rows: usize,
    /// Looks that are over.
    over: usize,
    leader: usize,
    pub runners: Vec<Runner>,
}

impl Race {
    /// A race of `field` candidates over `rows` rows. Of candidates that are
    /// alike the first goes on.
    pub fn new(rule: Rule, field: usize, rows: usize) -> Self {
        let runners = vec![Runner::default(); field];
        Self { rule: rule.over(field), rows, over: 0, leader: 0, runners }
    }

    /// Those that go into the next look, and how many rows of the order they
    /// are to be scored on by then; `None` when the race is over.
    pub fn next(&self) -> Option<(Vec<usize>, usize)> {
        let divisor = LOOKS.get(self.over)?;
        let left = self.left();
        (!left.is_empty()).then(|| (left, self.rows.div_ceil(*divisor)))
    }

    /// The candidate that is ahead.
    pub fn leader(&self) -> usize {
        self.leader
    }

    fn left(&self) -> Vec<usize> {
        (0..self.runners.len()).filter(|&one| self.runners[one].fell.is_none()).collect()
    }

    /// Decides the look that [`Race::next`] announced. `reward` tells what a
    /// candidate scored at a place of the order, nothing where it may not be
    /// scored; `par` what is usual there, so that candidates with different
    /// rows can be ranked.
    pub fn judge(
        &mut self,
        reward: &dyn Fn(usize, usize) -> Option<f64>,
        par: &dyn Fn(usize) -> f64,
    ) {
        let seen = self.rows.div_ceil(LOOKS[self.over]);
        self.over += 1;
        let left = self.left();
        let above_par = |one: usize| {
            let rows = (0..seen).filter_map(|row| Some(reward(one, row)? - par(row)));
            let (count, sum) = rows.fold((0, 0.0), |(count, sum), gain| (count + 1, sum + gain));
            if count == 0 { f64::NEG_INFINITY } else { sum / f64::from(count) }
        };
        let mut ranked: Vec<(f64, usize)> = left.iter().map(|&one| (above_par(one), one)).collect();
        let best = ranked.iter().fold(f64::NEG_INFINITY, |best, (mean, _)| best.max(*mean));
        let Some(&(_, leader)) = ranked.iter().find(|(mean, _)| *mean >= best - TIE) else {
            return;
        };
        self.leader = leader;
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let ends = self.over == LOOKS.len();
        let room = if ends { 1 } else { self.rule.cap(self.runners.len(), self.over) };
        let mut kept = 1;
        for (_, one) in ranked.into_iter().filter(|(_, one)| *one != leader) {
            let pair = self.pair(leader, one, seen, reward);
            let z = pair.z();
            let unlikely = self.rule.z.zip(z).is_some_and(|(most, z)| z > most);
            let fall = match () {
                () if ends => Some(Fall::Last),
                () if pair.is_settled() => Some(Fall::Settled),
                () if unlikely => Some(Fall::Behind),
                () if kept >= room => Some(Fall::Capped),
                () => None,
            };
            kept += usize::from(fall.is_none());
            self.runners[one].looks.push(Look { pair, z });
            self.runners[one].fell = fall.map(|fall| (fall, self.over));
        }
        let itself = Pair { rows: seen, of: self.rows, ..Pair::default() };
        self.runners[leader].looks.push(Look { pair: itself, z: None });
    }

    fn pair(
        &self,
        leader: usize,
        other: usize,
        seen: usize,
        reward: &dyn Fn(usize, usize) -> Option<f64>,
    ) -> Pair {
        let mut pair = Pair::default();
        for row in 0..seen {
            if let Some((first, second)) = reward(leader, row).zip(reward(other, row)) {
                pair.add(first, second);
            }
        }
        // Rows to come that one of them may not have are few: they count as
        // rows on which it could still catch up.
        pair.of = pair.rows + (self.rows - seen);
        pair
    }
}

#[cfg(test)]
mod tests;
