//! An application whose tables have been through every kind of change.
//!
//! `tests/golden/app/application.ts` is its other half, in TypeScript.

mod v1;
mod v2;

use std::collections::BTreeMap;

use schema_core::{
    Bytes, CommitTs, Doc, Id, Millis, NestedTransition, NestedUnionTransition, Nullable, Object,
    Refusal, SafeInt, Schema, Table, Transition, Union, UnionTransition,
};

#[derive(Schema)]
pub(super) struct App {
    audits: Audit,
    links: Link,
    notes: Note,
    orders: Order,
    people: Person,
    plain: Plain,
    prices: Price,
    settings: Setting,
    shapes: Shape,
    teams: Team,
    users: User,
}

/// Renamed, moved, dropped, computed and constant fields.
#[derive(Table)]
#[schema(table = "users", version = 2, from = v1::User, moved(priority), dropped(legacy_theme))]
#[schema(index(by_email = [email]), index(by_level = [priority_level]))]
pub(super) struct User {
    #[schema(renamed_from = user_name)]
    pub display_name: String,
    pub email: String,
    #[schema(added)]
    pub priority_level: u8,
    #[schema(added)]
    pub joined_at: Millis,
    #[schema(added, default = 0)]
    pub logins: u32,
}

impl Transition for User {
    fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
        let priority_level = match old.priority {
            v1::Priority::Low => 1,
            v1::Priority::Medium => 2,
            v1::Priority::High => 3,
        };
        Ok(UserFill { priority_level, joined_at: old.creation_time() })
    }
}

/// Nothing but a rename, and a field that JavaScript's objects have from the start.
#[derive(Table)]
#[schema(table = "plain", version = 2, from = v1::Plain)]
pub(super) struct Plain {
    #[schema(renamed_from = old_name)]
    pub new_name: Option<String>,
    pub constructor: Option<String>,
}

/// Three versions, with values to give in both steps.
#[derive(Table)]
#[schema(table = "notes", version = 3, from = v2::Note)]
pub(super) struct Note {
    #[schema(renamed_from = title)]
    pub headline: String,
    #[schema(added)]
    pub words: u32,
    pub pinned: bool,
    #[schema(added)]
    pub mood: Option<String>,
}

impl Transition for Note {
    fn fill(old: &Doc<v2::Note>) -> Result<NoteFill, Refusal> {
        let words = u32::try_from(old.title.split(' ').count()).unwrap_or(u32::MAX);
        Ok(NoteFill { words, mood: old.pinned.then(|| "happy".to_owned()) })
    }
}

/// Fields that stay where they are already new.
#[derive(Table)]
#[schema(table = "settings", version = 2, from = v1::Setting)]
pub(super) struct Setting {
    #[schema(changed, keep_valid)]
    pub theme: Theme,
    #[schema(changed)]
    pub volume: SafeInt,
    #[schema(changed, default = "en".to_owned())]
    pub language: String,
    #[schema(added, absent)]
    pub beta: Option<bool>,
}

#[derive(Union)]
#[schema(rename_all = "kebab-case")]
pub(super) enum Theme {
    Light,
    Dark,
    HighContrast,
}

impl Transition for Setting {
    fn fill(old: &Doc<v1::Setting>) -> Result<SettingFill, Refusal> {
        let theme = match old.theme.as_str() {
            "black" => Theme::Dark,
            "white" => Theme::Light,
            other => return Err(Refusal::new(format!("no theme {other}")).at("theme")),
        };
        Ok(SettingFill { theme, volume: SafeInt::from(if old.volume { 10 } else { 0 }) })
    }
}

/// Dollars become cents, under the same name and type.
#[derive(Table)]
#[schema(table = "prices", version = 2, from = v1::Price, version_field = "schemaVersion")]
pub(super) struct Price {
    #[schema(changed)]
    pub amount: f64,
    pub label: String,
    #[schema(added)]
    pub currency: String,
}

impl Transition for Price {
    fn fill(old: &Doc<v1::Price>) -> Result<PriceFill, Refusal> {
        Ok(PriceFill { amount: old.amount * 100.0, currency: "USD".to_owned() })
    }
}

