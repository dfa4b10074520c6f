// message: too_many_of_kind
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
#[schema(search_index(by_1 = field_1))]
#[schema(search_index(by_2 = field_2))]
#[schema(search_index(by_3 = field_3))]
#[schema(search_index(by_4 = field_4))]
#[schema(search_index(by_5 = field_5))]
pub struct User {
    pub field_1: String,
    pub field_2: String,
    pub field_3: String,
    pub field_4: String,
    pub field_5: String,
}

fn main() {}
