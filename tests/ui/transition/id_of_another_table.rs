// message: KeepAsAnother
use schema_core::{Id, Table};

#[derive(Table)]
#[schema(table = "teams", version = 1)]
pub struct Team {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "clubs", version = 1)]
pub struct Club {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub team: Id<Team>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub team: Id<Club>,
}

fn main() {}
