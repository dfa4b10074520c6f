//! What a Rust type says of itself: its validator, and how it is written in Rust.
//!
//! The second half is no part of a version's meaning. It is kept in frozen files so that `bump` can
//! write an old version's Rust while the application's code doesn't compile.

use std::collections::BTreeMap;

use crate::convert::{ConvexField, ConvexValue};
use crate::name::{FieldName, TableName};
use crate::validator::{FieldValidator, Literal, ObjectValidator, Validator};

/// A type's validator beside the Rust type it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What values of the type look like when stored.
    pub validator: Validator,
    /// How the type is written in Rust.
    pub rust: RustType,
}

/// A field's type, and whether the field may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldShape {
    /// The type of the field when it is there.
    pub shape: Shape,
    /// Whether it may be absent (`Option`).
    pub optional: bool,
}

/// The full path of a user's type, such as `app::users::Address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName(String);

impl TypeName {
    /// The type `name` declared in `module`.
    pub fn new(module: &str, name: &str) -> Self {
        Self(format!("{module}::{name}"))
    }

    /// A full path as text, as [`TypeName::as_str`] gave it.
    pub fn from_path(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The full path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: the type's own name.
    pub fn last(&self) -> &str {
        self.0.rsplit("::").next().unwrap_or(&self.0)
    }
}

/// A Rust type as it is written in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type from outside the user's schema, by a path that any module can name: `String`, `i32`,
    /// `schema_core::Millis`.
    Leaf(String),
    /// `schema_core::Nullable<T>`
    Nullable(Box<RustType>),
    /// `Vec<T>`
    Vec(Box<RustType>),
    /// `Box<T>`
    Boxed(Box<RustType>),
    /// `BTreeMap<K, V>` or `HashMap<K, V>`
    Map {
        /// Full path of the map type, without its arguments.
        map: String,
        /// The key.
        key: Box<RustType>,
        /// The value.
        value: Box<RustType>,
    },
    /// `Id<T>`, by table: the Rust type that stands for a table changes with its versions.
    Id(TableName),
    /// A struct or an enum of the user's, described in [`Types`].
    Named(TypeName),
}

/// The user's structs and enums that a table's document is made of, by full path.
pub type Types = BTreeMap<TypeName, RustDef>;

/// A struct or an enum of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustDef {
    /// A struct with named fields: `v.object`.
    Object {
        /// The fields in the order of their declaration.
        fields: Vec<RustField>,
    },
    /// An enum of unit variants: a union of literals.
    Literals {
        /// The variants in the order of their declaration.
        variants: Vec<RustLiteral>,
    },
    /// An enum with data: a union.
    Union {
        /// How a stored value says which variant it is.
        tagging: Tagging,
        /// The variants in the order of their declaration.
        variants: Vec<RustVariant>,
    },
    /// A struct of one unnamed field, stored as that field is.
    Transparent {
        /// The field's type.
        inner: RustType,
        /// Path of the function that checks a value, as the user wrote it.
        check: Option<String>,
    },
}

/// A named field of a struct or of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustField {
    /// Its name in Rust, without `r#`.
    pub ident: String,
    /// Its stored name.
    pub stored: FieldName,
    /// Its type, without the `Option` of an optional field.
    pub rust: RustType,
    /// Whether its type is an `Option`.
    pub optional: bool,
}

/// A unit variant that stands for a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustLiteral {
    /// The variant's name in Rust.
    pub ident: String,
    /// What is stored for it.
    pub literal: Literal,
}

/// A variant of an enum with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustVariant {
    /// The variant's name in Rust.
    pub ident: String,
    /// The tag's value; `None` in an untagged union.
    pub tag: Option<String>,
    /// What it holds.
    pub content: RustContent,
}

/// What a variant of an enum with data holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustContent {
    /// Nothing: stored as an object with just the tag, or as null where untagged.
    Unit,
    /// Named fields.
    Fields(Vec<RustField>),
    /// One unnamed field: its own fields beside the tag, or the value itself where untagged.
    Newtype(RustType),
}

/// How a stored value says which variant of an enum with data it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// By a field that each member has.
    Tag(FieldName),
    /// Not at all: the first variant that accepts the value is it.
    Untagged,
}

