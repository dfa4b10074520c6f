//! case: nested/forgotten_in_a_variant

pub mod dropped {
    use schema_core::Union;

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum ContactV1 {
        Email { address: String, verified: bool },
        Phone { number: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1)]
    pub enum Contact {
        // pasted:
        #[schema(dropped(verified))]
        // as it was:
        Email { address: String },
        Phone { number: String },
    }
}

pub mod changed {
    use schema_core::{NestedUnionTransition, Refusal, Union};

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum ContactV1 {
        Email { address: String, verified: bool },
        Phone { number: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1)]
    pub enum Contact {
        // pasted:
        #[schema(changed)]
        // as it was:
        Email { address: String },
        Phone { number: String },
    }

    impl NestedUnionTransition for Contact {
        fn carry(_: &ContactV1) -> Result<Self, Refusal> {
            Ok(Self::Email { address: String::new() })
        }
    }
}
