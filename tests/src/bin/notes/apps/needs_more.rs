//! Books whose transition inserts authors of a version that isn't the newest.

use schema_core::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects};

pub mod v1 {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "books", version = 1)]
    pub struct Book {
        pub author: String,
    }

    #[derive(Table)]
    #[schema(table = "authors", version = 1)]
    pub struct Author {
        pub name: String,
    }
}

#[derive(Table)]
#[schema(table = "shelves", version = 1)]
pub struct Shelf {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "books", version = 2, from = v1::Book, moved(author))]
#[schema(effects(insert(v1::Author)))]
pub struct Book {
    #[schema(added)]
    pub pages: u32,
}

#[derive(Table)]
#[schema(table = "authors", version = 2, from = v1::Author, effects(insert(Shelf)))]
pub struct Author {
    pub name: String,
    #[schema(added)]
    pub stars: u32,
}

impl TransitionWithEffects for Book {
    fn fill(old: &Doc<v1::Book>, effects: &mut Effects<Self>) -> Result<BookFill, Refusal> {
        effects.insert(&v1::Author { name: old.author.clone() });
        Ok(BookFill { pages: 0 })
    }
}

impl TransitionWithEffects for Author {
    fn fill(old: &Doc<v1::Author>, effects: &mut Effects<Self>) -> Result<AuthorFill, Refusal> {
        effects.insert(&Shelf { name: old.name.clone() });
        Ok(AuthorFill { stars: 0 })
    }
}

#[derive(Schema)]
pub struct NeedsMore {
    books: Book,
    authors: Author,
    shelves: Shelf,
}
