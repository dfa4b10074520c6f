//! case: transition/stored_name_drifts

pub mod kept {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub user_name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        // pasted:
        #[schema(rename = "userName")]
        // as it was:
        pub user_name: String,
    }
}

pub mod renamed {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub user_name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        // pasted:
        #[schema(renamed_from = user_name)]
        // as it was:
        #[schema(rename = "username")]
        pub user_name: String,
    }
}
