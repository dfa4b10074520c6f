//! The functions that carry a document of one version to the next, field by field as a reviewer
//! would write them.

mod object;
mod union;

use std::collections::BTreeMap;

use crate::name::FieldName;
use crate::shape::{RustContent, RustDef, RustField, RustType, Tagging, TypeName};
use crate::transition::{Carry, DocumentCarry, Target, TransitionDef};
use crate::validator::Validator;
use crate::version::TableVersion;

use super::super::code;
use super::super::expr::{self, Expr};
use super::super::layout::{Doc, concat_docs};
use super::callback::{Callback, Gives, NamedType};
use super::names::{Names, lower_first};
use super::place::Place;
use super::runtime::Used;

/// How the functions get at what the application gives.
#[derive(Clone)]
pub(super) struct Giving {
    /// Its type.
    pub(super) fill_type: Doc,
    /// Whether it is one function, called as it is.
    pub(super) is_alone: bool,
}

/// Writes the functions of one transition.
pub(super) struct StepWriter<'a, 'u> {
    names: &'a Names,
    old: &'a TableVersion,
    new: &'a TableVersion,
    giving: Giving,
    /// What the file uses that others declare.
    used: &'u mut Used,
    /// The types that the table's transitions have named, each as text.
    type_texts: &'u mut BTreeMap<String, String>,
    /// What the application has to give.
    pub(super) callbacks: Vec<Callback>,
    pub(super) functions: Vec<Doc>,
    /// Whether the function that is being written reads the old value.
    reads_old: bool,
    /// The functions of Rust types that were met, by what they are called after.
    written: BTreeMap<&'a TypeName, Function>,
}

/// Where in a document a carry stands.
#[derive(Clone)]
struct At<'a> {
    /// The new fields on the way, such as `Address`.
    path: String,
    rust: Option<Rust<'a>>,
    old: Option<Place<'a>>,
    new: Option<Place<'a>>,
    target: Target<'a>,
    /// The tag of the union that the object is a variant of.
    tag: Option<FieldName>,
}

