//! The ranges of indexes that a transaction has read, as few of them as there can be.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Where each range of an index ends, by where it begins.
type Ends = BTreeMap<Vec<u8>, Vec<u8>>;

/// Disjoint ranges that don't touch, of any number of indexes, by their tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges {
    indexes: BTreeMap<u32, BTreeMap<String, Ends>>,
    count: usize,
}

impl Ranges {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Adds the keys from `low` up to and without `high`.
    pub(super) fn add(&mut self, (table, index): (u32, &str), low: Vec<u8>, high: Vec<u8>) {
        let ranges = self.indexes.entry(table).or_default();
        if !ranges.contains_key(index) {
            ranges.insert(index.to_owned(), Ends::new());
        }
        let Some(ranges) = ranges.get_mut(index) else { return };
        // A batch asks for its documents in the order of their ids.
        if ranges.last_key_value().is_none_or(|(_, end)| *end < low) {
            ranges.insert(low, high);
            self.count += 1;
            return;
        }
        let (mut low, mut high) = (low, high);
        // Whatever begins before this one ends and ends after it begins becomes part of it.
        while let Some((start, end)) = last_until(ranges, &high)
            && *end >= low
        {
            low = low.min(start.clone());
            high = high.max(end.clone());
            let start = start.clone();
            ranges.remove(&start);
            self.count -= 1;
        }
        ranges.insert(low, high);
        self.count += 1;
    }
}

/// The last range that begins at or before a key.
fn last_until<'r>(ranges: &'r Ends, key: &[u8]) -> Option<(&'r Vec<u8>, &'r Vec<u8>)> {
    ranges.range::<[u8], _>((Bound::Unbounded, Bound::Included(key))).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(added: &[(u8, u8)]) -> Ranges {
        let mut ranges = Ranges::default();
        for (low, high) in added {
            ranges.add((1, "by_id"), vec![*low], vec![*high]);
        }
        ranges
    }

    #[test]
    fn ranges_that_touch_count_as_one() {
        assert_eq!(of(&[(1, 2), (3, 4)]).count(), 2);
        assert_eq!(of(&[(1, 2), (3, 4), (2, 3)]).count(), 1);
        assert_eq!(of(&[(1, 9), (3, 4), (3, 4)]).count(), 1);
        assert_eq!(of(&[(3, 4), (6, 7), (1, 9)]).count(), 1);
        assert_eq!(of(&[(3, 4), (6, 7), (1, 5)]).count(), 2);
    }

    #[test]
    fn indexes_are_counted_apart_and_together() {
        let mut ranges = of(&[(1, 2)]);
        ranges.add((1, "by_name"), vec![1], vec![2]);
        ranges.add((2, "by_id"), vec![1], vec![2]);
        assert_eq!(ranges.count(), 3);
    }
}
