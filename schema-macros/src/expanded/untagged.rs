#[derive(Union)]
#[schema(untagged)]
pub enum Loose {
    None,
    Text(String),
    Fields { a: f64, b: Other },
}
