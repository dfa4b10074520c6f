//! What holds for any history that passes its checks, over generated ones: fields kept, renamed,
//! dropped, moved, changed and added, in nested objects, unions, arrays and records.

mod evolve;
mod random;
mod shuffle;
mod types;

use proptest::prelude::*;
use schema_core::history::{CarryOutcome, Classification, QuarantineCode, TableHistory};
use schema_core::schema::{Enforcement, Schema};
use schema_core::transition::{DocumentCarry, FoundDocuments, StoredDocument};
use schema_core::validator::Validator;
use schema_core::value::{Object, Value, canonical_object};
use schema_core::version::TableVersion;
use schema_core::widen::{IndexNote, widen};

use self::evolve::any_history;
pub(crate) use self::evolve::any_history_within;
pub(crate) use self::random::Random;
use self::shuffle::shuffled;
pub(crate) use self::types::{any_object, any_type, document_of};
use super::build::{id_of, numbers};

/// Documents looked at per history.
const DOCUMENTS: usize = 12;

/// A generated history, and documents of its versions and between them.
pub(crate) fn sample(seed: u64) -> (TableHistory, Vec<Object>) {
    let mut random = Random::new(seed);
    let history = any_history(&mut random);
    let mut all = documents(&history, &mut random);
    all.extend(hybrids(&history, &mut random));
    (history, all)
}

/// The same history, everything in it declared in another order.
pub(crate) fn reordered(history: &TableHistory, seed: u64) -> TableHistory {
    shuffled(history, &mut Random::new(seed))
}

fn stored(fields: Object) -> StoredDocument {
    StoredDocument { id: id_of(super::build::USERS, 1), creation_time: 1.5, fields }
}

fn accepts(version: &TableVersion, fields: &Object) -> bool {
    version.document.accepts_in(&Value::Object(fields.clone()), &numbers())
}

fn carry(history: &TableHistory, fields: &Object) -> CarryOutcome {
    history.carry(&stored(fields.clone()), &FoundDocuments::default(), &numbers())
}

/// Documents of any of the versions.
fn documents(history: &TableHistory, random: &mut Random) -> Vec<Object> {
    let versions = history.versions();
    (0..DOCUMENTS).map(|i| document_of(&versions[i % versions.len()].document, random)).collect()
}

/// What a live `patch` would make: fields of two documents in one.
fn hybrids(history: &TableHistory, random: &mut Random) -> Vec<Object> {
    let one = |random: &mut Random| {
        let versions = history.versions();
        let (a, b) = (random.below(versions.len()), random.below(versions.len()));
        let mut mixed = document_of(&versions[a].document, random);
        let patch = document_of(&versions[b].document, random);
        mixed.extend(patch.into_iter().filter(|_| random.is(1, 2)));
        mixed
    };
    (0..DOCUMENTS).map(|_| one(random)).collect()
}

fn says_keep_valid(history: &TableHistory) -> bool {
    format!("{:?}", history.transitions()).contains("keep_valid: true")
}

