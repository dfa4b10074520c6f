//! `ordered.jsonl`: how do values sort in an index?

use std::cmp::Ordering;

use schema_core::value::{Value, index_key};

use super::Mismatch;
use super::vector::Vector;

/// Stands for a field that the document doesn't have.
const UNDEFINED: &str = r#"{"$undefined":null}"#;

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    let values = read(&vector.need::<Vec<String>>("values"))?;
    let ranks: Vec<usize> = vector.need("ranks");
    for (a, a_rank) in values.iter().zip(&ranks) {
        for (b, b_rank) in values.iter().zip(&ranks) {
            let expected = a_rank.cmp(b_rank);
            let by_value = a.as_ref().cmp(&b.as_ref());
            let by_key = index_key(&[a.as_ref()]).cmp(&index_key(&[b.as_ref()]));
            for (way, got) in [("value", by_value), ("index key", by_key)] {
                if got != expected {
                    return Err(differ(a.as_ref(), b.as_ref(), way, expected, got));
                }
            }
        }
    }
    let mut sorted = values;
    sorted.sort();
    let expected = read(&vector.need::<Vec<String>>("sorted"))?;
    if sorted == expected {
        Ok(())
    } else {
        Err(Mismatch::verdict(format!("{expected:?}"), format!("{sorted:?}")))
    }
}

fn read(texts: &[String]) -> Result<Vec<Option<Value>>, Mismatch> {
    let read = |text: &String| {
        if text == UNDEFINED {
            return Ok(None);
        }
        Value::from_encoded_text(text).map(Some).map_err(|error| Mismatch::verdict(text, error))
    };
    texts.iter().map(read).collect()
}

fn differ(
    a: Option<&Value>,
    b: Option<&Value>,
    way: &str,
    expected: Ordering,
    got: Ordering,
) -> Mismatch {
    Mismatch::verdict(format!("{a:?} to be {expected:?} than {b:?}"), format!("{got:?} by {way}"))
}
