//! case: transition/fill_missing

pub mod given {
    use schema_core::{Millis, Table};

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        pub name: String,
        #[schema(added)]
        pub age: u8,
        #[schema(added)]
        pub joined_at: Millis,
    }

    // pasted:
    impl schema_core::Transition for User {
        fn fill(old: &schema_core::Doc<Self::Old>) -> Result<UserFill, schema_core::Refusal> {
            Ok(UserFill { age: todo!(), joined_at: todo!() })
        }
    }
    // as it was:
}
