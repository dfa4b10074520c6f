//! Whatever is committed could have happened one transaction after the other, in the order of the
//! commits.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use schema_core::id::DocumentId;
use schema_core::name::IndexName;
use schema_core::value::{Object, Value};

use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::fixture::{directors, documents, in_memory, object, push, text, widened};
use crate::store::sqlite::{Ended, SqliteStore, Transaction};
use crate::store::{BatchSize, Patch};

const NAMES: [&str; 4] = ["Agnès", "Ida", "Orson", "Věra"];

/// What a transaction does next. Documents are named by their place among the first ones.
#[derive(Clone, Copy, Debug)]
enum Op {
    Get(usize),
    Scan,
    /// The names from the first on, up to so many.
    First(u32),
    Find(&'static str),
    Insert(&'static str),
    Rename(usize, &'static str),
    Delete(usize),
}

impl Op {
    fn any(rng: &mut StdRng) -> Self {
        let (place, name) = (rng.random_range(0..NAMES.len()), NAMES.choose(rng).unwrap());
        match rng.random_range(0..7) {
            0 => Self::Get(place),
            1 => Self::Scan,
            2 => Self::First(rng.random_range(1..3)),
            3 => Self::Find(name),
            4 => Self::Insert(name),
            5 => Self::Rename(place, name),
            _ => Self::Delete(place),
        }
    }

    /// Does it, and says what the transaction has learnt by that.
    fn run(self, transaction: &mut Transaction<'_>, first: &[DocumentId]) -> Vec<String> {
        let done = |result: Result<(), StoreError>| match result {
            Ok(()) => vec!["done".to_owned()],
            Err(StoreError::NoDocument { .. }) => vec!["missing".to_owned()],
            Err(other) => panic!("{other}"),
        };
        let mut by_index = |equal: &[Option<&Value>], limit| {
            let index = IndexName::from_checked("by_name");
            let limit = BatchSize::of(limit);
            let found = transaction.by_index(&directors(), &index, equal, limit).unwrap();
            found.iter().map(|read| name(&read.document.fields)).collect()
        };
        match self {
            Self::Get(place) => {
                let read = transaction.get(first[place]).unwrap();
                read.map(|read| name(&read.fields)).into_iter().collect()
            }
            Self::Scan => {
                let page = transaction.page(&directors(), &Cursor::START, BatchSize::MAX).unwrap();
                let read = page.documents.iter();
                let mut names: Vec<_> = read.map(|read| name(&read.document.fields)).collect();
                names.sort();
                names
            }
            Self::First(limit) => by_index(&[], limit),
            Self::Find(name) => by_index(&[Some(&text(name))], 100),
            Self::Insert(name) => {
                transaction.insert(&directors(), &object(&[("name", text(name))])).unwrap();
                Vec::new()
            }
            Self::Rename(place, name) => {
                done(transaction.patch(first[place], &Patch::new().set("name", text(name))))
            }
            Self::Delete(place) => done(transaction.delete(first[place])),
        }
    }
}

fn name(fields: &Object) -> String {
    match &fields["name"] {
        Value::String(name) => name.clone(),
        other => panic!("{other:?} is no name"),
    }
}

/// The same deployment each time, ids included.
fn deployment() -> (SqliteStore, Vec<DocumentId>) {
    let store = in_memory();
    push(&store, widened());
    let first = store.insert(&directors(), &NAMES.map(|name| object(&[("name", text(name))])));
    (store, first.unwrap())
}

fn all(store: &SqliteStore) -> Vec<String> {
    let mut names: Vec<_> =
        documents(store, &directors()).iter().map(|(_, fields)| name(fields)).collect();
    names.sort();
    names
}

/// What each operation of a transaction has told.
type Told = Vec<(Op, Vec<String>)>;

/// Runs transactions side by side, one operation of a random one at a time. Returns what the
/// committed ones were told, in the order of their commits, and how many were in conflict.
fn side_by_side(seed: u64, store: &SqliteStore, first: &[DocumentId]) -> (Vec<Told>, u32) {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut open: Vec<(Transaction<'_>, Told)> = Vec::new();
    let (mut committed, mut conflicts) = (Vec::new(), 0);
    for _ in 0..60 {
        if open.len() < 3 {
            open.push((store.begin().unwrap(), Vec::new()));
        }
        let chosen = rng.random_range(0..open.len());
        if rng.random_ratio(1, 4) {
            let (transaction, told) = open.swap_remove(chosen);
            match transaction.commit().unwrap() {
                Ended::Committed => committed.push(told),
                Ended::Conflict(_) => conflicts += 1,
            }
        } else {
            let (transaction, told) = &mut open[chosen];
            let op = Op::any(&mut rng);
            told.push((op, op.run(transaction, first)));
        }
    }
    (committed, conflicts)
}

#[test]
fn transactions_side_by_side_are_told_what_they_would_be_one_after_the_other() {
    let (mut commits, mut conflicts) = (0, 0);
    for seed in 0..50 {
        let (store, first) = deployment();
        let (committed, conflicting) = side_by_side(seed, &store, &first);
        let (serial, again) = deployment();
        assert_eq!(first, again);
        for (number, told) in committed.iter().enumerate() {
            let mut transaction = serial.begin().unwrap();
            for (op, told) in told {
                let then = op.run(&mut transaction, &again);
                assert_eq!(then, *told, "seed {seed}, commit {number}: {op:?}");
            }
            assert_eq!(transaction.commit().unwrap(), Ended::Committed);
        }
        assert_eq!(all(&serial), all(&store), "seed {seed}");
        commits += committed.len();
        conflicts += conflicting;
    }
    assert!(commits > 150 && conflicts > 75, "{commits} commits, {conflicts} conflicts");
}
