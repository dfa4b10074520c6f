//! case: nested/literal_drifts

pub mod kept {
    use schema_core::Union;

    #[derive(Union)]
    pub enum LevelV1 {
        Low,
        High,
    }

    #[derive(Union)]
    #[schema(from = LevelV1)]
    pub enum Level {
        Low,
        // pasted:
        #[schema(rename = "high")]
        // as it was:
        High,
    }
}

pub mod renamed {
    use schema_core::Union;

    #[derive(Union)]
    pub enum LevelV1 {
        Low,
        High,
    }

    #[derive(Union)]
    #[schema(from = LevelV1)]
    pub enum Level {
        Low,
        // pasted:
        #[schema(renamed_from = High)]
        // as it was:
        #[schema(rename = "HIGH")]
        High,
    }
}
