//! Unions of every kind.
use schema_core::{Nullable, Object, Table, Union, Value};

/// Literals: camelCase text unless said otherwise.
#[derive(Union)]
pub enum Status {
    Open,
    InProgress,
    #[schema(rename = "won't fix / 404")]
    WontFix,
}

/// Literals that differ only in case are different literals.
#[derive(Union)]
pub enum Case {
    #[schema(rename = "a")]
    Lower,
    #[schema(rename = "A")]
    Upper,
}

#[derive(Union)]
#[schema(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Method {
    GetAll,
    PutOne,
}

/// Literals of every kind.
#[derive(Union)]
pub enum Mixed {
    #[schema(value = 1)]
    One,
    #[schema(value = -1.5)]
    Negative,
    #[schema(value = 1i64)]
    Wide,
    #[schema(value = true)]
    Yes,
    #[schema(value = "text")]
    Text,
}

#[derive(Union)]
pub enum Only {
    One,
}

#[derive(Object)]
pub struct Circle {
    pub radius: f64,
}

#[derive(Union)]
#[schema(tag = "type", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Shape {
    Circle(Circle),
    #[schema(rename_all = "camelCase")]
    Square { side_length: f64 },
    LongLine { end_point: f64 },
    #[schema(rename = "nothing at all")]
    Nothing,
}

/// Unit variants with a tag are objects.
#[derive(Union)]
#[schema(tag = "kind")]
pub enum Tagged {
    Low,
    High,
}

#[derive(Union)]
#[schema(untagged)]
pub enum Any {
    Text(String),
    Number(f64),
    Circle(Circle),
    Named { name: String },
    List(Vec<Nullable<bool>>),
    Null,
}

#[derive(Table)]
#[schema(table = "things", version = 1)]
pub struct Thing {
    pub status: Status,
    pub case: Case,
    pub method: Method,
    pub mixed: Mixed,
    pub only: Only,
    pub shape: Shape,
    pub tagged: Option<Tagged>,
    pub any: Vec<Any>,
    pub whatever: Value,
}

pub fn main() {
    let version = <Thing as Table>::history().newest().document.to_string();
    for text in ["\"inProgress\"", "\"won't fix / 404\"", "\"GET-ALL\"", "long_line", "sideLength"] {
        assert!(version.contains(text), "{text}: {version}");
    }
}
