// message: variant_shadowed
use schema_core::Union;

#[derive(Union)]
#[schema(untagged)]
pub enum Place {
    Point { x: f64, y: f64 },
    Named { name: String },
    Size { y: f64, x: f64 },
}

fn main() {}
