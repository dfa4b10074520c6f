//! case: nested/no_tagging

pub mod tagged {
    use schema_core::Union;

    #[derive(Union)]
    // pasted:
    #[schema(tag = "kind")]
    // as it was:
    pub enum Contact {
        Email { address: String },
        Phone { number: String },
    }
}

pub mod untagged {
    use schema_core::Union;

    #[derive(Union)]
    // pasted:
    #[schema(untagged)]
    // as it was:
    pub enum Contact {
        Email { address: String },
        Phone { number: String },
    }
}
