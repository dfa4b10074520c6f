//! A type as one file after the other repeats it: the same words at the same place.

/// A place.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct Place {
    /// What it is called.
    pub name: ::std::string::String,
}

pub mod oldest;
