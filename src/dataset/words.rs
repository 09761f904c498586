//! Small helpers for messages.

/// `text` cut to `limit` characters, the cut shown.
pub fn clip(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A count with its unit.
pub fn plural(count: usize, unit: &str) -> String {
    let number = grouped(count as u64);
    match (count, unit.strip_suffix('y')) {
        (1, _) => format!("{number} {unit}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {unit}s"),
    }
}

/// Digits in groups of three: `1,234,567`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(plural(1, "row"), "1 row");
        assert_eq!(plural(1_234_567, "property"), "1,234,567 properties");
    }
}