/// What is wrong with a declaration and shows only when all its types are put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeclareError {
    /// Types that contain each other have no finite validator.
    #[error(
        "`{}` contains itself ({}): a Convex validator is finite; store `Id<T>` of a document in \
         one of these fields, or `Value` (`v.any()`)",
        .cycle.first().map_or("", |name| name.last()),
        .cycle.iter().map(TypeName::last).collect::<Vec<_>>().join(" -> ")
    )]
    Recursive {
        /// From the type to itself.
        cycle: Vec<TypeName>,
    },
    /// A newtype variant of a tagged enum whose content isn't an object.
    #[error(
        "variant `{variant}` of `{}` holds a value that isn't an object, so there is no place for \
         the tag; give the variant named fields",
        .union.last()
    )]
    TagWithoutObject {
        /// The enum.
        union: TypeName,
        /// The variant.
        variant: String,
    },
    /// A newtype variant of a tagged enum whose content has a field of the tag's name.
    #[error(
        "variant `{variant}` of `{}` has a field `{tag}`, which is the tag's name; store the field \
         under another one with `#[schema(rename = \"{tag}2\")]`, or choose another tag",
        .union.last()
    )]
    TagIsField {
        /// The enum.
        union: TypeName,
        /// The variant.
        variant: String,
        /// The tag.
        tag: FieldName,
    },
}

/// Collects the user's types while a table is described, and notices types that contain themselves.
#[derive(Debug, Default)]
pub struct Scope {
    open: Vec<TypeName>,
    types: Types,
    errors: Vec<DeclareError>,
}

impl Scope {
    /// The types described so far, and what is wrong with them.
    pub fn finish(self) -> (Types, Vec<DeclareError>) {
        (self.types, self.errors)
    }

    /// Describes a struct with named fields.
    pub fn object(
        &mut self,
        module: &str,
        name: &str,
        fields: impl FnOnce(&mut FieldScope<'_>),
    ) -> Shape {
        self.named(module, name, |scope, _| {
            let (validator, fields) = scope.fields(fields);
            (Validator::Object(validator), RustDef::Object { fields })
        })
    }

    /// Describes an enum of unit variants, each with what is stored for it.
    pub fn literals(&mut self, module: &str, name: &str, variants: Vec<RustLiteral>) -> Shape {
        self.named(module, name, |_, _| {
            let members = variants
                .iter()
                .map(|variant| Validator::Literal(variant.literal.clone()))
                .collect();
            (union_of(members), RustDef::Literals { variants })
        })
    }

    /// Describes an enum with data.
    pub fn union(
        &mut self,
        module: &str,
        name: &str,
        tagging: Tagging,
        variants: impl FnOnce(&mut UnionScope<'_>),
    ) -> Shape {
        self.named(module, name, |scope, path| {
            let mut union =
                UnionScope { scope, path, tagging, members: Vec::new(), variants: Vec::new() };
            variants(&mut union);
            let UnionScope { tagging, members, variants, .. } = union;
            (union_of(members), RustDef::Union { tagging, variants })
        })
    }

    /// Describes a struct of one unnamed field.
    pub fn transparent<T: ConvexValue>(
        &mut self,
        module: &str,
        name: &str,
        check: Option<&str>,
    ) -> Shape {
        self.named(module, name, |scope, _| {
            let inner = T::describe(scope);
            let check = check.map(ToOwned::to_owned);
            (inner.validator, RustDef::Transparent { inner: inner.rust, check })
        })
    }

    fn named(
        &mut self,
        module: &str,
        name: &str,
        describe: impl FnOnce(&mut Self, &TypeName) -> (Validator, RustDef),
    ) -> Shape {
        let path = TypeName::new(module, name);
        if let Some(start) = self.open.iter().position(|open| *open == path) {
            let mut cycle = self.open[start..].to_vec();
            cycle.push(path.clone());
            let error = DeclareError::Recursive { cycle };
            if !self.errors.contains(&error) {
                self.errors.push(error);
            }
            return Shape { validator: Validator::Any, rust: RustType::Named(path) };
        }
        self.open.push(path.clone());
        let (validator, def) = describe(self, &path);
        self.open.pop();
        self.types.insert(path.clone(), def);
        Shape { validator, rust: RustType::Named(path) }
    }

    fn fields(
        &mut self,
        describe: impl FnOnce(&mut FieldScope<'_>),
    ) -> (ObjectValidator, Vec<RustField>) {
        let mut fields =
            FieldScope { scope: self, validator: ObjectValidator::default(), fields: Vec::new() };
        describe(&mut fields);
        (fields.validator, fields.fields)
    }
}

/// A union's validator as the server keeps it: one member stands alone.
fn union_of(mut members: Vec<Validator>) -> Validator {
    if members.len() == 1 { members.remove(0) } else { Validator::Union(members) }
}

/// Collects the fields of a struct or a variant.
#[derive(Debug)]
pub struct FieldScope<'a> {
    scope: &'a mut Scope,
    validator: ObjectValidator,
    fields: Vec<RustField>,
}

impl FieldScope<'_> {
    /// Adds a field: its name in Rust, its stored name, and its type.
    pub fn field<T: ConvexField>(&mut self, ident: &str, stored: &str) {
        self.described(ident, stored, T::describe_field);
    }

    /// As [`Self::field`], with the function of the field's type.
    pub(crate) fn described(
        &mut self,
        ident: &str,
        stored: &str,
        describe: fn(&mut Scope) -> FieldShape,
    ) {
        let FieldShape { shape, optional } = describe(self.scope);
        let stored = FieldName::from_checked(stored);
        let validator = FieldValidator { validator: shape.validator, optional };
        self.validator.fields.insert(stored.clone(), validator);
        self.fields.push(RustField { ident: ident.to_owned(), stored, rust: shape.rust, optional });
    }
}

/// Collects the variants of an enum with data.
#[derive(Debug)]
pub struct UnionScope<'a> {
    scope: &'a mut Scope,
    path: &'a TypeName,
    tagging: Tagging,
    members: Vec<Validator>,
    variants: Vec<RustVariant>,
}

