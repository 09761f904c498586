//! How many rows are under way, as the model sees it.

use std::collections::HashMap;

use super::Pinned;
use crate::model::params::Params;

/// The rows under way. Parameters that differ only in their budgets ask the
/// same for a row and wait for the same answer, so they take one place
/// together; otherwise they would fill the window and leave the model idle.
pub(super) struct Places {
    /// For each of the parameters the first that asks the same.
    first: Vec<usize>,
    /// How many wait at each place: of which parameters, and of which row.
    waiting: HashMap<(usize, usize), usize>,
}

impl Places {
    pub(super) fn of(pins: &[Pinned]) -> Self {
        let mut known = HashMap::new();
        let first = pins
            .iter()
            .enumerate()
            .map(|(index, pinned)| *known.entry(asked_by(&pinned.params)).or_insert(index))
            .collect();
        Self { first, waiting: HashMap::new() }
    }

    pub(super) fn taken(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn take(&mut self, pin: usize, row: usize) {
        *self.waiting.entry((self.first[pin], row)).or_default() += 1;
    }

    pub(super) fn leave(&mut self, pin: usize, row: usize) {
        let place = (self.first[pin], row);
        match self.waiting.get_mut(&place) {
            Some(waiting) if *waiting > 1 => *waiting -= 1,
            _ => {
                self.waiting.remove(&place);
            }
        }
    }
}

/// The document of all that can show in prompts.
fn asked_by(params: &Params) -> String {
    let mut shown = params.known_only();
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("budgets");
    }
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_only_in_its_budgets_shares_a_place() {
        let pins: Vec<Pinned> = [
            json!({"paramsVersion": 1}),
            json!({"paramsVersion": 1, "budgets": {"maxLmCalls": 3}}),
            json!({"paramsVersion": 1, "model": {"temperature": 0.5}}),
        ]
        .map(|document| Params::parse(document).unwrap().into())
        .into();
        let mut places = Places::of(&pins);
        for (pin, row, taken) in [(0, 0, 1), (1, 0, 1), (2, 0, 2), (1, 1, 3)] {
            places.take(pin, row);
            assert_eq!(places.taken(), taken, "after parameters {pin} took row {row}");
        }
        for (pin, row, taken) in [(0, 0, 3), (1, 0, 2), (1, 1, 1), (2, 0, 0)] {
            places.leave(pin, row);
            assert_eq!(places.taken(), taken, "after parameters {pin} left row {row}");
        }
    }
}
