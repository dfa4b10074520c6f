//! How fast a deployment may be written to.

use std::fmt;
use std::str::FromStr;

/// Bytes that are written in a second, as Convex counts them: documents, and their entries in
/// indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteRate(Option<u64>);

/// A text isn't a rate.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` isn't a rate: say bytes a second as `800KiB`, `3.2MiB` or `2MB`, or `none`")]
pub struct NotARate {
    text: String,
}

impl WriteRate {
    /// Four fifths of what the smallest class of Convex's deployments takes (4 MiB a second): what
    /// the application writes meanwhile needs the rest.
    pub const DEFAULT: Self = Self(Some((4 << 20) / 5 * 4));

    /// As fast as the deployment takes it.
    pub const UNLIMITED: Self = Self(None);

    /// So many bytes a second, and at least one.
    pub fn of(bytes_per_s: u64) -> Self {
        Self(Some(bytes_per_s.max(1)))
    }

    /// The bytes a second, where there is a limit.
    pub fn bytes_per_s(self) -> Option<u64> {
        self.0
    }
}

impl Default for WriteRate {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for WriteRate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        if text == "none" {
            return Ok(Self::UNLIMITED);
        }
        let refused = || NotARate { text: text.to_owned() };
        let plain = text.strip_suffix("/s").unwrap_or(text);
        let (number, unit) = UNITS
            .iter()
            .find_map(|(unit, bytes)| Some((plain.strip_suffix(unit)?, bytes)))
            .ok_or_else(refused)?;
        let number: f64 = number.trim_end().parse().map_err(|_| refused())?;
        let bytes = number * unit;
        if !(1.0..=RATE_MAX).contains(&bytes) {
            return Err(refused());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is between"
        )]
        Ok(Self::of(bytes as u64))
    }
}

/// What a number may be followed by; the longer ones first.
const UNITS: [(&str, f64); 6] = [
    ("GiB", 1_073_741_824.0),
    ("MiB", 1_048_576.0),
    ("KiB", 1_024.0),
    ("MB", 1_000_000.0),
    ("KB", 1_000.0),
    ("B", 1.0),
];

/// More than any deployment takes, and far from where a number loses its last digit.
const RATE_MAX: f64 = 1e12;

impl fmt::Display for WriteRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("none"),
            Some(bytes) => write!(f, "{bytes}B"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_with_a_unit() {
        let rate = |text: &str| text.parse::<WriteRate>().ok().map(WriteRate::bytes_per_s);
        assert_eq!(rate("2MiB"), Some(Some(2 << 20)));
        assert_eq!(rate("2MiB/s"), Some(Some(2 << 20)));
        assert_eq!(rate("1.5 MB"), Some(Some(1_500_000)));
        assert_eq!(rate("800KiB"), Some(Some(819_200)));
        assert_eq!(rate("7B"), Some(Some(7)));
        assert_eq!(rate("none"), Some(None));
        for text in ["", "2", "MiB", "-1MiB", "0B", "0.5B", "infMiB", "NaNB", "1e30GiB", "2 mib"] {
            assert_eq!(rate(text), None, "{text}");
        }
    }

    #[test]
    fn a_rate_is_written_so_that_it_can_be_read() {
        for rate in [WriteRate::DEFAULT, WriteRate::UNLIMITED, WriteRate::of(7)] {
            assert_eq!(rate.to_string().parse::<WriteRate>().unwrap(), rate);
        }
    }
}
