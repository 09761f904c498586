//! `bench replay`: rules of selection on the recorded answers of a real small
//! model, many draws each. The plan is in `bench/real/PLAN.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use dse::stats::race::Rule;
use dse::stats::rng::SplitMix64;
use serde::Deserialize;

use super::selection::{self, Pick, Picked};

const FOLDER: &str = "bench/real/outcomes";
const DRAWS: usize = 1_000;
/// Candidates of a draw, the seed prompt among them.
const FIELD: usize = 16;

/// The rules, by the names of the table.
const RULES: [(&str, Pick); 8] = [
    ("full grid", |field| selection::grid(field, 1.0)),
    ("race, the default of dse", |field| selection::race(field, Rule::PREDICTIVE)),
    ("halving", |field| selection::race(field, Rule::HALVING)),
    ("grid on 31 % of the rows", |field| selection::grid(field, 0.31)),
    ("MIPROv2's rule", selection::mipro),
    ("GEPA's gate, 3 rows", selection::gepa),
    ("the seed prompt", |_| 0),
    ("at random", selection::at_random),
];

/// What a model answered: a line of 0 and 1 for each candidate. The first
/// candidate is the seed prompt.
#[derive(Deserialize)]
struct Table {
    task: String,
    model: String,
    candidates: Vec<Candidate>,
}

#[derive(Deserialize)]
struct Candidate {
    right: String,
}

impl Table {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)?;
        let table: Self =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        ensure!(table.candidates.len() >= FIELD, "{} has too few candidates", path.display());
        Ok(table)
    }

    fn answers(&self) -> Vec<Vec<bool>> {
        let line = |one: &Candidate| one.right.bytes().map(|right| right == b'1').collect();
        self.candidates.iter().map(line).collect()
    }
}

/// What a rule did over all draws.
#[derive(Default)]
struct Sums {
    calls: usize,
    accuracy: Moments,
    regret: Moments,
    worse: usize,
}

#[derive(Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count
    }

    /// Half of the mean's 95 % interval.
    fn margin(&self) -> f64 {
        let variance = (self.squares / self.count - self.mean().powi(2)).max(0.0);
        1.96 * (variance / self.count).sqrt()
    }
}

pub fn run() -> Result<()> {
    let mut paths: Vec<_> = fs::read_dir(FOLDER)
        .with_context(|| format!("{FOLDER}: record a table first, with record.py"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
        print!("{}", told(&Table::read(path)?));
    }
    Ok(())
}

/// The table of one task, in Markdown.
fn told(table: &Table) -> String {
    let answers = table.answers();
    let rows = answers[0].len();
    let share = |line: &Vec<bool>| line.iter().filter(|right| **right).count() as f64 / rows as f64;
    let mut shares: Vec<f64> = answers.iter().map(share).collect();
    let seed = shares[0];
    shares.sort_by(f64::total_cmp);
    let mut text = format!(
        "\n{}, {}: {} candidates on {rows} rows, {:.1} % to {:.1} % right, the seed prompt {:.1} %; \
         {DRAWS} draws of {FIELD} candidates and {} rows\n\n\
         | rule | predictions | of the grid's | right on the other rows | regret, points | worse than the seed prompt |\n\
         | --- | --- | --- | --- | --- | --- |\n",
        table.task,
        table.model,
        answers.len(),
        100.0 * shares[0],
        100.0 * shares[shares.len() - 1],
        100.0 * seed,
        rows / 2,
    );
    let grid = (FIELD * (rows / 2)) as f64;
    for (name, rule) in RULES {
        let sums = replayed(&answers, rule);
        let calls = sums.calls as f64 / DRAWS as f64;
        let _ = writeln!(
            text,
            "| {name} | {calls:.0} | {:.0} % | {:.1} % | {:.2} ± {:.2} | {:.1} % |",
            100.0 * calls / grid,
            100.0 * sums.accuracy.mean(),
            100.0 * sums.regret.mean(),
            100.0 * sums.regret.margin(),
            100.0 * sums.worse as f64 / DRAWS as f64,
        );
    }
    text
}

/// Each draw takes a field of candidates and half of the rows to choose on; the
/// other half is the truth. Every rule sees the same draws.
fn replayed(answers: &[Vec<bool>], rule: Pick) -> Sums {
    let mut sums = Sums::default();
    for draw in 0..DRAWS {
        let mut rng = SplitMix64::new(20_000 + draw as u64);
        let others = selection::shuffled(&mut rng, answers.len() - 1);
        let field: Vec<usize> =
            std::iter::once(0).chain(others.into_iter().map(|one| one + 1)).take(FIELD).collect();
        let rows = selection::shuffled(&mut rng, answers[0].len());
        let (shown, hidden) = rows.split_at(rows.len() / 2);
        let lines: Vec<Vec<bool>> =
            field.iter().map(|&one| shown.iter().map(|&row| answers[one][row]).collect()).collect();
        let Picked { place, calls } = selection::pick(&lines, rng, rule);
        let truth = |place: usize| {
            let right = hidden.iter().filter(|&&row| answers[field[place]][row]).count();
            right as f64 / hidden.len() as f64
        };
        let best = (0..field.len()).map(truth).fold(0.0, f64::max);
        sums.calls += calls;
        sums.accuracy.add(truth(place));
        sums.regret.add(best - truth(place));
        sums.worse += usize::from(truth(place) < truth(0) - 1e-9);
    }
    sums
}
