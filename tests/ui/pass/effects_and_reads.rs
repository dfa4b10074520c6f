//! Transitions that insert, find, delete and read other documents.
use schema_core::{
    AnyId, Doc, Effects, Found, Id, Refusal, Table, TransitionWithEffects, TransitionWithReads,
    TransitionWithReadsAndEffects,
};

#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
pub struct Director {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "events", version = 1)]
pub struct Event {
    pub film: String,
    pub director: Option<Id<Director>>,
}

pub mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "films", version = 1)]
    pub struct Film {
        pub title: String,
        pub director: String,
    }
}

#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name), insert(Event)))]
pub struct FilmV2 {
    pub title: String,
    #[schema(added)]
    pub director_id: Id<Director>,
}

impl TransitionWithEffects for FilmV2 {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmV2Fill, Refusal> {
        let director: Id<Director> = effects.ensure(&Director { name: old.director.clone() }).into();
        effects.insert(&Event { film: old.title.clone(), director: Some(director.clone()) });
        Ok(FilmV2Fill { director_id: director })
    }
}

#[derive(Table)]
#[schema(table = "films", version = 3, from = FilmV2, reads(Director))]
pub struct FilmV3 {
    pub title: String,
    pub director_id: Id<Director>,
    #[schema(added)]
    pub director_name: String,
}

impl TransitionWithReads for FilmV3 {
    fn reads(old: &Doc<FilmV2>) -> Vec<AnyId> {
        vec![AnyId::from(&old.director_id)]
    }

    fn fill(old: &Doc<FilmV2>, found: &Found<Self>) -> Result<FilmV3Fill, Refusal> {
        match found.get::<Director>(&old.director_id)? {
            Some(director) => Ok(FilmV3Fill { director_name: director.name.clone() }),
            None => Err(Refusal::new("the director is gone")),
        }
    }
}

/// Nothing is missing in the document itself; what is moved goes into another table.
#[derive(Table)]
#[schema(table = "films", version = 4, from = FilmV3, moved(director_name))]
#[schema(reads(Director), effects(insert(Event), delete_self), effects_for_old_only)]
pub struct Film {
    pub title: String,
    pub director_id: Id<Director>,
}

impl TransitionWithReadsAndEffects for Film {
    fn reads(old: &Doc<FilmV3>) -> Vec<AnyId> {
        vec![AnyId::from(&old.director_id)]
    }

    fn fill(
        old: &Doc<FilmV3>,
        found: &Found<Self>,
        effects: &mut Effects<Self>,
    ) -> Result<FilmFill, Refusal> {
        if found.get::<Director>(&old.director_id)?.is_none() {
            effects.insert(&Event { film: old.director_name.clone(), director: None });
            effects.delete_self();
        }
        Ok(FilmFill {})
    }
}

pub fn main() {
    let history = <Film as Table>::history();
    assert_eq!(history.transitions().len(), 3);
    assert!(history.transitions().iter().all(|transition| transition.fill.is_some()));
}
