//! Indexes of every kind.
use schema_core::{Object, Schema, Table, Value};

#[derive(Object)]
pub struct Address {
    pub zip_code: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
#[schema(index(by_email = [email]), index(by_level_and_email = [level, email], staged))]
#[schema(index(by_zip = ["address.zipCode"]), index(by_extra = ["extra.a.b"]))]
#[schema(search_index(search_bio = bio))]
#[schema(search_index(search_filtered = bio, filter = [level, "address.zipCode"], staged))]
#[schema(vector_index(by_face = face, dimensions = 1536, filter = [level]))]
#[schema(vector_index(by_voice = voice, dimensions = 2, staged))]
pub struct User {
    pub email: String,
    pub level: f64,
    pub bio: String,
    pub face: Vec<f64>,
    pub voice: Option<Vec<f64>>,
    pub address: Address,
    pub extra: Value,
}

#[derive(Schema)]
pub struct App {
    users: User,
}

pub fn main() {
    assert_eq!(App::declaration().check(), []);
    assert_eq!(<User as Table>::history().newest().indexes.len(), 8);
}
