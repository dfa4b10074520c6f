//! case: transition/union_table_without_carry

pub mod given {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "events", version = 1, tag = "kind")]
    pub enum EventV1 {
        Created { by: String },
        Deleted { by: String },
    }

    #[derive(Table)]
    #[schema(table = "events", version = 2, from = EventV1, tag = "kind")]
    pub enum Event {
        Created { by: String },
    }

    // pasted:
    impl schema_core::UnionTransition for Event {
        fn carry(old: &schema_core::Doc<Self::Old>) -> Result<Self, schema_core::Refusal> {
            todo!()
        }
    }
    // as it was:
}
