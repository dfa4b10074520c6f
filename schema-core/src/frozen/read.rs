//! JSON -> a frozen version, with the place of whatever is wrong.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diff::changes_text;
use crate::name::{FieldName, FieldPath, IndexName, TableName};
use crate::schema::{Index, IndexKind};
use crate::shape::TypeName;
use crate::validator::{FieldValidator, Validator};
use crate::value::Value;
use crate::version::{Meaning, VersionName, VersionNumber};

use super::amendment::Amendment;
use super::compare::{Comparison, compare};
use super::error::{FrozenError, FrozenReason};
use super::{FrozenRust, FrozenVersion, LAYOUT, change, roles_json, rust_json};

/// A place in the file.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    file: &'a str,
    at: String,
    json: &'a Json,
}

pub(super) fn parse(file: &str, text: &str) -> Result<FrozenVersion, FrozenError> {
    let fail = |reason| FrozenError { file: file.to_owned(), at: String::new(), reason };
    if text.lines().any(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>")) {
        return Err(fail(FrozenReason::MergeMarks));
    }
    let json: Json = crate::json::parse(text).map_err(|error| {
        fail(FrozenReason::NotJson { message: error.to_string(), file: file.to_owned() })
    })?;
    let node = Node::root(file, &json);
    let layout = node.field("layout")?.number()?;
    if layout > u64::from(LAYOUT) {
        return Err(fail(FrozenReason::NewerLayout { found: layout, known: LAYOUT }));
    }
    if layout == 0 {
        return Err(node.field("layout")?.expected("a layout from 1"));
    }
    node.only(&["layout", "table", "version", "meaning", "amendments", "seen", "rust"])?;
    let name = read_name(&node)?;
    let named = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = named.strip_suffix(".json").filter(|stem| stem.contains('@'));
    if stem.is_some_and(|stem| stem != name.to_string()) {
        return Err(fail(FrozenReason::OtherVersion { found: name }));
    }
    let original = read_meaning(&node.field("meaning")?)?;
    let amendments = read_amendments(&node.field("amendments")?, &original)?;
    let mut seen = BTreeMap::new();
    for (deployment, count) in node.field("seen")?.entries()? {
        let number = count.number()?;
        let known = usize::try_from(number).is_ok_and(|number| number <= amendments.len());
        let number = u32::try_from(number).ok().filter(|_| known);
        let number =
            number.ok_or_else(|| count.expected("the number of an amendment in this file"))?;
        seen.insert(deployment, number);
    }
    let rust = node.field("rust")?;
    rust.only(&["document", "types", "transition"])?;
    let roles = rust.get("transition")?.map(|roles| roles_json::read_roles(&roles)).transpose()?;
    let rust = FrozenRust {
        document: rust_json::read_type(&rust.field("document")?)?,
        types: rust_json::read_types(&rust.field("types")?)?,
        roles,
    };
    Ok(FrozenVersion { name, original, amendments, seen, rust })
}

fn read_name(node: &Node<'_>) -> Result<VersionName, FrozenError> {
    let table = node.field("table")?;
    let name = table.text()?;
    if let Err(reason) = schema_names::table_name(&name) {
        return Err(table.expected(&format!("the name of a table ({reason})")));
    }
    let version = node.field("version")?;
    let number = u32::try_from(version.number()?).ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| version.expected("a version from 1"))?;
    Ok(VersionName { table: TableName::from_checked(name), version: VersionNumber(number) })
}

fn read_meaning(node: &Node<'_>) -> Result<Meaning, FrozenError> {
    node.only(&["document", "indexes", "versionField"])?;
    let mut indexes = BTreeMap::new();
    for (name, index) in node.field("indexes")?.entries()? {
        indexes.insert(index.index_named(&name)?, read_index(&index)?);
    }
    Ok(Meaning {
        document: node.field("document")?.validator()?,
        indexes,
        version_field: node.get("versionField")?.map(|field| field.field_name()).transpose()?,
    })
}

