//! Types inside functions.
use schema_core::{Doc, Refusal, Table, Transition};

fn versions() -> usize {
    use schema_core::Object;

    #[derive(Object)]
    struct AddressV1 {
        city: String,
    }

    #[derive(Object)]
    #[schema(from = AddressV1)]
    struct Address {
        #[schema(renamed_from = city)]
        town: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: String,
        address: AddressV1,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    struct User {
        name: String,
        address: Address,
        #[schema(added)]
        initial: String,
    }

    impl Transition for User {
        fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { initial: old.name.chars().take(1).collect() })
        }
    }

    <User as Table>::history().versions().len()
}

pub fn main() {
    assert_eq!(versions(), 2);
    let nested = || {
        #[derive(Table)]
        #[schema(table = "users", version = 1)]
        struct User {
            name: String,
        }
        <User as Table>::history().versions().len()
    };
    assert_eq!(nested(), 1);
}
