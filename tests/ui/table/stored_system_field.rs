// message: system_field
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct User {
    #[schema(rename = "_creationTime")]
    pub created: f64,
}

fn main() {}
