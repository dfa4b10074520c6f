//! An application whose code takes as long as somebody else wants: everything of a user's that a run
//! calls stops at a gate. No two of them have the same one.

use schema_core::convert::{ConvexValue, DecodeError, Encoder};
use schema_core::shape::{Scope, Shape};
use schema_core::transition::KeepAs;
use schema_core::value::Value;
use schema_core::{AnyId, Doc, Found, Refusal, Schema, Table, TransitionWithReads};

use crate::gate::gate;

/// Text that somebody's own code reads and writes.
#[derive(Clone)]
pub struct Word(String);

impl ConvexValue for Word {
    fn describe(scope: &mut Scope) -> Shape {
        String::describe(scope)
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        gate("encode");
        self.0.encode(encoder)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        gate("decode");
        String::decode(stored).map(Self)
    }
}

impl KeepAs<Self> for Word {}

pub mod v1 {
    use schema_core::{Id, Table};

    use super::{Shelf, Word};

    #[derive(Table)]
    #[schema(table = "tomes", version = 1)]
    pub struct Tome {
        pub title: Word,
        pub shelf: Id<Shelf>,
    }
}

#[derive(Table)]
#[schema(table = "shelves", version = 1)]
pub struct Shelf {
    pub room: String,
}

#[derive(Table)]
#[schema(table = "tomes", version = 2, from = v1::Tome, reads(Shelf))]
pub struct Tome {
    pub title: Word,
    pub shelf: schema_core::Id<Shelf>,
    #[schema(added)]
    pub place: Word,
}

impl TransitionWithReads for Tome {
    fn reads(old: &Doc<v1::Tome>) -> Vec<AnyId> {
        gate("reads");
        vec![AnyId::from(&old.shelf)]
    }

    fn fill(old: &Doc<v1::Tome>, found: &Found<Self>) -> Result<TomeFill, Refusal> {
        gate("fill");
        let shelf = found.get::<Shelf>(&old.shelf)?;
        let room = shelf.map_or_else(|| "nowhere".to_owned(), |shelf| shelf.room.clone());
        Ok(TomeFill { place: Word(room) })
    }
}

#[derive(Schema)]
pub struct SlowBefore {
    shelves: Shelf,
    tomes: v1::Tome,
}

#[derive(Schema)]
pub struct Slow {
    shelves: Shelf,
    tomes: Tome,
}
