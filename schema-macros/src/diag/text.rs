//! Every message of the derives, in one place: first the fact, then the way out, ready to paste.
//!
//! A test in the workspace asks for a UI case of each function here.

mod transition;

use std::fmt::Display;

use schema_names::suggest::closest;

pub(crate) use self::transition::*;

/// A fact and the ways out of it, in rustc's own form.
fn with_help(fact: impl Display, help: impl Display) -> String {
    format!("{fact}\n\n  = help: {help}")
}

fn one_of(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

// Attributes

pub(crate) fn attribute_without_list(path: &str) -> String {
    with_help(
        format!("`#[{path}]` needs its words in parentheses"),
        format!("write `#[{path}(...)]`, such as `#[{path}(version = 1)]`"),
    )
}

pub(crate) fn not_a_word() -> String {
    with_help(
        "expected a word, alone or followed by `= value` or `(list)`",
        "separate words with commas: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn unknown_word(word: &str, known: &[&str]) -> String {
    let help = match closest(word, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("the words here are {}", one_of(known)),
    };
    with_help(format!("unknown word `{word}`"), help)
}

pub(crate) fn word_twice(word: &str) -> String {
    with_help(format!("`{word}` is said twice"), "remove one of the two")
}

pub(crate) fn bad_value(word: &str, example: &str) -> String {
    with_help(format!("`{word}` needs a value of another form"), format!("write `{example}`"))
}

pub(crate) fn not_a_flag(word: &str) -> String {
    with_help(format!("`{word}` takes no value"), format!("write `{word}` alone"))
}

pub(crate) fn crate_path_not_absolute(path: &str) -> String {
    with_help(
        format!("`{path}` isn't an absolute path"),
        "the path to `schema_core` begins with `::` or `crate`: `crate = \"::my_crate::schema_core\"`",
    )
}

pub(crate) fn unknown_case(case: &str) -> String {
    let known = [
        "camelCase",
        "snake_case",
        "PascalCase",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
        "lowercase",
        "UPPERCASE",
    ];
    with_help(format!("unknown style `{case}`"), format!("the styles are {}", one_of(&known)))
}

// The kind of item

pub(crate) fn generic_type(ident: &str) -> String {
    with_help(
        format!("`{ident}` has parameters, and a stored type is one fixed shape"),
        "write the concrete type in its fields",
    )
}

pub(crate) fn tuple_struct() -> String {
    with_help(
        "a struct of several unnamed fields has no names to store them under",
        "name the fields; a struct of one unnamed field is stored as that field is",
    )
}

pub(crate) fn unit_struct() -> String {
    with_help("a struct without fields stores nothing", "an empty object is `struct Name {}`")
}

pub(crate) fn rust_union() -> String {
    with_help(
        "a Rust `union` doesn't say which of its fields it holds",
        "use an enum with `#[derive(schema_core::Union)]`",
    )
}

pub(crate) fn union_on_struct() -> String {
    with_help("`Union` is for enums", "a struct is `#[derive(schema_core::Object)]`")
}

pub(crate) fn object_on_enum() -> String {
    with_help("`Object` is for structs", "an enum is `#[derive(schema_core::Union)]`")
}

pub(crate) fn empty_enum(ident: &str) -> String {
    with_help(
        format!("`{ident}` has no variant, so no document could ever hold one"),
        "give it a variant, or remove the field that holds it",
    )
}

// Tables

pub(crate) fn table_missing() -> String {
    with_help(
        "the table has no name",
        "say which table this is: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn bad_table_name(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be the name of a table: {reason}"),
        "a table's name has letters, digits and `_`, and begins with a letter",
    )
}

pub(crate) fn version_missing() -> String {
    with_help(
        "the table has no version",
        "a new table begins with `version = 1`: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn bad_version() -> String {
    with_help("a version is a whole number from 1", "a new table begins with `version = 1`")
}

pub(crate) fn bad_version_field(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be the version field: {reason}"),
        "name a field that no document has yet: `version_field = \"schemaVersion\"`",
    )
}

pub(crate) fn version_field_is_field(name: &str, ident: impl Display) -> String {
    with_help(
        format!("`{name}` is also stored for the field `{ident}`"),
        "the version field is written for you: remove the field, or name another version field",
    )
}

pub(crate) fn version_field_without_object() -> String {
    with_help(
        "documents of any shape have no place for a version field",
        "remove `version_field`, or declare the table's fields",
    )
}

pub(crate) fn old_only_without_effects() -> String {
    with_help(
        "`effects_for_old_only` without effects",
        "declare them: `effects(ensure(Director = by_name))`; or remove the word",
    )
}

pub(crate) fn table_member_not_object(ident: impl Display) -> String {
    with_help(
        format!("the variant `{ident}` would be stored as `null`, and a document is an object"),
        "give the variant named fields, or say `tag = \"kind\"` on the enum",
    )
}

// Fields

pub(crate) fn system_field(name: &str) -> String {
    with_help(
        format!("`{name}` begins with `_`, which is kept for Convex's own fields"),
        "every document has `_id` and `_creationTime`, at hand in `Doc`; store others under another \
         name: `#[schema(rename = \"name\")]`",
    )
}

pub(crate) fn bad_field_name(name: &str, ident: impl Display, reason: &str) -> String {
    with_help(
        format!("`{name}`, stored for `{ident}`, can't be the name of a field: {reason}"),
        "say another one with `#[schema(rename = \"name\")]`",
    )
}

pub(crate) fn stored_twice(ident: impl Display, first: impl Display, stored: &str) -> String {
    with_help(
        format!("`{ident}` and `{first}` are both stored as `{stored}`"),
        "give one of them another name with `#[schema(rename = \"name\")]`",
    )
}

pub(crate) fn two_origins(ident: impl Display, first: &str, second: &str) -> String {
    with_help(
        format!("`{ident}` has two origins, `{first}` and `{second}`"),
        "a field comes from one place: keep one of the two",
    )
}

pub(crate) fn role_missing(word: &str) -> String {
    let help = match word {
        "default" => {
            "say `added, default = ...` for a new field, `changed, default = ...` for one \
                      that was absent in some documents"
        }
        "absent" => "say `added, absent` for a new field that old documents go without",
        _ => "say `changed, keep_valid`",
    };
    with_help(format!("`{word}` doesn't say where the field comes from"), help)
}

pub(crate) fn word_beside_role(word: &str, role: &str) -> String {
    with_help(
        format!("`{word}` has no meaning beside `{role}`"),
        "`default` goes with `added` or `changed`, `absent` with `added`, `keep_valid` with `changed`",
    )
}

pub(crate) fn default_and_absent() -> String {
    with_help(
        "a field can't be absent and have a default",
        "keep `default` for a value in every old document, `absent` for none",
    )
}

pub(crate) fn keep_valid_with_default() -> String {
    with_help(
        "`keep_valid` and `default` contradict each other",
        "`default` fills in where the field is absent; for values that aren't valid any more say \
         `changed, keep_valid` and give the value in `fill`",
    )
}

pub(crate) fn absent_but_required(ident: impl Display) -> String {
    with_help(
        format!("`{ident}` can't be absent: its type isn't an `Option`"),
        "make it an `Option`, or give old documents a value with `added, default = ...`",
    )
}

// Types

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

pub(crate) fn array_type() -> String {
    with_help("Convex has no arrays of a fixed length", "use `Vec<T>`")
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

// Enums

pub(crate) fn tagging_missing(ident: &str) -> String {
    with_help(
        format!("nothing says how stored values of `{ident}` tell their variant"),
        "say `#[schema(tag = \"kind\")]` for a field that names it, or `#[schema(untagged)]` for the \
         first variant that fits",
    )
}

pub(crate) fn tag_and_untagged(tag: &str) -> String {
    with_help(
        format!("a union with the tag `{tag}` can't be untagged"),
        "remove `untagged`, or remove the tag",
    )
}

pub(crate) fn tuple_variant(ident: impl Display) -> String {
    with_help(
        format!("the variant `{ident}` has several unnamed fields, and Convex has no tuples"),
        format!("name them: `{ident} {{ first: ..., second: ... }}`"),
    )
}

pub(crate) fn literal_twice(ident: impl Display, first: impl Display, literal: &str) -> String {
    with_help(
        format!("`{ident}` and `{first}` are both stored as {literal}"),
        "give one of them another name with `#[schema(rename = \"name\")]`",
    )
}

pub(crate) fn value_on_data_enum() -> String {
    with_help(
        "`value` is for enums whose variants are literals",
        "the text of this variant's tag is said with `rename = \"name\"`",
    )
}

pub(crate) fn field_is_tag(ident: impl Display, tag: &str) -> String {
    with_help(
        format!("`{ident}` is stored as `{tag}`, which is the tag's name"),
        "rename the field with `#[schema(rename = \"name\")]`, or choose another tag",
    )
}

pub(crate) fn fill_in_variant(ident: impl Display, role: &str, variant: impl Display) -> String {
    with_help(
        format!("old values of the variant `{variant}` can't give `{ident}`"),
        format!(
            "say `{role}, default = ...` on the field; or mark the variant `#[schema(changed)]` and \
             give the whole value in `NestedUnionTransition::carry`"
        ),
    )
}

pub(crate) fn renamed_and_changed_variant() -> String {
    with_help(
        "a variant that is `changed` gets its value from `carry`, whatever it was called",
        "remove `renamed_from` and name the old variant in `dropped(...)`",
    )
}

// Indexes

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

pub(crate) fn unknown_stored_field(name: &str) -> String {
    with_help(
        format!("the table stores no field `{name}`"),
        "a path in quotes is made of stored names: `\"address.zipCode\"`",
    )
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

// serde

pub(crate) fn serde_reshapes(word: &str) -> String {
    with_help(
        format!("serde's `{word}` makes another shape than the fields say"),
        "if serde's shape isn't what is stored, say `#[schema(ignore_serde)]` beside it; the names \
         and types of the fields themselves count then",
    )
}

pub(crate) fn serde_one_sided(word: &str) -> String {
    with_help(
        format!("serde's `{word}` gives different names for reading and writing"),
        "stored documents have one: say `#[schema(rename = \"name\")]` and `#[schema(ignore_serde)]`",
    )
}

pub(crate) fn serde_contradicts(word: &str, schema: &str, serde: &str) -> String {
    with_help(
        format!("`{word}` is `{schema}` here and `{serde}` for serde"),
        "say the same in both, or `#[schema(ignore_serde)]` if serde's name isn't what is stored",
    )
}

// Schema

pub(crate) fn schema_not_named_fields() -> String {
    with_help(
        "a schema is a struct with a named field for each table",
        "write `struct App { users: User, posts: Post }`",
    )
}

pub(crate) fn dropped_without_fate() -> String {
    with_help(
        "a dropped table needs to say what becomes of its documents",
        "`forget(guests)` leaves them in the deployment, `delete_documents(guests)` deletes them, \
         `carried_away(v3::Guest)` has carried them into other tables",
    )
}

pub(crate) fn schema_table_twice(name: &str) -> String {
    with_help(format!("the table `{name}` is listed and dropped"), "remove one of the two")
}