impl UnionScope<'_> {
    /// Adds a variant without data.
    pub fn unit(&mut self, ident: &str, tag: Option<&str>) {
        let member = match &self.tagging {
            Tagging::Tag(_) => self.tagged(ObjectValidator::default(), ident, tag),
            Tagging::Untagged => Validator::Null,
        };
        self.add(ident, tag, member, RustContent::Unit);
    }

    /// Adds a variant with named fields.
    pub fn fields(
        &mut self,
        ident: &str,
        tag: Option<&str>,
        fields: impl FnOnce(&mut FieldScope<'_>),
    ) {
        let (validator, fields) = self.scope.fields(fields);
        let member = self.tagged(validator, ident, tag);
        self.add(ident, tag, member, RustContent::Fields(fields));
    }

    /// Adds a variant of one unnamed field.
    pub fn newtype<T: ConvexValue>(&mut self, ident: &str, tag: Option<&str>) {
        self.described(ident, tag, T::describe);
    }

    /// As [`Self::newtype`], with the function of the field's type.
    pub(crate) fn described(
        &mut self,
        ident: &str,
        tag: Option<&str>,
        describe: fn(&mut Scope) -> Shape,
    ) {
        let Shape { validator, rust } = describe(self.scope);
        let member = match (&self.tagging, validator) {
            (Tagging::Untagged, validator) => validator,
            (Tagging::Tag(_), Validator::Object(object)) => self.tagged(object, ident, tag),
            (Tagging::Tag(_), other) => {
                let (union, variant) = (self.path.clone(), ident.to_owned());
                self.scope.errors.push(DeclareError::TagWithoutObject { union, variant });
                other
            }
        };
        self.add(ident, tag, member, RustContent::Newtype(rust));
    }

    fn tagged(&mut self, mut object: ObjectValidator, ident: &str, tag: Option<&str>) -> Validator {
        if let (Tagging::Tag(field), Some(tag)) = (&self.tagging, tag) {
            let literal = Validator::Literal(Literal::string(tag));
            let field_validator = FieldValidator { validator: literal, optional: false };
            if object.fields.insert(field.clone(), field_validator).is_some() {
                self.scope.errors.push(DeclareError::TagIsField {
                    union: self.path.clone(),
                    variant: ident.to_owned(),
                    tag: field.clone(),
                });
            }
        }
        Validator::Object(object)
    }

    fn add(&mut self, ident: &str, tag: Option<&str>, member: Validator, content: RustContent) {
        self.members.push(member);
        let tag = tag.map(ToOwned::to_owned);
        self.variants.push(RustVariant { ident: ident.to_owned(), tag, content });
    }
}
