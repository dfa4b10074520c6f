//! What the application writes while its documents are carried: both shapes, and some of each.

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::{Schema, TableSchema};
use schema_core::value::{Object, Value};

use crate::error::StoreError;
use crate::fixture::{object, text};
use crate::ship::Versions;
use crate::store::{Batch, Push, PushOutcome};
use crate::testing::LiveStore;

use super::rules::CARRIED;
use super::world::World;

const NAMES: [&str; 3] = ["Agnès", "Ida", "Orson"];

fn table(name: &str) -> TableName {
    TableName::from_checked(name)
}

fn number(value: usize) -> Value {
    Value::Float64(f64::from(u32::try_from(value).unwrap()))
}

type Changes = Vec<(&'static str, Option<Value>)>;

impl<S: LiveStore> World<S> {
    /// The deployment as it was before the new versions were declared.
    pub(super) async fn plant(&self) {
        let old = CARRIED.map(|name| &self.history(&table(name)).versions()[0]);
        let tables = old.map(|version| (version.name.table.clone(), TableSchema::from(version)));
        let schema = Schema { tables: tables.into(), ..Schema::default() };
        let versions = Versions { declaration: &self.declaration, frozen: &self.frozen };
        let push = Push::of(schema, versions.manifest(old.map(|version| &version.name)));
        let pushed = self.logged.push(&push).await.unwrap();
        assert!(matches!(pushed, PushOutcome::Active));
        for (name, most) in CARRIED.into_iter().zip([7, 7, 4, 6]) {
            let count = 2 + self.weather().below(most);
            for _ in 0..count {
                let fields = self.old_document(name);
                self.logged.insert(&table(name), &fields).await.unwrap();
            }
        }
        // A review of a film that is gone.
        if self.weather().odds(1, 2) {
            let films = self.logged.ids(&table("films"));
            self.logged.delete(&table("films"), films[0]).await.unwrap();
        }
    }

    /// One write, which may not be one that the active schema accepts.
    pub(super) async fn write(&self) {
        let names = ["counters", "films", "films", "guests", "reviews", "reviews", "directors"];
        let name = names[self.weather().below(names.len())];
        let ids = self.logged.ids(&table(name));
        let one = self.weather().one_of(&ids);
        self.write_one(name, one).await;
    }

    /// One write to a document that a batch carries.
    pub(super) async fn race(&self, batch: &Batch) {
        let ids: Vec<_> = batch.writes.iter().map(|write| write.id).collect();
        let one = self.weather().one_of(&ids);
        let is_there = |id: &DocumentId| self.logged.ids(&batch.range.step.table).contains(id);
        if let Some(one) = one.filter(is_there) {
            self.write_one(batch.range.step.table.as_str(), Some(one)).await;
        }
    }

    async fn write_one(&self, name: &str, one: Option<DocumentId>) {
        let (table, chosen) = (table(name), self.weather().below(12));
        // A table that is gone gets no documents, and a guest is never written as a member would be.
        if name == "guests" && (!self.logged.has(&table) || matches!(chosen, 3..=8 | 10)) {
            return;
        }
        let written = match (chosen, one) {
            (0..=2, _) | (_, None) => {
                self.logged.insert(&table, &self.old_document(name)).await.map(drop)
            }
            (3, _) => self.logged.insert(&table, &self.new_document(name)).await.map(drop),
            (4..=8, Some(id)) => self.logged.patch(&table, id, self.changes(name)).await,
            (9, Some(id)) => self.logged.replace(&table, id, &self.old_document(name)).await,
            (10, Some(id)) => self.logged.replace(&table, id, &self.new_document(name)).await,
            (_, Some(id)) => self.logged.delete(&table, id).await,
        };
        match written {
            Ok(()) | Err(StoreError::Enforcement { .. }) => {}
            Err(error) => panic!("the application's write to {table} fails: {error}"),
        }
    }

    /// Leaves one director of each name.
    pub(super) async fn part_namesakes(&self) {
        let directors = table("directors");
        let ids = self.logged.ids(&directors);
        let mut seen = Vec::new();
        for read in self.logged.store.get(&ids).await.unwrap() {
            let name = read.document.fields["name"].clone();
            if seen.contains(&name) {
                self.logged.delete(&directors, read.id).await.unwrap();
            }
            seen.push(name);
        }
    }

    /// A document as the versions before the new ones have it.
    fn old_document(&self, table: &str) -> Object {
        let is_bad = self.weather().odds(1, 10);
        let word = self.word();
        match table {
            "counters" => {
                let value = self.small();
                let value = if is_bad { Value::Float64(-1.0 - f64::from(word % 2)) } else { value };
                object(&[("name", text(&format!("counter {word}"))), ("value", value)])
            }
            "films" => {
                let title = if is_bad { Value::Null } else { text(&format!("film {word}")) };
                object(&[("title", title), ("director", text(self.name()))])
            }
            "guests" if is_bad => object(&[("name", text(""))]),
            "guests" => object(&[("name", text(&format!("guest {word}")))]),
            "reviews" => {
                let (film, stars) = (self.film(), self.small());
                object(&[("film", film), ("stars", if is_bad { Value::Null } else { stars })])
            }
            // A namesake makes `ensure` ambiguous.
            _ if word.is_multiple_of(3) => object(&[("name", text(self.name()))]),
            _ => object(&[("name", text(&format!("director {word}")))]),
        }
    }

    /// A document as the new versions have it.
    fn new_document(&self, table: &str) -> Object {
        let mut fields = self.old_document(table);
        match table {
            "counters" => {
                fields.insert("unit".to_owned(), text("each"));
                // Now and then as the version in between has it.
                let is_newest = self.weather().odds(2, 3);
                let version = if is_newest { 3.0 } else { 2.0 };
                fields.insert("schemaVersion".to_owned(), Value::Float64(version));
                if is_newest {
                    fields.insert("scale".to_owned(), self.small());
                }
            }
            "films" => {
                fields.remove("director");
                fields.insert("title".to_owned(), text(&format!("new film {}", self.word())));
                fields.insert("directedBy".to_owned(), self.director());
                fields.insert("rank".to_owned(), self.small());
            }
            "reviews" => {
                let name = if self.weather().odds(2, 3) { "headline" } else { "title" };
                fields.insert(name.to_owned(), text("seen"));
                fields.insert("checked".to_owned(), Value::Boolean(true));
            }
            _ => {}
        }
        fields
    }

    /// Single fields, mostly new ones: on an old document they make a hybrid.
    fn changes(&self, table: &str) -> Changes {
        let chosen = self.weather().below(6);
        let word = self.word();
        match (table, chosen) {
            ("counters", 0) => vec![("unit", Some(text("box")))],
            ("counters", 1) => {
                let version = if word.is_multiple_of(2) { 2.0 } else { 3.0 };
                vec![("schemaVersion", Some(Value::Float64(version)))]
            }
            ("counters", 2) if word.is_multiple_of(3) => vec![("scale", Some(self.small()))],
            ("counters", 2) => vec![("name", Some(text(&format!("renamed {word}"))))],
            ("counters", _) => vec![("value", Some(self.small()))],
            ("films", 0 | 1) => vec![("rank", Some(number(1_000 + word as usize)))],
            ("films", 2) => vec![("directedBy", Some(self.director()))],
            ("films", 3) => vec![("director", Some(text(self.name())))],
            ("films", _) => vec![("title", Some(text(&format!("title {word}"))))],
            ("reviews", 0) => vec![("title", Some(text(&format!("snapshot {word}"))))],
            ("reviews", 1) => vec![("headline", Some(text(&format!("headline {word}"))))],
            ("reviews", 2) => vec![("checked", Some(Value::Boolean(true)))],
            ("reviews", 3) => vec![("title", None)],
            ("reviews", _) => vec![("stars", Some(self.small()))],
            (_, _) => vec![("name", Some(text(&format!("somebody {word}"))))],
        }
    }

    fn small(&self) -> Value {
        number(self.weather().below(6))
    }

    fn name(&self) -> &'static str {
        NAMES[self.weather().below(NAMES.len())]
    }

    fn film(&self) -> Value {
        self.id_of("films")
    }

    /// The id of a director, or text that is none: then the schema refuses it.
    fn director(&self) -> Value {
        self.id_of("directors")
    }

    fn id_of(&self, name: &str) -> Value {
        let ids: Vec<DocumentId> = self.logged.ids(&table(name));
        let one = self.weather().one_of(&ids);
        one.map_or_else(|| text("nobody"), |id| text(&id.to_string()))
    }
}
