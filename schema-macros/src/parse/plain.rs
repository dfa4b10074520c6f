//! Types that everybody calls the same.

use syn::{GenericArgument, PathArguments, Type};

use super::types::{option_content, show};

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
    let Type::Path(path) = ty else { return false };
    let (None, [segment]) = (&path.qself, &path.path.segments.iter().collect::<Vec<_>>()[..])
    else {
        return false;
    };
    let is_one_of = |words: &[&str]| words.iter().any(|word| segment.ident == word);
    match &segment.arguments {
        PathArguments::None => is_one_of(LEAVES),
        PathArguments::AngleBracketed(angled) if is_one_of(CONTAINERS) => {
            angled.args.iter().all(|one| matches!(one, GenericArgument::Type(ty) if is_plain(ty)))
        }
        _ => false,
    }
}

/// Whether both sides name the same plain type, or the new one may be absent from now on.
///
/// Types of the user's under such names are compared by their validators, like every kept field.
pub(crate) fn is_same_plain(old: &Type, new: &Type) -> bool {
    let new_content = option_content(new).filter(|_| option_content(old).is_none());
    is_plain(old) && show(old) == show(new_content.unwrap_or(new))
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
