//! Versions 2 of tables whose versions 1 stand in another crate.

use ::std::result::Result::{self, Ok};
use ::std::string::String;

use ::other::{Doc, NestedTransition, NestedUnionTransition, Refusal, Transition};

/// Who lives where.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "people", version = 2, from = ::rename_old::Person)]
pub struct Person {
    /// In full.
    #[schema(renamed_from = name)]
    pub full_name: String,
    /// Where letters go.
    pub address: Address,
    /// How they want to be reached.
    pub channel: Channel,
    /// How often they were written to.
    #[schema(added, default = 0)]
    pub letters: u32,
    /// What to call them.
    #[schema(added)]
    pub greeting: String,
}

impl Transition for Person {
    fn fill(old: &Doc<Self::Old>) -> Result<PersonFill, Refusal> {
        Ok(PersonFill { greeting: ::std::clone::Clone::clone(&old.name) })
    }
}

/// Where letters go.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other", from = ::rename_old::Address)]
pub struct Address {
    /// With the house number.
    pub street: String,
    /// The town.
    #[schema(added)]
    pub city: String,
}

impl NestedTransition for Address {
    fn fill(old: &::rename_old::Address) -> Result<AddressFill, Refusal> {
        Ok(AddressFill { city: ::std::clone::Clone::clone(&old.street) })
    }
}

/// A way to reach somebody.
#[derive(::std::fmt::Debug, ::other::Union)]
#[schema(crate = "::other", from = ::rename_old::Channel, dropped(Call))]
pub enum Channel {
    /// On paper.
    #[schema(renamed_from = Letter)]
    Post,
    /// Electronically.
    Mail,
}

impl NestedUnionTransition for Channel {
    fn carry(_: &::rename_old::Channel) -> Result<Self, Refusal> {
        Ok(Self::Mail)
    }
}

/// A place, found through a module of the old crate.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "places", version = 2, from = ::rename_old::nested::Place)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Whether anybody is there.
    #[schema(added, absent)]
    pub open: ::std::option::Option<bool>,
}
