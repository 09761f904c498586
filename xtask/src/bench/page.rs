//! `docs/benchmarks.md`: each benchmark owns the part between its markers.

use std::fs;

use anyhow::{Context, Result};

const PATH: &str = "docs/benchmarks.md";

const HEAD: &str = "# Benchmarks

Measured by `cargo xtask bench`, each beside its alternative in the same run. Medians and ratios
count; the absolute figures belong to the machine that ran them.
";

/// Replaces the section `name` of the page, or adds it.
pub fn replace(name: &str, body: &str) -> Result<()> {
    let page = fs::read_to_string(PATH).unwrap_or_else(|_| HEAD.to_owned());
    fs::write(PATH, replaced(&page, name, body))
        .with_context(|| format!("{PATH} cannot be written"))
}

fn replaced(page: &str, name: &str, body: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
    let section = format!("{open}{}\n{close}", body.trim_end());
    match page
        .split_once(&open)
        .and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)))
    {
        Some((before, after)) => format!("{before}{section}{after}"),
        None => format!("{}\n\n{section}", page.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_section_is_replaced_and_the_others_stay() {
        let page = replaced(&replaced("# B\n", "one", "first"), "two", "second");
        let page = replaced(&page, "one", "changed");
        assert_eq!(
            page,
            "# B\n\n<!-- one -->\nchanged\n<!-- end of one -->\n\n<!-- two -->\nsecond\n<!-- end of two -->\n"
        );
    }
}
