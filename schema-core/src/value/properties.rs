//! What holds for every value.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{
    PendingWrite, Value, canonical_object, canonical_size, index_key, is_canonical_object,
};
use crate::id::DocumentId;
use crate::testing;

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    // Cases are cheap here, and what is sought are rare meetings.
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_lossless_format_gives_the_same_value_back(value in testing::value()) {
        prop_assert_eq!(value.check(), Ok(()));
        prop_assert_eq!(&Value::from_encoded(value.to_encoded()).unwrap(), &value);
        prop_assert_eq!(&Value::from_encoded_text(&value.to_canonical()).unwrap(), &value);
        prop_assert_eq!(&Value::from_canonical_text(&value.to_canonical()).unwrap(), &value);
        prop_assert_eq!(&Value::from_export(value.to_export()).unwrap(), &value);
        let export = value.to_export().to_string();
        prop_assert_eq!(&Value::from_export_text(&export).unwrap(), &value);
    }

    #[test]
    fn canonical_text_is_read_as_encoded_text_is(
        value in testing::value(),
        broken in option::of((any::<proptest::sample::Index>(), "[-+$0-9.eE{}\\[\\]\",:a-z\\\\ \u{1}]?")),
    ) {
        let mut text = value.to_canonical();
        if let Some((at, byte)) = &broken {
            let at = at.index(text.len());
            prop_assume!(text.is_char_boundary(at) && text.is_char_boundary(at + 1));
            text.replace_range(at..=at, byte);
        }
        let is_object = matches!(value, Value::Object(_));
        prop_assert!(broken.is_some() || !is_object || is_canonical_object(&text) || text.contains('\\'));
        match (Value::from_canonical_text(&text), Value::from_encoded_text(&text)) {
            (Ok(canonical), Ok(encoded)) => {
                let is_object = matches!(canonical, Value::Object(_));
                prop_assert!(is_object || !is_canonical_object(&text), "{text}");
                prop_assert_eq!(canonical, encoded, "{}", text);
            }
            (canonical, encoded) => {
                prop_assert_eq!(canonical.is_err(), encoded.is_err(), "{}", text);
                prop_assert!(!is_canonical_object(&text), "{text}");
            }
        }
    }

    #[test]
    fn the_size_of_a_value_is_told_by_its_canonical_text(value in testing::value()) {
        let text = value.to_canonical();
        prop_assert_eq!(canonical_size(&text), Some(value.size()));
        prop_assert!(text.len() <= 7 * value.size(), "{text}");
    }

    #[test]
    fn canonical_text_that_is_cut_off_is_no_reason_to_panic(
        value in testing::value(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let text = value.to_canonical();
        let cut = cut.index(text.len());
        let (start, end) = (text.get(..cut), text.get(cut..));
        for part in [start, end].into_iter().flatten() {
            let _ = canonical_size(part);
        }
    }

    #[test]
    fn text_of_exports_is_read_as_its_tree_is(
        value in testing::common_value(),
        broken in option::of((any::<proptest::sample::Index>(), "[-$0-9.{}\\[\\]\",:a-z]")),
    ) {
        let mut text = value.to_canonical();
        if let Some((at, by)) = broken {
            let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
            text.insert_str(starts[at.index(starts.len())], &by);
        }
        let tree = crate::json::parse(&text).map(Value::from_export);
        match (Value::from_export_text(&text), tree) {
            (Ok(read), Ok(tree)) => prop_assert_eq!(Ok(read), tree),
            (Err(error), Ok(Err(tree))) => prop_assert_eq!(error.path, tree.path),
            (Err(_), Err(_)) => {}
            (read, tree) => prop_assert!(false, "{text}: {read:?}, {tree:?}"),
        }
    }

    #[test]
    fn a_write_without_placeholders_is_the_value_itself(value in testing::value()) {
        let write = PendingWrite::from_encoded(value.to_encoded()).unwrap();
        prop_assert!(write.commit_times().is_empty());
        prop_assert_eq!(write.at(1), value.clone());
        prop_assert_eq!(write.to_encoded(), value.to_encoded());
    }

    #[test]
    fn canonical_text_is_equal_exactly_for_equal_values(
        a in testing::common_value(),
        b in testing::common_value(),
    ) {
        prop_assert_eq!(a == b, a.to_canonical() == b.to_canonical());
        prop_assert_eq!(a.to_canonical(), a.clone().to_canonical());
        if let Value::Object(object) = &a {
            prop_assert_eq!(canonical_object(object), a.to_canonical());
        }
    }

    #[test]
    fn index_keys_sort_as_the_values_do(
        a in vec(option::of(testing::common_value()), 0..4),
        b in vec(option::of(testing::common_value()), 0..4),
    ) {
        let a: Vec<Option<&Value>> = a.iter().map(Option::as_ref).collect();
        let b: Vec<Option<&Value>> = b.iter().map(Option::as_ref).collect();
        prop_assert_eq!(index_key(&a).cmp(&index_key(&b)), a.cmp(&b));
    }

    #[test]
    fn equal_values_hash_alike(value in testing::value()) {
        let same = Value::from_encoded(value.to_encoded()).unwrap();
        prop_assert_eq!(hash(&same), hash(&value));
    }

    #[test]
    fn a_document_id_is_read_back_and_any_changed_character_is_noticed(
        id in testing::document_id(),
        position in any::<proptest::sample::Index>(),
    ) {
        let text = id.to_string();
        prop_assert_eq!(text.parse(), Ok(id));
        let position = position.index(text.len());
        let other = if &text[position..=position] == "7" { "8" } else { "7" };
        let mut changed = text;
        changed.replace_range(position..=position, other);
        prop_assert!(changed.parse::<DocumentId>().is_err());
    }
}
