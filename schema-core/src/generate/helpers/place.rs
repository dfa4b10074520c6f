//! A place inside a version's document, as a TypeScript type that leads there.

use crate::name::FieldName;
use crate::validator::{Literal, Validator};

use super::super::code;
use super::super::layout::Doc;

/// A place inside a version's document: what it holds, and the type of its validator.
#[derive(Clone, Debug)]
pub(super) struct Place<'v> {
    validator: &'v Validator,
    type_of: String,
    /// Whether `type_of` is a type already; otherwise it names a constant.
    is_type: bool,
    may_be_absent: bool,
    without_null: bool,
    /// A field that is put aside: the tag of a union.
    without: Option<&'v FieldName>,
}

impl<'v> Place<'v> {
    /// The whole document, whose validator is the constant `name`.
    pub(super) fn document(validator: &'v Validator, name: String) -> Self {
        Self {
            validator,
            type_of: name,
            is_type: false,
            may_be_absent: false,
            without_null: false,
            without: None,
        }
    }

    /// A field of an object.
    pub(super) fn field(&self, name: &FieldName) -> Option<Self> {
        let Self { validator: Validator::Object(object), .. } = self else { return None };
        let (name, field) = object.fields.get_key_value(name)?;
        let inside = self.property("fields").property(name.as_str());
        Some(Self { validator: &field.validator, may_be_absent: field.optional, ..inside })
    }

    /// The elements of an array.
    pub(super) fn elements(&self) -> Option<Self> {
        let Self { validator: Validator::Array(element), .. } = self else { return None };
        Some(Self { validator: element, ..self.property("element") })
    }

    /// The values of a record.
    pub(super) fn values(&self) -> Option<Self> {
        let Self { validator: Validator::Record(record), .. } = self else { return None };
        Some(Self { validator: &record.values, ..self.property("value") })
    }

    /// Whether the field that the place is may be absent.
    pub(super) fn may_be_absent(&self) -> bool {
        self.may_be_absent
    }

    /// What isn't `null`.
    pub(super) fn not_null(self) -> Self {
        Self { without_null: true, ..self }
    }

    /// The object: itself, or the one among the members of a union.
    pub(super) fn object(self) -> Option<Self> {
        self.only(|member| matches!(member, Validator::Object(_)))
    }

    /// The object whose tag is `text`, without the tag.
    pub(super) fn tagged(self, tag: &FieldName, text: &str) -> Option<Self> {
        let literal = Validator::Literal(Literal::string(text));
        let mut object = self.only(|member| match member {
            Validator::Object(object) => {
                object.fields.get(tag).is_some_and(|field| field.validator == literal)
            }
            _ => false,
        })?;
        if let Validator::Object(members) = object.validator {
            object.without = members.fields.get_key_value(tag).map(|(tag, _)| tag);
        }
        Some(object)
    }

    /// Whether it is an object that has this text in its tag.
    pub(super) fn has_tag(&self, tag: &FieldName, text: &str) -> bool {
        let Validator::Object(object) = self.validator else { return false };
        let literal = Validator::Literal(Literal::string(text));
        object.fields.get(tag).is_some_and(|field| field.validator == literal)
    }

    /// The type of the values here.
    pub(super) fn values_type(&self) -> Doc {
        let of =
            if self.is_type { self.type_of.clone() } else { format!("typeof {}", self.type_of) };
        let inferred = code::generic("Infer", vec![Doc::text(of)]);
        let present = match (self.without_null, self.may_be_absent) {
            (true, _) => code::generic("NonNullable", vec![inferred]),
            (false, true) => code::generic("Exclude", vec![inferred, Doc::from("undefined")]),
            (false, false) => inferred,
        };
        match self.without {
            Some(tag) => code::generic("Omit", vec![present, Doc::text(format!("\"{tag}\""))]),
            None => present,
        }
    }

    fn only(self, is_it: impl Fn(&Validator) -> bool) -> Option<Self> {
        if is_it(self.validator) {
            return Some(self);
        }
        let Validator::Union(members) = self.validator else { return None };
        let mut found = members.iter().enumerate().filter(|(_, member)| is_it(member));
        let (at, validator) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let members = self.property("members");
        let type_of = if members.is_type {
            format!("{}[{at}]", members.type_of)
        } else {
            format!("(typeof {})[{at}]", members.type_of)
        };
        Some(Self { validator, type_of, is_type: true, ..members })
    }

    /// A property of the validator.
    fn property(&self, name: &str) -> Self {
        let type_of = if self.is_type {
            format!("{}[\"{name}\"]", self.type_of)
        } else {
            format!("{}.{name}", self.type_of)
        };
        Self { type_of, may_be_absent: false, without_null: false, without: None, ..self.clone() }
    }
}
