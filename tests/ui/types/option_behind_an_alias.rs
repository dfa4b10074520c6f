// message: ConvexValue
use schema_core::Table;

type Maybe = Option<String>;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub nicks: Vec<Maybe>,
}

fn main() {}
