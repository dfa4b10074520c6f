//! What expansions call to describe the fields of structs and the variants of enums.
//!
//! Expansions are compiled by every user at every build, so they are as little as can be said: one
//! call for all neighbouring fields of plain types, their names in one text.

use crate::convert::ConvexField;
use crate::name::FieldName;
use crate::shape::{FieldScope, FieldShape, RustLiteral, Scope, Shape, Tagging};
use crate::validator::Literal;

/// Neighbouring fields of a struct or a variant.
///
/// Names stand in one text, as `ident` or `ident:stored`, with spaces between fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    names: &'static str,
    describe: Describe,
}

#[derive(Clone, Copy, Debug)]
enum Describe {
    Plain(fn(&mut FieldScope<'_>, &'static str)),
    One(fn(&mut Scope) -> FieldShape),
}

/// Fields whose types the derive knows to be storable.
pub fn plain<T: PlainFields>(names: &'static str) -> Fields {
    Fields { names, describe: Describe::Plain(T::describe) }
}

/// One field of whatever type, given by how it describes itself.
pub fn one(names: &'static str, describe: fn(&mut Scope) -> FieldShape) -> Fields {
    Fields { names, describe: Describe::One(describe) }
}

/// The types of neighbouring fields, as a tuple.
pub trait PlainFields {
    /// Adds the fields with these names.
    fn describe(scope: &mut FieldScope<'_>, names: &'static str);
}

fn add<T: ConvexField>(scope: &mut FieldScope<'_>, name: Option<&str>) {
    if let Some(name) = name {
        let (ident, stored) = split(name);
        scope.field::<T>(ident, stored);
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or((name, name))
}

macro_rules! plain_fields {
    ($($field:ident)*) => {
        impl<$($field: ConvexField),*> PlainFields for ($($field,)*) {
            fn describe(scope: &mut FieldScope<'_>, names: &'static str) {
                let mut names = names.split(' ');
                $(add::<$field>(scope, names.next());)*
            }
        }
    };
}
plain_fields!(A);
plain_fields!(A B);
plain_fields!(A B C);
plain_fields!(A B C D);
plain_fields!(A B C D E);
plain_fields!(A B C D E F);
plain_fields!(A B C D E F G);
plain_fields!(A B C D E F G H);
plain_fields!(A B C D E F G H I);
plain_fields!(A B C D E F G H I J);
plain_fields!(A B C D E F G H I J K);
plain_fields!(A B C D E F G H I J K L);

fn add_all(scope: &mut FieldScope<'_>, fields: &[Fields]) {
    for Fields { names, describe } in fields {
        match describe {
            Describe::Plain(describe) => describe(scope, names),
            Describe::One(describe) => {
                let (ident, stored) = split(names);
                scope.described(ident, stored, *describe);
            }
        }
    }
}

/// Describes a struct with named fields.
pub fn object(scope: &mut Scope, module: &str, name: &str, fields: &[Fields]) -> Shape {
    scope.object(module, name, |scope| add_all(scope, fields))
}

/// Describes an enum of unit variants, each with its literal.
pub fn literals(
    scope: &mut Scope,
    module: &str,
    name: &str,
    variants: Vec<(&str, Literal)>,
) -> Shape {
    let variants = variants
        .into_iter()
        .map(|(ident, literal)| RustLiteral { ident: ident.to_owned(), literal })
        .collect();
    scope.literals(module, name, variants)
}

/// Describes an enum of unit variants that are all stored as text.
pub fn texts(scope: &mut Scope, module: &str, name: &str, variants: &[(&str, &str)]) -> Shape {
    let literals_of = variants.iter().map(|&(ident, text)| (ident, Literal::string(text)));
    literals(scope, module, name, literals_of.collect())
}

/// A variant of an enum with data.
#[derive(Clone, Copy, Debug)]
pub struct Variant<'a> {
    /// Its name in Rust.
    pub ident: &'a str,
    /// The text of its tag; meaningless in an untagged enum.
    pub tag: &'a str,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a variant holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Nothing.
    Unit,
    /// Named fields.
    Fields(&'a [Fields]),
    /// One unnamed field, given by how its type describes itself.
    Newtype(fn(&mut Scope) -> Shape),
}

/// Describes an enum with data; `tag` is the tag's field, if there is one.
pub fn union(
    scope: &mut Scope,
    module: &str,
    name: &str,
    tag: Option<&str>,
    variants: &[Variant<'_>],
) -> Shape {
    let tagging = tag.map_or(Tagging::Untagged, |tag| Tagging::Tag(FieldName::from_checked(tag)));
    scope.union(module, name, tagging, |scope| {
        for variant in variants {
            let tag = tag.map(|_| variant.tag);
            match variant.content {
                Content::Unit => scope.unit(variant.ident, tag),
                Content::Fields(fields) => {
                    scope.fields(variant.ident, tag, |scope| add_all(scope, fields));
                }
                Content::Newtype(describe) => scope.described(variant.ident, tag, describe),
            }
        }
    })
}
