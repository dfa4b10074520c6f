//! The rules that a schema must follow, in the order in which the server applies them.

use std::collections::BTreeSet;

use schema_names::NameError;

use super::reach::{can_have, can_have_vector};
use super::{Enforcement, Index, IndexKind, Schema, SchemaError, SchemaReason, TableSchema};
use crate::limits::{
    MAX_FILTER_FIELDS, MAX_INDEX_FIELDS, MAX_INDEXES_PER_TABLE, MAX_TABLES, MAX_VECTOR_DIMENSIONS,
    MIN_VECTOR_DIMENSIONS,
};
use crate::name::{FieldPath, IndexName};
use crate::validator::{ObjectValidator, Validator};

impl Schema {
    /// Finds everything for which a push would refuse the schema; nothing, if it is fine.
    ///
    /// What the server does in three steps is done here at once, so that all mistakes show in one
    /// go. The order is by table, then by rule.
    pub fn errors(&self) -> Vec<SchemaError> {
        let mut errors = Vec::new();
        if self.tables.len() > MAX_TABLES {
            let reason = SchemaReason::TooManyTables { tables: self.tables.len() };
            errors.push(SchemaError { table: None, index: None, reason });
        }
        for (name, table) in &self.tables {
            let mut rules = Rules::new(name.as_str());
            rules.document(&table.document);
            rules.table_name(name.as_str());
            rules.indexes(table);
            rules.index_fields(table);
            if self.enforcement == Enforcement::On {
                rules.index_references(table);
            }
            errors.extend(rules.errors);
        }
        errors
    }

    /// Checks the schema as a push does.
    ///
    /// # Errors
    ///
    /// Returns the first of [`errors`](Self::errors) that the earliest step would report.
    pub fn check(&self) -> Result<(), SchemaError> {
        let first = self.errors().into_iter().min_by_key(SchemaError::stage);
        first.map_or(Ok(()), Err)
    }
}