fn read_amendments(node: &Node<'_>, original: &Meaning) -> Result<Vec<Meaning>, FrozenError> {
    let mut meanings: Vec<Meaning> = Vec::new();
    for (index, item) in node.items()?.iter().enumerate() {
        item.only(&["number", "document", "indexes"])?;
        let number = item.field("number")?;
        let expected = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
        if number.number()? != expected {
            return Err(number.expected(&format!("{expected}: amendments are numbered from 1")));
        }
        let before = meanings.last().unwrap_or(original);
        let amendment = read_amendment(item)?;
        let meaning = amendment
            .apply(before)
            .filter(|meaning| is_well_formed(&meaning.document))
            .ok_or_else(|| {
            item.expected("a change that fits what the version was before it")
        })?;
        let refused = match compare(before, &meaning) {
            Comparison::Same | Comparison::Additive(_) => Vec::new(),
            Comparison::Refused(changes) => changes,
        };
        if !refused.is_empty() {
            let number = u32::try_from(expected).unwrap_or(u32::MAX);
            let changes = changes_text(&refused);
            return Err(item.fail(FrozenReason::NotAnAmendment { number, changes }));
        }
        meanings.push(meaning);
    }
    Ok(meanings)
}

/// Whether a validator that was put together from parts is one that Convex takes as a whole.
fn is_well_formed(validator: &Validator) -> bool {
    Validator::from_json(&validator.to_json().to_string()).is_ok_and(|read| read == *validator)
}

fn read_amendment(node: &Node<'_>) -> Result<Amendment, FrozenError> {
    let document = node.get("document")?.map(|document| change::read(&document)).transpose()?;
    let mut indexes = BTreeMap::new();
    for (name, index) in node.get("indexes")?.map_or(Ok(Vec::new()), |map| map.entries())? {
        let read = if index.is_null() { None } else { Some(read_index(&index)?) };
        indexes.insert(index.index_named(&name)?, read);
    }
    Ok(Amendment { document, indexes })
}

fn read_index(node: &Node<'_>) -> Result<Index, FrozenError> {
    node.only(&["kind", "fields", "field", "filter", "dimensions", "staged"])?;
    let paths = |key: &str| {
        node.field(key)?.items()?.iter().map(Node::path).collect::<Result<Vec<_>, FrozenError>>()
    };
    let kind = node.field("kind")?;
    let kind = match kind.text()?.as_str() {
        "database" => IndexKind::Database { fields: paths("fields")? },
        "search" => IndexKind::Search {
            search_field: node.field("field")?.path()?,
            filter_fields: paths("filter")?.into_iter().collect(),
        },
        "vector" => {
            let dimensions = node.field("dimensions")?;
            IndexKind::Vector {
                vector_field: node.field("field")?.path()?,
                dimensions: u32::try_from(dimensions.number()?)
                    .map_err(|_| dimensions.expected("a number of dimensions"))?,
                filter_fields: paths("filter")?.into_iter().collect(),
            }
        }
        _ => return Err(kind.expected("`database`, `search` or `vector`")),
    };
    let staged = node.get("staged")?.map_or(Ok(false), |flag| flag.flag())?;
    Ok(Index { kind, staged })
}

fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    first && chars.all(|c| c == '_' || c.is_alphanumeric())
}

impl<'a> Node<'a> {
    pub(super) fn root(file: &'a str, json: &'a Json) -> Self {
        Self { file, at: String::new(), json }
    }

    fn inner(&self, step: &str, json: &'a Json) -> Self {
        let dot = if self.at.is_empty() || step.starts_with('[') { "" } else { "." };
        Self { file: self.file, at: format!("{}{dot}{step}", self.at), json }
    }

    pub(super) fn fail(&self, reason: FrozenReason) -> FrozenError {
        FrozenError { file: self.file.to_owned(), at: self.at.clone(), reason }
    }

