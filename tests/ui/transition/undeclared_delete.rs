// message: DeletesSelf
use schema_core::{Doc, Effects, Refusal, Table, TransitionWithEffects};

#[derive(Table)]
#[schema(table = "events", version = 1, index(by_what = [what]))]
pub struct Event {
    pub what: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, effects(insert(Event)))]
pub struct User {
    pub name: String,
    #[schema(added)]
    pub age: u8,
}

impl TransitionWithEffects for User {
    fn fill(old: &Doc<UserV1>, effects: &mut Effects<Self>) -> Result<UserFill, Refusal> {
        effects.insert(&Event { what: old.name.clone() });
        effects.delete_self();
        Ok(UserFill { age: 0 })
    }
}

fn main() {}