/// What stands at a place in Rust.
#[derive(Clone, Copy)]
enum Rust<'a> {
    Type(&'a RustType),
    /// The fields of a variant.
    Fields(&'a [RustField]),
}

/// A function that gives a new value for an old one.
#[derive(Clone)]
struct Function {
    expr: Expr,
    /// Whether it can be called by name.
    is_named: bool,
    needs_given: bool,
}

impl<'a, 'u> StepWriter<'a, 'u> {
    pub(super) fn new(
        names: &'a Names,
        (old, new): (&'a TableVersion, &'a TableVersion),
        giving: Giving,
        used: &'u mut Used,
        type_texts: &'u mut BTreeMap<String, String>,
    ) -> Self {
        let (callbacks, functions, written) = (Vec::new(), Vec::new(), BTreeMap::new());
        let reads_old = false;
        Self { names, old, new, giving, used, type_texts, callbacks, functions, reads_old, written }
    }

    /// Writes the functions; `callbacks` and `functions` have the result.
    pub(super) fn write(&mut self, transition: &'a TransitionDef) {
        let (old, new) = (self.old, self.new);
        let document = |version: &TableVersion| self.names.document(version.name.version);
        let at = At {
            path: String::new(),
            rust: Some(Rust::Type(&new.rust)),
            old: Some(Place::document(&old.document, document(old))),
            new: Some(Place::document(&new.document, document(new))),
            target: Target::of(&new.document),
            tag: None,
        };
        match &transition.carry {
            DocumentCarry::Fields(fields) => self.document(fields, &at),
            DocumentCarry::Whole => self.whole(),
        }
    }

    /// A document that the application gives as a whole.
    fn whole(&mut self) {
        let (old, new) = (self.old.name.version, self.new.name.version);
        let key = format!("toV{new}");
        let given = self.fill_call(&key);
        self.callbacks.push(Callback {
            key,
            takes: self.names.doc(old),
            gives: Gives::Whole(self.names.version(new)),
            types: Vec::new(),
            version: new,
            is_document: true,
        });
        let value = match self.marker() {
            None => given,
            Some((field, number)) => Expr::object_of_lines(vec![
                concat_docs!["...", given.into_doc()],
                concat_docs![expr::key(field.as_str()), ": ", number],
            ]),
        };
        self.function_of_document(true, true, vec![code::returns(value)]);
    }

    fn function_of_document(&mut self, reads_old: bool, needs_given: bool, body: Vec<Doc>) {
        let (old, new) = (self.old.name.version, self.new.name.version);
        let mut parameters = vec![old_parameter(reads_old, &self.names.doc(old))];
        parameters.extend(needs_given.then(|| self.given_parameter()));
        let head = format!("function {}", self.names.step(old, new));
        let function = code::function(head, parameters, None, body);
        let comment =
            code::doc_comment(&[format!("From `{}` to `{}`.", self.old.name, self.new.name)]);
        self.functions.push(code::lines([comment, function]));
    }

    fn marker(&self) -> Option<(FieldName, String)> {
        let field = self.new.version_field.clone()?;
        Some((field, self.new.name.version.to_string()))
    }

    fn is_marked(&self) -> bool {
        self.new.version_field.is_some()
    }

    fn given_parameter(&mut self) -> Doc {
        let given = self.used.note("Given");
        concat_docs!["given: ", code::generic(given, vec![self.giving.fill_type.clone()])]
    }

    /// The application's function for one purpose, called.
    fn fill_call(&mut self, key: &str) -> Expr {
        self.reads_old = true;
        let function = if self.giving.is_alone {
            "given.fill".to_owned()
        } else {
            format!("given.fill.{key}")
        };
        Expr::call(function, vec![Expr::verbatim("old")])
    }

    /// The function that carries a value; `None` for one that stays as stored.
    fn value(&mut self, carry: &'a Carry, at: At<'a>) -> Option<Function> {
        let (inner, wrapper, at) = match carry {
            Carry::AsStored => return None,
            Carry::Object(object) => {
                let old = at.old.clone().and_then(Place::object);
                let new = at.new.clone().and_then(Place::object);
                let target = at.target.objects();
                return Some(self.object(object, &At { old, new, target, ..at }));
            }
            Carry::Union(union) => return Some(self.union(union, &at)),
            Carry::Elements(inner) => {
                let old = at.old.as_ref().and_then(Place::elements);
                let new = at.new.as_ref().and_then(Place::elements);
                let rust = self.rust_inside(at.rust, |rust| match rust {
                    RustType::Vec(element) => Some(element),
                    _ => None,
                });
                (
                    inner,
                    "eachElement",
                    At { rust, old, new, target: at.target.inside_array(), ..at },
                )
            }
            Carry::Values(inner) => {
                let old = at.old.as_ref().and_then(Place::values);
                let new = at.new.as_ref().and_then(Place::values);
                let rust = self.rust_inside(at.rust, |rust| match rust {
                    RustType::Map { value, .. } => Some(value),
                    _ => None,
                });
                (inner, "eachValue", At { rust, old, new, target: at.target.inside_record(), ..at })
            }
            Carry::Nullable(inner) => {
                let (old, new) = (at.old.map(Place::not_null), at.new.map(Place::not_null));
                let rust = self.rust_inside(at.rust, |rust| match rust {
                    RustType::Nullable(value) => Some(value),
                    _ => None,
                });
                (inner, "unlessNull", At { rust, old, new, ..at })
            }
        };
        let function = self.value(inner, at)?;
        let expr = Expr::call(self.used.note(wrapper), vec![function.expr]);
        Some(Function { expr, is_named: false, needs_given: true })
    }

    /// The Rust type inside another, through boxes and transparent structs.
    fn rust_inside(
        &self,
        rust: Option<Rust<'a>>,
        inside: impl Fn(&'a RustType) -> Option<&'a RustType>,
    ) -> Option<Rust<'a>> {
        let Rust::Type(outer) = rust? else { return None };
        inside(self.bare(outer)).map(Rust::Type)
    }

    /// The Rust type without boxes and transparent structs around it.
    fn bare(&self, rust: &'a RustType) -> &'a RustType {
        match rust {
            RustType::Boxed(inner) => self.bare(inner),
            RustType::Named(name) => match self.new.types.get(name) {
                Some(RustDef::Transparent { inner, .. }) => self.bare(inner),
                _ => rust,
            },
            _ => rust,
        }
    }

    /// The user's type at a place.
    fn rust_name(&self, rust: Option<Rust<'a>>) -> Option<&'a TypeName> {
        let Rust::Type(rust) = rust? else { return None };
        match self.bare(rust) {
            RustType::Named(name) => Some(name),
            _ => None,
        }
    }

    fn rust_def(&self, rust: Option<Rust<'a>>) -> Option<&'a RustDef> {
        self.new.types.get(self.rust_name(rust)?)
    }

    fn rust_field(&self, rust: Option<Rust<'a>>, stored: &FieldName) -> Option<Rust<'a>> {
        let fields = match rust? {
            Rust::Fields(fields) => fields,
            rust @ Rust::Type(_) => match self.rust_def(Some(rust))? {
                RustDef::Object { fields } => fields,
                _ => return None,
            },
        };
        fields.iter().find(|field| field.stored == *stored).map(|field| Rust::Type(&field.rust))
    }

    /// What the variant with this tag holds.
    fn rust_variant(
        &self,
        rust: Option<Rust<'a>>,
        tag: &FieldName,
        text: &str,
    ) -> Option<Rust<'a>> {
        let RustDef::Union { tagging: Tagging::Tag(field), variants } = self.rust_def(rust)? else {
            return None;
        };
        let is_it = |own: &Option<String>| field == tag && own.as_deref() == Some(text);
        match &variants.iter().find(|variant| is_it(&variant.tag))?.content {
            RustContent::Unit => None,
            RustContent::Fields(fields) => Some(Rust::Fields(fields)),
            RustContent::Newtype(rust) => Some(Rust::Type(rust)),
        }
    }

    /// What the functions and types of a place are called after: its Rust type, or the way to it
    /// where there is none or another type has the name.
    fn name_of(&mut self, at: &At<'a>) -> String {
        let by_type = self.rust_name(at.rust).map(|name| name.last().to_owned());
        let names = by_type.into_iter().chain([at.path.clone()]);
        let types = [(self.old, &at.old), (self.new, &at.new)].map(|(version, place)| {
            let text = place.as_ref().map_or_else(String::new, |place| place.values_type().print());
            (self.names.version(version.name.version), text)
        });
        let is_free = |name: &String| {
            types.iter().all(|(version, text)| {
                self.type_texts.get(&format!("{version}{name}")).is_none_or(|taken| taken == text)
            })
        };
        let name = names.clone().find(is_free).unwrap_or_else(|| at.path.clone());
        for (version, text) in types {
            self.type_texts.entry(format!("{version}{name}")).or_insert(text);
        }
        name
    }

    /// The types of a place in both versions.
    fn named_types(&mut self, name: &str, at: &At<'_>) -> [NamedType; 2] {
        [(self.old, &at.old), (self.new, &at.new)].map(|(version, place)| {
            if place.is_some() {
                self.used.note("Infer");
            }
            NamedType {
                name: format!("{}{name}", self.names.version(version.name.version)),
                version: version.name.clone(),
                of: place.as_ref().map_or_else(|| Doc::from("any"), Place::values_type),
            }
        })
    }

    /// The key of the application's function for a place.
    fn key_of(&self, name: &str) -> String {
        format!("{}ToV{}", lower_first(name), self.new.name.version)
    }

    fn function_name(&self, name: &str) -> String {
        self.names.step_at(self.old.name.version, name, self.new.name.version)
    }

    /// Whether the new document declares its fields by itself, so that they can be named.
    fn declares_fields(&self) -> bool {
        matches!(self.new.document, Validator::Object(_))
    }
}

/// The parameter with the old value; those who forbid unused ones allow them with an underscore.
fn old_parameter(reads_old: bool, of: &str) -> Doc {
    Doc::text(format!("{}: {of}", if reads_old { "old" } else { "_old" }))
}