/// The errors of one table, collected rule by rule.
pub(super) struct Rules<'a> {
    table: &'a str,
    pub(super) errors: Vec<SchemaError>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(table: &'a str) -> Self {
        Self { table, errors: Vec::new() }
    }

    /// Ends a pass over the table: the server goes on only where a pass found nothing.
    pub(super) fn finish(&mut self) -> Result<(), SchemaError> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors.swap_remove(0)) }
    }

    pub(super) fn table_error(&mut self, reason: SchemaReason) {
        let table = Some(self.table.to_owned());
        self.errors.push(SchemaError { table, index: None, reason });
    }

    pub(super) fn index_error(&mut self, index: &str, reason: SchemaReason) {
        let error = self.index_problem(index, reason);
        self.errors.push(error);
    }

    /// The same error, for whoever stops at it at once.
    pub(super) fn index_problem(&self, index: &str, reason: SchemaReason) -> SchemaError {
        SchemaError { table: Some(self.table.to_owned()), index: Some(index.to_owned()), reason }
    }

    fn document(&mut self, document: &Validator) {
        for error in document.errors() {
            self.table_error(SchemaReason::Validator(Box::new(error)));
        }
        self.top_level(document);
        for object in top_level_objects(document) {
            for name in object.fields.keys().filter(|name| name.as_str().starts_with('_')) {
                self.table_error(SchemaReason::SystemField { field: name.as_str().to_owned() });
            }
        }
    }

    pub(super) fn top_level(&mut self, document: &Validator) {
        let fits = match document {
            Validator::Object(_) | Validator::Any => true,
            Validator::Union(members) => {
                members.iter().all(|member| matches!(member, Validator::Object(_)))
            }
            _ => false,
        };
        if !fits {
            self.table_error(SchemaReason::TopLevelType { found: document.to_string() });
        }
    }

    pub(super) fn table_name(&mut self, name: &str) {
        if let Err(reason) = schema_names::table_name(name) {
            self.table_error(SchemaReason::TableName(reason));
        }
    }

    fn indexes(&mut self, table: &TableSchema) {
        self.index_count(table.indexes.len());
        for (name, index) in &table.indexes {
            self.names(name, index);
        }
        for (name, index) in &table.indexes {
            self.not_empty(name, index);
            self.contents(name, index);
        }
        self.different(table.indexes.iter());
        for name in table.indexes.keys() {
            self.reserved(name);
        }
    }

    pub(super) fn index_count(&mut self, indexes: usize) {
        if indexes > MAX_INDEXES_PER_TABLE {
            self.table_error(SchemaReason::TooManyIndexes { indexes });
        }
    }

    /// The names of an index that was made in Rust code; one that was read has passed already.
    fn names(&mut self, name: &IndexName, index: &Index) {
        match schema_names::index_name(name.as_str()) {
            Err(reason) if !reason.is_reserved() => {
                self.index_error(name.as_str(), SchemaReason::IndexName(reason));
            }
            _ => {}
        }
        for path in paths(&index.kind) {
            if let Err(reason) = schema_names::field_path(path.as_str()) {
                let path = path.as_str().to_owned();
                self.index_error(name.as_str(), SchemaReason::IndexField { path, reason });
            }
        }
    }

    pub(super) fn not_empty(&mut self, name: &IndexName, index: &Index) {
        if matches!(&index.kind, IndexKind::Database { fields } if fields.is_empty()) {
            self.index_error(name.as_str(), SchemaReason::EmptyIndex);
        }
    }

    /// What an index covers, looked at by itself.
    pub(super) fn contents(&mut self, name: &IndexName, index: &Index) {
        let name = name.as_str();
        match &index.kind {
            IndexKind::Database { fields } => {
                if fields.len() >= MAX_INDEX_FIELDS {
                    let fields = fields.len();
                    self.index_error(name, SchemaReason::IndexTooManyFields { fields });
                }
                for path in fields.iter().filter(|path| path.as_str() == "_id") {
                    let (path, reason) = (path.as_str().to_owned(), NameError::IndexedId);
                    self.index_error(name, SchemaReason::IndexField { path, reason });
                }
                let mut seen = BTreeSet::new();
                for path in fields.iter().filter(|path| !seen.insert(*path)) {
                    self.index_error(name, SchemaReason::FieldsNotUnique { path: path.clone() });
                }
            }
            IndexKind::Search { filter_fields, .. } => self.filters(name, filter_fields),
            IndexKind::Vector { dimensions, filter_fields, .. } => {
                let dimensions = *dimensions;
                if !(MIN_VECTOR_DIMENSIONS..=MAX_VECTOR_DIMENSIONS).contains(&dimensions) {
                    self.index_error(name, SchemaReason::Dimensions { dimensions });
                }
                self.filters(name, filter_fields);
            }
        }
    }

    fn filters(&mut self, name: &str, filters: &BTreeSet<FieldPath>) {
        let fields = filters.len();
        if fields > MAX_FILTER_FIELDS {
            self.index_error(name, SchemaReason::TooManyFilterFields { fields });
        }
    }

    /// No two indexes may do the same work.
    pub(super) fn different<'i>(
        &mut self,
        indexes: impl Iterator<Item = (&'i IndexName, &'i Index)>,
    ) {
        let mut earlier: Vec<(&IndexName, &Index)> = Vec::new();
        for (name, index) in indexes {
            // An index that was read twice under one name is reported for its name.
            let mut others = earlier.iter().filter(|(other, _)| *other != name);
            let same =
                others.find_map(|(other, before)| same_work(&before.kind, &index.kind, other));
            if let Some(reason) = same {
                self.index_error(name.as_str(), reason);
            }
            earlier.push((name, index));
        }
    }

    pub(super) fn reserved(&mut self, name: &IndexName) {
        match schema_names::index_name(name.as_str()) {
            Err(reason) if reason.is_reserved() => {
                self.index_error(name.as_str(), SchemaReason::IndexName(reason));
            }
            _ => {}
        }
    }

    /// The second step of a push.
    fn index_fields(&mut self, table: &TableSchema) {
        for (name, index) in &table.indexes {
            let IndexKind::Database { fields } = &index.kind else { continue };
            for path in fields {
                if let Err(reason @ (NameError::IndexedCreationTime | NameError::SystemName)) =
                    schema_names::indexed_path(path.as_str())
                {
                    let path = path.as_str().to_owned();
                    self.index_error(name.as_str(), SchemaReason::IndexField { path, reason });
                }
            }
        }
    }

    /// The third step of a push, which leaves the filter fields of vector indexes out.
    fn index_references(&mut self, table: &TableSchema) {
        let document = &table.document;
        for (name, index) in &table.indexes {
            if let IndexKind::Vector { vector_field: path, .. } = &index.kind {
                let path = path.clone();
                if !can_have(document, &path) {
                    self.index_error(name.as_str(), SchemaReason::NoSuchField { path });
                } else if !can_have_vector(document, &path) {
                    self.index_error(name.as_str(), SchemaReason::NotAVector { path });
                }
                continue;
            }
            for path in paths(&index.kind).filter(|path| !can_have(document, path)).cloned() {
                self.index_error(name.as_str(), SchemaReason::NoSuchField { path });
            }
        }
    }
}

