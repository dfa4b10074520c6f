//! What holds for every schema.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::Schema;
use crate::push::tables_to_recheck;
use crate::testing;

proptest! {
    #[test]
    fn generated_schemas_are_accepted_and_read_back(schema in testing::schema()) {
        prop_assert_eq!(schema.errors(), vec![]);
        prop_assert_eq!(Schema::from_export_json(&schema.to_export_json()).unwrap(), schema);
    }

    #[test]
    fn pushing_the_same_schema_again_walks_nothing(schema in testing::schema()) {
        let existing: BTreeSet<_> = schema.tables.keys().cloned().collect();
        prop_assert!(tables_to_recheck(Some(&schema), &schema, &existing).is_empty());
    }
}
