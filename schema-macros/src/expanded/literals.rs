#[derive(Union)]
#[schema(rename_all = "kebab-case")]
pub enum Level {
    VeryLow,
    #[schema(rename = "m/2")]
    Medium,
    r#fn,
    None,
}

/// Literals of other kinds go one by one.
#[derive(Union)]
pub enum Every {
    #[schema(value = 1)]
    Number,
    #[schema(value = -2i64)]
    Int64,
    #[schema(value = true)]
    Boolean,
    Text,
}
