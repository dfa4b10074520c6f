//! Nested types with origins and fates of their own.
use schema_core::{NestedTransition, NestedUnionTransition, Object, Refusal, Table, Union};

pub mod v1 {
    use schema_core::{Object, Table, Union};

    #[derive(Object)]
    pub struct Address {
        pub street: String,
        pub town: String,
        pub fax: String,
    }

    #[derive(Union)]
    pub enum Level {
        Low,
        Medium,
        High,
    }

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum Contact {
        Email { address: String, verified: bool },
        Phone { number: String },
        Fax { number: String },
        Post(Address),
        None,
    }

    #[derive(Object)]
    pub struct Place(pub Address);

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub address: Address,
        pub others: Vec<Address>,
        pub home: Option<Address>,
        pub level: Level,
        pub contact: Contact,
        pub place: Place,
    }

    #[derive(Table)]
    #[schema(table = "shops", version = 1)]
    pub struct Shop {
        pub address: Address,
    }
}

#[derive(Object)]
#[schema(from = v1::Address, dropped(fax))]
pub struct Address {
    pub street: String,
    #[schema(renamed_from = town)]
    pub city: String,
    #[schema(added)]
    pub zip: String,
}

impl NestedTransition for Address {
    fn fill(old: &v1::Address) -> Result<AddressFill, Refusal> {
        match old.town.split_once(' ') {
            Some((zip, _)) => Ok(AddressFill { zip: zip.to_owned() }),
            None => Err(Refusal::new("the town has no postcode")),
        }
    }
}

#[derive(Union)]
#[schema(from = v1::Level, dropped(Medium))]
pub enum Level {
    Low,
    #[schema(renamed_from = High)]
    Highest,
}

impl NestedUnionTransition for Level {
    fn carry(_: &v1::Level) -> Result<Self, Refusal> {
        Ok(Self::Low)
    }
}

#[derive(Union)]
#[schema(tag = "kind", from = v1::Contact, dropped(Fax))]
pub enum Contact {
    #[schema(dropped(verified))]
    Email {
        #[schema(renamed_from = address)]
        to: String,
        #[schema(added, default = false)]
        spam: bool,
    },
    #[schema(changed)]
    Phone { country: u16, number: String },
    Post(Address),
    None,
    New { text: String },
}

impl NestedUnionTransition for Contact {
    fn carry(old: &v1::Contact) -> Result<Self, Refusal> {
        match old {
            v1::Contact::Phone { number } | v1::Contact::Fax { number } => {
                Ok(Self::Phone { country: 49, number: number.clone() })
            }
            _ => Err(Refusal::new("kept by itself")),
        }
    }
}

#[derive(Object)]
#[schema(from = v1::Place)]
pub struct Place(pub Address);

#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User)]
pub struct User {
    pub address: Address,
    pub others: Vec<Address>,
    pub home: Option<Address>,
    pub level: Level,
    pub contact: Contact,
    pub place: Place,
}

/// The same nested type in a second table.
#[derive(Table)]
#[schema(table = "shops", version = 2, from = v1::Shop)]
pub struct Shop {
    #[schema(renamed_from = address)]
    pub site: Option<Address>,
}

pub fn main() {
    assert_eq!(<User as Table>::history().versions().len(), 2);
    assert_eq!(<Shop as Table>::history().versions().len(), 2);
}
