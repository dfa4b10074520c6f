#[derive(Object)]
pub struct AddressV1 {
    pub street: String,
    pub geo: v1::Geo,
}

#[derive(Object)]
#[schema(from = AddressV1)]
pub struct Address {
    pub street: String,
    pub geo: Geo,
    #[schema(added)]
    pub city: String,
}

#[derive(Union)]
pub enum LevelV1 {
    Low,
    High,
    Odd,
}

#[derive(Union)]
#[schema(from = LevelV1, dropped(Odd))]
pub enum Level {
    Low,
    #[schema(renamed_from = High)]
    Top,
    New,
}

#[derive(Union)]
#[schema(tag = "kind")]
pub enum ShapeV1 {
    Nothing,
    Circle { radius: f64, center: v1::Point },
    Other(v1::Other),
}

#[derive(Union)]
#[schema(tag = "kind", from = ShapeV1)]
pub enum Shape {
    Nothing,
    #[schema(renamed_from = Circle)]
    Round {
        #[schema(renamed_from = radius)]
        size: f64,
        center: Point,
    },
    Other(Other),
}

#[derive(Union)]
#[schema(untagged)]
pub enum LooseV1 {
    Text(String),
    Fields { a: f64 },
}

#[derive(Union)]
#[schema(untagged, from = LooseV1)]
pub enum Loose {
    Text(String),
    #[schema(changed)]
    Fields { a: f64 },
}

#[derive(Object)]
pub struct NameV1(v1::Text);

#[derive(Object)]
#[schema(from = NameV1)]
pub struct Name(Text);
