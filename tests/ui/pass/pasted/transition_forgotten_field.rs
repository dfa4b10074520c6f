//! case: transition/forgotten_field

pub mod kept {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub age: u8,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        pub name: String,
        // pasted:
        pub age: u8,
        // as it was:
    }
}

pub mod renamed {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub age: u8,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        pub name: String,
        // pasted:
        #[schema(renamed_from = age)]
        // as it was:
        pub years: u8,
    }
}

pub mod moved {
    use schema_core::{Doc, Refusal, Table, Transition};

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub age: u8,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    // pasted:
    #[schema(moved(age))]
    // as it was:
    pub struct User {
        pub name: String,
        #[schema(added)]
        pub is_adult: bool,
    }

    impl Transition for User {
        fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { is_adult: old.age > 17 })
        }
    }
}

pub mod dropped {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub age: u8,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    // pasted:
    #[schema(dropped(age))]
    // as it was:
    pub struct User {
        pub name: String,
    }
}
