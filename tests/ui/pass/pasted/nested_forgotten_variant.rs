//! case: nested/forgotten_variant

pub mod renamed {
    use schema_core::Union;

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum ContactV1 {
        Email { address: String },
        Phone { number: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1)]
    pub enum Contact {
        Email { address: String },
        // pasted:
        #[schema(renamed_from = Phone)]
        // as it was:
        Telephone { number: String },
    }
}

pub mod dropped {
    use schema_core::{NestedUnionTransition, Refusal, Union};

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum ContactV1 {
        Email { address: String },
        Phone { number: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1)]
    // pasted:
    #[schema(dropped(Phone))]
    // as it was:
    pub enum Contact {
        Email { address: String },
    }

    impl NestedUnionTransition for Contact {
        fn carry(_: &ContactV1) -> Result<Self, Refusal> {
            Ok(Self::Email { address: String::new() })
        }
    }
}
