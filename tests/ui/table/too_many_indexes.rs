// message: too_many_indexes
use schema_core::Table;

#[derive(Table)]
#[schema(table = "users", version = 1)]
#[schema(index(by_1 = [field_1]))]
#[schema(index(by_2 = [field_2]))]
#[schema(index(by_3 = [field_3]))]
#[schema(index(by_4 = [field_4]))]
#[schema(index(by_5 = [field_5]))]
#[schema(index(by_6 = [field_6]))]
#[schema(index(by_7 = [field_7]))]
#[schema(index(by_8 = [field_8]))]
#[schema(index(by_9 = [field_9]))]
#[schema(index(by_10 = [field_10]))]
#[schema(index(by_11 = [field_11]))]
#[schema(index(by_12 = [field_12]))]
#[schema(index(by_13 = [field_13]))]
#[schema(index(by_14 = [field_14]))]
#[schema(index(by_15 = [field_15]))]
#[schema(index(by_16 = [field_16]))]
#[schema(index(by_17 = [field_17]))]
#[schema(index(by_18 = [field_18]))]
#[schema(index(by_19 = [field_19]))]
#[schema(index(by_20 = [field_20]))]
#[schema(index(by_21 = [field_21]))]
#[schema(index(by_22 = [field_22]))]
#[schema(index(by_23 = [field_23]))]
#[schema(index(by_24 = [field_24]))]
#[schema(index(by_25 = [field_25]))]
#[schema(index(by_26 = [field_26]))]
#[schema(index(by_27 = [field_27]))]
#[schema(index(by_28 = [field_28]))]
#[schema(index(by_29 = [field_29]))]
#[schema(index(by_30 = [field_30]))]
#[schema(index(by_31 = [field_31]))]
#[schema(index(by_32 = [field_32]))]
#[schema(index(by_33 = [field_33]))]
pub struct User {
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
    pub field_18: f64,
    pub field_19: f64,
    pub field_20: f64,
    pub field_21: f64,
    pub field_22: f64,
    pub field_23: f64,
    pub field_24: f64,
    pub field_25: f64,
    pub field_26: f64,
    pub field_27: f64,
    pub field_28: f64,
    pub field_29: f64,
    pub field_30: f64,
    pub field_31: f64,
    pub field_32: f64,
    pub field_33: f64,
}

fn main() {}
