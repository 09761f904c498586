//! Rules that choose one of a field of candidates: ours, called as the
//! optimizers call it, and those of others, after their sources.

use dse::stats::race::{Race, Rule};
use dse::stats::rng::SplitMix64;

/// Candidates with their answers, and what was asked so far.
pub struct Field<'a> {
    answers: &'a [Vec<bool>],
    asked: Vec<Vec<bool>>,
    rng: SplitMix64,
}

/// A rule: the place of the candidate that it chooses.
pub type Pick = fn(&mut Field<'_>) -> usize;

pub struct Picked {
    pub place: usize,
    /// Predictions, each asked once.
    pub calls: usize,
}

/// Lets a rule choose. The first candidate is the seed prompt.
pub fn pick(answers: &[Vec<bool>], rng: SplitMix64, rule: Pick) -> Picked {
    let asked = answers.iter().map(|line| vec![false; line.len()]).collect();
    let mut field = Field { answers, asked, rng };
    let place = rule(&mut field);
    let calls = field.asked.iter().flatten().filter(|asked| **asked).count();
    Picked { place, calls }
}

/// `0..count` in a random order.
pub fn shuffled(rng: &mut SplitMix64, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        all.swap(at, rng.below(at + 1));
    }
    all
}

impl Field<'_> {
    fn len(&self) -> usize {
        self.answers.len()
    }

    fn rows(&self) -> usize {
        self.answers[0].len()
    }

    fn ask(&mut self, one: usize, row: usize) -> f64 {
        self.asked[one][row] = true;
        f64::from(u8::from(self.answers[one][row]))
    }

    fn sum(&mut self, one: usize, rows: &[usize]) -> f64 {
        rows.iter().map(|&row| self.ask(one, row)).sum()
    }

    /// The first of those with the highest sum over the rows.
    fn best_of(&mut self, rows: &[usize]) -> usize {
        let sums: Vec<f64> = (0..self.len()).map(|one| self.sum(one, rows)).collect();
        highest(&sums)
    }

    fn sample(&mut self, count: usize) -> Vec<usize> {
        let rows = self.rows();
        shuffled(&mut self.rng, rows).into_iter().take(count).collect()
    }
}

fn highest(values: &[f64]) -> usize {
    (0..values.len()).fold(0, |best, one| if values[one] > values[best] { one } else { best })
}

/// Every candidate on that share of the rows.
pub fn grid(field: &mut Field<'_>, share: f64) -> usize {
    let rows: Vec<usize> = (0..(share * field.rows() as f64).round() as usize).collect();
    field.best_of(&rows)
}

pub fn race(field: &mut Field<'_>, rule: Rule) -> usize {
    let mut race = Race::new(rule, field.len(), field.rows());
    let mut seen_by = vec![0; field.len()];
    while let Some((left, seen)) = race.next() {
        for one in left {
            let new: Vec<usize> = (seen_by[one]..seen).collect();
            field.sum(one, &new);
            seen_by[one] = seen;
        }
        let reward = |one: usize, row: usize| {
            (row < seen_by[one]).then(|| f64::from(u8::from(field.answers[one][row])))
        };
        race.judge(&reward, &|_| 0.0);
    }
    race.leader()
}

pub fn at_random(field: &mut Field<'_>) -> usize {
    let count = field.len();
    field.rng.below(count)
}

/// `MIPROv2` with a minibatch of 35 rows: a TPE over the candidates proposes one
/// a trial, every fifth trial the one with the best mean that was not scored on
/// all rows is, and the best of those is taken. As many trials as dse's race has
/// predictions for at most, 47 % of the grid.
pub fn mipro(field: &mut Field<'_>) -> usize {
    const BATCH: usize = 35;
    const FULL_EVERY: usize = 5;
    let all: Vec<usize> = (0..field.rows()).collect();
    let budget = 0.47 * (field.len() * all.len()) as f64;
    let mut spent = all.len();
    let mut full = vec![None; field.len()];
    let first = field.sum(0, &all) / all.len() as f64;
    full[0] = Some(first);
    let mut trials = vec![(0, first)];
    let mut batches: Vec<Vec<f64>> = vec![Vec::new(); field.len()];
    let mut batch_trials = 0;
    while (spent + BATCH) as f64 <= budget {
        let one = proposed(&trials, field);
        let rows = field.sample(BATCH.min(all.len()));
        let score = field.sum(one, &rows) / rows.len() as f64;
        spent += rows.len();
        trials.push((one, score));
        batches[one].push(score);
        batch_trials += 1;
        if batch_trials % FULL_EVERY == 0 || (spent + BATCH) as f64 > budget {
            let means: Vec<f64> = batches
                .iter()
                .zip(&full)
                .map(|(scores, full)| match full {
                    None if !scores.is_empty() => scores.iter().sum::<f64>() / scores.len() as f64,
                    _ => f64::NEG_INFINITY,
                })
                .collect();
            let best = highest(&means);
            if means[best].is_finite() {
                let score = field.sum(best, &all) / all.len() as f64;
                spent += all.len();
                full[best] = Some(score);
                trials.push((best, score));
            }
        }
    }
    let scores: Vec<f64> = full.iter().map(|full| full.unwrap_or(f64::NEG_INFINITY)).collect();
    highest(&scores)
}

