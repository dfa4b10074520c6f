//! Checked names: a table, a field of a validator, an index, and a path to a nested field.

use std::fmt;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes the name as it is; for names that the derive macros or a parser have checked.
            pub fn from_checked(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_type! {
    /// The name of a table: a Convex identifier that doesn't begin with an underscore.
    TableName
}
name_type! {
    /// The name of a field in an object validator: a Convex identifier.
    FieldName
}
name_type! {
    /// The name of an index: a Convex identifier, not reserved and not beginning with an underscore.
    IndexName
}
name_type! {
    /// A dotted path of identifiers to an indexed field, such as `address.city`.
    FieldPath
}
