//! Where nothing is missing there is nothing to write.
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub user_name: String,
    pub age: u8,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, dropped(age))]
pub struct UserV2 {
    #[schema(renamed_from = user_name)]
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 3, from = UserV2)]
pub struct User {
    // Renamed in Rust alone.
    #[schema(renamed_from = name, rename = "name")]
    pub title: String,
}

pub fn main() {
    assert_eq!(<User as Table>::history().versions().len(), 3);
}
