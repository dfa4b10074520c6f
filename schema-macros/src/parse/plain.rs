//! Types that everybody calls the same.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// Leaf types of Rust and of `schema_core`.
const LEAVES: &[&str] = &[
    "String", "bool", "f64", "f32", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "Millis",
    "SafeInt", "Bytes",
];

/// Containers that are storable where their content is.
const CONTAINERS: &[&str] = &["Vec", "Option", "Nullable"];

/// Whether the tokens show a type that is storable by itself.
///
/// Nothing relies on it for correctness: a type of the user's that is called `String` is described,
/// written and read by its own impls, only its mistakes are shown at a wider place.
pub(crate) fn is_plain(ty: &Type) -> bool {
    words(ty).is_some()
}

/// Whether both sides name the same plain type, or the new one may be absent from now on.
///
/// Types of the user's under such names are compared by their validators, like every kept field.
pub(crate) fn is_same_plain(old: &Type, new: &Type) -> bool {
    let (Some(old), Some(new)) = (words(old), words(new)) else { return false };
    old == new || new.strip_prefix(&["Option"]) == Some(&old[..])
}

/// A plain type's words from the outside in: `Option<Vec<u8>>` is three of them.
fn words(ty: &Type) -> Option<Vec<&'static str>> {
    let mut words = Vec::new();
    let mut ty = ty;
    loop {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
        let mut segments = path.segments.iter();
        let (segment, None) = (segments.next()?, segments.next()) else { return None };
        let name = segment.ident.to_string();
        let word = |known: &[&'static str]| known.iter().find(|word| **word == name).copied();
        match &segment.arguments {
            PathArguments::None => {
                words.push(word(LEAVES)?);
                return Some(words);
            }
            PathArguments::AngleBracketed(angled) => {
                words.push(word(CONTAINERS)?);
                let mut arguments = angled.args.iter();
                let (Some(GenericArgument::Type(inner)), None) =
                    (arguments.next(), arguments.next())
                else {
                    return None;
                };
                ty = inner;
            }
            PathArguments::Parenthesized(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_plain_text(ty: &str) -> bool {
        is_plain(&syn::parse_str(ty).unwrap())
    }

    #[test]
    fn plain_types_are_leaves_and_containers_of_them() {
        for plain in ["String", "f64", "Option<Vec<u8>>", "Nullable<Millis>"] {
            assert!(is_plain_text(plain), "{plain}");
        }
        for other in
            ["Address", "v1::String", "Vec<Address>", "<A as B>::String", "Id<User>", "[f64; 3]"]
        {
            assert!(!is_plain_text(other), "{other}");
        }
    }

    #[test]
    fn a_plain_type_stays_itself_and_may_become_optional() {
        let same = |old: &str, new: &str| {
            is_same_plain(&syn::parse_str(old).unwrap(), &syn::parse_str(new).unwrap())
        };
        assert!(same("String", "String") && same("String", "Option<String>"));
        assert!(same("Option<f64>", "Option<f64>"));
        assert!(!same("Option<f64>", "f64") && !same("f64", "f32") && !same("A", "A"));
    }
}
