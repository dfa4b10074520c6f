//! What holds of every difference.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use schema_core::declaration::Declaration;
use schema_core::diff::{Change, Class, Deployed, DeployedTable, diff, diff_text};
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::plan::{Facts, plan};
use schema_core::shape::RustType;
use schema_core::transition::DocumentCarry;
use schema_core::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::{Meaning, TableVersion, VersionName, VersionNumber};

use super::{declaring, nested, since};

fn validator() -> impl Strategy<Value = Validator> {
    let scalar = prop_oneof![
        Just(Validator::Null),
        Just(Validator::Float64),
        Just(Validator::Int64),
        Just(Validator::Boolean),
        Just(Validator::String),
        Just(Validator::Any),
        "[abc]".prop_map(|text| Validator::Literal(Literal::string(text))),
        any::<bool>().prop_map(|b| Validator::Literal(Literal::new(Value::Boolean(b)).unwrap())),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(Validator::array),
            inner.clone().prop_map(|values| Validator::record(Validator::String, values)),
            vec(inner.clone(), 0..4).prop_map(Validator::union),
            object(inner).prop_map(Validator::from),
        ]
    })
}

fn object(inner: impl Strategy<Value = Validator>) -> impl Strategy<Value = ObjectValidator> {
    btree_map("[abcd]", (inner, any::<bool>()), 0..4).prop_map(|fields| {
        fields.into_iter().fold(ObjectValidator::new(), |object, (name, (validator, optional))| {
            if optional { object.optional(name, validator) } else { object.field(name, validator) }
        })
    })
}

/// A validator not far from `of`: something in it changed a little.
fn near(of: Validator) -> impl Strategy<Value = Validator> {
    (Just(of), validator(), vec(0..6_u8, 4), any::<prop::sample::Index>())
        .prop_map(|(of, other, how, at)| edited(of, &other, &how, at))
}

/// Edits here or further in, as the first of `how` says.
fn edited(of: Validator, other: &Validator, how: &[u8], at: prop::sample::Index) -> Validator {
    let Some((first, rest)) = how.split_first() else { return other.clone() };
    match of {
        Validator::Object(mut object) if !object.fields.is_empty() => {
            let name = object.fields.keys().nth(at.index(object.fields.len())).cloned().unwrap();
            match first {
                0 => {
                    object.fields.remove(&name);
                }
                1 => object.fields.get_mut(&name).unwrap().optional ^= true,
                2 => {
                    let field = FieldValidator { validator: other.clone(), optional: true };
                    object.fields.insert(schema_core::name::FieldName::from_checked("e"), field);
                }
                _ => {
                    let field = object.fields.get_mut(&name).unwrap();
                    let inner = std::mem::replace(&mut field.validator, Validator::Null);
                    field.validator = edited(inner, other, rest, at);
                }
            }
            Validator::Object(object)
        }
        Validator::Array(element) if *first > 0 => {
            Validator::array(edited(*element, other, rest, at))
        }
        Validator::Record(record) if *first > 0 => {
            Validator::record(record.keys, edited(record.values, other, rest, at))
        }
        Validator::Union(mut members) if !members.is_empty() => {
            let place = at.index(members.len());
            match first {
                0 | 1 => {
                    members.remove(place);
                }
                2 => members.push(other.clone()),
                3 => members.reverse(),
                _ => {
                    let member = members.remove(place);
                    members.insert(place, edited(member, other, rest, at));
                }
            }
            Validator::Union(members)
        }
        of => match first {
            0 | 1 => other.clone(),
            2 | 3 => Validator::union([of, other.clone()]),
            _ => of,
        },
    }
}

/// A value that the validator accepts, if it accepts any.
fn value_of(validator: &Validator, seed: &mut impl Iterator<Item = u8>) -> Option<Value> {
    let mut next = || seed.next().unwrap_or(0);
    Some(match validator {
        Validator::Null => Value::Null,
        Validator::Float64 => Value::Float64(f64::from(next())),
        Validator::Int64 | Validator::CommitTs => Value::Int64(i64::from(next())),
        Validator::Boolean => Value::Boolean(next() % 2 == 0),
        Validator::String | Validator::Any => {
            Value::String(["a", "b", "z"][usize::from(next() % 3)].into())
        }
        Validator::Bytes => Value::Bytes(vec![next()]),
        Validator::Id(_) => return None,
        Validator::Literal(literal) => literal.value().clone(),
        Validator::Array(element) => {
            let count = next() % 3;
            let items = (0..count).map_while(|_| value_of(element, seed));
            Value::Array(items.collect())
        }
        Validator::Record(record) => {
            let count = next() % 3;
            let entries = (0..count)
                .map_while(|key| Some((format!("k{key}"), value_of(&record.values, seed)?)));
            Value::Object(entries.collect())
        }
        Validator::Object(object) => {
            let mut fields = Object::new();
            for (name, field) in &object.fields {
                let absent = field.optional && seed.next().unwrap_or(0).is_multiple_of(2);
                match value_of(&field.validator, seed).filter(|_| !absent) {
                    Some(value) => {
                        fields.insert(name.as_str().to_owned(), value);
                    }
                    None if field.optional => {}
                    None => return None,
                }
            }
            Value::Object(fields)
        }
        Validator::Union(members) => {
            let start = usize::from(next());
            (0..members.len())
                .find_map(|turn| value_of(&members[(start + turn) % members.len()], seed))?
        }
    })
}

