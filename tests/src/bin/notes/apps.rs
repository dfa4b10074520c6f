//! What the application declares, in several commits and with several mistakes.

pub mod effects;
pub mod films;
pub mod needs_more;
pub mod slow;
pub mod stars;

use schema_core::declaration::Declaration;
use schema_core::{Doc, Refusal, Schema, Table, Transition};

pub use self::effects::{Authors, AuthorsBefore, Away, AwayBefore, Cycle, CycleBefore};
pub use self::films::{Films, FilmsBefore};
pub use self::needs_more::NeedsMore;
pub use self::slow::{Slow, SlowBefore};

use crate::meddle::meddle;

/// Version 1 of everything.
pub mod v1 {
    use schema_core::Table;

    /// A note.
    #[derive(Table)]
    #[schema(table = "notes", version = 1)]
    pub struct Note {
        /// What it says.
        pub title: String,
    }
}

/// Version 2 of notes.
#[derive(Table)]
#[schema(table = "notes", version = 2, from = v1::Note)]
pub struct Note {
    /// What it says.
    pub title: String,
    /// How long that is.
    #[schema(added)]
    pub length: u32,
}

impl Transition for Note {
    fn fill(old: &Doc<v1::Note>) -> Result<NoteFill, Refusal> {
        meddle();
        if old.title == "bad" {
            return Err(Refusal::new("nobody can read it").at("title"));
        }
        if let Some(quoted) = old.title.strip_prefix("quoted ") {
            return Err(Refusal::new(format!("nobody can read {quoted}")).at("title"));
        }
        Ok(NoteFill { length: u32::try_from(old.title.len()).unwrap_or(u32::MAX) })
    }
}

/// The first commit.
#[derive(Schema)]
pub struct One {
    notes: v1::Note,
}

/// The second.
#[derive(Schema)]
pub struct Two {
    notes: Note,
}

/// The first commit and a table more.
#[derive(Schema)]
pub struct NotesAndAuthors {
    notes: v1::Note,
    authors: effects::authors::Author,
}

/// The first commit, with a version that was edited in place.
pub mod edited {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "notes", version = 1)]
    pub struct Note {
        pub title: f64,
    }
}

#[derive(Schema)]
pub struct Edited {
    notes: edited::Note,
}

/// The second commit, with an older version that was edited.
pub mod older_edited {
    use schema_core::{Schema, Table};

    pub mod v1 {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "notes", version = 1)]
        pub struct Note {
            pub title: String,
            pub colour: String,
        }
    }

    #[derive(Table)]
    #[schema(table = "notes", version = 2, from = v1::Note, dropped(colour))]
    pub struct Note {
        pub title: String,
        #[schema(added, default = 3)]
        pub length: u32,
    }

    #[derive(Schema)]
    pub struct OlderEdited {
        notes: Note,
    }
}
pub use older_edited::OlderEdited;

/// A second commit that loses something.
pub mod dropped {
    use schema_core::{Schema, Table};

    use super::v1;

    #[derive(Table)]
    #[schema(table = "notes", version = 2, from = v1::Note, dropped(title))]
    pub struct Note {
        #[schema(added, default = 0)]
        pub stars: u32,
    }

    #[derive(Schema)]
    pub struct Dropped {
        notes: Note,
    }
}
pub use dropped::Dropped;

/// A later commit, from which the first version was pruned.
pub mod pruned {
    use schema_core::{Schema, Table};

    #[derive(Table)]
    #[schema(table = "notes", version = 2)]
    pub struct Note {
        pub title: String,
        pub length: u32,
    }

    #[derive(Schema)]
    pub struct Pruned {
        notes: Note,
    }
}
pub use pruned::Pruned;

/// A table under another name than its own. (The derive would bring a test that fails.)
pub struct Misnamed;

impl Schema for Misnamed {
    fn declaration() -> Declaration {
        let mut declaration = One::declaration();
        for listed in &mut declaration.listed {
            "memos".clone_into(&mut listed.listed_as);
        }
        declaration
    }
}

/// Tables whose helpers would have the same names.
pub mod close_names {
    use schema_core::{Schema, Table};

    #[derive(Table)]
    #[schema(table = "a_b", version = 1)]
    pub struct OldNote {
        pub a: String,
    }

    #[derive(Table)]
    #[schema(table = "a_b", version = 2, from = OldNote)]
    pub struct Note {
        #[schema(renamed_from = a)]
        pub b: String,
    }

    pub mod other {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "aB", version = 1)]
        pub struct OldNote {
            pub a: String,
        }

        #[derive(Table)]
        #[schema(table = "aB", version = 2, from = OldNote)]
        pub struct Note {
            #[schema(renamed_from = a)]
            pub b: String,
        }
    }

    #[derive(Schema)]
    #[expect(non_snake_case, reason = "a field is called as its table is")]
    pub struct CloseNames {
        a_b: Note,
        aB: other::Note,
    }
}
pub use close_names::CloseNames;
