//! A difference as a file that can be applied: one JSON document a line, a
//! header first.
//!
//! Rows are named by id, so that a patch also fits a file that has changed
//! elsewhere; a row that is not as the patch expects it is a conflict, and
//! nothing is applied then.

use std::collections::HashMap;
use std::io;

use serde::{Deserialize, Serialize};

use crate::canon;
use crate::dataset::source::Source;

use super::{Diff, Index, RowText, load};

const FORMAT: &str = "openagents.dse.dataset_patch";

/// A patch: what to do, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    pub steps: Vec<Step>,
}

/// Names a row: by its id, or a line that is no row by its text. Of several
/// with the same name, the `nth`, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    nth: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(nth: &u32) -> bool {
    *nth == 0
}

/// One thing to do. Texts are whole rows as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Take a row out; `was` is the id of its canonical JSON.
    Remove { row: Name, was: String },
    /// Put another text in a row's place; a rename is one too.
    Replace { row: Name, name: Name, was: String, text: String },
    /// Take a row that stays to behind another one, or to the top.
    Move { row: Name, after: Option<Name> },
    /// Put a new row behind another one, or at the top.
    Insert { name: Name, text: String, after: Option<Name> },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    format: String,
    format_version: u32,
}

/// Why a patch cannot be read or applied.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    #[error("the patch cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("line {line} of the patch: {message}")]
    Malformed { line: usize, message: String },
    #[error("the patch is about row `{0}`, which is not there")]
    Missing(String),
    #[error("row `{0}` is not as the patch expects it")]
    Conflict(String),
}

impl Patch {
    /// Reads the text of a patch.
    ///
    /// # Errors
    /// The first line that is no part of a patch.
    pub fn parse(text: &str) -> Result<Self, PatchError> {
        let malformed =
            |line: usize, message: String| PatchError::Malformed { line: line + 1, message };
        let mut lines = text.lines().enumerate();
        let header = lines.next().map(|(_, line)| serde_json::from_str::<Header>(line));
        match header {
            Some(Ok(header)) if header.format == FORMAT && header.format_version == 1 => {}
            _ => {
                let message =
                    "this is no dataset patch; `dse dataset diff --output patch` makes one";
                return Err(malformed(0, message.to_owned()));
            }
        }
        let steps = lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| malformed(number, error.to_string()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { steps })
    }

    /// The text of the patch.
    pub fn text(&self) -> String {
        let header = Header { format: FORMAT.to_owned(), format_version: 1 };
        let mut text = serde_json::to_string(&header).expect("a header serializes");
        text.push('\n');
        for step in &self.steps {
            text.push_str(&serde_json::to_string(step).expect("a step serializes"));
            text.push('\n');
        }
        text
    }
}

/// The rows of a side by name.
fn names(source: &Source, index: &Index) -> io::Result<Vec<(Name, RowText)>> {
    let mut seen: HashMap<(bool, String), u32> = HashMap::new();
    let rows = index.items.iter().map(|item| {
        let row = load(source, item)?;
        let key = if item.is_row {
            crate::model::text::trim(&row.id).to_owned()
        } else {
            row.text.clone()
        };
        let nth = seen.entry((item.is_row, key.clone())).or_default();
        let name = if item.is_row {
            Name { id: Some(key), text: None, nth: *nth }
        } else {
            Name { id: None, text: Some(key), nth: *nth }
        };
        *nth += 1;
        Ok((name, row))
    });
    rows.collect()
}

/// The id of what a row says; of a line that is no row, of its text.
fn fingerprint(row: &RowText) -> String {
    if row.fields.is_empty() {
        canon::text_id(&row.text)
    } else {
        canon::id(&serde_json::Value::Object(row.fields.clone()))
    }
}

/// The patch that makes the new side of the old one, up to white space and
/// the order of keys in rows that did not change.
///
/// # Errors
/// When a side cannot be read any more.
pub fn make(diff: &Diff, old: &Source, new: &Source) -> io::Result<Patch> {
    let before = names(old, &diff.old)?;
    let after = names(new, &diff.new)?;
    let mut steps = Vec::new();
    for &row in &diff.removed {
        let (name, text) = &before[row as usize];
        steps.push(Step::Remove { row: name.clone(), was: fingerprint(text) });
    }
    for pair in diff.changed.iter().chain(&diff.renamed) {
        let (name, was) = &before[pair.old as usize];
        let (new_name, text) = &after[pair.new as usize];
        steps.push(Step::Replace {
            row: name.clone(),
            name: new_name.clone(),
            was: fingerprint(was),
            text: text.text.clone(),
        });
    }
    place_rows(&mut steps, diff, &before, &after);
    Ok(Patch { steps })
}

/// Adds the steps that bring rows to their places. The longest run of kept
/// rows that are in order already stays where it is.
fn place_rows(
    steps: &mut Vec<Step>,
    diff: &Diff,
    before: &[(Name, RowText)],
    after: &[(Name, RowText)],
) {
    let mut old_of: Vec<Option<u32>> = vec![None; after.len()];
    for pair in diff.changed.iter().chain(&diff.renamed) {
        old_of[pair.new as usize] = Some(pair.old);
    }
    let by_name: HashMap<&Name, usize> =
        before.iter().enumerate().map(|(row, (name, _))| (name, row)).collect();
    let added: std::collections::HashSet<u32> = diff.added.iter().copied().collect();
    for (row, (name, _)) in (0u32..).zip(after) {
        if old_of[row as usize].is_none() && !added.contains(&row) {
            old_of[row as usize] = by_name.get(name).map(|&old| old as u32);
        }
    }
    let stays = longest_increasing(&old_of);
    let mut previous: Option<&Name> = None;
    for (row, (name, text)) in after.iter().enumerate() {
        let after = previous.cloned();
        match old_of[row] {
            None => {
                steps.push(Step::Insert { name: name.clone(), text: text.text.clone(), after });
            }
            Some(_) if !stays[row] => steps.push(Step::Move { row: name.clone(), after }),
            Some(_) => {}
        }
        previous = Some(name);
    }
}

