//! What `schema.export()` gives, to a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::rules::Rules;
use super::{
    Enforcement, Index, IndexKind, Schema, SchemaError, SchemaReason, Stage, TableSchema, as_kept,
};
use crate::name::{FieldPath, IndexName, TableName};
use crate::validator::json::ValidatorJson;
use crate::validator::{ObjectValidator, Validator};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SchemaJson {
    tables: Vec<TableJson>,
    schema_validation: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TableJson {
    table_name: String,
    indexes: Vec<DatabaseJson>,
    staged_db_indexes: Option<Vec<DatabaseJson>>,
    search_indexes: Option<Vec<SearchJson>>,
    staged_search_indexes: Option<Vec<SearchJson>>,
    vector_indexes: Option<Vec<VectorJson>>,
    staged_vector_indexes: Option<Vec<VectorJson>>,
    document_type: Option<ValidatorJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DatabaseJson {
    index_descriptor: String,
    fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SearchJson {
    index_descriptor: String,
    search_field: String,
    filter_fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VectorJson {
    index_descriptor: String,
    vector_field: String,
    dimensions: Option<u32>,
    /// An older spelling, which counts only without the newer one.
    dimension: Option<u32>,
    filter_fields: Vec<String>,
}

impl Schema {
    /// Reads what `schema.export()` gives, with all that the server refuses while reading.
    ///
    /// [`check`](Self::check) then does the remaining steps of a push. Fields that begin with `_`
    /// at the top of a document are left out, as the server does.
    ///
    /// # Errors
    ///
    /// Returns the first mistake.
    pub fn from_export_json(text: &str) -> Result<Self, SchemaError> {
        let json: SchemaJson = serde_json::from_str(text).map_err(|error| SchemaError {
            table: None,
            index: None,
            reason: SchemaReason::Malformed { message: error.to_string() },
        })?;
        let mut tables = BTreeMap::new();
        for table in json.tables {
            // Of tables of one name the last one counts, as on the server.
            let name = TableName::from_checked(table.table_name.as_str());
            tables.insert(name, read_table(table)?);
        }
        let enforcement = match json.schema_validation {
            Some(true) => Enforcement::On,
            Some(false) | None => Enforcement::Off,
        };
        Ok(Self { tables, enforcement })
    }
}

/// The order of the rules is the server's, so that the first mistake is the one it reports.
fn read_table(json: TableJson) -> Result<TableSchema, SchemaError> {
    let mut rules = Rules::new(&json.table_name);
    let document = read_document(&mut rules, json.document_type)?;
    rules.table_name(&json.table_name);
    rules.finish()?;

    let TableJson { indexes, search_indexes, vector_indexes, .. } = json;
    let staged = json.staged_db_indexes.unwrap_or_default();
    let search = with_staged(search_indexes, json.staged_search_indexes);
    let vector = with_staged(vector_indexes, json.staged_vector_indexes);
    rules.index_count(indexes.len() + staged.len() + search.len() + vector.len());
    rules.finish()?;

    let mut reader = Indexes { rules, read: Vec::new() };
    reader.database(indexes, false)?;
    reader.database(staged, true)?;
    reader.different()?;
    for (staged, index) in search {
        reader.search(index, staged)?;
    }
    reader.different()?;
    for (staged, index) in vector {
        reader.vector(index, staged)?;
    }
    reader.different()?;
    Ok(TableSchema { document, indexes: reader.by_name()? })
}

fn read_document(
    rules: &mut Rules<'_>,
    json: Option<ValidatorJson>,
) -> Result<Validator, SchemaError> {
    let Some(json) = json else { return Ok(Validator::Any) };
    let read = json.into_validator().map_err(Box::new).map_err(SchemaReason::Validator);
    let mut document = match read {
        Ok(document) => document,
        Err(reason) => {
            rules.table_error(reason);
            Validator::Any
        }
    };
    rules.finish()?;
    rules.top_level(&document);
    rules.finish()?;
    without_system_fields(&mut document);
    Ok(as_kept(document))
}

fn without_system_fields(document: &mut Validator) {
    fn retain(object: &mut ObjectValidator) {
        object.fields.retain(|name, _| !name.as_str().starts_with('_'));
    }
    match document {
        Validator::Object(object) => retain(object),
        Validator::Union(members) => members.iter_mut().for_each(without_system_fields),
        _ => {}
    }
}

fn with_staged<T>(plain: Option<Vec<T>>, staged: Option<Vec<T>>) -> Vec<(bool, T)> {
    let plain = plain.into_iter().flatten().map(|index| (false, index));
    plain.chain(staged.into_iter().flatten().map(|index| (true, index))).collect()
}

/// The indexes of a table as far as they are read, still with what may be said twice.
struct Indexes<'a> {
    rules: Rules<'a>,
    read: Vec<(IndexName, Index)>,
}

impl Indexes<'_> {
    fn database(&mut self, list: Vec<DatabaseJson>, staged: bool) -> Result<(), SchemaError> {
        let from = self.read.len();
        for json in list {
            let name = self.name(json.index_descriptor)?;
            let fields: Result<_, _> =
                json.fields.into_iter().map(|path| self.path(&name, &path)).collect();
            let index = Index { kind: IndexKind::Database { fields: fields? }, staged };
            self.push(name, index)?;
        }
        for (name, index) in &self.read[from..] {
            self.rules.not_empty(name, index);
        }
        self.rules.finish()
    }

    fn search(&mut self, json: SearchJson, staged: bool) -> Result<(), SchemaError> {
        let name = self.name(json.index_descriptor)?;
        let search_field = self.path(&name, &json.search_field)?;
        let filter_fields = self.filters(&name, json.filter_fields)?;
        let kind = IndexKind::Search { search_field, filter_fields };
        self.push(name, Index { kind, staged })
    }

    fn vector(&mut self, json: VectorJson, staged: bool) -> Result<(), SchemaError> {
        let name = self.name(json.index_descriptor)?;
        let vector_field = self.path(&name, &json.vector_field)?;
        let filter_fields = self.filters(&name, json.filter_fields)?;
        let Some(dimensions) = json.dimensions.or(json.dimension) else {
            return self.refuse(&name, SchemaReason::DimensionsMissing);
        };
        let kind = IndexKind::Vector { vector_field, dimensions, filter_fields };
        self.push(name, Index { kind, staged })
    }

    fn push(&mut self, name: IndexName, index: Index) -> Result<(), SchemaError> {
        self.rules.contents(&name, &index);
        // What only `_creationTime` makes too long shows in the next step.
        self.rules.errors.retain(|error| error.stage() == Stage::Parse);
        self.rules.finish()?;
        self.read.push((name, index));
        Ok(())
    }

    /// Reserved names are found later, once everything else is known to be fine.
    fn name(&mut self, name: String) -> Result<IndexName, SchemaError> {
        let name = IndexName::from_checked(name);
        match schema_names::identifier(name.as_str()) {
            Ok(()) => Ok(name),
            Err(reason) => self.refuse(&name, SchemaReason::IndexName(reason)),
        }
    }

    /// Dots at either end of a path are ignored, as on the server.
    fn path(&mut self, index: &IndexName, text: &str) -> Result<FieldPath, SchemaError> {
        FieldPath::new(text.trim_matches('.')).or_else(|reason| {
            self.refuse(index, SchemaReason::IndexField { path: text.to_owned(), reason })
        })
    }

    /// The server keeps filter fields as a set.
    fn filters(
        &mut self,
        index: &IndexName,
        paths: Vec<String>,
    ) -> Result<BTreeSet<FieldPath>, SchemaError> {
        paths.into_iter().map(|path| self.path(index, &path)).collect()
    }

    fn different(&mut self) -> Result<(), SchemaError> {
        self.rules.different(self.read.iter().map(|(name, index)| (name, index)));
        self.rules.finish()
    }

    fn by_name(mut self) -> Result<BTreeMap<IndexName, Index>, SchemaError> {
        let mut indexes = BTreeMap::new();
        for (name, index) in self.read {
            self.rules.reserved(&name);
            if indexes.insert(name.clone(), index).is_some() {
                self.rules.index_error(name.as_str(), SchemaReason::NamesNotUnique);
            }
        }
        self.rules.finish()?;
        Ok(indexes)
    }

    fn refuse<T>(&mut self, index: &IndexName, reason: SchemaReason) -> Result<T, SchemaError> {
        Err(self.rules.index_problem(index.as_str(), reason))
    }
}