/// Commit timestamps, and constants that JavaScript writes in its own way.
#[derive(Table)]
#[schema(table = "audits", version = 2, from = v1::Audit)]
pub(super) struct Audit {
    #[schema(renamed_from = at)]
    pub written_at: CommitTs,
    #[schema(added, default = Bytes(vec![0, 255]))]
    pub digest: Bytes,
    #[schema(added, default = -5)]
    pub balance: i64,
}

/// Text becomes an id: only the deployment can tell which of the two a string is.
#[derive(Table)]
#[schema(table = "links", version = 2, from = v1::Link)]
pub(super) struct Link {
    #[schema(changed, keep_valid)]
    pub owner: Nullable<Id<User>>,
    pub url: String,
}

impl Transition for Link {
    fn fill(_: &Doc<v1::Link>) -> Result<LinkFill, Refusal> {
        Ok(LinkFill { owner: Nullable::Null })
    }
}

/// Objects inside arrays, records and nullables, and unions with a transition of their own.
#[derive(Table)]
#[schema(table = "orders", version = 2, from = v1::Order)]
pub(super) struct Order {
    pub home: Address,
    #[schema(renamed_from = work)]
    pub office: Option<Address>,
    pub former: Vec<Address>,
    pub by_name: BTreeMap<String, Nullable<Address>>,
    pub contact: Contact,
    pub urgency: Option<Urgency>,
    pub sizes: Vec<Size>,
}

#[derive(Object)]
#[schema(from = v1::Address)]
pub(super) struct Address {
    #[schema(renamed_from = zip)]
    pub postcode: String,
    pub city: String,
    #[schema(added)]
    pub country: String,
}

impl NestedTransition for Address {
    fn fill(old: &v1::Address) -> Result<AddressFill, Refusal> {
        match old.city.as_str() {
            "Zurich" => Ok(AddressFill { country: "CH".to_owned() }),
            "" => Err(Refusal::new("which country is that in?").at("city")),
            _ => Ok(AddressFill { country: "elsewhere".to_owned() }),
        }
    }
}

#[derive(Union)]
#[schema(from = v1::Contact, tag = "kind")]
pub(super) enum Contact {
    Mail {
        #[schema(renamed_from = address)]
        to: String,
    },
    #[schema(renamed_from = Phone)]
    Call {
        number: String,
    },
    Nobody,
}

#[derive(Union)]
#[schema(from = v1::Urgency, dropped(Whenever))]
pub(super) enum Urgency {
    Low,
    #[schema(renamed_from = Now)]
    High,
}

impl NestedUnionTransition for Urgency {
    fn carry(_: &v1::Urgency) -> Result<Self, Refusal> {
        Ok(Self::Low)
    }
}

/// A size by name or by number.
#[derive(Union)]
#[schema(from = v1::Size, untagged)]
pub(super) enum Size {
    Exact(f64),
    Box(Cuboid),
    Named(String),
}

#[derive(Object)]
#[schema(from = v1::Cuboid)]
pub(super) struct Cuboid {
    pub width: f64,
    #[schema(added, default = 1.0)]
    pub depth: f64,
}

/// A table whose documents are a union.
#[derive(Table)]
#[schema(table = "shapes", version = 2, from = v1::Shape, tag = "kind")]
pub(super) enum Shape {
    Circle { diameter: f64 },
    Square { side: f64 },
}

impl UnionTransition for Shape {
    fn carry(old: &Doc<v1::Shape>) -> Result<Self, Refusal> {
        Ok(match &**old {
            v1::Shape::Circle { radius } => Self::Circle { diameter: radius * 2.0 },
            v1::Shape::Square { side } => Self::Square { side: *side },
        })
    }
}

/// A table that only a run can carry over: a name of a team becomes a document.
#[derive(Table)]
#[schema(table = "people", version = 3, from = v2::Person)]
pub(super) struct Person {
    #[schema(renamed_from = name)]
    pub full_name: String,
    pub team: Id<Team>,
}

#[derive(Table)]
#[schema(table = "teams", version = 1, index(by_name = [name]))]
pub(super) struct Team {
    pub name: String,
}
