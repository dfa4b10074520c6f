/// A nested type with fields of every kind.
#[derive(Clone, Object)]
pub struct Address {
    pub street_name: String,
    pub zip: Option<String>,
    #[schema(rename = "type")]
    pub r#type: Kind,
    tags: Vec<Vec<Nullable<Millis>>>,
    pub at: geo::Point,
    pub r#match: bool,
}

#[derive(Object)]
struct Empty {}
