//! A row of numbers as a row of little bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How many bars are drawn; of more values the last ones are.
const DRAWN: usize = 40;

/// Draws `values` between the least and the greatest of them. What is no
/// number is a gap.
pub fn line(values: &[f64]) -> String {
    let values = &values[values.len().saturating_sub(DRAWN)..];
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::MIN, f64::max));
    let bar = |value: &f64| {
        if !value.is_finite() {
            return ' ';
        }
        let share = match value {
            _ if high > low => (value - low) / (high - low),
            0.0 => 0.0,
            _ => 0.5,
        };
        BARS[((share * 8.0) as usize).min(7)]
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn bars_span_the_values_and_gaps_stay_gaps() {
        assert_eq!(line(&[0.0, 0.5, 1.0]), "▁▅█");
        assert_eq!(line(&[3.0, 3.0]), "▅▅");
        assert_eq!(line(&[0.0, 0.0]), "▁▁", "nothing must not look like something");
        assert_eq!(line(&[1.0, f64::NAN, 2.0]), "▁ █");
        assert_eq!(line(&[]), "");
    }
}
