//! case: nested/tuple_variant

pub mod named {
    use schema_core::Union;

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum Contact {
        Email { address: String },
        // pasted:
        Place { first: f64, second: f64 },
        // as it was:
    }
}
