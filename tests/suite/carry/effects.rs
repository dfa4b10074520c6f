//! What happens beside the document: inserts, ensures, deletion.

use std::collections::BTreeMap;

use schema_core::convert::{EffectNumber, Encoded};
use schema_core::history::{QuarantineCode, TableHistory, settle_effects};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::{IndexName, TableName};
use schema_core::path::Segment;
use schema_core::shape::RustType;
use schema_core::transition::{
    Effect, FillFn, FillOutcome, FoundDocuments, Refusal, StoredDocument,
};
use schema_core::value::Value;
use schema_core::version::{TableVersion, VersionName, VersionNumber};
use serde_json::{Value as Json, json};

use super::build::{
    TEAMS, absent, added, at, carried, changed_keep_valid, codes, defaulted, dropping, fields,
    gives, history, id_of, indexed, is_quarantined_at, kept, moving, numbers, of, placeholder,
    renamed, step, text, version,
};

type Filled = Result<FillOutcome, Refusal>;

fn team(number: u32, document: &Json) -> TableVersion {
    let name =
        VersionName { table: TableName::from_checked("teams"), version: VersionNumber(number) };
    let document = of(document);
    TableVersion { name, document, rust: RustType::Leaf("Team".into()), ..version(1, json!({})) }
}

fn encoded(json: Json, placeholders: &[(&[&str], usize)]) -> Encoded {
    let placeholders = placeholders.iter().map(|(path, effect)| placeholder(path, *effect));
    Encoded { fields: fields(json), placeholders: placeholders.collect() }
}

fn insert(version: u32, document: Encoded) -> Effect {
    let table = TableName::from_checked("teams");
    Effect::Insert { table, version: VersionNumber(version), document }
}

fn ensure(version: u32, index: &str, document: Encoded) -> Effect {
    let (table, index) = (TableName::from_checked("teams"), IndexName::from_checked(index));
    Effect::Ensure { table, version: VersionNumber(version), index, document }
}

fn tables(teams: TableHistory) -> BTreeMap<TableName, TableHistory> {
    BTreeMap::from([(TableName::from_checked("teams"), teams)])
}

/// Splits the team out of each user; two places of the new document hold its id.
fn splitting(run: FillFn) -> TableHistory {
    let mut splitting = moving(step(2, [added("team"), added("all")], Some(run)), &["teamName"]);
    splitting.effects.inserts.insert(team(1, &json!({})).name);
    let ids = json!(["[]", ["|", ["id", "teams"], {"n": "null"}]]);
    history(
        version(1, json!({"teamName": "string"})),
        [(version(2, json!({"team": ["id", "teams"], "all": {"of": ids}})), splitting)],
    )
}

fn with_ids_of(effect: Effect) -> Filled {
    let mut values = encoded(json!({"team": null, "all": {"of": [null]}}), &[(&["team"], 0)]);
    let mut deep = placeholder(&["all", "of"], 0);
    deep.path.0.push(Segment::Index(0));
    values.placeholders.push(deep);
    Ok(FillOutcome { values, effects: vec![effect] })
}

fn by_insert(old: &StoredDocument, _: &FoundDocuments) -> Filled {
    with_ids_of(insert(1, encoded(json!({"name": text(old, "teamName")}), &[])))
}

fn by_ensure(old: &StoredDocument, _: &FoundDocuments) -> Filled {
    with_ids_of(ensure(1, "by_name", encoded(json!({"name": text(old, "teamName")}), &[])))
}

#[test]
fn a_placeholder_stands_for_a_valid_id_at_its_path() {
    let history = splitting(by_ensure);
    assert!(history.check().is_empty());
    let carried = carried(&history, json!({"teamName": "blue"}));
    assert_eq!(carried.document.fields["team"], Value::Null);
    let paths: Vec<_> = carried.document.placeholders.iter().map(|p| p.path.to_string()).collect();
    assert_eq!(paths, [".team", ".all.of[0]"]);
    assert_eq!(carried.effects, [ensure(1, "by_name", encoded(json!({"name": "blue"}), &[]))]);
}

#[test]
fn a_placeholder_of_another_table_than_the_field_names_is_refused() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        let values = encoded(json!({"team": null}), &[(&["team"], 0)]);
        let table = TableName::from_checked("users");
        let document = encoded(json!({}), &[]);
        let effect = Effect::Insert { table, version: VersionNumber(1), document };
        Ok(FillOutcome { values, effects: vec![effect] })
    }
    let mut wrong = step(2, [added("team")], Some(fill));
    wrong.effects.inserts.insert(at(1));
    let history =
        history(version(1, json!({})), [(version(2, json!({"team": ["id", "teams"]})), wrong)]);
    is_quarantined_at(&history, json!({}), QuarantineCode::Refused, ".team");
}

