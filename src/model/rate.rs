//! How often: `600/min`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The most requests that a rate names.
const MOST: u32 = 1_000_000;

/// Units with their lengths in seconds.
const UNITS: [(&str, u32); 3] = [("s", 1), ("min", 60), ("h", 3_600)];

/// So many requests in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate {
    requests: u32,
    seconds: u32,
}

/// Why a text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate is 1 to {MOST} requests in a second, a minute or an hour: 20/s, 600/min, 5000/h")]
pub struct NoRate;

impl Rate {
    /// # Errors
    /// When there is no unit of that length, or the number is out of bounds.
    pub fn new(requests: u32, seconds: u32) -> Result<Self, NoRate> {
        let is_unit = UNITS.iter().any(|(_, length)| *length == seconds);
        if is_unit && (1..=MOST).contains(&requests) {
            Ok(Self { requests, seconds })
        } else {
            Err(NoRate)
        }
    }

    pub fn requests(self) -> u32 {
        self.requests
    }

    pub fn seconds(self) -> u32 {
        self.seconds
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, length)| *length == self.seconds);
        let (unit, _) = unit.expect("a rate has one of the units");
        write!(out, "{}/{unit}", self.requests)
    }
}

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(text: &str) -> Result<Self, NoRate> {
        let (requests, unit) = text.trim().split_once('/').ok_or(NoRate)?;
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(NoRate)?;
        let digits = requests.bytes().all(|byte| byte.is_ascii_digit());
        let requests = Some(requests).filter(|_| digits).ok_or(NoRate)?;
        Self::new(requests.parse().map_err(|_| NoRate)?, *seconds)
    }
}

impl TryFrom<String> for Rate {
    type Error = NoRate;

    fn try_from(text: String) -> Result<Self, NoRate> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_is_written() {
        for text in ["1/s", "600/min", "1000000/h"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        let bad = [
            "",
            "600",
            "600/",
            "0/min",
            "-1/s",
            "+1/s",
            "1000001/h",
            "1.5/s",
            "6/day",
            "/s",
            "1/S",
        ];
        for text in bad {
            assert_eq!(text.parse::<Rate>(), Err(NoRate), "{text}");
        }
        assert!(Rate::new(1, 61).is_err());
    }
}
