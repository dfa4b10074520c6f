//! Transitions that TypeScript alone can say, and one that it can't before one that it can.

use std::collections::BTreeMap;

use schema_core::{Doc, Id, Nullable, Object, Refusal, Schema, Table, Transition, Union};

pub(super) mod v1 {
    #![expect(clippy::struct_field_names, reason = "renaming such a field is what is shown")]

    use super::{BTreeMap, Id, Nullable, Object, Table, Union};

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(in super::super) struct User {
        pub user_name: String,
        pub email: String,
        pub level: Level,
        pub bio: Nullable<String>,
        pub legacy_theme: Option<String>,
        pub language: Option<String>,
    }

    #[derive(Union)]
    #[schema(rename_all = "lowercase")]
    pub(in super::super) enum Level {
        Low,
        Medium,
        High,
    }

    #[derive(Table)]
    #[schema(table = "posts", version = 1)]
    pub(in super::super) struct Post {
        pub title: String,
    }

    #[derive(Table)]
    #[schema(table = "places", version = 1)]
    pub(in super::super) struct Place {
        pub home: Address,
        pub former: Vec<Address>,
        pub by_name: BTreeMap<String, Nullable<Address>>,
    }

    #[derive(Object)]
    pub(in super::super) struct Address {
        pub zip: String,
    }

    #[derive(Table)]
    #[schema(table = "prices", version = 1)]
    pub(in super::super) struct Price {
        pub amount: f64,
    }

    #[derive(Table)]
    #[schema(table = "links", version = 1)]
    pub(in super::super) struct Link {
        pub target: Id<super::Post>,
        pub weight: f64,
    }

    #[derive(Table)]
    #[schema(table = "reviews", version = 1)]
    pub(in super::super) struct Review {
        pub text: String,
    }
}

pub(super) mod v2 {
    use super::{Doc, Refusal, Table, Transition, v1};

    #[derive(Table)]
    #[schema(table = "posts", version = 2, from = v1::Post)]
    pub(in super::super) struct Post {
        #[schema(renamed_from = title)]
        pub headline: String,
        #[schema(added, default = false)]
        pub pinned: bool,
    }

    #[derive(Table)]
    #[schema(table = "links", version = 2, from = v1::Link, dropped(target))]
    pub(in super::super) struct Link {
        pub weight: f64,
    }

    #[derive(Table)]
    #[schema(table = "reviews", version = 2, from = v1::Review)]
    pub(in super::super) struct Review {
        pub text: String,
        #[schema(added)]
        pub words: u32,
    }

    impl Transition for Review {
        fn fill(old: &Doc<v1::Review>) -> Result<ReviewFill, Refusal> {
            let words = u32::try_from(old.text.split(' ').count()).unwrap_or(u32::MAX);
            Ok(ReviewFill { words })
        }
    }
}

#[derive(Schema)]
pub(super) struct Said {
    users: User,
    posts: Post,
    places: Place,
    prices: Price,
    links: Link,
    reviews: Review,
}

/// Renamed, constant, dropped, optional, and literals that stand for others.
#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, dropped(legacy_theme))]
pub(super) struct User {
    #[schema(renamed_from = user_name)]
    pub display_name: String,
    pub email: String,
    pub level: Level,
    pub bio: Nullable<String>,
    #[schema(changed, default = "en".to_owned())]
    pub language: String,
    #[schema(added, default = 0)]
    pub logins: u32,
    #[schema(added, default = "ends no comment: */".to_owned())]
    pub note: String,
    #[schema(added, absent)]
    pub nickname: Option<String>,
}

#[derive(Union)]
#[schema(from = v1::Level, rename_all = "lowercase")]
pub(super) enum Level {
    #[schema(renamed_from = Low)]
    Beginner,
    Medium,
    #[schema(renamed_from = High)]
    Expert,
}

/// Two transitions, one migration.
#[derive(Table)]
#[schema(table = "posts", version = 3, from = v2::Post)]
pub(super) struct Post {
    pub headline: String,
    #[schema(renamed_from = pinned)]
    pub is_pinned: bool,
    #[schema(added, default = Vec::new())]
    pub tags: Vec<String>,
}

/// Objects inside of documents.
#[derive(Table)]
#[schema(table = "places", version = 2, from = v1::Place)]
pub(super) struct Place {
    pub home: Address,
    pub former: Vec<Address>,
    pub by_name: BTreeMap<String, Nullable<Address>>,
}

#[derive(Object)]
#[schema(from = v1::Address)]
pub(super) struct Address {
    #[schema(renamed_from = zip)]
    pub postcode: String,
    #[schema(added, default = "CH".to_owned())]
    pub country: String,
}

/// Versions that a marker tells.
#[derive(Table)]
#[schema(table = "prices", version = 2, from = v1::Price, version_field = "schemaVersion")]
pub(super) struct Price {
    pub amount: f64,
    #[schema(added, default = "USD".to_owned())]
    pub currency: String,
}

/// Versions that only the table of an id tells.
#[derive(Table)]
#[schema(table = "links", version = 3, from = v2::Link)]
pub(super) struct Link {
    pub weight: f64,
    #[schema(added, absent)]
    pub target: Option<Id<Place>>,
}

/// Only its last transition can be said.
#[derive(Table)]
#[schema(table = "reviews", version = 3, from = v2::Review)]
pub(super) struct Review {
    #[schema(renamed_from = text)]
    pub body: String,
    pub words: u32,
}
