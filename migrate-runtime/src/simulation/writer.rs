//! What the application writes while its documents are carried.

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::error::StoreError;
use crate::ship::Versions;
use crate::store::{Batch, Push, PushOutcome};
use crate::testing::LiveStore;
use crate::testing::judge::log::PushedBy;
use crate::testing::judge::{self, Hand, Stroke, WRITTEN, old_document, stroke};

use super::world::World;

fn table(name: &str) -> TableName {
    TableName::from_checked(name)
}

impl<S: LiveStore> Hand for World<S> {
    fn odds(&self, of: u32, in_all: u32) -> bool {
        self.weather().odds(of, in_all)
    }

    fn below(&self, most: usize) -> usize {
        self.weather().below(most)
    }

    fn word(&self) -> u32 {
        self.next_word()
    }

    fn one_of(&self, name: &str) -> Option<DocumentId> {
        let ids = self.logged.ids(&table(name));
        self.weather().one_of(&ids)
    }

    fn has(&self, name: &str) -> bool {
        self.logged.has(&table(name))
    }
}

impl<S: LiveStore> World<S> {
    /// The deployment as it was before the new versions were declared.
    pub(super) async fn plant(&self) {
        let versions = Versions::of(&self.declaration, &self.frozen);
        let pushed = self.logged.push(&judge::before(&versions), PushedBy::Run).await.unwrap();
        assert!(matches!(pushed, PushOutcome::Active));
        for (name, most) in judge::PLANTED {
            let count = 2 + self.weather().below(most);
            for _ in 0..count {
                let fields = old_document(self, name);
                self.logged.insert(&table(name), &fields).await.unwrap();
            }
        }
        // A review of a film that is gone.
        if self.weather().odds(1, 2) {
            let films = self.logged.ids(&table("films"));
            self.logged.delete(&table("films"), films[0]).await.unwrap();
        }
    }

    /// One write, which may not be one that the active schema accepts; where pushes are made by hand,
    /// now and then a push.
    pub(super) async fn write(&self) {
        if self.climate().pushes == PushedBy::Hand && self.weather().odds(1, 12) {
            return self.push_by_hand().await;
        }
        let name = WRITTEN[self.weather().below(WRITTEN.len())];
        let one = self.one_of(name);
        self.write_one(name, one).await;
    }

    /// A person pushes what stands in the files by now, whenever it was put there. A document that
    /// isn't valid refuses it; that a drained table is empty nobody looks at.
    pub(super) async fn push_by_hand(&self) {
        let Some(Push { schema, manifest, .. }) = self.placed() else { return };
        let pushed = self.logged.push(&Push::of(schema, manifest), PushedBy::Hand).await;
        self.logged.reach(match pushed.unwrap() {
            PushOutcome::Active => "pushed by hand",
            PushOutcome::Refused(_) => "a push by hand is refused",
            PushOutcome::Waiting => "a push by hand waits",
        });
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
        let Some(stroke) = stroke(self, name, one) else { return };
        let table = table(name);
        let written = match stroke {
            Stroke::Insert(fields) => self.logged.insert(&table, &fields).await.map(drop),
            Stroke::Patch(id, changes) => self.logged.patch(&table, id, changes).await,
            Stroke::Replace(id, fields) => self.logged.replace(&table, id, &fields).await,
            Stroke::Delete(id) => self.logged.delete(&table, id).await,
        };
        match written {
            Ok(()) | Err(StoreError::Enforcement { .. }) => {}
            Err(error) => panic!("the application's write to {table} fails: {error}"),
        }
    }

    /// Leaves one director of each name.
    pub(super) async fn leave_one_of_each_name(&self) {
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
}
