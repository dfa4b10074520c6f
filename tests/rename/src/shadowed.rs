//! The user's own types under the names that expansions could mean, and modules that repeat names.

#![expect(non_camel_case_types, reason = "names of primitives are the point")]

/// The user's `Vec`.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct Vec {
    /// A name that expansions might use.
    #[schema(rename = "object")]
    pub(crate) __object: u8,
}

/// The user's `Option`, whose variants are called like the real one's.
#[derive(::std::fmt::Debug, ::other::Union)]
#[schema(crate = "::other")]
pub enum Option {
    /// Text.
    None,
    /// Text.
    Some,
    /// Text.
    Ok,
    /// Text.
    Err,
}

/// The user's `Result`, with data.
#[derive(::std::fmt::Debug, ::other::Union)]
#[schema(crate = "::other", tag = "type")]
pub enum Result {
    /// Nothing.
    None,
    /// Something.
    Some {
        /// A name that expansions might use.
        #[schema(rename = "in")]
        __in: bool,
    },
    /// Something.
    Ok(Vec),
    /// Something.
    Err {
        /// A name that expansions might use.
        #[schema(rename = "encoder")]
        __encoder: Box,
    },
}

/// The user's `Box`, of one field.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct Box(pub String);

/// The user's `String`.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other")]
pub struct String {
    /// Not text.
    pub core: std,
}

/// The user's `std`.
#[derive(::std::fmt::Debug, ::other::Union)]
#[schema(crate = "::other")]
pub enum std {
    /// A keyword of Rust.
    r#fn,
}

/// A table of them.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "types", version = 1)]
pub struct TypesV1 {
    /// A name that expansions might use.
    #[schema(rename = "out")]
    pub(crate) __out: Vec,
    /// The user's own.
    pub option: Option,
    /// The user's own.
    pub result: Result,
    /// The user's own.
    pub string: String,
    /// In a module of the same names.
    pub address: old::Address,
}

/// A table of them.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "types", version = 2, from = TypesV1)]
pub struct Types {
    /// A name that expansions might use.
    #[schema(rename = "out")]
    pub(crate) __out: Vec,
    /// The user's own.
    pub option: Option,
    /// The user's own.
    pub result: Result,
    /// The user's own.
    pub string: String,
    /// Outside of that module.
    pub address: Address,
}

/// An address, called like the one before it.
#[derive(::std::fmt::Debug, ::other::Object)]
#[schema(crate = "::other", from = old::Address)]
pub struct Address {
    /// A keyword of Rust.
    pub r#type: bool,
    /// Renamed from a keyword of Rust.
    #[schema(renamed_from = r#match)]
    pub matched: bool,
    /// In a module of the same names.
    pub place: old::older::Address,
}

pub mod old {
    //! Types called like those outside.

    /// An address, called like the one after it.
    #[derive(::std::fmt::Debug, ::other::Object)]
    #[schema(crate = "::other", from = older::Address)]
    pub struct Address {
        /// A keyword of Rust.
        pub r#type: bool,
        /// A keyword of Rust.
        #[schema(added, default = false)]
        pub r#match: bool,
        /// In a module of the same names.
        #[schema(added, default = older::Address { r#type: true })]
        pub place: older::Address,
    }

    pub mod older {
        //! Types called like those outside.

        /// The first address.
        #[derive(::std::fmt::Debug, ::other::Object)]
        #[schema(crate = "::other")]
        pub struct Address {
            /// A keyword of Rust.
            pub r#type: bool,
        }
    }
}

/// Types inside of a function, in either order.
#[must_use]
pub fn inside_of_a_function() -> u32 {
    #[derive(::other::Table)]
    #[schema(crate = "::other", table = "inner", version = 2, from = Old)]
    struct New {
        flag: bool,
    }

    #[derive(::other::Table)]
    #[schema(crate = "::other", table = "inner", version = 1)]
    struct Old {
        flag: bool,
    }

    <New as ::other::Table>::VERSION.0 + <Old as ::other::Table>::VERSION.0
}
