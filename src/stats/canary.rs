//! Is the canary healthy? Its errors against the limit and against control.

use serde::{Deserialize, Serialize};

use super::{
    binomial::upper_bound,
    sequential::{confidence_sequence, likelihood_ratio},
    two_arms::{Arm, fisher_greater},
};

/// What "healthy" means for one canary, and how often one looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The highest share of errors that is accepted, 0 to 1.
    pub limit: f64,
    /// The accepted chance of each wrong decision.
    pub alpha: f64,
    pub looks: Looks,
}

/// How often the counts are judged. The alarm against the limit is valid at any
/// time; "healthy" and the comparison with control depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// So many planned looks share `alpha`: exact and quick when the most
    /// traffic is known beforehand. At least 1.
    Planned(u32),
    /// As often as one likes, on live traffic; needs somewhat more receipts.
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Shown to err less often than the limit, and not shown to err more often
    /// than control.
    Healthy,
    /// Shown to err more often than the limit or than control.
    Unhealthy,
    /// Neither: more traffic is needed. Never treated as healthy.
    Undecided,
}

/// Why the state is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    NoTraffic,
    BelowLimit,
    AboveLimit,
    WorseThanControl,
    /// Control is above the limit as well: look at the model's server before
    /// blaming the candidate.
    ControlFailsToo,
    /// Control has no receipts to compare with.
    NoControl,
    TooFewReceipts,
}

/// The decision with all that led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CanaryVerdict {
    pub state: State,
    /// In order of weight; never empty.
    pub reasons: Vec<Reason>,
    pub errors: u64,
    pub total: u64,
    pub limit: f64,
    /// Share of errors seen; 0 without traffic.
    pub error_rate: f64,
    /// The rate that errors are shown to stay below, at the level of one look.
    pub upper_bound: f64,
    /// Wealth of the bet that errors exceed the limit; an alarm from 1/α on.
    pub evidence_above: f64,
    /// Wealth of the bet that errors are well below the limit.
    pub evidence_below: f64,
    /// The rates that no number of looks rules out.
    pub interval: (f64, f64),
    pub control_errors: u64,
    pub control_total: u64,
    /// The chance that so many of both arms' errors fall to the canary when both
    /// err alike; `None` while an arm has no receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_worse_than_control: Option<f64>,
    /// Further receipts without any error that would show the canary healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_receipts_needed: Option<u64>,
}

/// Judges a canary by the receipts of both arms.
pub fn canary_verdict(canary: Arm, control: Arm, rule: Rule) -> CanaryVerdict {
    let reasons = reasons(canary, control, rule);
    let state = match reasons[0] {
        Reason::AboveLimit | Reason::WorseThanControl => State::Unhealthy,
        Reason::BelowLimit => State::Healthy,
        _ => State::Undecided,
    };
    let both = canary.total > 0 && control.total > 0;
    CanaryVerdict {
        state,
        reasons,
        errors: canary.errors,
        total: canary.total,
        limit: rule.limit,
        error_rate: canary.rate(),
        upper_bound: upper_bound(canary.errors, canary.total, rule.look_level()),
        evidence_above: evidence_above(canary, rule.limit),
        evidence_below: evidence_below(canary, rule.limit),
        interval: confidence_sequence(canary.errors, canary.total, rule.alpha),
        control_errors: control.errors,
        control_total: control.total,
        p_worse_than_control: both.then(|| fisher_greater(canary, control)),
        clean_receipts_needed: (state == State::Undecided)
            .then(|| clean_receipts_needed(canary, rule))
            .flatten(),
    }
}

fn reasons(canary: Arm, control: Arm, rule: Rule) -> Vec<Reason> {
    if canary.total == 0 {
        return vec![Reason::NoTraffic];
    }
    let mut reasons = Vec::new();
    let alarm = |arm: Arm| evidence_above(arm, rule.limit) >= 1.0 / rule.alpha;
    if alarm(canary) {
        reasons.push(Reason::AboveLimit);
    }
    if worse_than_control(canary, control, rule) {
        reasons.push(Reason::WorseThanControl);
    }
    if reasons.is_empty() {
        let healthy = is_below_limit(canary, rule);
        reasons.push(if healthy { Reason::BelowLimit } else { Reason::TooFewReceipts });
    }
    if alarm(control) {
        reasons.push(Reason::ControlFailsToo);
    }
    if control.total == 0 {
        reasons.push(Reason::NoControl);
    }
    reasons
}

