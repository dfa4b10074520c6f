//! Enums with data, and a table that is one.

use ::std::result::Result::{self, Ok};
use ::std::string::String;

use ::other::{Doc, Refusal, UnionTransition};

/// The event before.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "events", version = 1, tag = "kind")]
pub enum EventV1 {
    /// Somebody came.
    Came {
        /// Who.
        who: String,
    },
}

/// An event.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "events", version = 2, from = EventV1)]
#[schema(tag = "kind", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Event {
    /// Somebody came.
    CameIn {
        /// Who.
        who_it_was: String,
        /// A name that expansions might use.
        #[schema(rename = "out")]
        __out: bool,
        /// A name that expansions might use.
        self_: u8,
    },
    /// Somebody left.
    Left,
    /// Something was written.
    Wrote(Note),
}

impl UnionTransition for Event {
    fn carry(old: &Doc<EventV1>) -> Result<Self, Refusal> {
        let EventV1::Came { who } = &**old;
        let who_it_was = ::std::clone::Clone::clone(who);
        Ok(Self::CameIn { who_it_was, __out: true, self_: 1 })
    }
}

/// Content of a variant.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct Note {
    /// What was written.
    pub text: String,
    /// With what.
    pub attachment: Attachment,
}

/// Whichever fits.
#[derive(::std::fmt::Debug, ::other::Union)]
#[schema(crate = "::other", untagged)]
pub enum Attachment {
    /// `null`
    Nothing,
    /// A link.
    Link(String),
    /// A picture.
    Picture {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}
