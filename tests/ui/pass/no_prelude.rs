//! Nothing of the prelude is in scope, and its names mean something else.
#![no_implicit_prelude]

mod traps {
    #![allow(dead_code)]
    pub struct String;
    pub enum Option {}
    pub enum Result {}
    pub fn drop() {}
}

mod v1 {
    #[allow(unused_imports)]
    use super::traps::{Option, Result};

    #[derive(::schema_core::Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub name: ::std::string::String,
        pub level: Level,
    }

    #[derive(::schema_core::Union)]
    pub enum Level {
        Ok,
        Err,
        None,
    }
}

#[derive(::schema_core::Union)]
#[schema(tag = "kind")]
pub enum Contact {
    Some { address: ::std::string::String },
    None,
}

#[derive(::schema_core::Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    pub name: ::std::string::String,
    pub level: v1::Level,
    #[schema(added)]
    pub contact: Contact,
    #[schema(added, default = 1)]
    pub logins: u32,
}

impl ::schema_core::Transition for User {
    fn fill(
        old: &::schema_core::Doc<v1::User>,
    ) -> ::core::result::Result<UserFill, ::schema_core::Refusal> {
        let address = ::core::clone::Clone::clone(&old.name);
        ::core::result::Result::Ok(UserFill { contact: Contact::Some { address } })
    }
}

#[derive(::schema_core::Schema)]
pub struct App {
    users: User,
}

pub fn main() {
    let declaration = <App as ::schema_core::Schema>::declaration();
    ::std::assert!(declaration.check().is_empty());
}
