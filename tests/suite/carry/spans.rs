//! Documents that are several versions behind.

use schema_core::convert::{AnyId, Encoded};
use schema_core::history::{QuarantineCode, TableHistory};
use schema_core::name::TableName;
use schema_core::transition::{
    Effect, FillOutcome, FoundDocuments, Refusal, StoredDocument, TransitionDef,
};
use schema_core::version::{VersionName, VersionNumber};
use serde_json::json;

use super::build::{
    added, becomes, carried, changed, classify, defaulted, fields, gives, history,
    is_quarantined_at, kept, moving, number, numbers, old, renamed, step, stored, version,
};

type Filled = Result<FillOutcome, Refusal>;

fn double(old: &StoredDocument, _: &FoundDocuments) -> Filled {
    gives(json!({"n": format!("{}", number(old, "n") * 2.0)}))
}

#[test]
fn pure_transitions_compose_into_one_pass() {
    let history = history(
        version(1, json!({"a": "number"})),
        [
            (version(2, json!({"n": "number"})), step(2, [renamed("n", "a")], None)),
            (version(3, json!({"n": "string"})), step(3, [changed("n")], Some(double))),
            (
                version(4, json!({"m": "string", "k": "number"})),
                step(4, [renamed("m", "n"), defaulted("k", json!(1))], None),
            ),
        ],
    );
    assert!(history.check().is_empty());
    assert_eq!(history.passes().len(), 1);
    let new = fields(json!({"m": "8", "k": 1}));
    assert_eq!(becomes(&history, json!({"a": 4})), new);
    assert_eq!(becomes(&history, json!({"n": 4})), new);
    assert_eq!(becomes(&history, json!({"n": "8"})), new);
}

#[test]
fn a_step_on_the_way_that_gives_no_valid_document_refuses_it() {
    fn bad(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"n": "not a number"}))
    }
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"n": "number"})), moving(step(2, [added("n")], Some(bad)), &["a"])),
            (version(3, json!({"m": "string"})), moving(step(3, [added("m")], Some(bad)), &["n"])),
        ],
    );
    let quarantined = super::build::quarantined(&history, json!({"a": "x"}));
    assert_eq!(
        (quarantined.code, quarantined.version),
        (QuarantineCode::Refused, Some(VersionNumber(1)))
    );
    assert!(quarantined.reason.contains("isn't valid as users@2"), "{quarantined}");
    is_quarantined_at(&history, json!({"a": "x"}), QuarantineCode::Refused, ".n");
}

#[test]
fn a_document_of_several_old_versions_is_taken_for_the_newest_of_them() {
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (
                version(2, json!({"a": "string", "b?": "string"})),
                step(2, [kept("a"), super::build::absent("b")], None),
            ),
            (
                version(3, json!({"c": "string", "b?": "string"})),
                step(3, [renamed("c", "a"), kept("b")], None),
            ),
        ],
    );
    assert_eq!(classify(&history, json!({"a": "x"})), old(2));
}

/// The same step, with an effect: each document leaves a log entry behind.
fn logging(mut step: TransitionDef) -> TransitionDef {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        let document =
            Encoded { fields: fields(json!({"of": old.id.clone()})), placeholders: vec![] };
        let table = TableName::from_checked("logs");
        let values = Encoded { fields: fields(json!({"n": 1})), placeholders: vec![] };
        let effect = Effect::Insert { table, version: VersionNumber(1), document };
        Ok(FillOutcome { values, effects: vec![effect] })
    }
    step.effects
        .inserts
        .insert(VersionName { table: TableName::from_checked("logs"), version: VersionNumber(1) });
    step.fill = Some(fill);
    step
}

/// Pure, effects, pure, pure.
fn long() -> TableHistory {
    history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"b": "string"})), step(2, [renamed("b", "a")], None)),
            (
                version(3, json!({"b": "string", "n": "number"})),
                logging(step(3, [kept("b"), added("n")], None)),
            ),
            (
                version(4, json!({"c": "string", "n": "number"})),
                step(4, [renamed("c", "b"), kept("n")], None),
            ),
            (
                version(5, json!({"c": "string", "n": "number", "k": "number"})),
                step(5, [kept("c"), kept("n"), defaulted("k", json!(0))], None),
            ),
        ],
    )
}

#[test]
fn a_transition_with_effects_is_a_pass_of_its_own() {
    let history = long();
    assert!(history.check().is_empty());
    let spans: Vec<_> = history.passes().iter().map(|pass| (pass.old.0, pass.new.0)).collect();
    assert_eq!(spans, [(1, 2), (2, 3), (3, 5)]);
    let spans: Vec<_> =
        history.passes_from(VersionNumber(2)).iter().map(|pass| (pass.old.0, pass.new.0)).collect();
    assert_eq!(spans, [(2, 3), (3, 5)]);
    let middle = &history.passes()[1];
    assert!(!middle.is_pure() && middle.inserts.len() == 1);
    assert!(history.passes_from(VersionNumber(5)).is_empty());
}

