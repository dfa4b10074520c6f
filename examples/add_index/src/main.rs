//! Adds indexes to `messages`: no new version, because every document stays valid as it is.

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use schema_core::{Id, Millis, Schema, Table};

/// `channels@1`
#[derive(Debug, Table)]
#[schema(table = "channels", version = 1)]
pub struct Channel {
    /// What it is called.
    pub name: String,
}

/// `messages@1`
///
/// The last three indexes are new. `by_author` is staged: Convex fills it in the background, and
/// it can be queried once the word is removed.
#[derive(Debug, Table)]
#[schema(table = "messages", version = 1)]
#[schema(index(by_channel = [channel]))]
#[schema(index(by_channel_sent = [channel, sent_at]))]
#[schema(index(by_author = [author], staged))]
#[schema(search_index(search_body = body, filter = [channel]))]
pub struct Message {
    /// Where it was written.
    pub channel: Id<Channel>,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub body: String,
    /// When it was sent.
    pub sent_at: Millis,
}

/// The whole schema.
#[derive(Schema)]
#[schema(gates(local))]
pub struct App {
    channels: Channel,
    messages: Message,
}

fn main() -> ExitCode {
    migrate_runtime::cli::main::<App>()
}
