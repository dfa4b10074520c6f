//! A schema to what `schema.export()` gives.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::{Enforcement, Index, IndexKind, Schema, TableSchema};
use crate::name::{FieldPath, TableName};

/// The last field of every database index, which the server adds and `export()` leaves out.
const CREATION_TIME: &str = "_creationTime";

/// Whose form of the JSON is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// What `schema.export()` gives.
    Export,
    /// What the server makes of it: with implicit index fields, and an old spelling left empty.
    Stored,
}

impl Schema {
    /// Writes the schema as `schema.export()` does, with everything sorted by name.
    pub fn to_export_json(&self) -> String {
        self.write(Form::Export).to_string()
    }

    /// Writes the schema as the server keeps it, where every database index ends with
    /// `_creationTime`.
    pub fn to_stored_json(&self) -> String {
        self.write(Form::Stored).to_string()
    }

    fn write(&self, form: Form) -> Json {
        let tables = self.tables.iter();
        let tables: Vec<Json> =
            tables.map(|(name, table)| write_table(name, table, form)).collect();
        json!({ "tables": tables, "schemaValidation": self.enforcement == Enforcement::On })
    }
}

fn write_table(name: &TableName, table: &TableSchema, form: Form) -> Json {
    let mut lists: [(&str, Vec<Json>); 6] = [
        ("indexes", Vec::new()),
        ("stagedDbIndexes", Vec::new()),
        ("searchIndexes", Vec::new()),
        ("stagedSearchIndexes", Vec::new()),
        ("vectorIndexes", Vec::new()),
        ("stagedVectorIndexes", Vec::new()),
    ];
    for (name, index) in &table.indexes {
        let kind = match &index.kind {
            IndexKind::Database { .. } => 0,
            IndexKind::Search { .. } => 2,
            IndexKind::Vector { .. } => 4,
        };
        let list = kind + usize::from(index.staged);
        lists[list].1.push(write_index(name.as_str(), index, form));
    }
    let mut json = Map::from_iter([
        ("tableName".to_owned(), Json::from(name.as_str())),
        ("documentType".to_owned(), table.document.to_json()),
    ]);
    json.extend(lists.map(|(key, list)| (key.to_owned(), Json::Array(list))));
    Json::Object(json)
}

fn write_index(name: &str, index: &Index, form: Form) -> Json {
    match &index.kind {
        IndexKind::Database { fields } => {
            let fields = fields.iter().map(FieldPath::as_str);
            let implicit = (form == Form::Stored).then_some(CREATION_TIME);
            let fields: Vec<&str> = fields.chain(implicit).collect();
            json!({ "indexDescriptor": name, "fields": fields })
        }
        IndexKind::Search { search_field, filter_fields } => json!({
            "indexDescriptor": name,
            "searchField": search_field.as_str(),
            "filterFields": texts(filter_fields),
        }),
        IndexKind::Vector { vector_field, dimensions, filter_fields } => {
            let mut json = json!({
                "indexDescriptor": name,
                "vectorField": vector_field.as_str(),
                "dimensions": dimensions,
                "filterFields": texts(filter_fields),
            });
            if form == Form::Stored {
                json["dimension"] = Json::Null;
            }
            json
        }
    }
}

fn texts(filters: &BTreeSet<FieldPath>) -> Vec<&str> {
    filters.iter().map(FieldPath::as_str).collect()
}
