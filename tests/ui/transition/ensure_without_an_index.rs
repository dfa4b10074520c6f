// message: bad_value
use schema_core::Table;

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
#[schema(table = "users", version = 2, from = UserV1, effects(ensure(Event)))]
pub struct User {
    pub name: String,
    #[schema(added, default = 0)]
    pub age: u8,
}

fn main() {}
