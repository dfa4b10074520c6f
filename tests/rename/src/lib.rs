//! Every kind of derive, in a crate that has no prelude, calls `schema-core` by another name and
//! denies the workspace's lints. That it compiles is most of the test.

#![no_implicit_prelude]
#![deny(missing_docs, unreachable_pub, unused_qualifications, unused, warnings)]
#![deny(clippy::all, clippy::pedantic)]

pub mod continued;
pub mod effects;
pub mod files;
pub mod shadowed;
pub mod shapes;
pub mod unions;

/// All of them as one schema, with the test that it emits.
#[derive(::std::fmt::Debug, ::other::Schema)]
#[schema(crate = "::other", gates(prod, "eu-west"))]
#[schema(dropped(forget(guests), delete_documents(sessions), carried_away(effects::Legacy)))]
pub struct App {
    /// Continued from another crate.
    pub people: continued::Person,
    /// Continued from another crate's module.
    pub places: continued::Place,
    /// Every shape.
    pub shapes: shapes::Shapes,
    /// Effects and reads.
    pub films: effects::Film,
    /// What effects insert into.
    pub directors: effects::Director,
    /// A union.
    pub events: unions::Event,
    /// The same words in several files.
    pub files: files::Files,
    /// Names that clash.
    pub r#types: shadowed::Types,
}
