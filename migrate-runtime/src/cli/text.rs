//! Numbers as they are read.

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
}
