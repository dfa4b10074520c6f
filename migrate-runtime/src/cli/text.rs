//! Numbers and moments as they are read.

use std::time::{Duration, UNIX_EPOCH};

use console::{measure_text_width, strip_ansi_codes};

use crate::clock::Timestamp;

/// A line broken between words, so that it goes into so many columns; what goes on is indented. A
/// word that is longer than that stays whole: it may be one to copy.
pub(crate) fn wrapped(line: &str, columns: usize, indent: usize) -> String {
    if measure_text_width(line) <= columns {
        return line.to_owned();
    }
    let (mut text, mut column, mut spaces, mut is_begun) = (String::new(), 0, 0, false);
    for word in line.split(' ') {
        if !word.is_empty() {
            let width = measure_text_width(word);
            if is_begun && column + spaces + width > columns {
                text.push('\n');
                (column, spaces) = (0, indent);
            }
            text.extend(std::iter::repeat_n(' ', spaces));
            text.push_str(word);
            (column, spaces, is_begun) = (column + spaces + width, 0, true);
        }
        spaces += 1;
    }
    text
}

/// How many columns what goes on needs at least to stand below the last column.
const ROOM_MIN: usize = 20;

/// Where the last column of a line begins, so that what goes on can stand below it; a little behind
/// where the line begins, if that leaves little room.
pub(crate) fn indented_below(line: &str, columns: usize) -> usize {
    let line = strip_ansi_codes(line);
    let own = line.chars().take_while(|c| *c == ' ').count();
    let before = line.rfind("  ").map_or(0, |at| at + 2);
    let last = line[..before].chars().count();
    if last <= own {
        own
    } else if last + ROOM_MIN <= columns {
        last
    } else {
        own + 2
    }
}

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

/// How long something took: `under 1 s`, `3 s`, `2 min 5 s`, `3 h 20 min`
pub(crate) fn took(time: Duration) -> String {
    match time.as_secs() {
        0 => "under 1 s".to_owned(),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
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
    fn a_long_line_goes_on_below_its_last_column() {
        let fold = |line: &str, columns| wrapped(line, columns, indented_below(line, columns));
        let line = "1. notes@1->2/verify   check every document, write the receipt";
        assert_eq!(fold(line, 80), line);
        assert_eq!(
            fold(line, 47),
            "1. notes@1->2/verify   check every document,\n                       write the receipt"
        );
        // Too little room is left below the last column.
        assert_eq!(
            fold(line, 40),
            "1. notes@1->2/verify   check every\n  document, write the receipt"
        );
        assert_eq!(fold("  one two three", 11), "  one two\n  three");
        assert_eq!(fold("j572rqc6g1dcgyz5 is whole", 10), "j572rqc6g1dcgyz5\nis whole");
    }

    #[test]
    fn colours_take_no_columns() {
        let line = "\u{1b}[32mone\u{1b}[0m  two three";
        assert_eq!(wrapped(line, 14, 5), line);
        assert_eq!(wrapped(line, 10, 5), "\u{1b}[32mone\u{1b}[0m  two\n     three");
    }

    #[test]
    fn times_are_short() {
        let clocks = [0, 46, 3_766, 1_000_000].map(|s| clock(Duration::from_secs(s)));
        assert_eq!(clocks, ["0:00", "0:46", "1:02:46", "99:59:59"]);
        let ages = [2, 61, 7_200, 200_000].map(|s| ago(Duration::from_secs(s)));
        assert_eq!(ages, ["2 s ago", "1 min ago", "2 h ago", "2 days ago"]);
        let durations = [0, 59, 125, 12_000].map(|s| took(Duration::from_secs(s)));
        assert_eq!(durations, ["under 1 s", "59 s", "2 min 5 s", "3 h 20 min"]);
        assert_eq!(moment(Timestamp(1_700_000_000_999)), "2023-11-14T22:13:20Z");
        assert_eq!([speed(8_449.0), speed(12.4)], ["8.4k doc/s", "12 doc/s"]);
    }
}