/// The objects that a document may be, where they are declared.
pub(super) fn top_level_objects(document: &Validator) -> Vec<&ObjectValidator> {
    match document {
        Validator::Object(object) => vec![object],
        Validator::Union(members) => members.iter().flat_map(top_level_objects).collect(),
        _ => Vec::new(),
    }
}

fn paths(kind: &IndexKind) -> impl Iterator<Item = &FieldPath> {
    let (fields, filters) = match kind {
        IndexKind::Database { fields } => (&fields[..], None),
        IndexKind::Search { search_field: field, filter_fields }
        | IndexKind::Vector { vector_field: field, filter_fields, .. } => {
            (std::slice::from_ref(field), Some(filter_fields))
        }
    };
    fields.iter().chain(filters.into_iter().flatten())
}

/// Why the server refuses `later` beside the index `other`, which is `earlier`.
pub(crate) fn same_work(
    earlier: &IndexKind,
    later: &IndexKind,
    other: &IndexName,
) -> Option<SchemaReason> {
    let other = other.clone();
    match (earlier, later) {
        (IndexKind::Database { fields: a }, IndexKind::Database { fields: b }) if a == b => {
            Some(SchemaReason::SameFields { other })
        }
        (
            IndexKind::Search { search_field: a, filter_fields: a_filters },
            IndexKind::Search { search_field: b, filter_fields: b_filters },
        ) if a == b && a_filters == b_filters => Some(SchemaReason::SameSearch { other }),
        (
            IndexKind::Vector { vector_field: a, dimensions: a_dimensions, .. },
            IndexKind::Vector { vector_field: b, dimensions: b_dimensions, .. },
        ) if a == b && a_dimensions == b_dimensions => Some(SchemaReason::SameVector { other }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn index(kind: IndexKind) -> Index {
        Index { kind, staged: false }
    }

    fn database(fields: &[&str]) -> Index {
        let fields = fields.iter().copied().map(FieldPath::from_checked).collect();
        index(IndexKind::Database { fields })
    }

    #[test]
    fn a_schema_made_in_rust_is_judged_by_every_rule_at_once() {
        let document = ObjectValidator::new()
            .field("_private", Validator::String)
            .field("tags", Validator::record(Validator::Float64, Validator::Any))
            .field("email", Validator::String);
        let indexes = BTreeMap::from([
            (IndexName::from_checked("by_id"), database(&["email", "email"])),
            (IndexName::from_checked("by_name"), database(&["name", "_creationTime"])),
            (
                IndexName::from_checked("v"),
                index(IndexKind::Vector {
                    vector_field: FieldPath::from_checked("email"),
                    dimensions: 1,
                    filter_fields: BTreeSet::new(),
                }),
            ),
        ]);
        let table = TableSchema { document: document.into(), indexes };
        let schema = Schema {
            tables: BTreeMap::from([(crate::name::TableName::from_checked("_users"), table)]),
            enforcement: Enforcement::On,
        };
        let codes: Vec<_> = schema.errors().iter().map(SchemaError::code).collect();
        assert_eq!(
            codes,
            [
                "InvalidRecordType",
                "InvalidSchema",
                "TableNameReserved",
                "FieldsNotUniqueWithinIndex",
                "InvalidVectorDimensionError",
                "IndexNameReserved",
                "IndexFieldsContainCreationTime",
                "SchemaDefinitionError",
                "SchemaDefinitionError",
            ]
        );
        let first = schema.check().unwrap_err().to_string();
        assert_eq!(
            first,
            "table `_users`: the validator of its documents is refused: at `.tags`: the keys of a \
             record are `v.string()`, `v.id(...)` or a union of those, not `v.number()`"
        );
    }
}
