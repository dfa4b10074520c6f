//! Every origin of a new field, every fate of an old one.
use schema_core::{Doc, Millis, Refusal, Table, Transition, Union, Value};

pub mod v1 {
    use schema_core::{Table, Union, Value};

    #[derive(Union, Clone, Copy)]
    pub enum Priority {
        Low,
        Medium,
        High,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub user_name: String,
        pub email: String,
        pub age: i32,
        pub score: i16,
        pub priority: Priority,
        pub legacy_theme: String,
        pub first: String,
        pub last: String,
        pub nick: Option<String>,
        pub bio: String,
        pub rating: Value,
    }
}

#[derive(Union)]
pub enum Rating {
    Good,
    Bad,
}

#[derive(Table)]
#[schema(
    table = "users",
    version = 2,
    from = v1::User,
    moved(first, last, priority),
    dropped(legacy_theme)
)]
pub struct User {
    #[schema(renamed_from = user_name)]
    pub display_name: String,
    pub email: String,
    #[schema(kept)]
    pub age: f64,
    #[schema(renamed_from = score, kept)]
    pub points: f64,
    #[schema(added)]
    pub full_name: String,
    #[schema(added)]
    pub priority_level: u8,
    #[schema(added)]
    pub joined_at: Millis,
    #[schema(added, default = 0)]
    pub logins: u32,
    #[schema(added, default = "light")]
    pub theme: String,
    #[schema(added, default = Vec::<String>::new())]
    pub tags: Vec<String>,
    #[schema(added, default = std::collections::BTreeMap::<String, f64>::new())]
    pub scores: std::collections::BTreeMap<String, f64>,
    #[schema(added)]
    pub phone: Option<String>,
    #[schema(added, absent)]
    pub company: Option<String>,
    #[schema(changed, default = "")]
    pub nick: String,
    // Required to optional.
    pub bio: Option<String>,
    #[schema(changed, keep_valid)]
    pub rating: Rating,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        use v1::Priority::{High, Low, Medium};
        Ok(UserFill {
            full_name: format!("{} {}", old.first, old.last),
            priority_level: match old.priority {
                Low => 1,
                Medium => 2,
                High => 3,
            },
            joined_at: old.creation_time(),
            phone: None,
            rating: match &old.rating {
                Value::Float64(stars) if *stars > 3.0 => Rating::Good,
                Value::Float64(_) => Rating::Bad,
                _ => return Err(Refusal::new("the rating is no number")),
            },
        })
    }
}

pub fn main() {
    assert_eq!(<User as Table>::history().versions().len(), 2);
}
