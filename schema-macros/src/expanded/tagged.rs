#[derive(Union)]
#[schema(tag = "kind")]
pub enum Shape {
    Nothing,
    Some { __out: f64, r#type: Option<Unit> },
    Circle(Circle),
    Empty {},
}
