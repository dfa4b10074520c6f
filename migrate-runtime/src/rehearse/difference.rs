//! A document before and after, as the fields that differ.

use schema_core::id::DocumentId;
use schema_core::value::{Object, Value};

/// How many documents of a table are shown.
pub const SHOWN_MAX: usize = 3;

/// What carrying changes in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The document.
    pub id: DocumentId,
    /// What becomes of it.
    pub after: After,
}

/// What becomes of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum After {
    /// It is deleted, with what it held going elsewhere.
    Deleted,
    /// These fields differ, in the order of their names.
    Fields(Vec<FieldDifference>),
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDifference {
    /// The dotted way to it.
    pub path: String,
    /// What it held.
    pub old: Option<Value>,
    /// What it holds.
    pub new: Option<Value>,
}

/// The fields that differ; inside objects that are on both sides, theirs.
pub(super) fn fields(old: &Object, new: &Object) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    collect("", old, new, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(prefix: &str, old: &Object, new: &Object, found: &mut Vec<FieldDifference>) {
    let only_new = new.iter().filter(|(name, _)| !old.contains_key(*name));
    for (name, value) in only_new {
        let path = format!("{prefix}{name}");
        found.push(FieldDifference { path, old: None, new: Some(value.clone()) });
    }
    for (name, value) in old {
        let path = format!("{prefix}{name}");
        match (value, new.get(name)) {
            (old, Some(new)) if old == new => {}
            (Value::Object(old), Some(Value::Object(new))) => {
                collect(&format!("{path}."), old, new, found);
            }
            (old, new) => {
                found.push(FieldDifference { path, old: Some(old.clone()), new: new.cloned() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        match Value::from_encoded_text(text).unwrap() {
            Value::Object(object) => object,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fields_are_compared_down_to_the_leaf_of_objects() {
        let old = object(r#"{"a":1,"b":{"c":1,"d":[1]},"gone":null,"same":{"x":1}}"#);
        let new = object(r#"{"a":1.5,"b":{"c":1,"d":[1,2]},"added":true,"same":{"x":1}}"#);
        let shown: Vec<_> = fields(&old, &new)
            .into_iter()
            .map(|one| {
                let text = |value: Option<Value>| value.map(|value| value.to_canonical());
                (one.path, text(one.old), text(one.new))
            })
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            shown,
            [
                ("a".to_owned(), some("1"), some("1.5")),
                ("added".to_owned(), None, some("true")),
                ("b.d".to_owned(), some("[1]"), some("[1,2]")),
                ("gone".to_owned(), some("null"), None),
            ]
        );
    }
}
