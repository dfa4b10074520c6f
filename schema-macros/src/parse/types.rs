//! Types that Convex can't hold, as far as their tokens show it.
//!
//! What hides behind an alias is left to the bound on `ConvexField`; its message is more general.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Ident, PathArguments, Type};

use crate::diag::{Errors, text};

/// Where a type stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Directly in a field, where `Option` means absent.
    Field,
    /// Inside another type.
    Inside,
}

/// Reports what in a field's type Convex can't hold; whether there is nothing.
pub(super) fn check_field(ty: &Type, within: &Ident, errors: &mut Errors) -> bool {
    let before = errors.len();
    errors.aside(|errors| check(ty, Place::Field, within, errors));
    errors.len() == before
}

/// Reports what in a type that stands for a value Convex can't hold.
pub(super) fn check_value(ty: &Type, within: &Ident, errors: &mut Errors) {
    check(ty, Place::Inside, within, errors);
}

fn check(ty: &Type, place: Place, within: &Ident, errors: &mut Errors) {
    match ty {
        Type::Paren(inner) => check(&inner.elem, place, within, errors),
        Type::Group(inner) => check(&inner.elem, place, within, errors),
        Type::Tuple(tuple) if tuple.elems.is_empty() => errors.push(ty.span(), text::unit_type()),
        Type::Tuple(_) => errors.push(ty.span(), text::tuple_type()),
        Type::Reference(_) => errors.push(ty.span(), text::reference_type()),
        Type::Array(syn::TypeArray { elem, .. }) | Type::Slice(syn::TypeSlice { elem, .. }) => {
            let of_bytes = is_word(elem, "u8");
            let instead =
                if of_bytes { "`schema_core::Bytes` for `v.bytes()`" } else { "`Vec<T>`" };
            errors.push(ty.span(), text::array_type(instead));
        }
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return };
            let name = last.ident.to_string();
            let is_bare = path.qself.is_none() && path.path.segments.len() == 1;
            let arguments = arguments(&last.arguments);
            named(&name, is_bare, last.ident.span(), &arguments, (place, within), errors);
        }
        _ => errors.push(ty.span(), text::unsupported_type(&show(ty))),
    }
}

fn named(
    name: &str,
    is_bare: bool,
    span: Span,
    arguments: &[&Type],
    (place, within): (Place, &Ident),
    errors: &mut Errors,
) {
    match name {
        "u64" | "usize" | "isize" if is_bare => errors.push(span, text::wide_integer(name)),
        "u128" | "i128" if is_bare => errors.push(span, text::huge_integer(name)),
        "char" if is_bare => errors.push(span, text::char_type()),
        "str" if is_bare => errors.push(span, text::reference_type()),
        "Option" if place == Place::Inside => errors.push(span, text::option_inside()),
        "HashSet" | "BTreeSet" | "VecDeque" => errors.push(span, text::set_type(name)),
        "Vec" if arguments.iter().any(|ty| is_word(ty, "u8")) => {
            errors.push(span, text::vec_of_u8());
        }
        "HashMap" | "BTreeMap" => {
            if let [key, value, ..] = arguments {
                if !may_be_key(key) {
                    errors.push(key.span(), text::map_key(&show(key)));
                }
                check(value, Place::Inside, within, errors);
            }
        }
        "Id" => {}
        "Nullable" if arguments.iter().any(|ty| is_null_already(ty)) => {
            errors.push(span, text::nullable_twice());
        }
        _ if is_bare && (*within == name || name == "Self") => {
            errors.push(span, text::direct_recursion(&within.to_string()));
        }
        _ => {
            for inner in arguments {
                check(inner, Place::Inside, within, errors);
            }
        }
    }
}

/// A key may be a string, an id, or something whose tokens don't tell.
fn may_be_key(ty: &Type) -> bool {
    const NEVER: &[&str] = &[
        "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "char", "u128",
        "i128", "usize", "isize", "Vec", "Option", "Millis", "SafeInt",
    ];
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| !NEVER.iter().any(|word| last.ident == word)),
        _ => false,
    }
}

/// Whether `null` is one of the type's own values: it couldn't be told from that of a `Nullable`.
fn is_null_already(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Nullable" || last.ident == "Value")
}

fn is_word(ty: &Type, word: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(word))
}

fn arguments(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(angled) = arguments else { return Vec::new() };
    let types = angled.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The type inside `Option<...>`, where the tokens say `Option`.
pub(crate) fn option_content(ty: &Type) -> Option<&Type> {
    content(ty, "Option")
}

/// The type inside `Box<...>`, where the tokens say `Box`.
pub(crate) fn box_content(ty: &Type) -> Option<&Type> {
    content(ty, "Box")
}

fn content<'a>(ty: &'a Type, word: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != word {
        return None;
    }
    arguments(&last.arguments).first().copied()
}

/// A type's tokens as a person would write them.
pub(crate) fn show(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" < ", "<")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" , ", ", ")
        .replace(" ,", ",")
}

/// The validator of a type that everybody calls the same.
pub(crate) fn plain_kind(ty: &str) -> Option<&'static str> {
    match ty {
        "String" => Some("string"),
        "bool" => Some("boolean"),
        "i64" => Some("int64"),
        "f64" | "f32" | "i8" | "i16" | "i32" | "u8" | "u16" | "u32" | "Millis" | "SafeInt" => {
            Some("number")
        }
        "Bytes" => Some("bytes"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(ty: &str) -> usize {
        let mut errors = Errors::default();
        let within = Ident::new("Node", Span::call_site());
        let is_sound = check_field(&syn::parse_str(ty).unwrap(), &within, &mut errors);
        assert_eq!(is_sound, errors.is_empty(), "{ty}");
        errors.len()
    }

    #[test]
    fn what_convex_holds_is_no_mistake() {
        for fine in [
            "String",
            "Option<Nullable<f64>>",
            "std::collections::BTreeMap<Id<User>, Vec<Address>>",
            "HashMap<String, f64, MyState>",
            "Id<Node>",
            "other::Node",
            "Box<Address>",
            // Whatever it is, its own bound tells.
            "my::u64",
        ] {
            assert_eq!(mistakes(fine), 0, "{fine}");
        }
    }

    #[test]
    fn every_mistake_within_a_type_is_found() {
        for (ty, expected) in [
            ("u64", 1),
            ("Option<Option<u64>>", 1),
            ("BTreeMap<u32, Vec<char>>", 2),
            ("Vec<(u8, u8)>", 1),
            ("Box<Node>", 1),
            ("Vec<Box<Self>>", 1),
            ("BTreeMap<String, Option<f64>>", 1),
            ("&'static [u8]", 1),
            ("impl Fn()", 1),
        ] {
            assert_eq!(mistakes(ty), expected, "{ty}");
        }
    }

    #[test]
    fn types_are_shown_as_people_write_them() {
        for ty in ["Option<v1::Address>", "BTreeMap<String, Vec<f64>>", "Id<crate::users::User>"] {
            assert_eq!(show(&syn::parse_str(ty).unwrap()), ty);
        }
    }
}
