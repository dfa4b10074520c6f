//! Documents that hold their version: the same type may mean something else.
use schema_core::{Doc, Refusal, Table, Transition};

#[derive(Table)]
#[schema(table = "prices", version = 1)]
pub struct PriceV1 {
    /// Dollars.
    pub amount: f64,
    pub name: String,
}

#[derive(Table)]
#[schema(table = "prices", version = 2, from = PriceV1, version_field = "schemaVersion")]
pub struct Price {
    /// Cents.
    #[schema(changed)]
    pub amount: f64,
    #[schema(renamed_from = name)]
    pub title: String,
    #[schema(added, default = "")]
    pub name: String,
}

impl Transition for Price {
    fn fill(old: &Doc<PriceV1>) -> Result<PriceFill, Refusal> {
        Ok(PriceFill { amount: old.amount * 100.0 })
    }
}

pub fn main() {
    assert_eq!(<Price as Table>::history().check(), []);
}
