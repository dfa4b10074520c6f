//! case: transition/integer_grows

pub mod kept {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub age: i32,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        // pasted:
        #[schema(kept)]
        // as it was:
        pub age: f64,
    }
}
