//! Old versions that another crate continues: `export` lets their hand-off macros be named there.

#![no_implicit_prelude]
#![deny(missing_docs, unreachable_pub, unused_qualifications, unused, warnings)]
#![deny(clippy::all, clippy::pedantic)]

use ::std::string::String;

/// Who lives where, once.
#[derive(::std::fmt::Debug, ::renamed::Table)]
#[schema(crate = "::renamed", table = "people", version = 1, export)]
pub struct Person {
    /// In full.
    pub name: String,
    /// Where letters go.
    pub address: Address,
    /// How they want to be reached.
    pub channel: Channel,
}

/// Where letters go, once.
#[derive(::std::fmt::Debug, ::renamed::Object)]
#[schema(crate = "::renamed", export)]
pub struct Address {
    /// With the house number.
    pub street: String,
}

/// A way to reach somebody, once.
#[derive(::std::fmt::Debug, ::renamed::Union)]
#[schema(crate = "::renamed", export)]
pub enum Channel {
    /// On paper.
    Letter,
    /// By telephone.
    Call,
}

/// Versions in a module of their own, under the same names.
pub mod nested {
    /// A table that the newer crate finds in a module.
    #[derive(::std::fmt::Debug, ::renamed::Table)]
    #[schema(crate = "::renamed", table = "places", version = 1, export)]
    pub struct Place {
        /// What it is called.
        pub name: ::std::string::String,
    }
}
