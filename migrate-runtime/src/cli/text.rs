//! Numbers and moments as they are read.

use std::time::{Duration, UNIX_EPOCH};

use crate::clock::Timestamp;

/// `3,201`
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 document`, `3,201 documents`
pub(crate) fn documents(number: u64) -> String {
    if number == 1 { "1 document".to_owned() } else { format!("{} documents", grouped(number)) }
}

/// `61.2%`, in whole tenths rounded down, so that only all is 100%.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    let tenths = if whole == 0 { 1_000 } else { u128::from(part) * 1_000 / u128::from(whole) };
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// `0:46`, `1:02:46`
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs().min(359_999);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    if minutes < 60 {
        format!("{minutes}:{seconds:02}")
    } else {
        format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60)
    }
}

/// `8.4k doc/s`
pub(crate) fn speed(documents_per_s: f64) -> String {
    if documents_per_s >= 1_000.0 {
        format!("{:.1}k doc/s", documents_per_s / 1_000.0)
    } else {
        format!("{documents_per_s:.0} doc/s")
    }
}

/// `2 s ago`
pub(crate) fn ago(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s ago"),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds @ 3_600..86_400 => format!("{} h ago", seconds / 3_600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}

/// A moment to the second: `2026-03-01T12:00:00Z`
pub(crate) fn moment(time: Timestamp) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_millis(time.0)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let all = [0, 7, 999, 1_000, 3_201, 1_000_000].map(grouped);
        assert_eq!(all, ["0", "7", "999", "1,000", "3,201", "1,000,000"]);
    }

    #[test]
    fn only_all_is_a_hundred_percent() {
        let all = [(0, 3), (1, 3), (2_999, 3_000), (3, 3), (0, 0)].map(|(a, b)| percent(a, b));
        assert_eq!(all, ["0.0%", "33.3%", "99.9%", "100.0%", "100.0%"]);
    }

    #[test]
    fn times_are_short() {
        let clocks = [0, 46, 3_766, 1_000_000].map(|s| clock(Duration::from_secs(s)));
        assert_eq!(clocks, ["0:00", "0:46", "1:02:46", "99:59:59"]);
        let ages = [2, 61, 7_200, 200_000].map(|s| ago(Duration::from_secs(s)));
        assert_eq!(ages, ["2 s ago", "1 min ago", "2 h ago", "2 days ago"]);
        assert_eq!(moment(Timestamp(1_700_000_000_999)), "2023-11-14T22:13:20Z");
        assert_eq!([speed(8_449.0), speed(12.4)], ["8.4k doc/s", "12 doc/s"]);
    }
}
