#[derive(Table)]
#[schema(table = "films", version = 1)]
pub struct FilmV1 {
    pub title: String,
    pub director: String,
}

#[derive(Table)]
#[schema(table = "films", version = 2, from = FilmV1, moved(director), reads(Studio))]
#[schema(effects(ensure(Director = by_name), insert(log::Event), delete_self), effects_for_old_only)]
pub struct Film {
    pub title: String,
    #[schema(added)]
    pub director_id: Id<Director>,
}
