//! Notes with stars: a commit, the same with a constant that was edited, and the next version of each.

use schema_core::Refusal;

fn length(title: &str) -> Result<u32, Refusal> {
    if title == "bad" {
        return Err(Refusal::new("nobody can read it").at("title"));
    }
    Ok(u32::try_from(title.len()).unwrap_or(u32::MAX))
}

/// The second version with this constant, and the third of it.
macro_rules! commit {
    ($commit:ident, $stars:literal) => {
        pub mod $commit {
            use schema_core::{Doc, Refusal, Schema, Table, Transition};

            use super::super::v1;
            use super::length;

            #[derive(Table)]
            #[schema(table = "notes", version = 2, from = v1::Note)]
            pub struct Note {
                pub title: String,
                #[schema(added, default = $stars)]
                pub stars: u32,
                #[schema(added)]
                pub length: u32,
            }

            impl Transition for Note {
                fn fill(old: &Doc<v1::Note>) -> Result<NoteFill, Refusal> {
                    Ok(NoteFill { length: length(&old.title)? })
                }
            }

            #[derive(Schema)]
            pub struct Stars {
                notes: Note,
            }

            pub mod next {
                use schema_core::{Schema, Table};

                #[derive(Table)]
                #[schema(table = "notes", version = 3, from = super::Note)]
                pub struct Note {
                    pub title: String,
                    #[schema(renamed_from = stars)]
                    pub rank: u32,
                    pub length: u32,
                    #[schema(added, default = 7)]
                    pub votes: u32,
                }

                #[derive(Schema)]
                pub struct Next {
                    notes: Note,
                }
            }
        }
    };
}

commit!(begun, 1);
commit!(edited, 2);