fn version(document: Validator) -> TableVersion {
    TableVersion {
        name: VersionName { table: TableName::from_checked("things"), version: VersionNumber(1) },
        document,
        indexes: [].into_iter().collect(),
        version_field: None,
        rust: RustType::Leaf("Thing".into()),
        types: [].into_iter().collect(),
        errors: Vec::new(),
    }
}

/// The changes from one meaning of a version to another.
fn changes(old: &Validator, new: &Validator) -> Vec<Change> {
    let declared = declaring(TableHistory::begin(version(new.clone())));
    let meaning = Meaning::of(&version(old.clone()));
    let table = DeployedTable { version: VersionNumber(1), meaning };
    let name = TableName::from_checked("things");
    let found = diff(&Deployed { tables: [(name, table)].into_iter().collect() }, &declared);
    found.tables.into_values().flat_map(|table| table.changes).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_differs_from_itself(document in object(validator())) {
        let document = Validator::from(document);
        prop_assert_eq!(changes(&document, &document), []);
    }

    /// The promise behind amendments: a change is additive only if no stored document minds.
    #[test]
    fn where_every_change_is_additive_every_old_document_is_valid(
        (old, new) in object(validator()).prop_flat_map(|old| {
            let old = Validator::from(old);
            (Just(old.clone()), near(old))
        }),
        seeds in vec(vec(any::<u8>(), 24), 8),
    ) {
        let changes = changes(&old, &new);
        if changes.iter().all(|change| change.class() <= Class::Additive) {
            for seed in seeds {
                if let Some(document) = value_of(&old, &mut seed.into_iter()) {
                    prop_assert!(old.accepts(&document));
                    prop_assert!(new.accepts(&document), "{document:?} of {old} in {new}: {changes:?}");
                }
            }
        }
    }

    /// What the server can tell is never shown as more than it is.
    #[test]
    fn what_the_server_knows_to_be_a_subset_is_never_a_change_of_data(
        (old, new) in object(validator()).prop_flat_map(|old| {
            let old = Validator::from(old);
            (Just(old.clone()), near(old))
        }),
    ) {
        if old.is_subset(&new) {
            let changes = changes(&old, &new);
            prop_assert!(
                changes.iter().all(|change| change.class() <= Class::Additive),
                "{old} in {new}: {changes:?}"
            );
        }
    }

    /// A difference is one of the data wherever something differs at all.
    #[test]
    fn no_change_at_all_means_the_same_documents(
        (old, new) in object(validator()).prop_flat_map(|old| {
            let old = Validator::from(old);
            (Just(old.clone()), near(old))
        }),
    ) {
        if changes(&old, &new).is_empty() {
            prop_assert_eq!(old, new);
        }
    }

    /// Fields, variants and tables in whatever order: the same difference, the same plan.
    #[test]
    fn the_order_of_declarations_never_matters(shuffles in vec(any::<prop::sample::Index>(), 16)) {
        let history = nested::history();
        let mut transition = history.transitions()[0].clone();
        if let DocumentCarry::Fields(carry) = &mut transition.carry {
            let fields = &mut carry.fields;
            for (at, shuffle) in shuffles.iter().enumerate() {
                let (a, b) = (at % fields.len(), shuffle.index(fields.len()));
                fields.swap(a, b);
            }
        }
        let [first, second] = history.versions() else { panic!("two versions") };
        let shuffled = TableHistory::begin(first.clone()).then(second.clone(), transition);
        let (one, other) = (since(&history, 1), since(&shuffled, 1));
        prop_assert_eq!(diff_text(&one), diff_text(&other));
        let facts = Facts::default();
        prop_assert_eq!(plan(&one, &facts).unwrap(), plan(&other, &facts).unwrap());
    }
}

#[test]
fn an_empty_declaration_differs_from_an_empty_deployment_in_nothing() {
    assert!(diff(&Deployed::default(), &Declaration::default()).is_empty());
}