/// The same history with a declared effect in each step, which never happens.
fn one_step_a_pass(history: &TableHistory) -> TableHistory {
    let [first, rest @ ..] = history.versions() else { panic!("a history has versions") };
    let steps = rest.iter().zip(history.transitions());
    steps.fold(TableHistory::begin(first.clone()), |apart, (version, step)| {
        let mut step = step.clone();
        step.effects.inserts.insert(first.name.clone());
        step.effects.for_old_only = true;
        apart.then(version.clone(), step)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_document_of_any_version_lands_in_the_newest_or_is_refused_with_a_reason(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        for fields in documents(&history, &mut random) {
            match carry(&history, &fields) {
                CarryOutcome::Current => prop_assert!(accepts(history.newest(), &fields)),
                CarryOutcome::Carried(carried) => {
                    prop_assert!(accepts(history.newest(), &carried.document.fields));
                    prop_assert!(carried.hybrid.is_none() && carried.effects.is_empty());
                }
                CarryOutcome::Quarantined(quarantined) => {
                    prop_assert_eq!(quarantined.code, QuarantineCode::Refused, "{}", quarantined);
                    prop_assert_eq!(&quarantined.reason, evolve::REFUSAL);
                    prop_assert!(!quarantined.path.is_root());
                }
            }
        }
    }

    #[test]
    fn a_current_document_stays_and_a_carried_one_is_current(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        for _ in 0..DOCUMENTS {
            let current = document_of(&history.newest().document, &mut random);
            prop_assert_eq!(carry(&history, &current), CarryOutcome::Current);
        }
        for fields in documents(&history, &mut random) {
            if let CarryOutcome::Carried(carried) = carry(&history, &fields) {
                prop_assert_eq!(carry(&history, &carried.document.fields), CarryOutcome::Current);
            }
        }
    }

    #[test]
    fn text_alone_tells_of_a_current_document_that_it_is(seed: u64) {
        let (history, documents) = sample(seed);
        let is_marked = history.newest().version_field.is_some();
        for fields in documents {
            let text = canonical_object(&fields);
            let is_sure = history.is_surely_current(&text, &numbers());
            let class = history.classify(&stored(fields), &numbers());
            prop_assert!(!is_sure || class == Classification::Current, "{} {:?}", text, class);
            // Otherwise nothing is gained by asking.
            let can_be_told = !is_marked && !text.contains('\\');
            prop_assert_eq!(is_sure, can_be_told && class == Classification::Current, "{}", text);
        }
    }

    #[test]
    fn a_step_leaves_a_document_alone_that_is_valid_on_both_sides(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        for (at, step) in history.transitions().iter().enumerate() {
            let [old, new] = [&history.versions()[at], &history.versions()[at + 1]];
            for _ in 0..DOCUMENTS {
                let fields = document_of(&old.document, &mut random);
                if !accepts(new, &fields) {
                    continue;
                }
                let found = FoundDocuments::default();
                // It would never be carried; that it would change is what the checks refuse.
                if let Ok(applied) = step.apply(new, &stored(fields.clone()), &found, &numbers()) {
                    prop_assert_eq!(applied.document.fields, fields);
                }
            }
        }
    }

    #[test]
    fn carrying_at_once_is_carrying_version_by_version(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        // A value that is valid at the end stays there, though a version on the way had another.
        if says_keep_valid(&history) {
            return Ok(());
        }
        let versions = history.versions();
        for _ in 0..DOCUMENTS {
            let first = document_of(&versions[0].document, &mut random);
            let mut slowly = Ok(first.clone());
            let mut so_far = TableHistory::begin(versions[0].clone());
            for (version, step) in versions[1..].iter().zip(history.transitions()) {
                so_far = so_far.then(version.clone(), step.clone());
                slowly = slowly.and_then(|fields| match carry(&so_far, &fields) {
                    CarryOutcome::Current => Ok(fields),
                    CarryOutcome::Carried(carried) => Ok(carried.document.fields),
                    CarryOutcome::Quarantined(quarantined) => Err(quarantined.reason),
                });
            }
            let at_once = match carry(&history, &first) {
                CarryOutcome::Current => Ok(first.clone()),
                CarryOutcome::Carried(carried) => Ok(carried.document.fields),
                CarryOutcome::Quarantined(quarantined) => Err(quarantined.reason),
            };
            // Who finds a document late may find it current, and never asks what was refused.
            if at_once.is_ok() && slowly.is_ok() {
                prop_assert_eq!(at_once, slowly);
            }
        }
    }

    #[test]
    fn carrying_pass_by_pass_stays_within_the_widened_schema(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        let apart = one_step_a_pass(&history);
        prop_assert_eq!(apart.passes().len(), apart.transitions().len());
        let widened = widen(apart.versions()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut all = documents(&history, &mut random);
        all.extend(hybrids(&history, &mut random));
        for first in all {
            let mut fields = first.clone();
            let mut passes = 0;
            while let CarryOutcome::Carried(carried) = carry(&apart, &fields) {
                passes += 1;
                prop_assert!(passes <= apart.transitions().len(), "a document goes in circles");
                prop_assert!(carried.old < carried.new);
                fields = carried.document.fields;
                let document = Value::Object(fields.clone());
                prop_assert!(widened.schema.document.accepts_in(&document, &numbers()));
            }
            // The newer fields of a hybrid can make it current before the last pass.
            if let (CarryOutcome::Current, CarryOutcome::Carried(at_once)) =
                (carry(&apart, &fields), carry(&history, &first))
                && at_once.hybrid.is_none()
            {
                prop_assert!(says_keep_valid(&history) || at_once.document.fields == fields);
            }
        }
    }

    #[test]
    fn a_hybrid_keeps_its_newer_fields_or_is_quarantined(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        for fields in hybrids(&history, &mut random) {
            let class = history.classify(&stored(fields.clone()), &numbers());
            match carry(&history, &fields) {
                CarryOutcome::Current => prop_assert!(accepts(history.newest(), &fields)),
                CarryOutcome::Carried(carried) => {
                    prop_assert!(accepts(history.newest(), &carried.document.fields));
                    let Classification::Hybrid { aside, .. } = class else { continue };
                    prop_assert_eq!(aside.len(), carried.hybrid.map_or(0, |note| note.aside.len()));
                    let newest = history.newest().name.version;
                    for (field, _) in aside.iter().filter(|(_, at)| **at == newest) {
                        let name = field.as_str();
                        prop_assert_eq!(carried.document.fields.get(name), fields.get(name));
                    }
                }
                CarryOutcome::Quarantined(quarantined) => {
                    prop_assert!(!accepts(history.newest(), &fields));
                    prop_assert!(!quarantined.reason.is_empty());
                }
            }
        }
    }

    #[test]
    fn the_widened_schema_accepts_documents_of_every_version_and_passes_a_push(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        let widened = widen(history.versions()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let tables = [(widened.table.clone(), widened.schema.clone())].into_iter().collect();
        let schema = Schema { tables, enforcement: Enforcement::On };
        prop_assert_eq!(schema.errors(), vec![]);
        for fields in documents(&history, &mut random) {
            let document = Value::Object(fields);
            prop_assert!(widened.schema.document.accepts_in(&document, &numbers()));
        }
        for version in history.versions() {
            prop_assert!(version.document.is_subset(&widened.schema.document));
        }
        // An index of the newest version is there as it is, one of an older version is there or
        // noted.
        for (name, index) in &history.newest().indexes {
            prop_assert_eq!(widened.schema.indexes.get(name), Some(index));
        }
        for (name, index) in history.versions().iter().flat_map(|version| &version.indexes) {
            let stays = widened.schema.indexes.get(name).is_some_and(|is| is.kind == index.kind);
            let told = |note: &IndexNote| note.index == *name && note.old.kind == index.kind;
            prop_assert!(stays || widened.notes.iter().any(told));
        }
    }

    #[test]
    fn the_order_of_declarations_never_matters(seed: u64) {
        let mut random = Random::new(seed);
        let history = any_history(&mut random);
        let other = shuffled(&history, &mut random);
        prop_assert_eq!(history.check(), vec![]);
        prop_assert_eq!(other.check(), vec![]);
        let mut all = documents(&history, &mut random);
        all.extend(hybrids(&history, &mut random));
        for fields in &all {
            match (carry(&history, fields), carry(&other, fields)) {
                (CarryOutcome::Quarantined(a), CarryOutcome::Quarantined(b)) => {
                    prop_assert_eq!((a.code, a.version), (b.code, b.version));
                }
                (a, b) => prop_assert_eq!(a, b),
            }
        }
        let both = [widen(history.versions()), widen(other.versions())];
        let both = both.map(|widened| widened.map(|widened| widened.schema.document));
        let (Ok(a), Ok(b)) = (&both[0], &both[1]) else {
            return Err(TestCaseError::fail("no widened schema"));
        };
        for fields in all {
            let document = Value::Object(fields);
            prop_assert_eq!(
                a.accepts_in(&document, &numbers()),
                b.accepts_in(&document, &numbers())
            );
        }
    }
}

#[test]
fn the_generated_histories_do_what_they_are_meant_to_try() {
    let mut random = Random::new(7);
    let histories: Vec<_> = (0..300).map(|_| any_history(&mut random)).collect();
    let count = |wanted: &dyn Fn(&TableHistory) -> bool| {
        histories.iter().filter(|history| wanted(history)).count()
    };
    assert!(count(&|history| history.versions().len() > 2) > 50, "several versions behind");
    let says = |history: &TableHistory, word: &str| {
        history.transitions().iter().any(|step| match &step.carry {
            DocumentCarry::Fields(carry) => format!("{carry:?}").contains(word),
            DocumentCarry::Whole => false,
        })
    };
    for word in [
        "Renamed",
        "AsStored",
        "Object(",
        "Union(",
        "Elements(",
        "Values(",
        "Nullable(",
        "Retagged",
        "Literal(",
        "Accepts(",
        "Fill",
        "Default(",
        "Absent",
        "keep_valid: true",
        "keep_valid: false",
        "under_another_type: true",
    ] {
        assert!(count(&|history| says(history, word)) > 10, "hardly any `{word}`");
    }
    assert!(count(&|history| history.newest().version_field.is_some()) > 30, "marked ones");
    let mut outcomes = [0_usize; 4];
    for history in &histories {
        for fields in documents(history, &mut random).iter().chain(&hybrids(history, &mut random)) {
            outcomes[match carry(history, fields) {
                CarryOutcome::Current => 0,
                CarryOutcome::Carried(carried) if carried.hybrid.is_none() => 1,
                CarryOutcome::Carried(_) => 2,
                CarryOutcome::Quarantined(_) => 3,
            }] += 1;
        }
    }
    assert!(outcomes.iter().all(|count| *count > 100), "{outcomes:?}");
    assert!(histories.iter().all(|h| matches!(h.newest().document, Validator::Object(_))));
}
