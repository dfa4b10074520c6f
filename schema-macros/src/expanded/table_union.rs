#[derive(Table)]
#[schema(table = "events", version = 1, tag = "type")]
pub enum EventV1 {
    Opened { by: String },
}

#[derive(Table)]
#[schema(table = "events", version = 2, from = EventV1, tag = "type")]
pub enum Event {
    Opened { by: String },
    Closed,
}

#[derive(Table)]
#[schema(table = "blobs", version = 1)]
pub struct Blob(Value);
