//! case: nested/carry_missing

pub mod given {
    use schema_core::Union;

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub enum ContactV1 {
        Email { address: String },
        Phone { number: String },
    }

    #[derive(Union)]
    #[schema(tag = "kind", from = ContactV1, dropped(Phone))]
    pub enum Contact {
        Email { address: String },
    }

    // pasted:
    impl schema_core::NestedUnionTransition for Contact {
        fn carry(old: &Self::Old) -> Result<Self, schema_core::Refusal> {
            todo!()
        }
    }
    // as it was:
}
