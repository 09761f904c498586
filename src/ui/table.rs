//! Tables that fit the terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle};

use super::{Shown, Ui, escape, shown};

/// A table whose cells are escaped text. Long cells wrap, so that the whole
/// fits the width.
pub struct Table {
    inner: comfy_table::Table,
    columns: usize,
    /// It has named columns; else it lays texts out for people.
    is_list: bool,
}

/// A rule below the header and nothing else.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

impl Table {
    /// A table below `header`; one of empty names is not shown.
    pub fn new(header: &[&str]) -> Self {
        let mut inner = comfy_table::Table::new();
        let named = header.iter().any(|name| !name.is_empty());
        let style = if named { STYLE } else { TableStyle::new() };
        inner.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
        inner.set_header(header.iter().copied());
        for column in inner.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Self { inner, columns: header.len(), is_list: named }
    }

    /// Never breaks what stands in a column: people copy ids.
    pub fn whole(mut self, column: usize) -> Self {
        if let Some(column) = self.inner.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        self
    }

    /// Aligns the numbers of a column to the right.
    pub fn right(mut self, column: usize) -> Self {
        if let Some(column) = self.inner.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        self
    }

    /// Adds a row. Cells may hold line breaks; all else that a terminal acts
    /// on is shown escaped.
    pub fn row<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.inner.add_row(cells.into_iter().map(|cell| escape::block(cell.as_ref())));
    }

    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// The lines of the table, none wider than `width`.
    pub fn lines(&mut self, width: usize) -> Vec<Shown> {
        debug_assert!(self.columns > 0, "a table has columns");
        self.inner.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        // The cells are escaped; escaping again leaves them as they are.
        let lines = self.inner.lines().map(|line| Shown::line(line.trim_end()));
        lines.skip_while(Shown::is_empty).collect()
    }

    /// Prints the table as part of the result. For a program or a file each row
    /// of a list is one line, however long: what stands in it can be searched
    /// and cut.
    pub fn print(mut self, ui: &Ui) {
        let wraps = ui.out_is_terminal() || !self.is_list;
        let width = if wraps { ui.width() } else { usize::from(u16::MAX) };
        for line in self.lines(width) {
            ui.out(line);
        }
    }
}

/// Prints names and values in two columns. Values are escaped, and never
/// broken: people copy ids.
pub fn facts<Value: AsRef<str>>(ui: &Ui, facts: &[(&str, Value)]) {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in facts {
        let pad = " ".repeat(width.saturating_sub(name.len()));
        ui.out(shown!("{}{}  {}", name, pad, value.as_ref()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn long_cells_wrap_inside_the_width() {
        let mut table = Table::new(&["id", "text"]);
        table.row(["sha256:0123456789ab", &"many words in a row ".repeat(20)]);
        for line in table.lines(60) {
            assert!(line.as_str().width() <= 60, "{line:?}");
        }
    }

    #[test]
    fn an_id_is_never_broken() {
        let id = "0123456789".repeat(4);
        let mut table = Table::new(&["id", "text"]).whole(0);
        table.row([id.as_str(), &"many words in a row ".repeat(20)]);
        assert!(table.lines(60).iter().any(|line| line.as_str().starts_with(&id)));
    }

    #[test]
    fn cells_are_escaped() {
        let mut table = Table::new(&["text"]);
        table.row(["\u{1b}[31mred"]);
        assert!(table.lines(80).iter().any(|line| line.as_str() == "\\e[31mred"));
    }
}
