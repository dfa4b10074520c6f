//! Names that are words of Rust.
use schema_core::{Object, Schema, Table, Union};

#[derive(Object)]
pub struct r#Loop {
    pub r#fn: String,
}

#[derive(Union)]
pub enum Keyword {
    r#Match,
    r#Ref,
}

#[derive(Table)]
#[schema(table = "type", version = 1, index(by_type = [type]))]
pub struct TypeV1 {
    pub r#type: String,
    pub r#move: bool,
    pub r#impl: String,
    pub r#mod: r#Loop,
    pub r#enum: Keyword,
}

#[derive(Table)]
#[schema(table = "type", version = 2, from = TypeV1, dropped(move), index(by_use = [r#use]))]
pub struct Type {
    pub r#type: String,
    #[schema(renamed_from = impl)]
    pub r#use: String,
    pub r#mod: r#Loop,
    pub r#enum: Keyword,
    #[schema(added, default = 1)]
    pub r#dyn: u8,
}

#[derive(Schema)]
pub struct App {
    pub r#type: Type,
}

pub fn main() {
    assert_eq!(App::declaration().check(), []);
    let version = <Type as Table>::history().newest().document.to_string();
    assert!(version.contains("use") && !version.contains("r#"), "{version}");
}
