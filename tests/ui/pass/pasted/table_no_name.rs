//! case: table/no_name

pub mod named {
    use schema_core::Table;

    #[derive(Table)]
    // pasted:
    #[schema(table = "users", version = 1)]
    // as it was:
    pub struct User {
        pub name: String,
    }
}
