//! A schema: newest versions, what was dropped, who opens narrow.
use schema_core::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects};

pub mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "guests", version = 1)]
    pub struct Guest {
        pub name: String,
    }
}

pub mod v2 {
    #[derive(schema_core::Table)]
    #[schema(table = "guests", version = 2, from = super::v1::Guest, version_field = "v")]
    #[schema(effects(insert(super::User), delete_self))]
    pub struct Guest {
        pub name: String,
    }
}

impl TransitionWithEffects for v2::Guest {
    fn fill(old: &Doc<v1::Guest>, effects: &mut Effects<Self>) -> Result<v2::GuestFill, Refusal> {
        effects.insert(&User { name: old.name.clone() });
        effects.delete_self();
        Ok(v2::GuestFill {})
    }
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub name: String,
}

#[derive(Schema)]
#[schema(dropped(forget(logs, old_logs), delete_documents(drafts), carried_away(v2::Guest)))]
#[schema(gates(prod, "eu-prod"))]
pub struct App {
    users: User,
}

#[derive(Schema)]
pub struct Empty {}

pub fn main() {
    let declaration = App::declaration();
    assert_eq!(declaration.check(), []);
    assert_eq!(declaration.dropped.len(), 4);
    assert_eq!(declaration.gates.len(), 2);
    assert_eq!(Empty::declaration().gates.len(), 1);
}
