#[derive(Table)]
#[schema(table = "users", version = 1, version_field = "schemaVersion")]
#[schema(index(by_name = [name, r#type]), index(by_city = ["address.city"], staged))]
#[schema(search_index(search_name = name, filter = [r#type]))]
#[schema(vector_index(by_face = face, dimensions = 3))]
pub struct User {
    pub name: String,
    pub r#type: u8,
    pub face: Vec<f64>,
    pub address: Address,
}
