// message: too_many_filter_fields
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1, search_index(by_bio = bio, filter = [
    field_1, field_2, field_3, field_4, field_5, field_6, field_7, field_8,
    field_9, field_10, field_11, field_12, field_13, field_14, field_15, field_16, field_17,
]))]
pub struct User {
    pub bio: String,
    pub field_1: f64,
    pub field_2: f64,
    pub field_3: f64,
    pub field_4: f64,
    pub field_5: f64,
    pub field_6: f64,
    pub field_7: f64,
    pub field_8: f64,
    pub field_9: f64,
    pub field_10: f64,
    pub field_11: f64,
    pub field_12: f64,
    pub field_13: f64,
    pub field_14: f64,
    pub field_15: f64,
    pub field_16: f64,
    pub field_17: f64,
}

fn main() {}
