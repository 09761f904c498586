//! Bounds of settings, checked where a file is read, so that an error names the
//! place. `max_error_rate = 20`, taken as it is, would be a canary that cannot
//! fail.

use serde::{Deserialize, Deserializer, de::Error};

fn within<'de, D, T>(from: D, fits: impl Fn(&T) -> bool, what: &str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + std::fmt::Display,
{
    let value = T::deserialize(from)?;
    if fits(&value) {
        return Ok(value);
    }
    Err(D::Error::custom(format!("{value} is out of range: {what}")))
}

/// A share of a whole.
pub fn share<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, |value| (0.0..=1.0).contains(value), "a share is from 0 to 1, as 0.2 for 20 %")
}

/// A chance of being wrong.
pub fn chance<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, |value| *value > 0.0 && *value < 1.0, "a chance is above 0 and below 1, as 0.05")
}

/// A difference of two rewards.
pub fn difference<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, |value| (-1.0..=1.0).contains(value), "rewards differ by -1 to 1")
}

/// Percent of a whole.
pub fn percent<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, |value| *value <= 100, "percent is from 0 to 100")
}

/// At least one.
pub fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, |value| *value >= 1, "it is at least 1")
}

/// A length of time, 0 included. The bound is what a `Duration` can hold.
pub fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    within(from, |value| (0.0..=1e9).contains(value), "seconds are a number of 0 or more")
}
