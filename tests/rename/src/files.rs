//! A type as one file after the other repeats it: the same words at the same place.

/// A place.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct Place {
    /// What it is called.
    pub name: ::std::string::String,
}

pub mod older;

pub mod globs {
    //! Globs that reach both types of one name, which is fine while nobody says which is meant.

    #![cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "they are the point"))]

    use super::older::*;
    use super::*;

    /// Continues a type that only one of the globs has.
    #[derive(::std::fmt::Debug, ::other::Object)]
    #[schema(crate = "::other", from = Newest)]
    pub struct Newer {
        /// What it is called.
        pub name: ::std::string::String,
        /// Through the other glob.
        #[schema(added, default = ::other::Nullable::Null)]
        pub oldest: ::other::Nullable<oldest::Place>,
    }
}

/// A table of both.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "files", version = 1)]
pub struct FilesV1 {
    /// In the older file.
    pub place: older::Place,
    /// In the oldest file.
    pub other: older::oldest::Place,
}

/// A table of both.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "files", version = 2, from = FilesV1)]
pub struct Files {
    /// In the older file, under another path.
    pub place: older::Place,
    /// In the newest file.
    pub other: Newest,
}

/// From a type of the same name, two files away.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other", from = older::oldest::Place)]
pub struct Newest {
    /// What it is called.
    pub name: ::std::string::String,
}
