//! Sketches: what is kept of a text to estimate its similarity to others.

use super::{
    mix,
    shingles::{PIECE, pieces},
};

/// Values of a sketch.
pub(super) const LANES: usize = 32;

/// Bits of a number that a piece leaves free.
const UNUSED: u32 = u64::BITS - 8 * PIECE as u32;

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The sketch of a text: of the hashes of its pieces, spread over the lanes,
/// the smallest in each. Zeros stand for a value that has no text.
pub type Sketch = [u16; LANES];

/// The sketch of normal text, [`super::Normal::bytes`].
pub fn sketch(text: &[u8]) -> Sketch {
    let mut lanes = [u32::MAX; LANES];
    if text.is_empty() {
        return [0; LANES];
    }
    pieces(text, |piece| {
        // The bytes of the piece stand at the top, where a product mixes best.
        let hash = (piece << UNUSED).wrapping_mul(MULTIPLIER);
        let lane = &mut lanes[(hash >> 59) as usize];
        *lane = (*lane).min((hash >> 27) as u32);
    });
    fill(&mut lanes);
    lanes.map(|lane| ((lane >> 16) as u16).max(1))
}

/// Gives empty lanes the value of the next lane that has one, changed by the
/// distance, so that equal texts stay equal and others do not become so.
fn fill(lanes: &mut [u32; LANES]) {
    let given = *lanes;
    for (index, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| **lane == u32::MAX) {
        let next = (1..LANES).find(|step| given[(index + step) % LANES] != u32::MAX);
        if let Some(step) = next {
            *lane = mix(u64::from(given[(index + step) % LANES]), step as u64) as u32;
        }
    }
}

/// How many values two sketches share.
#[inline]
pub(super) fn equal_lanes(left: &Sketch, right: &Sketch) -> u8 {
    left.iter().zip(right).map(|(left, right)| u8::from(left == right)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::{Normal, Shingles};

    /// Words in an order that a seed gives.
    fn text(mut seed: u64) -> String {
        let mut words = String::new();
        for _ in 0..20 {
            seed = mix(seed, 1);
            words.push_str(&format!(
                "{} ",
                ["alpha", "tango", "delta", "hotel"][(seed >> 62) as usize]
            ));
            words.push_str(&format!("{:x} ", seed >> 44));
        }
        words
    }

    /// The share of equal values estimates the similarity, whatever the text.
    #[test]
    fn sketches_estimate_similarity_without_bias() {
        let (mut sum, mut apart, rows) = (0.0, 0.0, 400);
        for seed in 0..rows {
            let whole = text(seed);
            let mut other = whole.clone();
            other.replace_range(50..54, "zzzz");
            let [one, two] = [&whole, &other].map(|text| Normal::of(&serde_json::json!(text)));
            let exact = Shingles::of_normal(&one).similarity(&Shingles::of_normal(&two));
            let equal = equal_lanes(&sketch(one.bytes()), &sketch(two.bytes()));
            sum += f64::from(equal) / LANES as f64 - exact;
            let unlike = Normal::of(&serde_json::json!(text(seed + rows)));
            apart += f64::from(equal_lanes(&sketch(one.bytes()), &sketch(unlike.bytes())));
        }
        let bias: f64 = sum / rows as f64;
        assert!(bias.abs() < 0.01, "{bias}");
        assert!(apart / (rows as f64) < 0.4 * LANES as f64, "{apart}");
    }

    #[test]
    fn what_has_no_text_has_no_sketch() {
        assert_eq!(sketch(b""), [0; LANES]);
        let short = Normal::of(&serde_json::json!("a"));
        assert!(sketch(short.bytes()).iter().all(|lane| *lane != 0));
    }
}
