// message: table_member_not_object
use schema_core::Table;

#[derive(Table)]
#[schema(table = "events", version = 1, untagged)]
pub enum Event {
    Created { by: String },
    Deleted,
}

fn main() {}
