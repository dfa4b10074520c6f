//! The application: it writes on a connection of its own while its documents are carried.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender};

use migrate_runtime::store::Canonical;
use migrate_runtime::testing::judge::{Hand, PLANTED, Stroke, WRITTEN, old_document, stroke};
use schema_core::id::DocumentId;
use schema_core::value::Object;
use serde_json::{Value as Json, json};

use super::day::Dice;
use super::place::Place;

/// A run has few documents, so that there can be many runs.
const PLANTED_MAX: usize = 4;

/// Makes the application write now, beside whatever goes on.
pub(super) struct Urge {
    /// A document that is about to be committed, or any.
    pub(super) carried: Option<(String, DocumentId)>,
    /// Told once it has written.
    pub(super) heard: Option<Sender<()>>,
}

/// Whoever writes for the application.
pub(super) struct Writer<'p> {
    place: &'p Place,
    dice: Dice,
    /// The documents of each table, as it has last looked.
    known: RefCell<BTreeMap<String, Vec<DocumentId>>>,
}

impl Hand for Writer<'_> {
    fn odds(&self, of: u32, in_all: u32) -> bool {
        self.dice.odds(of, in_all)
    }

    fn below(&self, most: usize) -> usize {
        self.dice.below(most)
    }

    fn word(&self) -> u32 {
        self.dice.word()
    }

    fn one_of(&self, table: &str) -> Option<DocumentId> {
        let known = self.known.borrow();
        let ids = known.get(table).filter(|ids| !ids.is_empty())?;
        Some(ids[self.dice.below(ids.len())])
    }

    fn has(&self, table: &str) -> bool {
        self.known.borrow().contains_key(table)
    }
}

fn text(fields: &Object) -> String {
    Canonical::of(fields).as_str().to_owned()
}

impl<'p> Writer<'p> {
    pub(super) fn of(place: &'p Place, dice: Dice) -> Self {
        Self { place, dice, known: RefCell::default() }
    }

    /// Calls a function of the application. What it refuses is no failure.
    fn call(&self, kind: &str, function: &str, args: &Json) -> Result<Json, String> {
        let path = format!("application:{function}");
        let call = json!({ "path": path, "args": args, "format": "convex_encoded_json" });
        let (status, answer) = self.place.post(&format!("/api/{kind}"), None, &call)?;
        match (answer["status"].as_str(), answer["errorData"]["kind"].as_str()) {
            (Some("success"), _) => Ok(answer["value"].clone()),
            (_, Some("enforcement" | "noDocument")) => Ok(Json::Null),
            _ => Err(format!("the application's {function} of {args} fails: {status} {answer}")),
        }
    }

    fn look(&self) -> Result<(), String> {
        let answer = self.call("query", "ids", &json!({}))?;
        let known: BTreeMap<String, Vec<String>> =
            serde_json::from_value(answer).map_err(|error| error.to_string())?;
        let ids = |ids: Vec<String>| ids.iter().map(|id| id.parse().unwrap()).collect();
        *self.known.borrow_mut() = known.into_iter().map(|(table, of)| (table, ids(of))).collect();
        Ok(())
    }

    /// What there is before the new versions are declared.
    pub(super) fn plant(&self) -> Result<(), String> {
        for (table, most) in PLANTED {
            for _ in 0..2 + self.dice.below(most.min(PLANTED_MAX)) {
                let fields = text(&old_document(self, table));
                self.call("mutation", "insert", &json!({ "table": table, "fields": fields }))?;
            }
            self.look()?;
        }
        // A review of a film that is gone.
        if self.dice.odds(1, 2) {
            let film = self.one_of("films").map(|id| id.to_string());
            self.call("mutation", "remove", &json!({ "id": film }))?;
        }
        Ok(())
    }

    /// Writes whenever it is urged to, so often at most.
    pub(super) fn write(&self, most: u32, urges: &Receiver<Urge>) -> Result<(), String> {
        for (number, urge) in (0..most).zip(urges) {
            if number % 3 == 0 {
                self.look()?;
            }
            let Urge { carried, heard } = urge;
            let (table, one) = match carried {
                Some((table, id)) => (table, Some(id)),
                None => {
                    let table = WRITTEN[self.dice.below(WRITTEN.len())];
                    (table.to_owned(), self.one_of(table))
                }
            };
            if let Some(stroke) = stroke(self, &table, one) {
                self.strike(&table, &stroke)?;
            }
            if let Some(heard) = heard {
                // Whoever waits for it may be gone.
                let _ = heard.send(());
            }
        }
        Ok(())
    }

    fn strike(&self, table: &str, stroke: &Stroke) -> Result<(), String> {
        let (function, args) = match stroke {
            Stroke::Insert(fields) => ("insert", json!({ "table": table, "fields": text(fields) })),
            Stroke::Patch(id, changes) => {
                let set = changes
                    .iter()
                    .filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
                let remove = changes.iter().filter(|(_, value)| value.is_none());
                let remove: Vec<_> = remove.map(|(name, _)| name).collect();
                let set = text(&set.collect());
                ("patch", json!({ "id": id.to_string(), "set": set, "remove": remove }))
            }
            Stroke::Replace(id, fields) => {
                ("replace", json!({ "id": id.to_string(), "fields": text(fields) }))
            }
            Stroke::Delete(id) => ("remove", json!({ "id": id.to_string() })),
        };
        self.call("mutation", function, &args).map(drop)
    }

    /// Leaves one director of each name.
    pub(super) fn part_namesakes(&self) -> Result<(), String> {
        let stored = self.place.stored()?;
        let mut seen = Vec::new();
        let of_directors = stored.iter().filter(|(table, _)| table.as_str() == "directors");
        for (id, fields) in of_directors.flat_map(|(_, documents)| documents) {
            if seen.contains(&fields) {
                self.call("mutation", "remove", &json!({ "id": id.to_string() }))?;
            }
            seen.push(fields);
        }
        Ok(())
    }
}
