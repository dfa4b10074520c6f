// message: role_without_from
use schema_core::Object;

#[derive(Object)]
pub struct Address {
    pub city: String,
    #[schema(added)]
    pub zip: String,
}

fn main() {}
