//! Rows in groups that grow together.

/// A group for each row, at first its own; the lowest row stands for it.
#[derive(Debug)]
pub struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// `rows` groups of one row each.
    pub fn new(rows: usize) -> Self {
        Self { parents: (0u32..).take(rows).collect() }
    }

    /// The lowest row of the group that `row` is in.
    pub fn lowest(&mut self, mut row: u32) -> u32 {
        while self.parents[row as usize] != row {
            // Halving the path keeps the next look short.
            let grandparent = self.parents[self.parents[row as usize] as usize];
            self.parents[row as usize] = grandparent;
            row = grandparent;
        }
        row
    }

    /// Makes one group of the groups of two rows.
    pub fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.lowest(left), self.lowest(right));
        self.parents[left.max(right) as usize] = left.min(right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_groups_have_one_lowest_row() {
        let mut groups = Groups::new(6);
        groups.join(5, 3);
        groups.join(1, 4);
        groups.join(4, 5);
        let lowest: Vec<_> = (0..6).map(|row| groups.lowest(row)).collect();
        assert_eq!(lowest, [0, 1, 2, 1, 1, 1]);
    }
}
