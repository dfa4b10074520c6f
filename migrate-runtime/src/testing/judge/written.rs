//! What the application writes while its documents are carried: both shapes, and some of each.

use schema_core::id::DocumentId;
use schema_core::value::{Object, Value};

use crate::testing::suite::shapes::{object, text};

pub use super::log::Changes;

const NAMES: [&str; 3] = ["Agnès", "Ida", "Orson"];

/// Tables that are written to, those more often that are named more often.
pub const WRITTEN: [&str; 7] =
    ["counters", "films", "films", "guests", "reviews", "reviews", "directors"];

/// Decides what is written.
pub trait Hand {
    /// Whether something with these odds happens.
    fn odds(&self, of: u32, in_all: u32) -> bool;

    /// A number below this one.
    fn below(&self, most: usize) -> usize;

    /// A number that was never given before.
    fn word(&self) -> u32;

    /// A document of a table, if there is one.
    fn one_of(&self, table: &str) -> Option<DocumentId>;

    /// Whether the active schema has a table.
    fn has(&self, table: &str) -> bool;
}

/// One write.
#[derive(Clone, Debug)]
pub enum Stroke {
    /// A new document.
    Insert(Object),
    /// Some fields of one.
    Patch(DocumentId, Changes),
    /// All fields of one.
    Replace(DocumentId, Object),
    /// The end of one.
    Delete(DocumentId),
}

/// One write to a table, which may not be one that the active schema accepts: to this document, if
/// it isn't to a new one.
pub fn stroke(hand: &impl Hand, table: &str, one: Option<DocumentId>) -> Option<Stroke> {
    let chosen = hand.below(12);
    // A table that is gone gets no documents, and a guest is never written as a member would be.
    if table == "guests" && (!hand.has(table) || matches!(chosen, 3..=8 | 10)) {
        return None;
    }
    Some(match (chosen, one) {
        (0..=2, _) | (_, None) => Stroke::Insert(old_document(hand, table)),
        (3, _) => Stroke::Insert(new_document(hand, table)),
        (4..=8, Some(id)) => Stroke::Patch(id, changes(hand, table)),
        (9, Some(id)) => Stroke::Replace(id, old_document(hand, table)),
        (10, Some(id)) => Stroke::Replace(id, new_document(hand, table)),
        (_, Some(id)) => Stroke::Delete(id),
    })
}

/// A document as the versions before the new ones have it.
pub fn old_document(hand: &impl Hand, table: &str) -> Object {
    let is_bad = hand.odds(1, 10);
    let word = hand.word();
    match table {
        "counters" => {
            let value = small(hand);
            let value = if is_bad { Value::Float64(-1.0 - f64::from(word % 2)) } else { value };
            object(&[("name", text(&format!("counter {word}"))), ("value", value)])
        }
        "films" => {
            let title = if is_bad { Value::Null } else { text(&format!("film {word}")) };
            object(&[("title", title), ("director", text(name(hand)))])
        }
        "guests" if is_bad => object(&[("name", text(""))]),
        "guests" => object(&[("name", text(&format!("guest {word}")))]),
        "reviews" => {
            let (film, stars) = (id_of(hand, "films"), small(hand));
            object(&[("film", film), ("stars", if is_bad { Value::Null } else { stars })])
        }
        // A namesake makes `ensure` ambiguous.
        _ if word.is_multiple_of(3) => object(&[("name", text(name(hand)))]),
        _ => object(&[("name", text(&format!("director {word}")))]),
    }
}

/// A document as the new versions have it.
fn new_document(hand: &impl Hand, table: &str) -> Object {
    let mut fields = old_document(hand, table);
    match table {
        "counters" => {
            fields.insert("unit".to_owned(), text("each"));
            // Now and then as the version in between has it.
            let is_newest = hand.odds(2, 3);
            let version = if is_newest { 3.0 } else { 2.0 };
            fields.insert("schemaVersion".to_owned(), Value::Float64(version));
            if is_newest {
                fields.insert("scale".to_owned(), small(hand));
            }
        }
        "films" => {
            fields.remove("director");
            fields.insert("title".to_owned(), text(&format!("new film {}", hand.word())));
            fields.insert("directedBy".to_owned(), id_of(hand, "directors"));
            fields.insert("rank".to_owned(), small(hand));
        }
        "reviews" => {
            let name = if hand.odds(2, 3) { "headline" } else { "title" };
            fields.insert(name.to_owned(), text("seen"));
            fields.insert("checked".to_owned(), Value::Boolean(true));
        }
        _ => {}
    }
    fields
}

/// Single fields, mostly new ones: on an old document they make a hybrid.
fn changes(hand: &impl Hand, table: &str) -> Changes {
    let chosen = hand.below(6);
    let word = hand.word();
    match (table, chosen) {
        ("counters", 0) => vec![("unit", Some(text("box")))],
        ("counters", 1) => {
            let version = if word.is_multiple_of(2) { 2.0 } else { 3.0 };
            vec![("schemaVersion", Some(Value::Float64(version)))]
        }
        ("counters", 2) if word.is_multiple_of(3) => vec![("scale", Some(small(hand)))],
        ("counters", 2) => vec![("name", Some(text(&format!("renamed {word}"))))],
        ("counters", _) => vec![("value", Some(small(hand)))],
        ("films", 0 | 1) => vec![("rank", Some(Value::Float64(1_000.0 + f64::from(word))))],
        ("films", 2) => vec![("directedBy", Some(id_of(hand, "directors")))],
        ("films", 3) => vec![("director", Some(text(name(hand))))],
        ("films", _) => vec![("title", Some(text(&format!("title {word}"))))],
        ("reviews", 0) => vec![("title", Some(text(&format!("snapshot {word}"))))],
        ("reviews", 1) => vec![("headline", Some(text(&format!("headline {word}"))))],
        ("reviews", 2) => vec![("checked", Some(Value::Boolean(true)))],
        ("reviews", 3) => vec![("title", None)],
        ("reviews", _) => vec![("stars", Some(small(hand)))],
        (_, _) => vec![("name", Some(text(&format!("somebody {word}"))))],
    }
}

fn small(hand: &impl Hand) -> Value {
    Value::Float64(u32::try_from(hand.below(6)).map_or(f64::NAN, f64::from))
}

fn name(hand: &impl Hand) -> &'static str {
    NAMES[hand.below(NAMES.len())]
}

/// The id of a document, or text that is none: then the schema refuses it.
fn id_of(hand: &impl Hand, table: &str) -> Value {
    hand.one_of(table).map_or_else(|| text("nobody"), |id| text(&id.to_string()))
}
