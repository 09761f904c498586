//! Limits of one prediction. Everything is counted before it is checked, so
//! that the attempt that failed shows in the usage.

use crate::model::params::BudgetLimits;
use crate::model::receipt::{BudgetSnapshot, BudgetUsage};

/// A limit that was exceeded.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the budget {budget} is spent: {observed} of {limit}")]
pub struct BudgetExceeded {
    /// The limit's name in the parameters, for example `maxLmCalls`.
    pub budget: &'static str,
    pub limit: f64,
    pub observed: f64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    LmCalls,
    ToolCalls,
    RlmIterations,
    SubLmCalls,
    OutputChars,
}

/// Limits and use of one prediction. Time is what the caller says it is.
#[derive(Clone, Debug)]
pub struct Budget {
    limits: BudgetLimits,
    usage: BudgetUsage,
    started_ms: i64,
}

impl Budget {
    /// Starts counting at `now_ms`.
    pub fn start(limits: Option<&BudgetLimits>, now_ms: i64) -> Self {
        let limits = limits.map(normalized).unwrap_or_default();
        Self { limits, usage: BudgetUsage::default(), started_ms: now_ms }
    }

    /// The limits as the receipt shows them: finite, whole and not negative.
    pub fn limits(&self) -> &BudgetLimits {
        &self.limits
    }

    pub fn usage(&self) -> &BudgetUsage {
        &self.usage
    }

    /// Counts, then checks the time and the counter's own limit.
    ///
    /// # Errors
    /// When the time is over or the counter passes its limit.
    pub fn count(&mut self, counter: Counter, by: u64, now_ms: i64) -> Result<(), BudgetExceeded> {
        let (used, name, limit) = match counter {
            Counter::LmCalls => (&mut self.usage.lm_calls, "maxLmCalls", self.limits.max_lm_calls),
            Counter::ToolCalls => {
                (&mut self.usage.tool_calls, "maxToolCalls", self.limits.max_tool_calls)
            }
            Counter::RlmIterations => {
                (&mut self.usage.rlm_iterations, "maxRlmIterations", self.limits.max_rlm_iterations)
            }
            Counter::SubLmCalls => {
                (&mut self.usage.sub_lm_calls, "maxSubLmCalls", self.limits.max_sub_lm_calls)
            }
            Counter::OutputChars => {
                (&mut self.usage.output_chars, "maxOutputChars", self.limits.max_output_chars)
            }
        };
        *used = used.saturating_add(by);
        let observed = *used as f64;
        self.check_time(now_ms)?;
        within(name, limit, observed)
    }

    /// # Errors
    /// When more than `maxTimeMs` have passed since the start.
    pub fn check_time(&self, now_ms: i64) -> Result<(), BudgetExceeded> {
        within("maxTimeMs", self.limits.max_time_ms, self.elapsed_ms(now_ms) as f64)
    }

    /// Milliseconds until the time is over; `None` without a limit.
    pub fn remaining_ms(&self, now_ms: i64) -> Option<u64> {
        let left = self.limits.max_time_ms? - self.elapsed_ms(now_ms) as f64;
        Some(left.max(0.0) as u64)
    }

    /// The error of work that was cut off at the deadline.
    pub fn out_of_time(&self, now_ms: i64) -> BudgetExceeded {
        let limit = self.limits.max_time_ms.unwrap_or_default();
        let observed = (self.elapsed_ms(now_ms) as f64).max(limit + 1.0);
        BudgetExceeded { budget: "maxTimeMs", limit, observed }
    }

    pub fn snapshot(&self, now_ms: i64) -> BudgetSnapshot {
        let usage = BudgetUsage { elapsed_ms: self.elapsed_ms(now_ms), ..self.usage };
        BudgetSnapshot { limits: self.limits.clone(), usage }
    }

    fn elapsed_ms(&self, now_ms: i64) -> i64 {
        now_ms.saturating_sub(self.started_ms)
    }
}

fn within(budget: &'static str, limit: Option<f64>, observed: f64) -> Result<(), BudgetExceeded> {
    match limit {
        Some(limit) if observed > limit => Err(BudgetExceeded { budget, limit, observed }),
        _ => Ok(()),
    }
}

fn normalized(limits: &BudgetLimits) -> BudgetLimits {
    let whole = |limit: Option<f64>| {
        limit.filter(|limit| limit.is_finite()).map(|limit| limit.floor().max(0.0))
    };
    BudgetLimits {
        max_time_ms: whole(limits.max_time_ms),
        max_lm_calls: whole(limits.max_lm_calls),
        max_tool_calls: whole(limits.max_tool_calls),
        max_rlm_iterations: whole(limits.max_rlm_iterations),
        max_sub_lm_calls: whole(limits.max_sub_lm_calls),
        max_output_chars: whole(limits.max_output_chars),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> BudgetLimits {
        BudgetLimits {
            max_time_ms: Some(100.0),
            max_lm_calls: Some(1.9),
            max_output_chars: Some(-3.0),
            ..BudgetLimits::default()
        }
    }

    #[test]
    fn limits_are_floored_and_never_negative() {
        let budget = Budget::start(Some(&limits()), 0);
        assert_eq!(budget.limits().max_lm_calls, Some(1.0));
        assert_eq!(budget.limits().max_output_chars, Some(0.0));
        assert_eq!(budget.limits().max_tool_calls, None);
    }

    #[test]
    fn the_failed_attempt_is_counted() {
        let mut budget = Budget::start(Some(&limits()), 0);
        budget.count(Counter::LmCalls, 1, 0).unwrap();
        let error = budget.count(Counter::LmCalls, 1, 0).unwrap_err();
        assert_eq!((error.budget, error.limit, error.observed), ("maxLmCalls", 1.0, 2.0));
        assert_eq!(budget.usage().lm_calls, 2);
    }

    #[test]
    fn time_is_checked_before_the_counter_and_its_limit_itself_passes() {
        let mut budget = Budget::start(Some(&limits()), 1_000);
        budget.check_time(1_100).unwrap();
        let error = budget.count(Counter::OutputChars, 9, 1_101).unwrap_err();
        assert_eq!((error.budget, error.observed), ("maxTimeMs", 101.0));
        assert_eq!(budget.usage().output_chars, 9);
    }

    #[test]
    fn a_call_that_was_cut_off_has_always_used_more_than_its_time() {
        let budget = Budget::start(Some(&limits()), 0);
        assert_eq!(budget.remaining_ms(40), Some(60));
        assert_eq!(budget.out_of_time(100).observed, 101.0);
    }
}
