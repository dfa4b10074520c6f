//! Films that name their director, and then know them: in tables that nobody else has, for tests on
//! deployments that are somebody's.

use schema_core::{Doc, Effects, Id, Refusal, Schema, Table, TransitionWithEffects};

pub mod v1 {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "migrate_tests_films", version = 1)]
    pub struct Film {
        pub title: String,
        pub director: String,
    }
}

#[derive(Table)]
#[schema(table = "migrate_tests_directors", version = 1, index(by_name = [name]))]
pub struct Director {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "migrate_tests_films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name)))]
pub struct Film {
    pub title: String,
    #[schema(added)]
    pub directed_by: Id<Director>,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        let directed_by = effects.ensure(&Director { name: old.director.clone() }).into();
        Ok(FilmFill { directed_by })
    }
}

#[derive(Schema)]
pub struct FilmsBefore {
    migrate_tests_films: v1::Film,
    migrate_tests_directors: Director,
}

#[derive(Schema)]
pub struct Films {
    migrate_tests_films: Film,
    migrate_tests_directors: Director,
}
