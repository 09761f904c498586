//! Long lists a page at a time.

use maud::{Markup, html};
use serde::Deserialize;

/// Rows of a page.
pub const ROWS: usize = 50;

/// Which page of a list, counted from 1.
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    page: Option<usize>,
}

impl PageQuery {
    fn number(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, 1_000_000)
    }

    /// Rows before this page.
    pub fn skip(&self) -> usize {
        self.skip_by(ROWS)
    }

    /// The same for a list whose pages have `rows` rows.
    pub fn skip_by(&self, rows: usize) -> usize {
        (self.number() - 1) * rows
    }

    /// Links to the pages before and behind this one; `more` says that rows
    /// follow.
    pub fn pager(&self, path: &str, more: bool) -> Markup {
        let number = self.number();
        let to = |page: usize| (page > 0).then(|| format!("{path}?page={page}"));
        pager(to(number - 1).as_deref(), to(number + 1).filter(|_| more).as_deref())
    }
}

/// Links to newer and older rows, where there are any.
pub fn pager(before: Option<&str>, behind: Option<&str>) -> Markup {
    html! {
        @if before.is_some() || behind.is_some() {
            nav.pager aria-label="Pages of this list" {
                @if let Some(path) = before { a href=(path) rel="prev" { "Back" } }
                @if let Some(path) = behind { a href=(path) rel="next" { "More" } }
            }
        }
    }
}

/// The rows of a page out of one more than it shows, and whether there was one.
pub fn cut<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    (rows, more)
}
