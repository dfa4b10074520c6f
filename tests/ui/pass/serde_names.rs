//! One set of names for a struct that serde reads, too.
use schema_core::{Object, Table, Union};
use serde::{Deserialize, Serialize};

#[derive(Table, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(table = "users", version = 1)]
pub struct User {
    pub user_name: String,
    #[serde(rename = "mail")]
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nick: Option<String>,
    #[serde(rename = "age")]
    #[schema(rename = "age")]
    pub years: u8,
    #[serde(alias = "telephone")]
    pub phone: String,
    pub contact: Contact,
    pub level: Level,
    pub name: Name,
    #[serde(skip)]
    #[schema(ignore_serde, rename = "secretKey")]
    pub secret: String,
}

#[derive(Union, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Contact {
    ByMail { mail_address: String },
    #[serde(rename_all = "UPPERCASE")]
    ByPhone { number: String },
}

#[derive(Union, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    VeryLow,
    #[serde(rename = "HIGH")]
    High,
}

#[derive(Object, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(pub String);

#[derive(Object, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(ignore_serde)]
pub struct Apart {
    pub user_name: String,
}

pub fn main() {
    let version = <User as Table>::history().newest().document.to_string();
    for text in ["userName", "mail", "secretKey", "by_mail", "mailAddress", "NUMBER", "verylow", "HIGH"] {
        assert!(version.contains(text), "{text}: {version}");
    }
}
