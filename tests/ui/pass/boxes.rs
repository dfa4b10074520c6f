//! A box is stored as what it holds, so it may come and go.
use schema_core::{Object, Table, Union};

#[derive(Object)]
pub struct Address {
    pub city: String,
}

#[derive(Union)]
#[schema(tag = "kind")]
pub enum PlaceV1 {
    Home { address: Box<Address> },
}

#[derive(Union)]
#[schema(tag = "kind", from = PlaceV1)]
pub enum Place {
    Home { address: Address },
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub tags: Box<Vec<String>>,
    pub address: Address,
    pub other: Box<Address>,
    pub work: Box<Address>,
    pub place: Box<PlaceV1>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub tags: Vec<String>,
    pub address: Box<Address>,
    #[schema(renamed_from = other)]
    pub second: Option<Address>,
    pub work: Box<Address>,
    pub place: Place,
}

pub fn main() {
    assert_eq!(<User as Table>::history().versions().len(), 2);
    assert_eq!(<User as Table>::history().check(), []);
}
