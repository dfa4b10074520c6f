// message: version_field_without_object
use schema_core::{Table, Value};

#[derive(Table)]
#[schema(table = "events", version = 1, version_field = "schemaVersion")]
pub struct Event(pub Value);

fn main() {}
