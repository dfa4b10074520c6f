//! An export of any size, always the same for a size.

use std::path::Path;

use migrate_runtime::snapshot::{SnapshotError, SnapshotWriter, WhenThere};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value};

const USERS: TableNumber = TableNumber(10_001);
const EVENTS: TableNumber = TableNumber(10_002);

/// What a document takes as text, about.
const USER_BYTES: u64 = 460;
const EVENT_BYTES: u64 = 230;

const WORDS: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jetty",
    "knoll", "larch", "mossy", "north", "ocean", "pebble",
];

/// Numbers that look like any, and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap_or(0)
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(16) as usize]
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// Writes an export with documents of about `bytes`, three quarters of them users.
pub(super) fn write(path: &Path, bytes: u64) -> Result<(), SnapshotError> {
    let mut writer = SnapshotWriter::create(path, WhenThere::Replace)?;
    let (users, events) = (TableName::from_checked("users"), TableName::from_checked("events"));
    writer.tables(&[(users.clone(), USERS), (events.clone(), EVENTS)])?;
    let mut numbers = Numbers(1);
    let count = bytes / 4 / EVENT_BYTES;
    let documents =
        (0..count).map(|at| Ok::<_, SnapshotError>(document(EVENTS, at, event(&mut numbers))));
    writer.documents(&events, documents)?;
    let count = bytes / 4 * 3 / USER_BYTES;
    let documents =
        (0..count).map(|at| Ok::<_, SnapshotError>(document(USERS, at, user(&mut numbers))));
    writer.documents(&users, documents)?;
    writer.finish()
}

fn document(table: TableNumber, at: u64, fields: Object) -> StoredDocument {
    let mut internal = [0; 16];
    let (order, rest) = internal.split_at_mut(8);
    order.copy_from_slice(&at.to_be_bytes());
    rest.copy_from_slice(&at.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let id = DocumentId { table, internal }.to_string();
    StoredDocument { id, creation_time: 1_700_000_000_000.5, fields }
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Object {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn number(numbers: &mut Numbers, end: u32) -> Value {
    Value::Float64(f64::from(numbers.below(end)))
}

fn user(numbers: &mut Numbers) -> Object {
    let name = numbers.words(2);
    let email = format!("{}.{}@example.com", name.replace(' ', "."), numbers.below(1_000_000));
    let tags = (0..numbers.below(5)).map(|_| text(numbers.word())).collect();
    let address = object([
        ("street", text(format!("{} {}", numbers.words(2), numbers.below(200)))),
        ("zip", text(format!("{:05}", numbers.below(100_000)))),
        ("city", text(numbers.word())),
    ]);
    object([
        ("called", text(name)),
        ("email", text(email)),
        ("age", number(numbers, 90)),
        ("joined", text(numbers.below(20_000).to_string())),
        ("tags", Value::Array(tags)),
        ("address", Value::Object(address)),
        ("about", text(numbers.words(12))),
        ("legacyTheme", text(numbers.word())),
    ])
}

fn event(numbers: &mut Numbers) -> Object {
    let payload = (0..8).map(|_| Value::Float64(f64::from(numbers.below(1_000_000)) / 128.0));
    let payload = payload.collect();
    object([
        ("kind", text(numbers.word())),
        ("at", number(numbers, u32::MAX)),
        ("payload", Value::Array(payload)),
    ])
}
