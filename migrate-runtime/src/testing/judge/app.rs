//! The application that is simulated: four tables with transitions that aren't idempotent.

use schema_core::{Doc, Effects, Id, Nullable, Refusal, Table, Transition, TransitionWithEffects};

pub(crate) mod v1 {
    use schema_core::{Id, Nullable, Table};

    /// A number under a name.
    #[derive(Table)]
    #[schema(table = "counters", version = 1)]
    pub(crate) struct Counter {
        pub(crate) name: String,
        pub(crate) value: f64,
    }

    /// A film with its director's name.
    #[derive(Table)]
    #[schema(table = "films", version = 1)]
    pub(crate) struct Film {
        pub(crate) title: Nullable<String>,
        pub(crate) director: String,
    }

    /// Somebody who is no member yet.
    #[derive(Table)]
    #[schema(table = "guests", version = 1)]
    pub(crate) struct Guest {
        pub(crate) name: String,
    }

    /// What somebody thinks of a film.
    #[derive(Table)]
    #[schema(table = "reviews", version = 1)]
    pub(crate) struct Review {
        pub(crate) film: Id<Film>,
        pub(crate) stars: Nullable<f64>,
    }
}

pub(crate) mod v2 {
    use schema_core::{
        AnyId, Doc, Found, Id, Nullable, Refusal, Table, Transition, TransitionWithReads,
    };

    use super::{Film, v1};

    /// The number doubled and one more, under the same name and type: nothing but the marker tells
    /// whether that has happened.
    #[derive(Table)]
    #[schema(table = "counters", version = 2, from = v1::Counter, version_field = "schemaVersion")]
    pub(crate) struct Counter {
        pub(crate) name: String,
        #[schema(changed)]
        pub(crate) value: f64,
        #[schema(added)]
        pub(crate) unit: String,
    }

    impl Transition for Counter {
        fn fill(old: &Doc<v1::Counter>) -> Result<CounterFill, Refusal> {
            if old.value < 0.0 {
                return Err(Refusal::new("counts backwards").at("value"));
            }
            Ok(CounterFill { value: old.value * 2.0 + 1.0, unit: "each".to_owned() })
        }
    }

    /// The same, with the film's title as it was when the review was carried.
    #[derive(Table)]
    #[schema(table = "reviews", version = 2, from = v1::Review, reads(Film))]
    pub(crate) struct Review {
        pub(crate) film: Id<Film>,
        pub(crate) stars: Nullable<f64>,
        #[schema(added)]
        pub(crate) title: String,
        #[schema(added)]
        pub(crate) checked: bool,
    }

    impl TransitionWithReads for Review {
        fn reads(old: &Doc<v1::Review>) -> Vec<AnyId> {
            vec![AnyId::from(&old.film)]
        }

        fn fill(old: &Doc<v1::Review>, found: &Found<Self>) -> Result<ReviewFill, Refusal> {
            let id = Id::<Film>::from_text(old.film.as_text().unwrap_or_default());
            let film = found.get::<Film>(&id)?;
            let film = film.ok_or_else(|| Refusal::new("of a film that is gone").at("film"))?;
            Ok(ReviewFill { title: film.title.clone(), checked: false })
        }
    }
}

/// A hundred more, which goes into one pass with the step before.
#[derive(Table)]
#[schema(table = "counters", version = 3, from = v2::Counter, version_field = "schemaVersion")]
pub(crate) struct Counter {
    pub(crate) name: String,
    #[schema(changed)]
    pub(crate) value: f64,
    pub(crate) unit: String,
    #[schema(added)]
    pub(crate) scale: f64,
}

impl Transition for Counter {
    fn fill(old: &Doc<v2::Counter>) -> Result<CounterFill, Refusal> {
        Ok(CounterFill { value: old.value + 100.0, scale: 1.0 })
    }
}

/// A film whose director is a document of its own. Each is credited when it is carried.
#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name), insert(Credit)))]
pub(crate) struct Film {
    #[schema(changed, keep_valid)]
    pub(crate) title: String,
    #[schema(added)]
    pub(crate) directed_by: Id<Director>,
    #[schema(added)]
    pub(crate) rank: f64,
}

/// Somebody who directs.
#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
pub(crate) struct Director {
    pub(crate) name: String,
}

/// That a film was carried: one more for each time.
#[derive(Table)]
#[schema(table = "credits", version = 1)]
pub(crate) struct Credit {
    pub(crate) title: String,
    pub(crate) director: Id<Director>,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        let Nullable::Some(title) = &old.title else {
            return Err(Refusal::new("without a title").at("title"));
        };
        let director = effects.ensure(&Director { name: old.director.clone() });
        effects.insert(&Credit { title: title.clone(), director: director.into() });
        let letters = u32::try_from(title.len()).map_err(|_| Refusal::new("too long"))?;
        Ok(FilmFill {
            title: title.clone(),
            directed_by: director.into(),
            rank: f64::from(letters),
        })
    }
}

/// The same under a better name, and never without stars: a pass of its own, since the one before
/// reads.
#[derive(Table)]
#[schema(table = "reviews", version = 3, from = v2::Review)]
pub(crate) struct Review {
    pub(crate) film: Id<Film>,
    #[schema(changed, keep_valid)]
    pub(crate) stars: f64,
    #[schema(renamed_from = title)]
    pub(crate) headline: String,
    pub(crate) checked: bool,
}

impl Transition for Review {
    fn fill(old: &Doc<v2::Review>) -> Result<ReviewFill, Refusal> {
        let Nullable::Some(stars) = old.stars else {
            return Err(Refusal::new("without stars").at("stars"));
        };
        Ok(ReviewFill { stars })
    }
}

/// Somebody who has become a member: guests are carried away.
#[derive(Table)]
#[schema(table = "guests", version = 2, from = v1::Guest)]
#[schema(effects(insert(Member), delete_self))]
pub(crate) struct Guest {
    pub(crate) name: String,
    #[schema(added)]
    pub(crate) is_member: bool,
}

/// Somebody who belongs to it.
#[derive(Table)]
#[schema(table = "members", version = 1)]
pub(crate) struct Member {
    pub(crate) name: String,
}

impl TransitionWithEffects for Guest {
    fn fill(old: &Doc<v1::Guest>, effects: &mut Effects<Self>) -> Result<GuestFill, Refusal> {
        if old.name.is_empty() {
            return Err(Refusal::new("without a name").at("name"));
        }
        effects.insert(&Member { name: old.name.clone() });
        effects.delete_self();
        Ok(GuestFill { is_member: true })
    }
}

#[derive(schema_core::Schema)]
#[schema(gates(test), dropped(carried_away(Guest)))]
pub(crate) struct App {
    counters: Counter,
    films: Film,
    directors: Director,
    credits: Credit,
    members: Member,
    reviews: Review,
}
