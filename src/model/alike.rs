//! Which rows stand or fall together: rows of one thread, and near-duplicates.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::dataset::DatasetExample;
use crate::{
    canon,
    similarity::{self, Crowds, Groups, NEAR, Normal, Rows, Shingles, Sketch, sketch},
};

/// The thread that a row was taken from, where its `meta` names one.
pub fn thread(row: &DatasetExample) -> Option<&str> {
    row.meta.as_ref()?.get("threadId")?.as_str()
}

/// The group of each row, by its number; a row that stands alone has a group of
/// its own. Rows of one thread belong together, and so do equal inputs and
/// near-duplicates.
///
/// # Panics
/// When there are more than 2³² rows.
pub fn groups<'a>(rows: impl IntoIterator<Item = (&'a Value, Option<&'a str>)>) -> Vec<usize> {
    let (inputs, threads): (Vec<&Value>, Vec<Option<&str>>) = rows.into_iter().unzip();
    let mut groups = Groups::new(inputs.len());
    let mut first_of: HashMap<String, u32> = HashMap::new();
    for (place, (input, thread)) in (0..).zip(inputs.iter().zip(threads)) {
        let keys = [Some(canon::id(input)), thread.map(|thread| format!("thread {thread}"))];
        for key in keys.into_iter().flatten() {
            groups.join(*first_of.entry(key).or_insert(place), place);
        }
    }
    let sketches = sketches(&inputs);
    let rows =
        Rows { sketches: &sketches, sides: None, is_known: &|_, _| false, crowds: Crowds::All };
    let mut known: HashMap<u32, Shingles> = HashMap::new();
    similarity::join_near(&mut groups, rows, NEAR, |left, right| {
        for row in [left, right] {
            known.entry(row).or_insert_with(|| Shingles::of(inputs[row as usize]));
        }
        known[&left].similarity(&known[&right])
    });
    let count = u32::try_from(inputs.len()).expect("rows are counted in 32 bits");
    (0..count).map(|row| groups.lowest(row) as usize).collect()
}

/// The rows of `others` that have an equal or a near-duplicate among `known`,
/// by their places.
///
/// # Panics
/// When there are more than 2³² rows.
pub fn with_twin_in(known: &[&Value], others: &[&Value]) -> Vec<usize> {
    let inputs: Vec<&Value> = known.iter().chain(others).copied().collect();
    let sketches = sketches(&inputs);
    let sides: Vec<u8> = (0..inputs.len()).map(|row| u8::from(row >= known.len())).collect();
    // The rule for datasets compares as many, and shows what is found here.
    let rows = Rows {
        sketches: &sketches,
        sides: Some(&sides),
        is_known: &|_, _| false,
        crowds: Crowds::Few,
    };
    let shingles = |row: u32| Shingles::of(inputs[row as usize]);
    let exact = |left, right| Some(shingles(left).similarity(&shingles(right)));
    let found = similarity::clusters(rows, NEAR, 1, exact).found.into_iter();
    let found = found.flat_map(|cluster| cluster.rows).map(|row| row as usize);
    let near = found.filter_map(|row| row.checked_sub(known.len()));
    // What has no text at all can still be equal.
    let ids: HashSet<String> = known.iter().map(|input| canon::id(input)).collect();
    let equal = (0..others.len()).filter(|place| ids.contains(&canon::id(others[*place])));
    near.chain(equal).collect::<BTreeSet<usize>>().into_iter().collect()
}

fn sketches(inputs: &[&Value]) -> Vec<Sketch> {
    inputs.iter().map(|input| sketch(Normal::of(input).bytes())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_a_thread_and_near_duplicates_belong_together() {
        let long = "please rename the assistant to Otto and keep its friendly tone of voice";
        let rows = [
            (json!({"q": long}), None),
            (json!({"q": "what is the weather"}), Some("t1")),
            (json!({"q": format!("{long}!")}), None),
            (json!({"q": "tell me a joke"}), Some("t1")),
            (json!({"q": "tell me a story"}), None),
            (json!({}), None),
            (json!({"q": "WHAT is  the weather?"}), None),
            (json!({}), None),
        ];
        let groups = groups(rows.iter().map(|(input, thread)| (input, *thread)));
        assert_eq!(groups, [0, 1, 0, 1, 4, 5, 1, 5]);
    }

    #[test]
    fn a_crowd_of_like_rows_is_one_group() {
        let text = "the parcel that I ordered in the first week of this month has not arrived yet";
        let inputs: Vec<Value> =
            (0..400).map(|at| json!({"q": format!("{text}, {}", at % 50)})).collect();
        let groups = groups(inputs.iter().map(|input| (input, None)));
        assert!(groups.iter().all(|group| *group == 0), "{groups:?}");
    }

    #[test]
    fn twins_are_found_on_the_other_side_only() {
        let text = "could you please call me captain from now on";
        let (known, other) = (json!({"q": text}), json!({"q": "tell me a joke"}));
        let (twin, own) = (json!({"q": format!("{text}!")}), json!({"q": "Tell me a joke?"}));
        assert_eq!(with_twin_in(&[&known], &[&other, &twin, &own]), [1]);
        assert_eq!(with_twin_in(&[&known, &other], &[&own, &known]), [0, 1]);
        assert_eq!(with_twin_in(&[], &[&known]), [0_usize; 0]);
    }
}