    pub(super) fn expected(&self, expected: &str) -> FrozenError {
        self.fail(FrozenReason::Expected { expected: expected.to_owned() })
    }

    fn map(&self) -> Result<&'a serde_json::Map<String, Json>, FrozenError> {
        self.json.as_object().ok_or_else(|| self.expected("an object"))
    }

    /// What stands under `key`, which may be missing.
    pub(super) fn get(&self, key: &str) -> Result<Option<Self>, FrozenError> {
        Ok(self.map()?.get(key).map(|json| self.inner(key, json)))
    }

    /// What stands under `key`, which must be there.
    pub(super) fn field(&self, key: &str) -> Result<Self, FrozenError> {
        self.get(key)?.ok_or_else(|| self.fail(FrozenReason::Missing { field: key.to_owned() }))
    }

    /// Refuses keys that aren't in `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), FrozenError> {
        let unknown = self.map()?.keys().filter(|key| !known.contains(&key.as_str())).min();
        match unknown {
            Some(field) => Err(self.fail(FrozenReason::Unknown { field: field.clone() })),
            None => Ok(()),
        }
    }

    pub(super) fn entries(&self) -> Result<Vec<(String, Self)>, FrozenError> {
        let entries = self.map()?.iter();
        Ok(entries.map(|(key, json)| (key.clone(), self.inner(key, json))).collect())
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, FrozenError> {
        let items = self.json.as_array().ok_or_else(|| self.expected("a list"))?;
        let item = |(index, json)| self.inner(&format!("[{index}]"), json);
        Ok(items.iter().enumerate().map(item).collect())
    }

    pub(super) fn text(&self) -> Result<String, FrozenError> {
        self.json.as_str().map(ToOwned::to_owned).ok_or_else(|| self.expected("text"))
    }

    /// A name in Rust, without `r#`.
    pub(super) fn ident(&self) -> Result<String, FrozenError> {
        let text = self.text()?;
        if is_ident(&text) { Ok(text) } else { Err(self.expected("a name in Rust")) }
    }

    /// The full path of one of the user's types.
    pub(super) fn type_name(&self) -> Result<TypeName, FrozenError> {
        self.type_named(&self.text()?)
    }

    /// The full path of one of the user's types, standing as the key of this place.
    pub(super) fn type_named(&self, path: &str) -> Result<TypeName, FrozenError> {
        if path.split("::").all(is_ident) {
            Ok(TypeName::from_path(path))
        } else {
            Err(self.expected("the full path of a Rust type"))
        }
    }

    /// The stored name of a field.
    pub(super) fn field_name(&self) -> Result<FieldName, FrozenError> {
        self.field_named(&self.text()?)
    }

    /// The stored name of a field, standing as the key of this place.
    pub(super) fn field_named(&self, name: &str) -> Result<FieldName, FrozenError> {
        schema_names::field_name(name)
            .map_err(|reason| self.expected(&format!("the name of a field ({reason})")))?;
        Ok(FieldName::from_checked(name))
    }

    /// The table of an id, which may be one of Convex's own.
    pub(super) fn id_table(&self) -> Result<TableName, FrozenError> {
        let text = self.text()?;
        schema_names::identifier(&text)
            .map_err(|reason| self.expected(&format!("the name of a table ({reason})")))?;
        Ok(TableName::from_checked(text))
    }

    /// The name of an index, standing at this place or as its key.
    pub(super) fn index_named(&self, name: &str) -> Result<IndexName, FrozenError> {
        schema_names::index_name(name)
            .map_err(|reason| self.expected(&format!("the name of an index ({reason})")))?;
        Ok(IndexName::from_checked(name))
    }

    fn path(&self) -> Result<FieldPath, FrozenError> {
        let text = self.text()?;
        schema_names::field_path(&text)
            .map_err(|reason| self.expected(&format!("the path of a field ({reason})")))?;
        Ok(FieldPath::from_checked(text))
    }

    pub(super) fn number(&self) -> Result<u64, FrozenError> {
        self.json.as_u64().ok_or_else(|| self.expected("a whole number"))
    }

    pub(super) fn flag(&self) -> Result<bool, FrozenError> {
        self.json.as_bool().ok_or_else(|| self.expected("true or false"))
    }

    pub(super) fn is_null(&self) -> bool {
        self.json.is_null()
    }

    pub(super) fn is_text(&self) -> bool {
        self.json.is_string()
    }

    /// A Convex value in its encoded JSON.
    pub(super) fn value(&self) -> Result<Value, FrozenError> {
        Value::from_encoded(self.json.clone())
            .map_err(|error| self.expected(&format!("a value: {error}")))
    }

    /// A validator in its own JSON.
    pub(super) fn validator(&self) -> Result<Validator, FrozenError> {
        Validator::from_json(&self.json.to_string())
            .map_err(|error| self.expected(&format!("a validator: {error}")))
    }

    /// The field of this name that stands here.
    pub(super) fn field_validator(&self, name: &str) -> Result<FieldValidator, FrozenError> {
        let json = serde_json::json!({ "type": "object", "value": { name: self.json } });
        let object = Validator::from_json(&json.to_string())
            .map_err(|error| self.expected(&format!("a field: {error}")))?;
        match object {
            Validator::Object(object) => object.fields.into_values().next(),
            _ => None,
        }
        .ok_or_else(|| self.expected("a field"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing;
    use crate::validator::{Literal, ObjectValidator};

    fn parse_with(document: &str, types: &str, transition: &str) -> Result<FrozenVersion, String> {
        let text = format!(
            r#"{{ "layout": 1, "table": "a", "version": 2, "amendments": [], "seen": {{}},
            "meaning": {{ "document": {{ "type": "any" }}, "indexes": {{}} }},
            "rust": {{ "document": {document}, "types": {types}, "transition": {transition} }} }}"#
        );
        parse("a@2.json", &text).map_err(|error| error.to_string())
    }

    // `bump` writes them into Rust, where they can't be looked up any more.
    #[test]
    fn names_of_tables_and_indexes_in_the_rust_part_are_checked() {
        let ensures = |index: &str| {
            format!(
                r#"{{ "types": {{}}, "ensures": [{{ "version": "b@1", "index": "{index}" }}] }}"#
            )
        };
        assert!(parse_with(r#"{ "id": "_storage" }"#, "{}", &ensures("by_name")).is_ok());
        let refused =
            parse_with(r#"{ "id": "two words" }"#, "{}", &ensures("by_name")).unwrap_err();
        assert!(
            refused.contains("at `rust.document.id`: expected the name of a table"),
            "{refused}"
        );
        let refused = parse_with(r#"{ "id": "users" }"#, "{}", &ensures("by)")).unwrap_err();
        assert!(refused.contains("ensures[0].index`: expected the name of an index"), "{refused}");
    }

    // `bump` follows types down to what they are made of.
    #[test]
    fn types_that_hold_themselves_are_refused() {
        let with = |types: &str| parse_with(r#"{ "named": "c::A" }"#, types, r#"{ "types": {} }"#);
        let object = |of: &str| {
            format!(
                r#"{{ "object": [{{ "name": "x", "stored": "x", "type": {{ "vec": {of} }} }}] }}"#
            )
        };
        let leaf = object(r#"{ "leaf": "String" }"#);
        let (to_a, to_b) = (object(r#"{ "named": "c::A" }"#), object(r#"{ "named": "c::B" }"#));
        assert!(with(&format!(r#"{{ "c::A": {to_b}, "c::B": {leaf} }}"#)).is_ok());
        let refused = with(&format!(r#"{{ "c::A": {to_b}, "c::B": {to_a} }}"#)).unwrap_err();
        assert!(refused.contains("`rust.types`: expected finite types"), "{refused}");
        let refused = with(&format!(r#"{{ "c::A": {to_a} }}"#)).unwrap_err();
        assert!(refused.contains("`c::A` holds itself"), "{refused}");
    }

    /// A version whose document has a field of this type, amended to others one after the other.
    fn amended(of: &[Validator]) -> FrozenVersion {
        let mut version =
            parse_with(r#"{ "leaf": "String" }"#, "{}", r#"{ "types": {} }"#).unwrap();
        let mut meanings: Vec<Meaning> = of
            .iter()
            .map(|of| {
                let field = FieldValidator { validator: of.clone(), optional: false };
                let fields = [(FieldName::from_checked("of"), field)].into();
                let document = Validator::Object(ObjectValidator { fields });
                Meaning { document, ..version.original.clone() }
            })
            .collect();
        version.original = meanings.remove(0);
        version.amendments = meanings;
        version
    }

    // A real project's table of messages had one field with most of its text in it.
    #[test]
    fn amendments_take_as_much_text_as_they_add() {
        let literal = |text: String| Validator::Literal(Literal::new(Value::String(text)).unwrap());
        let members = |count: usize| (0..count).map(|n| literal(format!("member {n}"))).collect();
        let nested = |count: usize| {
            Validator::Array(Box::new(Validator::Union(vec![
                Validator::Array(Box::new(Validator::Union(members(count)))),
                Validator::Null,
            ])))
        };
        let length = |amendments: usize| {
            let version = amended(&(0..=amendments).map(|n| nested(300 + n)).collect::<Vec<_>>());
            let text = version.to_text();
            assert_eq!(parse("a@2.json", &text).unwrap(), version);
            text.len()
        };
        let (none, ten, twenty) = (length(0), length(10), length(20));
        assert!(twenty - ten <= 10 * 700, "{none}, {ten}, {twenty}");
        assert!(twenty - ten <= ten - none + 100, "{none}, {ten}, {twenty}");
    }

    proptest! {
        #[test]
        fn amendments_read_back_as_they_were(
            of in testing::validator().prop_flat_map(|first| {
                let second = testing::widened(&first);
                (Just(first), second).prop_flat_map(|(first, second)| {
                    let third = testing::widened(&second);
                    (Just(first), Just(second), third).prop_map(|(a, b, c)| [a, b, c])
                })
            }),
        ) {
            let version = amended(&of);
            // Not every superset is one that no document has to be asked about.
            let is_additive = |pair: &[Meaning]| {
                !matches!(compare(&pair[0], &pair[1]), Comparison::Refused(_))
            };
            let mut meanings = vec![version.original.clone()];
            meanings.extend(version.amendments.clone());
            prop_assume!(meanings.windows(2).all(is_additive));
            let text = version.to_text();
            prop_assert_eq!(parse("a@2.json", &text), Ok(version));
        }
    }

    #[test]
    fn an_amendment_that_does_not_fit_what_it_amends_is_said() {
        let text = amended(&[Validator::Null, Validator::Any]).to_text();
        let numbers = text.replacen(
            "\"amendments\": [",
            "\"amendments\": [{ \"number\": 1, \"document\": \
            { \"fields\": { \"of\": { \"change\": { \"members\": [{ \"keep\": 1 }] } } } } }, ",
            1,
        );
        let refused = parse("a@2.json", &numbers).unwrap_err().to_string();
        assert!(refused.contains("at `amendments[0]`: expected a change that fits"), "{refused}");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let text = amended(&[Validator::Null]).to_text();
        let twice = text.replacen("\"layout\": 1,", "\"layout\": 1,\n  \"layout\": 1,", 1);
        let refused = parse("a@2.json", &twice).unwrap_err().to_string();
        assert!(refused.contains("the key \"layout\" stands twice"), "{refused}");
    }
}
