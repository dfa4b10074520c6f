//! Types describing themselves, one inside the other: collects their validators and their Rust.

use crate::convert::{ConvexField, ConvexValue};
use crate::name::FieldName;
use crate::validator::{FieldValidator, Literal, ObjectValidator, Validator};

use super::{
    DeclareError, FieldShape, RustContent, RustDef, RustField, RustLiteral, RustType, RustVariant,
    Shape, Tagging, TypeName, Types,
};

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
