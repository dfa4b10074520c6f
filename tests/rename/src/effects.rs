//! Transitions with effects and reads, and a table that is carried away.

use ::std::option::Option::{None, Some};
use ::std::result::Result::{self, Err, Ok};
use ::std::string::String;
use ::std::vec::Vec;

use ::other::{
    AnyId, Doc, Effects, Found, Id, Refusal, Transition, TransitionWithEffects,
    TransitionWithReads, TransitionWithReadsAndEffects,
};

/// Films with their directors' names.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "films", version = 1)]
pub struct FilmV1 {
    /// What it is called.
    pub title: String,
    /// Who made it.
    pub director: String,
}

/// Films that know their directors.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "films", version = 2, from = FilmV1, moved(director))]
#[schema(effects(ensure(Director = by_name)), effects_for_old_only)]
pub struct FilmV2 {
    /// What it is called.
    pub title: String,
    /// Who made it.
    #[schema(added)]
    pub director_id: Id<Director>,
}

impl TransitionWithEffects for FilmV2 {
    fn fill(old: &Doc<FilmV1>, effects: &mut Effects<Self>) -> Result<FilmV2Fill, Refusal> {
        let name = ::std::clone::Clone::clone(&old.director);
        let director_id = ::std::convert::From::from(effects.ensure(&Director { name }));
        Ok(FilmV2Fill { director_id })
    }
}

/// Films with what was read.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "films", version = 3, from = FilmV2, reads(Director))]
pub struct FilmV3 {
    /// What it is called.
    pub title: String,
    /// Who made it.
    pub director_id: Id<Director>,
    /// The name of who made it.
    #[schema(added)]
    pub made_by: String,
}

impl TransitionWithReads for FilmV3 {
    fn reads(old: &Doc<FilmV2>) -> Vec<AnyId> {
        ::std::vec![::std::convert::From::from(&old.director_id)]
    }

    fn fill(old: &Doc<FilmV2>, found: &Found<'_, Self>) -> Result<FilmV3Fill, Refusal> {
        match found.get(&old.director_id)? {
            Some(director) => Ok(FilmV3Fill { made_by: director.into_fields().name }),
            None => Err(Refusal::new("the film's director is gone")),
        }
    }
}

/// Films as they are.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "films", version = 4, from = FilmV3)]
#[schema(reads(Director), effects(insert(Director), delete_self), effects_for_old_only)]
pub struct Film {
    /// What it is called.
    pub title: String,
    /// Who made it.
    pub director_id: Id<Director>,
    /// The name of who made it.
    pub made_by: String,
}

impl TransitionWithReadsAndEffects for Film {
    fn reads(_: &Doc<FilmV3>) -> Vec<AnyId> {
        Vec::new()
    }

    fn fill(
        old: &Doc<FilmV3>,
        _: &Found<'_, Self>,
        effects: &mut Effects<Self>,
    ) -> Result<FilmFill, Refusal> {
        let name = ::std::clone::Clone::clone(&old.made_by);
        effects.insert(&Director { name });
        effects.delete_self();
        Ok(FilmFill {})
    }
}

/// Who makes films.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "directors", version = 1, index(by_name = [name]))]
pub struct Director {
    /// In full.
    pub name: String,
}

/// A table that ended in another.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "legacy", version = 1)]
pub struct LegacyV1 {
    /// In full.
    pub name: String,
}

/// Its last version.
#[derive(::std::fmt::Debug, ::other::Table)]
#[schema(crate = "::other", table = "legacy", version = 2, from = LegacyV1)]
pub struct Legacy {
    /// In full.
    #[schema(changed)]
    pub name: u32,
}

impl Transition for Legacy {
    fn fill(_: &Doc<LegacyV1>) -> Result<LegacyFill, Refusal> {
        Ok(LegacyFill { name: 0 })
    }
}
