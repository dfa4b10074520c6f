/// The crate's own name for `schema_core`, and a hand-off macro that other crates can name.
#[derive(Object)]
#[schema(crate = "::renamed::schema", export)]
pub struct Address {
    pub street: String,
    pub other: Other,
}
