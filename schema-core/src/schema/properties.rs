//! What holds for every schema.

use std::collections::BTreeSet;

use proptest::prelude::*;

use serde_json::Value as Json;

use super::{Schema, TableSchema};
use crate::history::TableHistory;
use crate::name::TableName;
use crate::push::tables_to_recheck;
use crate::shape::RustType;
use crate::testing;
use crate::transition::TransitionDef;
use crate::validator::Validator;
use crate::version::{TableVersion, VersionName, VersionNumber};

/// The elements of a list in JSON.
fn lists<'j>(json: &'j mut Json, key: &str) -> impl Iterator<Item = &'j mut Json> {
    json[key].as_array_mut().into_iter().flatten()
}

fn version(document: Validator) -> TableVersion {
    TableVersion {
        name: VersionName { table: TableName::from_checked("users"), version: VersionNumber(1) },
        document,
        indexes: [].into(),
        version_field: None,
        rust: RustType::Leaf("User".to_owned()),
        types: [].into(),
        errors: Vec::new(),
    }
}

proptest! {
    #[test]
    fn generated_schemas_are_accepted_and_read_back(schema in testing::schema()) {
        prop_assert_eq!(schema.errors(), vec![]);
        prop_assert_eq!(Schema::from_export_json(&schema.to_export_json()).unwrap(), schema);
    }

    /// What was declared is compared with what a deployment gives back, whatever order the lists of
    /// its `export()` are in and however often a filter field is named.
    #[test]
    fn a_schema_is_read_as_the_server_keeps_it_whatever_order_it_is_in(schema in testing::schema()) {
        let mut json: Json = serde_json::from_str(&schema.to_export_json()).unwrap();
        for table in lists(&mut json, "tables") {
            for list in ["searchIndexes", "stagedSearchIndexes", "vectorIndexes", "stagedVectorIndexes"] {
                for index in lists(table, list) {
                    let filters = index["filterFields"].as_array_mut().unwrap();
                    filters.reverse();
                    filters.extend(filters.first().cloned());
                }
            }
        }
        prop_assert_eq!(Schema::from_export_json(&json.to_string()).unwrap(), schema);
    }

    #[test]
    fn a_table_of_one_shape_is_declared_as_it_is_read_back(document in testing::document_validator()) {
        let alone = version(Validator::Union(vec![document.clone()]));
        let history = TableHistory::begin(alone.clone()).then(
            TableVersion { name: VersionName { version: VersionNumber(2), ..alone.name.clone() }, ..alone },
            TransitionDef::hollow(VersionNumber(1), VersionNumber(2)),
        );
        for declared in history.versions() {
            let tables = [(declared.name.table.clone(), TableSchema::from(declared))].into();
            let schema = Schema { tables, ..Schema::default() };
            // What a push refuses isn't read back.
            if schema.check().is_ok() {
                prop_assert_eq!(Schema::from_export_json(&schema.to_export_json()).unwrap(), schema);
            }
            prop_assert_eq!(&declared.document, &document);
        }
    }

    #[test]
    fn pushing_the_same_schema_again_walks_nothing(schema in testing::schema()) {
        let existing: BTreeSet<_> = schema.tables.keys().cloned().collect();
        prop_assert!(tables_to_recheck(Some(&schema), &schema, &existing).is_empty());
    }
}
