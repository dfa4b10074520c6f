//! Messages about types that Convex can't hold.

use super::with_help;

pub(crate) fn wide_integer(name: &str) -> String {
    with_help(
        format!("`{name}` has values that no Convex number holds"),
        "use `schema_core::SafeInt` for whole numbers up to 2^53 in `v.number()`, `u32` for smaller \
         ones, or `i64` for `v.int64()`",
    )
}

pub(crate) fn huge_integer(name: &str) -> String {
    with_help(
        format!("`{name}` is wider than any number of Convex"),
        "use `i64` for `v.int64()`, or store it as text in a `String`",
    )
}

pub(crate) fn char_type() -> String {
    with_help("Convex has no single characters", "use `String`")
}

pub(crate) fn tuple_type() -> String {
    with_help(
        "Convex has no tuples",
        "use a struct with `#[derive(schema_core::Object)]`, or a `Vec` where all parts are alike",
    )
}

pub(crate) fn reference_type() -> String {
    with_help("a stored value owns its content", "use `String` for text, `T` for `&T`")
}

pub(crate) fn array_type(instead: &str) -> String {
    with_help("Convex has no arrays of a fixed length", format!("use {instead}"))
}

pub(crate) fn unit_type() -> String {
    with_help(
        "`()` holds nothing that could be stored",
        "remove the field; one that may be null is `schema_core::Nullable<T>`",
    )
}

pub(crate) fn set_type(name: &str) -> String {
    with_help(
        format!("Convex has nothing like `{name}`"),
        "use `Vec<T>`, or a record: `BTreeMap<String, bool>`",
    )
}

pub(crate) fn unsupported_type(ty: &str) -> String {
    with_help(
        format!("`{ty}` can't be stored in a Convex document"),
        "use an owned type: a scalar, `String`, `Vec<T>`, a map, `Id<T>`, or one of your own",
    )
}

pub(crate) fn option_inside() -> String {
    with_help(
        "an `Option` is a field that may be absent, so it stands only directly in a field",
        "a value that may be null is `schema_core::Nullable<T>`",
    )
}

pub(crate) fn nullable_twice() -> String {
    with_help(
        "what is inside may be `null` already, so nobody could tell whose `null` is stored",
        "write one `schema_core::Nullable<T>`, or `schema_core::Value` alone",
    )
}

pub(crate) fn vec_of_u8() -> String {
    with_help(
        "`Vec<u8>` would be an array of numbers",
        "use `schema_core::Bytes` for `v.bytes()`, or `Vec<u16>` if you do mean numbers",
    )
}

pub(crate) fn map_key(key: &str) -> String {
    with_help(
        format!("`{key}` can't be the key of a record: Convex has string and id keys"),
        "use `String` or `Id<T>` as the key, or a `Vec` of an object that has the key as a field",
    )
}

pub(crate) fn direct_recursion(ident: &str) -> String {
    with_help(
        format!("`{ident}` contains itself, and a Convex validator is finite"),
        "store each part as a document of its own and refer to it with `Id<T>`, or store whatever \
         is inside as `schema_core::Value` (`v.any()`)",
    )
}
