// message: word_elsewhere
// message: word_elsewhere
use schema_core::Object;

#[derive(Object)]
#[schema(table = "addresses", version = 1)]
pub struct Address {
    pub city: String,
}

fn main() {}
