//! The name that somebody probably meant.

/// Returns the candidate closest to `name`, if it is close enough to be worth showing.
///
/// Close enough is at most one edit for each three characters of the longer name: with a fixed
/// number of edits, short names would suggest anything. The first of equally close ones wins, so
/// the answer depends on nothing but the order given. `name` itself is never suggested.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name_chars: Vec<char> = name.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let chars: Vec<char> = candidate.chars().collect();
        let edits = distance(&name_chars, &chars);
        let close = edits > 0 && edits <= name_chars.len().max(chars.len()) / 3;
        if close && best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Counts the edits from `a` to `b`: insert, remove or replace one character, or swap two
/// neighbours, where no part is edited twice.
fn distance(a: &[char], b: &[char]) -> usize {
    // Rows of the usual table: two back (for swaps), one back, and the one being filled.
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before.clone();
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        // The oldest row becomes the one to fill next.
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(a: &str, b: &str) -> usize {
        distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn swapped_neighbours_are_one_edit() {
        assert_eq!(edits("emial", "email"), 1);
        assert_eq!(edits("ab", "ba"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", ""), 3);
        assert_eq!(edits("same", "same"), 0);
        // Not 2: the swapped part is not edited again.
        assert_eq!(edits("ca", "abc"), 3);
    }

    #[test]
    fn the_closest_is_suggested_only_when_close_for_its_length() {
        assert_eq!(closest("emial", ["name", "email", "emails"]), Some("email"));
        assert_eq!(closest("nme", ["age", "name"]), Some("name"));
        assert_eq!(closest("nme", ["age"]), None);
        assert_eq!(closest("ab", ["ac"]), None);
        assert_eq!(closest("legacyTheme", ["legacy_theme"]), Some("legacy_theme"));
        assert_eq!(closest("name", ["name"]), None);
        assert_eq!(closest("name", []), None);
    }

    #[test]
    fn the_first_of_equally_close_names_wins() {
        assert_eq!(closest("cat", ["bat", "rat"]), Some("bat"));
        assert_eq!(closest("cat", ["rat", "bat"]), Some("rat"));
    }
}