#[test]
fn a_hybrid_that_has_its_id_already_keeps_it_and_still_ensures() {
    let team_id = id_of(TEAMS, 5);
    let carried = carried(&splitting(by_ensure), json!({"teamName": "blue", "team": team_id}));
    assert_eq!(carried.document.fields["team"], Value::String(team_id));
    let paths: Vec<_> = carried.document.placeholders.iter().map(|p| p.path.to_string()).collect();
    assert_eq!(paths, [".all.of[0]"]);
    assert_eq!(carried.effects.len(), 1);
    assert_eq!(carried.hybrid.unwrap().replaced.len(), 1);
}

#[test]
fn a_hybrid_for_which_a_second_document_would_be_inserted_is_quarantined() {
    let team_id = id_of(TEAMS, 5);
    let both = json!({"teamName": "blue", "team": team_id, "all": {"of": [team_id]}});
    is_quarantined_at(&splitting(by_insert), both.clone(), QuarantineCode::Hybrid, ".team");
    // What is found again isn't made twice.
    assert!(carried(&splitting(by_ensure), both).document.placeholders.is_empty());
}

#[test]
fn a_field_that_stays_as_stored_gets_no_id_of_an_effect() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        let values = encoded(json!({"team": null, "size": 1}), &[(&["team"], 0)]);
        let effects = vec![ensure(1, "by_name", encoded(json!({"name": "blue"}), &[]))];
        Ok(FillOutcome { values, effects })
    }
    let mut keeping = step(2, [changed_keep_valid("team"), added("size")], Some(fill));
    keeping.effects.inserts.insert(team(1, &json!({})).name);
    let id = json!(["id", "teams"]);
    let history = history(
        version(1, json!({"team": ["|", id, "string"]})),
        [(version(2, json!({"team": id, "size": "number"})), keeping)],
    );
    let paths = |document: &Encoded| -> Vec<String> {
        document.placeholders.iter().map(|placeholder| placeholder.path.to_string()).collect()
    };
    let by_name = carried(&history, json!({"team": "the blue ones"}));
    assert_eq!(paths(&by_name.document), [".team"]);
    let team_id = id_of(TEAMS, 5);
    let by_id = carried(&history, json!({"team": team_id}));
    assert_eq!(by_id.document.fields, fields(json!({"team": team_id, "size": 1})));
    assert_eq!(paths(&by_id.document), [""; 0]);
    assert_eq!(by_id.effects.len(), 1, "what happens beside the document happens all the same");
}

#[test]
fn a_document_that_deletes_itself_needs_no_valid_successor() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        Ok(FillOutcome { values: Encoded::default(), effects: vec![Effect::DeleteSelf] })
    }
    let mut away = dropping(step(2, [added("n")], Some(fill)), &["a"]);
    away.effects.deletes_self = true;
    let history =
        history(version(1, json!({"a": "string"})), [(version(2, json!({"n": "number"})), away)]);
    assert!(history.check().is_empty());
    assert!(carried(&history, json!({"a": "x"})).deletes_self());
}

#[test]
fn effects_happen_even_where_every_value_stays() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        let effect = insert(1, encoded(json!({"name": "x"}), &[]));
        Ok(FillOutcome { values: Encoded::default(), effects: vec![effect] })
    }
    let mut acting = step(2, [renamed("b", "a")], Some(fill));
    acting.effects.inserts.insert(team(1, &json!({})).name);
    let history =
        history(version(1, json!({"a": "string"})), [(version(2, json!({"b": "string"})), acting)]);
    assert_eq!(carried(&history, json!({"a": "x"})).effects.len(), 1);
}

fn settled(effect: Effect, teams: TableHistory) -> Result<Effect, Refusal> {
    settle_effects(&[effect], &tables(teams), &numbers()).map(|mut all| all.remove(0))
}

#[test]
fn an_inserted_document_of_the_newest_version_goes_as_it_is() {
    let teams = TableHistory::begin(team(1, &json!({"name": "string"})));
    let effect = insert(1, encoded(json!({"name": "blue"}), &[]));
    assert_eq!(settled(effect.clone(), teams).unwrap(), effect);
}

#[test]
fn an_inserted_document_is_carried_to_the_newest_version() {
    let teams = history(
        team(1, &json!({"name": "string", "lead": ["id", "users"]})),
        [(
            team(
                2,
                &json!({"title": "string", "leads": ["[]", ["id", "users"]], "size": "number"}),
            ),
            moving(
                step(
                    2,
                    [renamed("title", "name"), added("leads"), defaulted("size", json!(1))],
                    Some(|old, _| gives(json!({"leads": [text(old, "lead")]}))),
                ),
                &["lead"],
            ),
        )],
    );
    let first = Effect::Insert {
        table: TableName::from_checked("users"),
        version: VersionNumber(1),
        document: encoded(json!({}), &[]),
    };
    let second = insert(1, encoded(json!({"name": "blue", "lead": null}), &[(&["lead"], 0)]));
    let mut all = tables(teams);
    let users = TableHistory::begin(version(1, json!({})));
    all.insert(TableName::from_checked("users"), users);
    let settled = settle_effects(&[first, second], &all, &numbers()).unwrap();
    let Effect::Insert { version, document, .. } = &settled[1] else { panic!("no insert") };
    assert_eq!(*version, VersionNumber(2));
    assert_eq!(document.fields, fields(json!({"title": "blue", "leads": [null], "size": 1})));
    assert_eq!(document.placeholders[0].effect, EffectNumber(0));
    assert_eq!(document.placeholders[0].path.to_string(), ".leads[0]");
}

