//! The tables of the application: films and, from `movies@2` on, their directors.

pub mod v1;

use chrono::NaiveDate;
use schema_core::{
    ConvexValue as _, Doc, Effects, Id, Millis, Nullable, Refusal, SafeInt, Schema, Table,
    TransitionWithEffects, Union, Value,
};

/// What the application declares. `schema.ts` narrows when deployment `local` has its receipts.
#[derive(Schema)]
#[schema(gates(local))]
pub struct App {
    movies: Movie,
    directors: Director,
}

/// A film, with numbers for dates and its director as a document of its own.
#[derive(Table)]
#[schema(table = "movies", version = 2, from = v1::Movie)]
#[schema(moved(release_date, production_budget, director), dropped(us_dvd_sales))]
#[schema(effects(ensure(Director = by_name)))]
#[schema(index(by_released = [released]), index(by_director = [directed_by, released]))]
pub struct Movie {
    /// Nine were stored as numbers, and one as null.
    #[schema(changed, keep_valid)]
    pub title: String,
    /// Was the text `releaseDate`: `Jun 12 1998`.
    #[schema(added)]
    pub released: Millis,
    /// Was any text, or null.
    #[schema(changed, keep_valid)]
    pub mpaa_rating: Option<MpaaRating>,
    /// Was the name `director`.
    #[schema(added)]
    pub directed_by: Option<Id<Director>>,
    /// Was `productionBudget`, which could be null.
    #[schema(added)]
    pub budget: SafeInt,
    /// What the film took in worldwide, less its budget.
    #[schema(added)]
    pub profit: Option<SafeInt>,
    /// What it took in in the United States; could be null.
    #[schema(changed, keep_valid)]
    pub us_gross: Option<SafeInt>,
    /// What it took in everywhere; could be null.
    #[schema(changed, keep_valid)]
    pub worldwide_gross: Option<SafeInt>,
    /// Who brought it to cinemas; could be null.
    #[schema(changed, keep_valid)]
    pub distributor: Option<String>,
    /// Was `majorGenre`.
    #[schema(renamed_from = major_genre)]
    pub genre: Nullable<String>,
    /// Was `runningTimeMin`.
    #[schema(renamed_from = running_time_min)]
    pub minutes: Nullable<SafeInt>,
    /// What it is based on.
    pub source: Nullable<String>,
    /// Fiction or fact, of which kind.
    pub creative_type: Nullable<String>,
    /// Per cent of critics who liked it.
    pub rotten_tomatoes_rating: Nullable<f64>,
    /// What visitors of IMDB think, up to 10.
    pub imdb_rating: Nullable<f64>,
    /// How many of them.
    pub imdb_votes: Nullable<SafeInt>,
}

/// Who may see a film in the United States.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Union)]
#[schema(rename_all = "PascalCase")]
pub enum MpaaRating {
    /// Everybody.
    G,
    /// Everybody, with their parents.
    #[schema(rename = "PG")]
    Pg,
    /// From 13 on alone.
    #[schema(rename = "PG-13")]
    Pg13,
    /// Under 17 with an adult.
    R,
    /// From 17 on.
    #[schema(rename = "NC-17")]
    Nc17,
    /// Nobody was asked.
    #[schema(rename = "Not Rated")]
    NotRated,
    /// Not decided.
    Open,
}

/// Somebody who has directed a film.
#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
pub struct Director {
    /// As films name them.
    pub name: String,
}

impl TransitionWithEffects for Movie {
    fn fill(old: &Doc<v1::Movie>, effects: &mut Effects<Self>) -> Result<MovieFill, Refusal> {
        let title = title(&old.title)?;
        let released = released(&old.release_date)?;
        let Nullable::Some(budget) = old.production_budget else {
            return Err(Refusal::new("a film without a budget").at("productionBudget"));
        };
        let mpaa_rating =
            old.mpaa_rating.as_option().map(|rating| mpaa_rating(rating)).transpose()?;
        let directed_by = old.director.as_option().map(|name| {
            let director = effects.ensure(&Director { name: name.clone() });
            director.into()
        });
        let worldwide_gross = old.worldwide_gross.into_option();
        Ok(MovieFill {
            title,
            released,
            mpaa_rating,
            directed_by,
            budget,
            profit: worldwide_gross.map(|gross| profit(gross, budget)).transpose()?,
            us_gross: old.us_gross.into_option(),
            worldwide_gross,
            distributor: old.distributor.as_option().cloned(),
        })
    }
}

fn title(old: &Nullable<v1::Title>) -> Result<String, Refusal> {
    match old {
        Nullable::Some(v1::Title::Text(text)) => Ok(text.clone()),
        Nullable::Some(v1::Title::Number(number)) => Ok(number.get().to_string()),
        Nullable::Null => Err(Refusal::new("a film without a title").at("title")),
    }
}

fn released(old: &str) -> Result<Millis, Refusal> {
    let unreadable = || Refusal::new("not a date like `Jun 12 1998`").at("releaseDate");
    let date = NaiveDate::parse_from_str(old, "%b %d %Y").map_err(|_| unreadable())?;
    let millis = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    SafeInt::try_from(millis).map(Millis::from).map_err(|_| unreadable())
}

fn mpaa_rating(old: &str) -> Result<MpaaRating, Refusal> {
    let rating = MpaaRating::decode(&Value::String(old.to_owned()));
    rating.map_err(|error| Refusal::from(error).at("mpaaRating"))
}

fn profit(gross: SafeInt, budget: SafeInt) -> Result<SafeInt, Refusal> {
    // Two whole numbers within 2^53 are far from the ends of an `i64`.
    let profit = SafeInt::try_from(gross.get() - budget.get());
    profit.map_err(|error| Refusal::new(error.to_string()).at("worldwideGross"))
}
