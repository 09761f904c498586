//! Canary against control: two arms with counts of errors.

use super::{binomial::pmf, special::ln_gamma};

/// Errors among the receipts of one arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    pub errors: u64,
    pub total: u64,
}

impl Arm {
    pub fn new(ok: u64, errors: u64) -> Self {
        Self { errors, total: ok + errors }
    }

    /// Share of errors; 0 while there is no receipt.
    pub fn rate(self) -> f64 {
        if self.total == 0 { 0.0 } else { self.errors as f64 / self.total as f64 }
    }
}

/// Fisher's exact test, one-sided: the chance that at least so many of all the
/// errors fall to the canary, when both arms err alike. 1 when an arm is empty.
pub fn fisher_greater(canary: Arm, control: Arm) -> f64 {
    let (errors, total) = (canary.errors + control.errors, canary.total + control.total);
    let most = errors.min(canary.total);
    let ln_all = ln_choose(total, errors);
    (canary.errors..=most)
        .filter(|k| errors - k <= control.total)
        .map(|k| (ln_choose(canary.total, k) + ln_choose(control.total, errors - k) - ln_all).exp())
        .sum::<f64>()
        .min(1.0)
}

/// Boschloo's exact test, one-sided: Fisher's p-value as the statistic, its
/// chance taken at the least favourable common rate. Never weaker than Fisher's
/// test. Its cost grows with the product of the totals: for counts up to a few
/// hundred.
pub fn boschloo_greater(canary: Arm, control: Arm) -> f64 {
    let bar = fisher_greater(canary, control) * (1.0 + 1e-9);
    // For each count of the control the smallest canary count that is as extreme.
    let edges: Vec<u64> = (0..=control.total)
        .map(|errors| {
            let extreme = |k: &u64| {
                fisher_greater(Arm { errors: *k, ..canary }, Arm { errors, ..control }) <= bar
            };
            (0..=canary.total).find(extreme).unwrap_or(canary.total + 1)
        })
        .collect();
    let size = |rate: f64| -> f64 {
        let mut tail = vec![0.0; canary.total as usize + 2];
        for k in (0..=canary.total).rev() {
            tail[k as usize] = tail[k as usize + 1] + pmf(k, canary.total, rate);
        }
        (0..=control.total)
            .map(|errors| pmf(errors, control.total, rate) * tail[edges[errors as usize] as usize])
            .sum()
    };
    highest(size).min(1.0)
}

/// The highest value of a smooth function on [0, 1]: the best of a fine grid,
/// then a golden-section search around it.
fn highest(function: impl Fn(f64) -> f64) -> f64 {
    const CELLS: u32 = 400;
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let at = |cell: u32| f64::from(cell) / f64::from(CELLS);
    let best = (0..=CELLS)
        .max_by(|&left, &right| function(at(left)).total_cmp(&function(at(right))))
        .unwrap_or(0);
    let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(CELLS)));
    while high - low > 1e-9 {
        let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if function(left) < function(right) { low = left } else { high = right }
    }
    function((low + high) / 2.0)
}

fn ln_choose(n: u64, k: u64) -> f64 {
    let (n, k) = (n as f64, k as f64);
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    fn arm(errors: u64, total: u64) -> Arm {
        Arm { errors, total }
    }

    #[test]
    fn fisher_reference_figures() {
        let cells = [
            (arm(5, 20), arm(4, 80), 0.01469881144691724),
            (arm(8, 20), arm(8, 80), 0.0031540294367456163),
            (arm(4, 20), arm(8, 80), 0.19365665487499534),
        ];
        for ((canary, control, expected), printed) in
            cells.into_iter().zip([0.01469881, 0.00315403, 0.19365665])
        {
            assert_close(fisher_greater(canary, control), expected, 1e-9);
            assert_close(fisher_greater(canary, control), printed, 1e-8);
        }
    }

    #[test]
    fn fisher_at_its_ends() {
        assert_close(fisher_greater(arm(0, 20), arm(5, 80)), 1.0, 1e-12);
        assert_eq!(fisher_greater(arm(3, 3), arm(0, 0)), 1.0);
        assert_eq!(fisher_greater(arm(0, 0), arm(3, 3)), 1.0);
        assert_close(fisher_greater(arm(1, 1), arm(0, 9)), 0.1, 1e-12);
        assert_close(fisher_greater(arm(3, 3), arm(7, 7)), 1.0, 1e-12);
    }

    /// `boschloo_exact` takes a table whose *columns* are the arms. The figure
    /// .0069844 belongs to arms of 9 and 91; for 5/20 against 4/80 it is .0080229.
    #[test]
    fn boschloo_reference_figures() {
        assert_close(boschloo_greater(arm(5, 9), arm(15, 91)), 0.006984351394487, 1e-9);
        assert_close(boschloo_greater(arm(5, 20), arm(4, 80)), 0.008022920472517875, 1e-9);
        assert_close(boschloo_greater(arm(8, 20), arm(8, 80)), 0.001625417608718126, 1e-9);
    }

    #[test]
    fn rates() {
        assert_eq!((Arm::new(15, 5).rate(), Arm::default().rate()), (0.25, 0.0));
    }
}
