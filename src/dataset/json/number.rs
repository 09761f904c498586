//! Which numbers survive being read as doubles, as every JSON tool of the
//! deployed servers reads them.

/// Decimal digits that a double always carries.
pub(super) const SAFE_DIGITS: usize = 15;

/// Whether the double nearest to `token` prints as the same decimal value.
/// `0.1` does; `9007199254740993` and `1e-400` do not.
pub fn is_exact(token: &str) -> bool {
    let Some(written) = decimal(token) else { return true };
    let Ok(double) = token.parse::<f64>() else { return true };
    decimal(&format!("{double:e}")).is_some_and(|kept| kept == written)
}

/// The value that is kept of `token`, as it is written back.
pub fn kept_value(token: &str) -> String {
    token
        .parse::<f64>()
        .map_or_else(|_| token.to_owned(), |double| ryu_js::Buffer::new().format(double).to_owned())
}

/// Significant digits without zeros at either end, and the power of ten that
/// the first stands for. The sign is left out. Zero has no digits.
fn decimal(token: &str) -> Option<(String, i64)> {
    let token = token.strip_prefix('-').unwrap_or(token);
    let (mantissa, exponent) = token.split_once(['e', 'E']).unwrap_or((token, "0"));
    // An exponent beyond 64 bits is zero or infinity whatever its digits.
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let leading = digits.len() - digits.trim_start_matches('0').len();
    let significant = digits.trim_matches('0').to_owned();
    if significant.is_empty() {
        return Some((significant, 0));
    }
    Some((significant, exponent.checked_add(whole.len() as i64 - leading as i64)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_numbers_are_exact() {
        for token in ["0", "-0", "0.1", "1e21", "12.50", "1E-7", "9007199254740992", "5e-324"] {
            assert!(is_exact(token), "{token}");
        }
    }

    #[test]
    fn numbers_with_too_many_digits_are_not() {
        for token in ["9007199254740993", "0.12345678901234567890", "1e-400", "123456789012345678"]
        {
            assert!(!is_exact(token), "{token}");
        }
        assert_eq!(kept_value("9007199254740993"), "9007199254740992");
    }
}
