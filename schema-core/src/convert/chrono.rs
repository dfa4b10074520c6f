//! chrono: `DateTime<Utc>` as milliseconds, `NaiveDate` as text.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::shape::{RustType, Scope, Shape};
use crate::transition::KeepAs;
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

const NANOS_PER_MILLI: f64 = 1_000_000.0;

/// A number of milliseconds since 1970-01-01 UTC, as `Date.now()` gives it.
///
/// A double holds today's times to a quarter of a microsecond; what a time has beyond that is
/// rounded when it is written. What is read is written again as the same number, or refused.
#[diagnostic::do_not_recommend]
impl ConvexValue for DateTime<Utc> {
    fn describe(_: &mut Scope) -> Shape {
        let rust = RustType::Leaf("chrono::DateTime<chrono::Utc>".into());
        Shape { validator: Validator::Float64, rust }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Float64(to_millis(*self))
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::Float64(millis) = stored else {
            return Err(DecodeError::expected("a number", stored));
        };
        from_millis(*millis).ok_or_else(|| {
            DecodeError::expected("milliseconds since 1970-01-01 UTC, to the nanosecond", stored)
        })
    }
}

#[diagnostic::do_not_recommend]
impl KeepAs<Self> for DateTime<Utc> {}

fn to_millis(time: DateTime<Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "chrono's range is within 2^53 milliseconds")]
    let whole = |time: DateTime<Utc>| time.timestamp_millis() as f64;
    let fraction = f64::from(time.timestamp_subsec_nanos() % 1_000_000) / NANOS_PER_MILLI;
    // The last millisecond isn't rounded up to one that chrono doesn't have.
    (whole(time) + fraction).min(whole(DateTime::<Utc>::MAX_UTC))
}

fn from_millis(millis: f64) -> Option<DateTime<Utc>> {
    // Beyond this the conversion below would saturate; chrono's own range ends before.
    const MILLIS_MAX: f64 = 9_007_199_254_740_992.0;
    if millis.is_nan() || millis.abs() >= MILLIS_MAX {
        return None;
    }
    let whole = millis.floor();
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
    let (whole, nanos) = (whole as i64, ((millis - whole) * NANOS_PER_MILLI).round() as i64);
    let time = DateTime::from_timestamp_millis(whole)?
        .checked_add_signed(TimeDelta::nanoseconds(nanos))?;
    (to_millis(time).to_bits() == millis.to_bits()).then_some(time)
}

/// Text as ISO 8601 writes a day: `2024-02-29`.
#[diagnostic::do_not_recommend]
impl ConvexValue for NaiveDate {
    fn describe(_: &mut Scope) -> Shape {
        let rust = RustType::Leaf("chrono::NaiveDate".into());
        Shape { validator: Validator::String, rust }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::String(self.to_string())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::String(text) = stored else {
            return Err(DecodeError::expected("a string", stored));
        };
        // chrono also reads `2024-2-9` and ` 2024-02-09`, which would be written as another text.
        text.parse()
            .ok()
            .filter(|day: &Self| day.to_string() == *text)
            .ok_or_else(|| DecodeError::expected("a day written as `2024-02-29`", stored))
    }
}

#[diagnostic::do_not_recommend]
impl KeepAs<Self> for NaiveDate {}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(value: &impl ConvexValue) -> Value {
        value.encode(&mut Encoder::default())
    }

    #[test]
    fn times_are_milliseconds_with_fractions() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("1970-01-01T00:00:00.000000001Z", 0.000_001),
            ("1969-12-31T23:59:59.9995Z", -0.5),
            ("1969-12-31T23:59:58.750Z", -1250.0),
            ("2024-02-29T12:34:56.789Z", 1_709_210_096_789.0),
            ("2024-02-29T12:34:56.789250Z", 1_709_210_096_789.25),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999.0),
        ] {
            let time: DateTime<Utc> = text.parse().unwrap();
            assert_eq!(encoded(&time), Value::Float64(millis), "{text}");
            assert_eq!(DateTime::decode(&Value::Float64(millis)), Ok(time), "{text}");
        }
    }

    #[test]
    fn a_time_is_rounded_to_what_a_double_holds() {
        let time: DateTime<Utc> = "2024-02-29T12:34:56.789123456Z".parse().unwrap();
        let read: DateTime<Utc> = DateTime::decode(&encoded(&time)).unwrap();
        assert!((time - read).abs() < TimeDelta::nanoseconds(250), "{time} {read}");
        assert_eq!(encoded(&read), encoded(&time));
    }

    #[test]
    fn chronos_own_borders_come_back() {
        for time in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let read: DateTime<Utc> = DateTime::decode(&encoded(&time)).unwrap();
            assert!((time - read).abs() < TimeDelta::milliseconds(2), "{time} {read}");
        }
    }

    #[test]
    fn numbers_that_are_no_times_are_refused() {
        let numbers = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            9e15,
            // Written again, these would be other numbers.
            -0.0,
            0.000_000_1,
            f64::MIN_POSITIVE,
        ];
        for number in numbers {
            let error = DateTime::<Utc>::decode(&Value::Float64(number)).unwrap_err();
            assert!(error.expected.starts_with("milliseconds since"), "{number}: {error}");
        }
        for other in [Value::Int64(0), Value::Null, Value::String("2024-02-29".into())] {
            let error = DateTime::<Utc>::decode(&other).unwrap_err();
            assert_eq!(error.expected, "a number");
        }
    }

    #[test]
    fn days_are_text() {
        for text in ["2024-02-29", "0001-01-01", "1969-12-31", "9999-12-31", "+12345-06-07"] {
            let stored = Value::String(text.into());
            let day = NaiveDate::decode(&stored).unwrap();
            assert_eq!(encoded(&day), stored);
        }
    }

    #[test]
    fn text_that_is_no_day_is_refused() {
        for text in [
            "",
            "2023-02-29",
            "2024-2-9",
            "2024-02-9",
            " 2024-02-09",
            "2024-02-09 ",
            "+2024-02-09",
            "20240209",
            "2024-02-09T00:00:00Z",
            "9/2/2024",
        ] {
            let error = NaiveDate::decode(&Value::String(text.into())).unwrap_err();
            assert_eq!(error.expected, "a day written as `2024-02-29`", "{text}");
        }
        assert!(NaiveDate::decode(&Value::Float64(0.0)).is_err());
    }

    #[test]
    fn both_say_how_they_are_written() {
        let scope = &mut Scope::default();
        let time = DateTime::<Utc>::describe(scope);
        assert_eq!(time.validator, Validator::Float64);
        assert_eq!(time.rust, RustType::Leaf("chrono::DateTime<chrono::Utc>".into()));
        let day = NaiveDate::describe(scope);
        assert_eq!(day.validator, Validator::String);
        assert_eq!(day.rust, RustType::Leaf("chrono::NaiveDate".into()));
    }
}
