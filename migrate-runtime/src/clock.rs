//! Time, as something that is handed in: tests set it, nothing else reads it from the system.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> Timestamp;
}

/// A moment in whole milliseconds since 1970-01-01 UTC; shown as RFC 3339, which knows no year
/// beyond 9999 and shows the end of that one for all that come later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(pub u64);

const DAY_MS: u64 = 86_400_000;
/// The last millisecond of the year 9999.
const MAX_SHOWN_MS: u64 = 253_402_300_799_999;

impl Timestamp {
    /// The moment of the system's clock; 1970 for anything before.
    fn of(time: SystemTime) -> Self {
        let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX))
    }

    /// Returns the moment as `_creationTime` holds it.
    pub fn as_millis_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact until the year 287396")]
        let millis = self.0 as f64;
        millis
    }

    /// Returns the number of whole days since 1970-01-01, as the end of a document's id holds it.
    pub fn day(self) -> u16 {
        u16::try_from(self.0 / DAY_MS).unwrap_or(u16::MAX)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = UNIX_EPOCH + Duration::from_millis(self.0.min(MAX_SHOWN_MS));
        humantime::format_rfc3339_millis(moment).fmt(f)
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = humantime::TimestampError;

    fn try_from(text: String) -> Result<Self, humantime::TimestampError> {
        humantime::parse_rfc3339(&text).map(Self::of)
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is where time comes in")]
        let now = SystemTime::now();
        Timestamp::of(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A ledger that was edited by hand can hold any number.
    #[test]
    fn moments_that_no_text_can_say_are_shown_as_the_last_one_that_it_can() {
        for ms in [MAX_SHOWN_MS, MAX_SHOWN_MS + 1, u64::MAX] {
            assert_eq!(Timestamp(ms).to_string(), "9999-12-31T23:59:59.999Z");
        }
        assert_eq!(Timestamp::try_from(Timestamp(7).to_string()).unwrap(), Timestamp(7));
    }
}
