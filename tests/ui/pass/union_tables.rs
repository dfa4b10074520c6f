//! Tables whose document is a union, or anything.
use schema_core::{Doc, Object, Refusal, Table, UnionTransition, Value};

#[derive(Object)]
pub struct Created {
    pub by: String,
}

#[derive(Table)]
#[schema(table = "events", version = 1, tag = "kind", index(by_by = [by]))]
pub enum EventV1 {
    Created(Created),
    Deleted { by: String },
    Emptied,
}

#[derive(Table)]
#[schema(table = "events", version = 2, from = EventV1, tag = "kind", version_field = "v")]
pub enum Event {
    Created { by: String, why: String },
    Gone { by: Option<String> },
}

impl UnionTransition for Event {
    fn carry(old: &Doc<EventV1>) -> Result<Self, Refusal> {
        Ok(match &**old {
            EventV1::Created(Created { by }) => {
                Self::Created { by: by.clone(), why: String::new() }
            }
            EventV1::Deleted { by } => Self::Gone { by: Some(by.clone()) },
            EventV1::Emptied => Self::Gone { by: None },
        })
    }
}

#[derive(Table)]
#[schema(table = "pages", version = 1, untagged)]
pub enum Page {
    Text { text: String },
    Image { url: String },
}

#[derive(Table)]
#[schema(table = "logs", version = 1)]
pub struct LogV1(pub Value);

/// From documents of any shape to declared ones.
#[derive(Table)]
#[schema(table = "logs", version = 2, from = LogV1)]
pub struct Log {
    pub line: String,
}

impl UnionTransition for Log {
    fn carry(old: &Doc<LogV1>) -> Result<Self, Refusal> {
        match &old.0 {
            Value::Object(object) => match object.get("line") {
                Some(Value::String(line)) => Ok(Self { line: line.clone() }),
                _ => Err(Refusal::new("no line")),
            },
            _ => Err(Refusal::new("no object")),
        }
    }
}

pub fn main() {
    for history in [<Event as Table>::history(), <Page as Table>::history(), <Log as Table>::history()] {
        assert!(history.versions().iter().all(|version| version.errors.is_empty()));
    }
}
