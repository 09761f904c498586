//! The wire's count rule, and the chance that a stopping rule has stopped.

/// The rule that deployed servers apply after each receipt: stop when at least
/// `min_samples` were counted and more than `max_rate` of them are errors. A
/// good alarm, no proof of anything.
pub fn wire_rule(errors: u64, total: u64, min_samples: u64, max_rate: f64) -> bool {
    total > 0 && total >= min_samples && errors as f64 / total as f64 > max_rate
}

/// The chance that a rule looked at after each of `receipts` receipts has
/// stopped the canary, when each is an error with chance `rate`: exact, by
/// following all counts that have not stopped yet. `stops(errors, total)`.
pub fn chance_to_stop(rate: f64, receipts: u64, stops: impl Fn(u64, u64) -> bool) -> f64 {
    let mut running = vec![1.0];
    let mut stopped = 0.0;
    for total in 1..=receipts {
        let mut next = vec![0.0; running.len() + 1];
        for (errors, chance) in running.into_iter().enumerate() {
            next[errors] += chance * (1.0 - rate);
            next[errors + 1] += chance * rate;
        }
        for (errors, chance) in next.iter_mut().enumerate() {
            if stops(errors as u64, total) {
                stopped += std::mem::take(chance);
            }
        }
        running = next;
    }
    stopped
}

#[cfg(test)]
mod tests {
    use super::super::{assert_close, sequential::log_likelihood_ratio};
    use super::*;

    fn wire(errors: u64, total: u64) -> bool {
        wire_rule(errors, total, 20, 0.2)
    }

    #[test]
    fn the_wire_rule_needs_its_samples_and_more_than_the_limit() {
        assert!(!wire_rule(19, 19, 20, 0.2));
        assert!(!wire_rule(4, 20, 20, 0.2));
        assert!(wire_rule(5, 20, 20, 0.2));
        assert!(!wire_rule(0, 0, 0, 0.0));
        assert!(wire_rule(1, 1, 0, 0.0));
    }

    #[test]
    fn chances_of_the_wire_rule_of_the_spec() {
        let cells = [
            (0.05, 0.006954572616245478, 0.007),
            (0.10, 0.11553509077551516, 0.115),
            (0.15, 0.45122225190655496, 0.45),
            (0.20, 0.8612549869295585, 0.86),
            (0.30, 0.9999211993175797, 1.0),
        ];
        for (rate, exact, printed) in cells {
            let chance = chance_to_stop(rate, 200, wire);
            assert_close(chance, exact, 1e-9);
            assert_close(chance, printed, 0.005);
        }
        assert_close(chance_to_stop(0.4, 20, wire), 0.9490480468058335, 1e-9);
    }

    #[test]
    fn chances_of_the_likelihood_ratio_of_the_spec() {
        let alarm = |errors, total| log_likelihood_ratio(errors, total, 0.2, 0.4) >= 20_f64.ln();
        let false_stop = chance_to_stop(0.2, 200, alarm);
        assert_close(false_stop, 0.03849129927929962, 1e-9);
        assert_close(false_stop, 0.0385, 0.00005);
        let caught =
            [(20, 0.4469514025349783), (50, 0.8399818851086043), (100, 0.9741695849123428)];
        for (receipts, exact) in caught {
            assert_close(chance_to_stop(0.4, receipts, alarm), exact, 1e-9);
        }
    }

    #[test]
    fn sure_things() {
        assert_eq!(chance_to_stop(0.0, 50, |errors, _| errors > 0), 0.0);
        assert_eq!(chance_to_stop(1.0, 50, |errors, _| errors > 10), 1.0);
        assert_close(chance_to_stop(0.5, 3, |errors, _| errors == 1), 0.875, 1e-15);
    }
}
