//! case: transition/type_drifts

pub mod changed {
    use schema_core::{Doc, Refusal, Table, Transition};

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub age: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1)]
    pub struct User {
        // pasted:
        #[schema(changed)]
        // as it was:
        pub age: f64,
    }

    impl Transition for User {
        fn fill(old: &Doc<UserV1>) -> Result<UserFill, Refusal> {
            let age = old.age.parse().map_err(|_| Refusal::new("the age is no number"))?;
            Ok(UserFill { age })
        }
    }
}
