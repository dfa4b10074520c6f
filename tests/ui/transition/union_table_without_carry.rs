// message: carry_missing
use schema_core::Table;

#[derive(Table)]
#[schema(table = "events", version = 1, tag = "kind")]
pub enum EventV1 {
    Created { by: String },
    Deleted { by: String },
}

#[derive(Table)]
#[schema(table = "events", version = 2, from = EventV1, tag = "kind")]
pub enum Event {
    Created { by: String },
}

fn main() {}
