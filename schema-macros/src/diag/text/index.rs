//! Messages about indexes.

use std::fmt::Display;

use super::{meant, with_help};

pub(crate) fn bad_index_name(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be the name of an index: {reason}"),
        "an index is usually called after its fields, such as `by_email`",
    )
}

pub(crate) fn index_twice(name: &str) -> String {
    with_help(
        format!("the table has two indexes called `{name}`"),
        "names are shared by plain, search and vector indexes: choose another one",
    )
}

pub(crate) fn empty_index(name: impl Display) -> String {
    with_help(
        format!("the index `{name}` has no fields"),
        "name at least one; every table has an index by `_creationTime` and one by `_id` already",
    )
}

pub(crate) fn too_many_index_fields(name: impl Display, count: usize, max: usize) -> String {
    with_help(
        format!("the index `{name}` has {count} fields, and Convex allows {max}"),
        "leave out the last ones: a query can still filter by them",
    )
}

pub(crate) fn too_many_filter_fields(name: impl Display, count: usize, max: usize) -> String {
    with_help(
        format!("the index `{name}` has {count} filter fields, and Convex allows {max}"),
        "leave some out",
    )
}

pub(crate) fn index_field_twice(name: impl Display, field: &str) -> String {
    with_help(format!("the index `{name}` has the field `{field}` twice"), "remove one of the two")
}

pub(crate) fn too_many_indexes(count: usize, max: usize) -> String {
    with_help(
        format!("the table has {count} indexes, and Convex allows {max}"),
        "remove indexes that are the beginning of another one: a query can use the longer one",
    )
}

pub(crate) fn too_many_of_kind(kind: &str, max: usize) -> String {
    with_help(
        format!("the table has more than {max} {kind} indexes, and Convex allows {max}"),
        "put several filter fields into one index",
    )
}

pub(crate) fn same_index_fields(name: impl Display, first: impl Display) -> String {
    with_help(
        format!("the indexes `{name}` and `{first}` cover the same fields"),
        "Convex refuses the second: remove one of the two",
    )
}

pub(crate) fn dimensions_missing(name: impl Display) -> String {
    with_help(
        format!("the vector index `{name}` doesn't say how long its vectors are"),
        "add `dimensions = 1536`",
    )
}

pub(crate) fn bad_dimensions() -> String {
    with_help(
        "a vector index has 2 to 4096 dimensions",
        "write the length of the vectors that your model gives, such as `dimensions = 1536`",
    )
}

pub(crate) fn unknown_index_field(name: &str, close: Option<&str>) -> String {
    let help = match close {
        Some(close) => format!("did you mean `{close}`?"),
        None => "name a field of this struct; a nested one by its stored path, as text: \
                 `\"address.city\"`"
            .to_owned(),
    };
    with_help(format!("the table has no field `{name}` to index"), help)
}

pub(crate) fn unknown_stored_field(name: &str, close: Option<&str>) -> String {
    let help = meant(close, "a path in quotes is made of stored names: `\"address.zipCode\"`");
    with_help(format!("the table stores no field `{name}`"), help)
}

pub(crate) fn bad_index_path(path: &str, reason: &str) -> String {
    with_help(
        format!("`{path}` can't be indexed: {reason}"),
        "a path is made of stored names with dots between them: `\"address.city\"`",
    )
}

pub(crate) fn system_field_in_index(name: &str) -> String {
    let help = if name == "_id" {
        "a document is found by its id without an index"
    } else {
        "Convex adds it to every index as the last field"
    };
    with_help(format!("`{name}` can't be a field of an index"), help)
}
