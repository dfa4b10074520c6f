//! `movies@1`: the films as they were imported, with keys that Convex takes as fields.

use schema_core::{Nullable, SafeInt, Table, Union};

/// A film as it came.
#[derive(Table)]
#[schema(table = "movies", version = 1)]
pub struct Movie {
    /// Text, a number or null.
    pub title: Nullable<Title>,
    /// `US Gross`
    pub us_gross: Nullable<SafeInt>,
    /// `Worldwide Gross`
    pub worldwide_gross: Nullable<SafeInt>,
    /// `US DVD Sales`
    pub us_dvd_sales: Nullable<SafeInt>,
    /// `Production Budget`
    pub production_budget: Nullable<SafeInt>,
    /// `Release Date`: `Jun 12 1998`.
    pub release_date: String,
    /// `MPAA Rating`
    pub mpaa_rating: Nullable<String>,
    /// `Running Time min`
    pub running_time_min: Nullable<SafeInt>,
    /// `Distributor`
    pub distributor: Nullable<String>,
    /// `Source`
    pub source: Nullable<String>,
    /// `Major Genre`
    pub major_genre: Nullable<String>,
    /// `Creative Type`
    pub creative_type: Nullable<String>,
    /// `Director`, by name.
    pub director: Nullable<String>,
    /// `Rotten Tomatoes Rating`
    pub rotten_tomatoes_rating: Nullable<f64>,
    /// `IMDB Rating`
    pub imdb_rating: Nullable<f64>,
    /// `IMDB Votes`
    pub imdb_votes: Nullable<SafeInt>,
}

/// A title that is all digits came as a number.
#[derive(Clone, Debug, Union)]
#[schema(untagged)]
pub enum Title {
    /// As it should be.
    Text(String),
    /// All digits: `300`, `1941`.
    Number(SafeInt),
}