/// What Optuna's TPE proposes for one categorical parameter: at random for ten
/// trials, then, of 24 draws by how often the best tenth had each, the one whose
/// share there is largest against its share in the rest.
fn proposed(trials: &[(usize, f64)], field: &mut Field<'_>) -> usize {
    const AT_RANDOM: usize = 10;
    const DRAWS: usize = 24;
    let choices = field.len();
    if trials.len() < AT_RANDOM {
        return field.rng.below(choices);
    }
    let mut ranked = trials.to_vec();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
    let below = trials.len().div_ceil(10).min(25);
    let weights = |part: &[(usize, f64)]| {
        // A prior of one observation, spread over all choices.
        let mut weights = vec![1.0 / choices as f64; choices];
        part.iter().for_each(|(one, _)| weights[*one] += 1.0);
        let sum = part.len() as f64 + 1.0;
        weights.into_iter().map(|weight| weight / sum).collect::<Vec<f64>>()
    };
    let (good, rest) = (weights(&ranked[..below]), weights(&ranked[below..]));
    let mut draw = || {
        let mut left = field.rng.unit();
        (0..choices)
            .find(|&one| {
                left -= good[one];
                left < 0.0
            })
            .unwrap_or(choices - 1)
    };
    let drawn: Vec<usize> = (0..DRAWS).map(|_| draw()).collect();
    let ratios: Vec<f64> = drawn.iter().map(|&one| good[one] / rest[one]).collect();
    drawn[highest(&ratios)]
}

/// GEPA with `current_best`: the rows in halves, three of the one as a gate that
/// asks for a strictly higher sum than the best so far has there, all of the
/// other for those that pass.
pub fn gepa(field: &mut Field<'_>) -> usize {
    const SHOWN: usize = 3;
    let half = field.rows() / 2;
    let judged: Vec<usize> = (half..field.rows()).collect();
    let (mut best, mut best_sum) = (0, field.sum(0, &judged));
    for one in 1..field.len() {
        let gate: Vec<usize> = shuffled(&mut field.rng, half).into_iter().take(SHOWN).collect();
        if field.sum(one, &gate) > field.sum(best, &gate) {
            let sum = field.sum(one, &judged);
            if sum > best_sum {
                (best, best_sum) = (one, sum);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Candidates of 20 % to 80 %, the last one best.
    fn answers() -> Vec<Vec<bool>> {
        let mut rng = SplitMix64::new(1);
        (0..16)
            .map(|one| (0..120).map(|_| rng.unit() < 0.2 + 0.04 * f64::from(one)).collect())
            .collect()
    }

    #[test]
    fn each_rule_beats_a_draw_and_asks_what_it_says() {
        let answers = answers();
        let mean = |rule: Pick| {
            let picks = (0..50).map(|draw| pick(&answers, SplitMix64::new(draw), rule));
            let (places, calls): (Vec<_>, Vec<_>) =
                picks.map(|picked| (picked.place, picked.calls)).unzip();
            (places.iter().sum::<usize>() / 50, calls.iter().sum::<usize>() / 50)
        };
        let (chance, none) = mean(at_random);
        assert!((5..=10).contains(&chance) && none == 0, "{chance} {none}");
        let (place, calls) = mean(|field| grid(field, 1.0));
        assert!(place >= 13 && calls == 16 * 120, "{place} {calls}");
        let (place, calls) = mean(|field| race(field, Rule::PREDICTIVE));
        assert!(place >= 12 && calls <= 16 * 120 * 47 / 100, "{place} {calls}");
        for rule in [mipro, gepa] {
            let (place, calls) = mean(rule);
            assert!(place > chance && calls <= 16 * 120 * 47 / 100 + 155, "{place} {calls}");
        }
    }
}