#[test]
fn a_document_is_carried_to_the_end_of_its_own_pass() {
    let history = long();
    let first = carried(&history, json!({"a": "x"}));
    assert_eq!((first.old.0, first.new.0), (1, 2));
    assert!(first.effects.is_empty());
    let second = carried(&history, json!({"b": "x"}));
    assert_eq!((second.old.0, second.new.0, second.effects.len()), (2, 3, 1));
    let third = carried(&history, json!({"b": "x", "n": 1}));
    assert_eq!((third.old.0, third.new.0), (3, 5));
    assert!(third.effects.is_empty());
}

#[test]
fn a_field_of_a_later_pass_waits_in_the_document() {
    let history = long();
    let first = carried(&history, json!({"a": "x", "k": 7}));
    assert_eq!(first.document.fields, fields(json!({"b": "x", "k": 7})));
    let second = carried(&history, json!({"b": "x", "k": 7}));
    assert_eq!(second.document.fields, fields(json!({"b": "x", "n": 1, "k": 7})));
    let third = carried(&history, json!({"b": "x", "n": 1, "k": 7}));
    assert_eq!(third.document.fields, fields(json!({"c": "x", "n": 1, "k": 7})));
}

#[test]
fn a_document_in_a_composed_pass_is_carried_from_wherever_it_stands() {
    let new = carried(&long(), json!({"c": "x", "n": 1}));
    assert_eq!((new.old.0, new.new.0), (4, 5));
}

#[test]
fn a_read_document_is_carried_in_memory_unless_its_way_has_effects() {
    let history = long();
    let found = history.carry_found(&stored(json!({"b": "x", "n": 1})), &numbers()).unwrap();
    assert_eq!(found.fields, fields(json!({"c": "x", "n": 1, "k": 0})));
    let refused = history.carry_found(&stored(json!({"a": "x"})), &numbers()).unwrap_err();
    assert_eq!(refused.code, QuarantineCode::Refused);
    assert!(refused.reason.contains("users@3 has effects or reads"), "{refused}");
}

#[test]
fn reads_are_named_from_the_old_document_alone() {
    fn reads(old: &StoredDocument) -> Result<Vec<AnyId>, Refusal> {
        assert!(!old.fields.contains_key("teamName"), "set aside");
        let schema_core::Value::String(id) = &old.fields["team"] else { panic!("no id") };
        Ok(vec![AnyId { table: TableName::from_checked("teams"), id: id.clone() }])
    }
    fn fill(old: &StoredDocument, found: &FoundDocuments) -> Filled {
        let team = found.get(&reads(old)?[0]).ok_or_else(|| Refusal::new("gone").at("team"))?;
        gives(json!({"teamName": super::build::text(team, "name")}))
    }
    let mut joining = step(2, [kept("team"), added("teamName")], Some(fill));
    joining.reads_fn = Some(reads);
    joining
        .reads
        .insert(VersionName { table: TableName::from_checked("teams"), version: VersionNumber(1) });
    let history = history(
        version(1, json!({"team": ["id", "teams"]})),
        [(version(2, json!({"team": ["id", "teams"], "teamName": "string"})), joining)],
    );
    let team = super::build::id_of(super::build::TEAMS, 9);
    let document = stored(json!({"team": team}));
    let asked = history.reads(&document, &numbers()).unwrap();
    assert_eq!(asked[0].id, team);
    let mut found = FoundDocuments::default();
    let refused = history.carry(&document, &found, &numbers());
    assert!(matches!(refused, schema_core::history::CarryOutcome::Quarantined(_)));
    found.insert(asked[0].clone(), stored(json!({"name": "blue"})));
    let schema_core::history::CarryOutcome::Carried(carried) =
        history.carry(&document, &found, &numbers())
    else {
        panic!("not carried")
    };
    assert_eq!(carried.document.fields, fields(json!({"team": team, "teamName": "blue"})));
    // A hybrid is asked without its newer field, and one that needs nothing asks for nothing.
    let hybrid = stored(json!({"team": 5, "teamName": "x"}));
    assert!(history.reads(&hybrid, &numbers()).is_err());
    let current = stored(json!({"team": team, "teamName": "x"}));
    assert!(history.reads(&current, &numbers()).unwrap().is_empty());
}

#[test]
fn a_value_of_a_later_pass_that_cant_wait_is_quarantined_before_any_effect() {
    // `n` is text in the second version and a number in the third, which has effects.
    fn text(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"n": "x"}))
    }
    let mut texts = logging(step(2, [renamed("b", "a"), added("n")], None));
    texts.fill = Some(text);
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"b": "string", "n": "string"})), texts),
            (
                version(3, json!({"c": "string", "n": "number"})),
                logging(step(3, [renamed("c", "b"), changed("n")], None)),
            ),
        ],
    );
    let of_third = json!({"a": "x", "n": 5});
    is_quarantined_at(&history, of_third, QuarantineCode::Hybrid, ".n");
}
