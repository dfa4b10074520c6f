//! Checked names: a table, a field of a validator, an index, and a path to a nested field.

use std::borrow::Borrow;
use std::fmt;

pub use schema_names::NameError;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $rule:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes a name that follows the rule.
            ///
            /// # Errors
            ///
            /// Returns the reason why Convex would refuse the name.
            pub fn new(name: impl Into<String>) -> Result<Self, NameError> {
                let name = name.into();
                $rule(&name)?;
                Ok(Self(name))
            }

            /// Takes the name as it is; for names that the derive macros or a parser have checked.
            ///
            /// Names from elsewhere are judged again by
            /// [`Schema::check`](crate::schema::Schema::check).
            pub fn from_checked(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        // Ordered and hashed like its text, so maps by name can be asked with a `&str`.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
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
    ///
    /// The target of a `v.id("_storage")` is the exception: it may be a system table.
    TableName, schema_names::table_name
}
name_type! {
    /// The name of a field in an object validator: a Convex identifier.
    FieldName, schema_names::field_name
}
name_type! {
    /// The name of an index: a Convex identifier, not reserved and not beginning with an underscore.
    IndexName, schema_names::index_name
}
name_type! {
    /// A dotted path of identifiers to an indexed field, such as `address.city`.
    FieldPath, schema_names::field_path
}

impl FieldPath {
    /// The field names along the path, outermost first.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}
