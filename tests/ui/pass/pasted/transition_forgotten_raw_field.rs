//! case: transition/forgotten_raw_field

pub mod kept {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub r#type: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        pub name: String,
        // pasted:
        pub r#type: String,
        // as it was:
    }
}

pub mod renamed {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub r#type: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        pub name: String,
        // pasted:
        #[schema(renamed_from = r#type)]
        // as it was:
        pub kind: String,
    }
}

pub mod moved {
    use schema_core::{Doc, Refusal, Table, Transition};

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub r#type: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    // pasted:
    #[schema(moved(r#type))]
    // as it was:
    pub struct User {
        pub name: String,
        #[schema(added)]
        pub is_admin: bool,
    }

    impl Transition for User {
        fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            Ok(UserFill { is_admin: old.r#type == "admin" })
        }
    }
}

pub mod dropped {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
        pub r#type: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    // pasted:
    #[schema(dropped(r#type))]
    // as it was:
    pub struct User {
        pub name: String,
    }
}