/// Whether the canary is shown to err less often than the limit.
pub fn is_below_limit(canary: Arm, rule: Rule) -> bool {
    match rule.looks {
        Looks::Planned(_) => {
            upper_bound(canary.errors, canary.total, rule.look_level()) < rule.limit
        }
        Looks::Any => evidence_below(canary, rule.limit) >= 1.0 / rule.alpha,
    }
}

/// Whether the canary is shown to err more often than control: by Fisher's test
/// at planned looks; at any time where the two confidence sequences part.
fn worse_than_control(canary: Arm, control: Arm, rule: Rule) -> bool {
    match rule.looks {
        Looks::Planned(_) => fisher_greater(canary, control) <= rule.look_level(),
        Looks::Any => {
            let (low, _) = confidence_sequence(canary.errors, canary.total, rule.alpha / 2.0);
            let (_, high) = confidence_sequence(control.errors, control.total, rule.alpha / 2.0);
            low > high
        }
    }
}

/// How many further receipts, none of them an error, would show the canary to
/// be below its limit. `None` where a million would not.
pub fn clean_receipts_needed(canary: Arm, rule: Rule) -> Option<u64> {
    const MOST: u64 = 1_000_000;
    let healthy = |more: u64| is_below_limit(Arm { total: canary.total + more, ..canary }, rule);
    if !healthy(MOST) {
        return None;
    }
    let (mut low, mut high) = (0, MOST);
    while low < high {
        let middle = low + (high - low) / 2;
        if healthy(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}

/// The bet that errors are twice as frequent as the limit allows.
fn evidence_above(arm: Arm, limit: f64) -> f64 {
    if limit >= 1.0 {
        return 1.0;
    }
    let bad = if limit <= 0.0 { 0.5 } else { (2.0 * limit).min((1.0 + limit) / 2.0) };
    bounded(likelihood_ratio(arm.errors, arm.total, limit, bad))
}

/// The bet that errors are a quarter as frequent as the limit allows.
fn evidence_below(arm: Arm, limit: f64) -> f64 {
    if limit <= 0.0 {
        return 0.0;
    }
    bounded(likelihood_ratio(arm.errors, arm.total, limit, limit / 4.0))
}

/// JSON has no infinity.
fn bounded(evidence: f64) -> f64 {
    evidence.min(1e300)
}

impl Rule {
    /// One look at the end, at the customary 5 %.
    pub fn one_look(limit: f64) -> Self {
        Self { limit, alpha: super::DEFAULT_LEVEL, looks: Looks::Planned(1) }
    }

    /// The level of one look.
    fn look_level(self) -> f64 {
        match self.looks {
            Looks::Planned(looks) => self.alpha / f64::from(looks.max(1)),
            Looks::Any => self.alpha,
        }
    }
}

impl CanaryVerdict {
    /// The decision in plain sentences.
    pub fn words(&self) -> String {
        let seen = format!("{} of {} canary answers failed", self.errors, self.total);
        let limit = percent(self.limit);
        let first = match self.reasons[0] {
            Reason::NoTraffic => {
                return "Undecided: the canary has not answered anything yet.".into();
            }
            Reason::BelowLimit => {
                format!("Healthy: {seen}, which shows that fewer than the allowed {limit} fail.")
            }
            Reason::AboveLimit => {
                format!("Unhealthy: {seen}, more than bad luck explains when {limit} are allowed.")
            }
            Reason::WorseThanControl => format!(
                "Unhealthy: {seen}, but only {} of {} of the answers it would replace.",
                self.control_errors, self.control_total
            ),
            _ => match self.clean_receipts_needed {
                Some(more) => format!(
                    "Undecided: {seen}; {more} more without a failure would show it healthy."
                ),
                None => {
                    format!("Undecided: {seen}; no amount of traffic can show less than {limit}.")
                }
            },
        };
        if self.reasons.contains(&Reason::ControlFailsToo) {
            return format!(
                "{first} The answers it would replace fail too ({} of {}): look at the model's server first.",
                self.control_errors, self.control_total
            );
        }
        first
    }
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    const ANY: Rule = Rule { limit: 0.2, alpha: 0.05, looks: Looks::Any };

    fn arm(errors: u64, total: u64) -> Arm {
        Arm { errors, total }
    }

    fn judge(canary: Arm, control: Arm) -> CanaryVerdict {
        canary_verdict(canary, control, Rule::one_look(0.2))
    }

    /// The fewest receipts with `errors` errors that show a canary healthy.
    fn fewest(errors: u64, rule: Rule) -> u64 {
        errors + clean_receipts_needed(arm(errors, errors), rule).unwrap()
    }

    #[test]
    fn receipts_that_healthy_needs_by_the_spec() {
        let counts = |rule: Rule| (0..=4).map(|errors| fewest(errors, rule)).collect::<Vec<_>>();
        assert_eq!(counts(Rule::one_look(0.2)), [14, 22, 30, 37, 44]);
        assert_eq!(counts(ANY), [18, 27, 36, 45, 54]);
        assert_eq!(fewest(0, Rule::one_look(0.1)), 29);
        assert_eq!(fewest(0, Rule::one_look(0.05)), 59);
        assert_eq!(clean_receipts_needed(arm(0, 14), Rule::one_look(0.2)), Some(0));
        assert_eq!(clean_receipts_needed(arm(0, 13), Rule::one_look(0.2)), Some(1));
    }

    #[test]
    fn overnights_twenty_are_healthy_only_when_clean() {
        let control = arm(2, 80);
        let clean = judge(arm(0, 20), control);
        assert_eq!(
            (clean.state, clean.reasons.as_slice()),
            (State::Healthy, [Reason::BelowLimit].as_slice())
        );
        assert_close(clean.upper_bound, 1.0 - 0.05_f64.powf(0.05), 1e-12);
        assert_eq!(clean.clean_receipts_needed, None);
        let one = judge(arm(1, 20), control);
        assert_eq!(
            (one.state, one.reasons.as_slice()),
            (State::Undecided, [Reason::TooFewReceipts].as_slice())
        );
        assert_eq!(one.clean_receipts_needed, Some(2));
        assert_eq!((one.errors, one.total, one.error_rate, one.limit), (1, 20, 0.05, 0.2));
    }

    #[test]
    fn planned_looks_share_the_level() {
        let two = Rule { looks: Looks::Planned(2), ..Rule::one_look(0.2) };
        // ln .025 / ln .8 = 16.5
        assert_eq!(fewest(0, two), 17);
        assert_eq!(canary_verdict(arm(0, 16), arm(0, 0), two).state, State::Undecided);
        // Fisher's p of 5/20 against 4/80 is .0147: enough for each of two looks,
        // not for each of four.
        assert_eq!(canary_verdict(arm(5, 20), arm(4, 80), two).state, State::Unhealthy);
        let four = Rule { looks: Looks::Planned(4), ..two };
        assert_eq!(canary_verdict(arm(5, 20), arm(4, 80), four).state, State::Undecided);
    }

    #[test]
    fn the_alarm_needs_a_wealth_of_twenty() {
        let quiet = arm(0, 0);
        assert_eq!(judge(arm(8, 20), quiet).state, State::Undecided);
        let alarm = judge(arm(9, 20), quiet);
        assert_eq!(alarm.state, State::Unhealthy);
        assert_eq!(alarm.reasons, [Reason::AboveLimit, Reason::NoControl]);
        assert_close(alarm.evidence_above, 21.624390, 5e-7);
        assert_eq!(alarm.p_worse_than_control, None);
        assert_eq!(alarm.clean_receipts_needed, None);
    }

    #[test]
    fn worse_than_control_is_unhealthy_also_below_the_limit() {
        let worse = judge(arm(10, 100), arm(4, 400));
        assert_eq!(worse.state, State::Unhealthy);
        assert_eq!(worse.reasons, [Reason::WorseThanControl]);
        assert!(worse.p_worse_than_control.unwrap() < 0.001);
        assert_eq!((worse.control_errors, worse.control_total), (4, 400));
        // At any look the confidence sequences must part.
        assert_eq!(canary_verdict(arm(10, 100), arm(4, 400), ANY).state, State::Undecided);
        assert_eq!(
            canary_verdict(arm(15, 100), arm(4, 400), ANY).reasons,
            [Reason::WorseThanControl]
        );
    }

    #[test]
    fn an_outage_of_the_model_shows_in_both_arms() {
        let outage = judge(arm(12, 20), arm(45, 80));
        assert_eq!(outage.reasons, [Reason::AboveLimit, Reason::ControlFailsToo]);
        assert!(outage.words().contains("look at the model's server first"), "{}", outage.words());
    }

    #[test]
    fn no_traffic_is_undecided() {
        let nothing = judge(Arm::default(), arm(40, 80));
        assert_eq!(
            (nothing.state, nothing.reasons.as_slice()),
            (State::Undecided, [Reason::NoTraffic].as_slice())
        );
        assert_eq!((nothing.upper_bound, nothing.interval), (1.0, (0.0, 1.0)));
        assert_eq!(nothing.p_worse_than_control, None);
        assert_eq!(nothing.words(), "Undecided: the canary has not answered anything yet.");
    }

    #[test]
    fn limits_at_the_ends() {
        let zero = |errors| canary_verdict(arm(errors, 50), arm(0, 0), Rule::one_look(0.0));
        assert_eq!(zero(0).state, State::Undecided);
        assert_eq!(zero(0).clean_receipts_needed, None);
        assert_eq!(
            zero(0).words(),
            "Undecided: 0 of 50 canary answers failed; no amount of traffic can show less than 0 %."
        );
        assert_eq!(zero(1).state, State::Unhealthy);
        assert_eq!((zero(1).evidence_above, zero(1).evidence_below), (1e300, 0.0));
        let whole = |errors, rule: Rule| {
            canary_verdict(arm(errors, 50), arm(0, 0), Rule { limit: 1.0, ..rule })
        };
        for rule in [Rule::one_look(1.0), ANY] {
            assert_eq!(whole(49, rule).state, State::Healthy);
            assert_eq!(whole(50, rule).state, State::Undecided);
        }
        assert_eq!(whole(50, ANY).evidence_above, 1.0);
        // Half as bad again, where twice the limit is no rate: p₁ = .8 for .6.
        let high = canary_verdict(arm(50, 50), arm(0, 0), Rule::one_look(0.6));
        assert_close(high.evidence_above, (0.8_f64 / 0.6).powi(50), 1e-3);
    }

    #[test]
    fn words_are_plain() {
        assert_eq!(
            judge(arm(0, 20), arm(0, 80)).words(),
            "Healthy: 0 of 20 canary answers failed, which shows that fewer than the allowed 20 % fail."
        );
        assert_eq!(
            judge(arm(10, 20), arm(0, 0)).words(),
            "Unhealthy: 10 of 20 canary answers failed, more than bad luck explains when 20 % are allowed."
        );
        assert_eq!(
            judge(arm(10, 100), arm(4, 400)).words(),
            "Unhealthy: 10 of 100 canary answers failed, but only 4 of 400 of the answers it would replace."
        );
        assert_eq!(
            judge(arm(1, 20), arm(0, 80)).words(),
            "Undecided: 1 of 20 canary answers failed; 2 more without a failure would show it healthy."
        );
        assert_eq!(percent(0.125), "12.5 %");
    }

    #[test]
    fn the_wire_form_survives_a_round_trip() {
        let verdict = judge(arm(9, 20), arm(2, 80));
        let json = serde_json::to_value(&verdict).unwrap();
        assert_eq!(json["state"], "unhealthy");
        assert_eq!(json["reasons"][0], "above_limit");
        assert!(json["pWorseThanControl"].as_f64().unwrap() < 0.01);
        assert_eq!(serde_json::from_value::<CanaryVerdict>(json).unwrap(), verdict);
    }
}
