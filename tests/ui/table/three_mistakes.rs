// message: bad_table_name
// message: unknown_index_field
// message: wide_integer
use schema_core::Table;

#[derive(Table)]
#[schema(table = "the users", version = 1, index(by_mail = [mail]))]
pub struct User {
    pub name: String,
    pub logins: u64,
}

fn main() {}
