// message: union_table_with_roles
use schema_core::{Doc, Refusal, Table, UnionTransition};

#[derive(Table)]
#[schema(table = "events", version = 1, tag = "kind")]
pub enum EventV1 {
    Created { by: String },
}

#[derive(Table)]
#[schema(table = "events", version = 2, from = EventV1, tag = "kind")]
pub enum Event {
    Created {
        by: String,
        #[schema(added, default = 0.0)]
        at: f64,
    },
}

impl UnionTransition for Event {
    fn carry(old: &Doc<EventV1>) -> Result<Self, Refusal> {
        match &**old {
            EventV1::Created { by } => Ok(Self::Created { by: by.clone(), at: 0.0 }),
        }
    }
}

fn main() {}
