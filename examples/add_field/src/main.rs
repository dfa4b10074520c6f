//! Adds four fields to `posts`: one that old documents go without, one with a constant, one computed,
//! and one from `_creationTime`.

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use schema_core::{Doc, Millis, Refusal, Schema, Table, Transition};

/// The version that the deployment holds.
pub mod v1 {
    use schema_core::Table;

    /// `posts@1`
    #[derive(Debug, Table)]
    #[schema(table = "posts", version = 1)]
    pub struct Post {
        /// What it is called.
        pub title: String,
        /// Its text.
        pub body: String,
    }
}

/// `posts@2`
#[derive(Debug, Table)]
#[schema(table = "posts", version = 2, from = v1::Post)]
pub struct Post {
    /// What it is called.
    pub title: String,
    /// Its text.
    pub body: String,
    /// A line below the title; old posts have none.
    #[schema(added, absent)]
    pub subtitle: Option<String>,
    /// How often it was liked; nobody counted before.
    #[schema(added, default = 0)]
    pub likes: u32,
    /// How many words `body` has.
    #[schema(added)]
    pub words: u32,
    /// When it was published: for old posts, when they were written.
    #[schema(added)]
    pub published_at: Millis,
}

impl Transition for Post {
    fn fill(old: &Doc<v1::Post>) -> Result<PostFill, Refusal> {
        let words = u32::try_from(old.body.split_whitespace().count())
            .map_err(|_| Refusal::new("the text has more words than `u32` counts").at("body"))?;
        Ok(PostFill { words, published_at: old.creation_time() })
    }
}

/// The whole schema.
#[derive(Schema)]
#[schema(gates(local))]
pub struct App {
    posts: Post,
}

fn main() -> ExitCode {
    migrate_runtime::cli::main::<App>()
}