/// A version whose `fill` needs what an inserted document doesn't have yet.
fn dated() -> TableHistory {
    history(
        indexed(team(1, &json!({"name": "string"})), "by_name", &["name"]),
        [(
            indexed(team(2, &json!({"name": "string", "since": "number"})), "by_name", &["name"]),
            step(
                2,
                [kept("name"), added("since")],
                Some(|old, _| gives(json!({"since": old.creation_time}))),
            ),
        )],
    )
}

#[test]
fn an_inserted_document_whose_carrying_needs_its_creation_time_waits_for_its_own_backfill() {
    let effect = insert(1, encoded(json!({"name": "blue"}), &[]));
    assert_eq!(settled(effect.clone(), dated()).unwrap(), effect);
}

#[test]
fn an_ensured_document_has_to_be_of_the_newest_version() {
    let refused =
        settled(ensure(1, "by_name", encoded(json!({"name": "blue"}), &[])), dated()).unwrap_err();
    assert!(refused.reason.contains("ensure one of teams@2 instead"), "{refused}");
}

#[test]
fn an_ensure_needs_a_value_for_each_field_of_its_index() {
    let document = json!({"name?": "string", "at?": {"zip?": "string"}});
    let teams = || {
        let teams = indexed(team(1, &document), "by_name", &["name"]);
        TableHistory::begin(indexed(teams, "by_zip", &["at.zip"]))
    };
    let ensure = |index: &str, json: Json| settled(ensure(1, index, encoded(json, &[])), teams());
    assert!(ensure("by_name", json!({"name": "x"})).is_ok());
    assert!(ensure("by_zip", json!({"at": {"zip": "1"}})).is_ok());
    for (index, json) in [("by_name", json!({})), ("by_zip", json!({"at": {}}))] {
        let refused = ensure(index, json).unwrap_err();
        assert!(refused.reason.contains("without a value"), "{refused}");
    }
    assert!(ensure("by_other", json!({"name": "x"})).is_err());
}

#[test]
fn an_effect_that_refers_to_a_later_one_is_refused() {
    let teams = TableHistory::begin(team(1, &json!({"name": "string", "next": ["id", "teams"]})));
    let effect = insert(1, encoded(json!({"name": "x", "next": null}), &[(&["next"], 0)]));
    let refused = settled(effect, teams).unwrap_err();
    assert!(refused.reason.contains("later effect"), "{refused}");
}

#[test]
fn an_inserted_document_that_isnt_valid_is_refused_with_its_path() {
    let teams = TableHistory::begin(team(1, &json!({"name": "string"})));
    let refused = settled(insert(1, encoded(json!({"name": 1}), &[])), teams).unwrap_err();
    assert!(refused.reason.contains("`.name`"), "{refused}");
    let nowhere =
        settle_effects(&[insert(1, encoded(json!({}), &[]))], &BTreeMap::new(), &numbers());
    assert!(nowhere.unwrap_err().reason.contains("isn't declared"));
}

#[test]
fn a_text_that_looks_like_a_stand_in_stays_text() {
    // Whatever a document holds, only placeholders become ids.
    let teams = history(
        team(1, &json!({"name": "string", "lead": ["id", "users"]})),
        [(
            team(2, &json!({"title": "string", "lead": ["id", "users"]})),
            step(2, [renamed("title", "name"), kept("lead")], None),
        )],
    );
    let forged = DocumentId { table: TableNumber(u32::MAX), internal: [0xfe; 16] };
    let first = Effect::Insert {
        table: TableName::from_checked("users"),
        version: VersionNumber(1),
        document: encoded(json!({}), &[]),
    };
    let document = encoded(json!({"name": forged.to_string(), "lead": null}), &[(&["lead"], 0)]);
    let mut all = tables(teams);
    all.insert(TableName::from_checked("users"), TableHistory::begin(version(1, json!({}))));
    let settled = settle_effects(&[first, insert(1, document)], &all, &numbers()).unwrap();
    let Effect::Insert { document, .. } = &settled[1] else { panic!("no insert") };
    assert_eq!(document.placeholders, [placeholder(&["lead"], 0)]);
    assert_eq!(document.fields["title"], Value::String(forged.to_string()));
}

#[test]
fn effects_over_documents_that_stay_valid_are_refused_unless_said() {
    let acting = |for_old_only: bool| {
        let mut acting = step(2, [kept("a"), absent("b")], Some(|_, _| gives(json!({}))));
        acting.effects.inserts.insert(team(1, &json!({})).name);
        acting.effects.for_old_only = for_old_only;
        history(
            version(1, json!({"a": "string"})),
            [(version(2, json!({"a": "string", "b?": "string"})), acting)],
        )
    };
    assert_eq!(codes(&acting(false)), ["effects_may_not_run"]);
    assert!(acting(true).check().is_empty());
}
