//! Applications with several tables, of which one writes into another.

use schema_core::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects};

use crate::meddle::meddle;

/// Books that know their author by name, and then by id.
pub mod authors {
    use super::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects, meddle};
    use schema_core::Id;

    pub mod v1 {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "books", version = 1)]
        pub struct Book {
            pub author: String,
        }
    }

    #[derive(Table)]
    #[schema(table = "authors", version = 1, index(by_name = [name]))]
    pub struct Author {
        pub name: String,
    }

    #[derive(Table)]
    #[schema(table = "books", version = 2, from = v1::Book, moved(author))]
    #[schema(effects(ensure(Author = by_name)))]
    pub struct Book {
        #[schema(added)]
        pub written_by: Id<Author>,
    }

    impl TransitionWithEffects for Book {
        fn fill(old: &Doc<v1::Book>, effects: &mut Effects<Self>) -> Result<BookFill, Refusal> {
            meddle();
            let written_by = effects.ensure(&Author { name: old.author.clone() }).into();
            Ok(BookFill { written_by })
        }
    }

    #[derive(Schema)]
    pub struct Authors {
        books: Book,
        authors: Author,
    }

    #[derive(Schema)]
    pub struct AuthorsBefore {
        books: v1::Book,
    }
}
pub use authors::{Authors, AuthorsBefore};

/// Tables that ensure documents of each other.
pub mod cycle {
    use super::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects};

    pub mod v1 {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "left", version = 1, index(by_name = [name]))]
        pub struct Left {
            pub name: String,
        }

        #[derive(Table)]
        #[schema(table = "right", version = 1, index(by_name = [name]))]
        pub struct Right {
            pub name: String,
        }
    }

    #[derive(Table)]
    #[schema(table = "left", version = 2, from = v1::Left, index(by_name = [name]))]
    #[schema(effects(ensure(Right = by_name)))]
    pub struct Left {
        pub name: String,
        #[schema(added)]
        pub stars: u32,
    }

    #[derive(Table)]
    #[schema(table = "right", version = 2, from = v1::Right, index(by_name = [name]))]
    #[schema(effects(ensure(Left = by_name)))]
    pub struct Right {
        pub name: String,
        #[schema(added)]
        pub stars: u32,
    }

    impl TransitionWithEffects for Left {
        fn fill(old: &Doc<v1::Left>, effects: &mut Effects<Self>) -> Result<LeftFill, Refusal> {
            effects.ensure(&Right { name: old.name.clone(), stars: 0 });
            Ok(LeftFill { stars: 0 })
        }
    }

    impl TransitionWithEffects for Right {
        fn fill(old: &Doc<v1::Right>, effects: &mut Effects<Self>) -> Result<RightFill, Refusal> {
            effects.ensure(&Left { name: old.name.clone(), stars: 0 });
            Ok(RightFill { stars: 0 })
        }
    }

    #[derive(Schema)]
    pub struct Cycle {
        left: Left,
        right: Right,
    }

    #[derive(Schema)]
    pub struct CycleBefore {
        left: v1::Left,
        right: v1::Right,
    }
}
pub use cycle::{Cycle, CycleBefore};

/// Guests that become users.
pub mod away {
    use super::{Doc, Effects, Refusal, Schema, Table, TransitionWithEffects};

    pub mod v1 {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "guests", version = 1)]
        pub struct Guest {
            pub name: String,
        }
    }

    #[derive(Table)]
    #[schema(table = "guests", version = 2, from = v1::Guest, version_field = "v")]
    #[schema(effects(insert(User), delete_self))]
    pub struct Guest {
        pub name: String,
    }

    impl TransitionWithEffects for Guest {
        fn fill(old: &Doc<v1::Guest>, effects: &mut Effects<Self>) -> Result<GuestFill, Refusal> {
            effects.insert(&User { name: old.name.clone() });
            effects.delete_self();
            Ok(GuestFill {})
        }
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct User {
        pub name: String,
    }

    #[derive(Schema)]
    #[schema(dropped(carried_away(Guest)))]
    pub struct Away {
        users: User,
    }

    #[derive(Schema)]
    pub struct AwayBefore {
        users: User,
        guests: Guest,
    }
}
pub use away::{Away, AwayBefore};