/// Which members of a longest increasing subsequence of the present numbers.
fn longest_increasing(numbers: &[Option<u32>]) -> Vec<bool> {
    // The last member of the best run of each length so far, by position.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate().filter(|(_, number)| number.is_some()) {
        let length = tails.partition_point(|&tail| numbers[tail] < *number);
        before[at] = length.checked_sub(1).map(|last| tails[last]);
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut at = tails.last().copied();
    while let Some(member) = at {
        stays[member] = true;
        at = before[member];
    }
    stays
}

/// Applies a patch and returns the new text of the file.
///
/// # Errors
/// When the source cannot be read, or the patch does not fit it.
pub fn apply(source: &Source, patch: &Patch) -> Result<String, PatchError> {
    let index = Index::of(source)?;
    let mut rows = Rows::new(names(source, &index)?);
    for step in &patch.steps {
        match step {
            Step::Remove { row, was } => {
                rows.check(row, was)?;
                rows.unlink(row)?;
            }
            Step::Replace { row, name, was, text } => {
                rows.check(row, was)?;
                rows.replace(row, name, text)?;
            }
            Step::Move { row, after } => {
                let text = rows.unlink(row)?;
                rows.insert(row, text, after.as_ref())?;
            }
            Step::Insert { name, text, after } => {
                rows.insert(name, text.clone(), after.as_ref())?;
            }
        }
    }
    Ok(rows.text())
}

/// Rows in a linked list, found by name. Index 0 is before the first row.
struct Rows {
    texts: Vec<String>,
    prints: HashMap<Name, String>,
    next: Vec<usize>,
    previous: Vec<usize>,
    /// Rows that were not touched yet, by the names that they had.
    untouched: HashMap<Name, usize>,
    /// Rows that were put or moved somewhere, by the names that they have now.
    placed: HashMap<Name, usize>,
}

impl Rows {
    fn new(named: Vec<(Name, RowText)>) -> Self {
        let mut rows = Self {
            texts: vec![String::new()],
            prints: HashMap::new(),
            next: vec![0],
            previous: vec![0],
            untouched: HashMap::new(),
            placed: HashMap::new(),
        };
        for (name, row) in named {
            rows.prints.insert(name.clone(), fingerprint(&row));
            let last = rows.previous[0];
            let place = rows.link(row.text, last);
            rows.untouched.insert(name, place);
        }
        rows
    }

    fn check(&self, name: &Name, was: &str) -> Result<(), PatchError> {
        match self.prints.get(name) {
            None => Err(PatchError::Missing(shown(name))),
            Some(print) if print != was => Err(PatchError::Conflict(shown(name))),
            Some(_) => Ok(()),
        }
    }

    /// Takes a row out of the list and returns its text.
    fn unlink(&mut self, name: &Name) -> Result<String, PatchError> {
        let place = self
            .placed
            .remove(name)
            .or_else(|| self.untouched.remove(name))
            .ok_or_else(|| PatchError::Missing(shown(name)))?;
        let (before, behind) = (self.previous[place], self.next[place]);
        self.next[before] = behind;
        self.previous[behind] = before;
        Ok(std::mem::take(&mut self.texts[place]))
    }

    fn replace(&mut self, row: &Name, name: &Name, text: &str) -> Result<(), PatchError> {
        let place = self.untouched.remove(row).ok_or_else(|| PatchError::Missing(shown(row)))?;
        text.clone_into(&mut self.texts[place]);
        self.place(name, place)
    }

    fn insert(
        &mut self,
        name: &Name,
        text: String,
        after: Option<&Name>,
    ) -> Result<(), PatchError> {
        let place = match after {
            None => 0,
            Some(after) => *self
                .placed
                .get(after)
                .or_else(|| self.untouched.get(after))
                .ok_or_else(|| PatchError::Missing(shown(after)))?,
        };
        let new = self.link(text, place);
        self.place(name, new)
    }

    fn place(&mut self, name: &Name, place: usize) -> Result<(), PatchError> {
        match self.placed.insert(name.clone(), place) {
            None => Ok(()),
            Some(_) => Err(PatchError::Conflict(shown(name))),
        }
    }

    fn link(&mut self, text: String, place: usize) -> usize {
        let new = self.texts.len();
        let behind = self.next[place];
        self.texts.push(text);
        self.next.push(behind);
        self.previous.push(place);
        self.next[place] = new;
        self.previous[behind] = new;
        new
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let mut place = self.next[0];
        while place != 0 {
            text.push_str(&self.texts[place]);
            text.push('\n');
            place = self.next[place];
        }
        text
    }
}

fn shown(name: &Name) -> String {
    let text = name.id.as_deref().or(name.text.as_deref()).unwrap_or_default();
    crate::dataset::words::clip(text, 60)
}
