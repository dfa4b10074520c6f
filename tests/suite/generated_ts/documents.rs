//! Random documents: of some version of a table, and then spoilt a little.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::Union;
use schema_core::history::TableHistory;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::validator::{ObjectValidator, Validator};
use schema_core::value::{Object, Value};

/// Which table each number stands for, and ids of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Deployment {
    pub(super) numbers: BTreeMap<TableNumber, TableName>,
}

impl Deployment {
    pub(super) fn of<'a>(tables: impl IntoIterator<Item = &'a TableName>) -> Self {
        let numbers = (10_001..).map(TableNumber).zip(tables.into_iter().cloned());
        Self { numbers: numbers.collect() }
    }

    /// One of a few ids of a table.
    pub(super) fn id(&self, table: &TableName, which: u8) -> String {
        let number =
            self.numbers.iter().find(|(_, name)| *name == table).map(|(number, _)| *number);
        DocumentId { table: number.unwrap_or(TableNumber(77)), internal: [which; 16] }.to_string()
    }

    /// Every id that a random document may hold, with its table.
    pub(super) fn ids(&self) -> BTreeMap<String, String> {
        let of_table = |table: &TableName| {
            let ids = (0..3).map(|which| (self.id(table, which), table.to_string()));
            ids.collect::<Vec<_>>()
        };
        self.numbers.values().flat_map(of_table).collect()
    }
}

/// A document of one version, with fields of others added, replaced and removed.
pub(super) fn any_document(history: &TableHistory, ids: &Deployment) -> BoxedStrategy<Object> {
    let documents = history.versions().iter().map(|version| object_of(&version.document, ids));
    let changes = vec(any_change(history, ids), 0..3);
    (Union::new(documents), prop_oneof![3 => Just(Vec::new()).boxed(), 2 => changes.boxed()])
        .prop_map(|(mut document, changes)| {
            for (field, value) in changes {
                match value {
                    Some(value) => document.insert(field, value),
                    None => document.remove(&field),
                };
            }
            document
        })
        .boxed()
}

/// A field of some version, with a value of some version or none.
fn any_change(history: &TableHistory, ids: &Deployment) -> BoxedStrategy<(String, Option<Value>)> {
    let objects = history.versions().iter().flat_map(|version| objects_in(&version.document));
    let fields: Vec<_> = objects
        .flat_map(|object| {
            object.fields.iter().map(|(name, field)| (name.to_string(), field.validator.clone()))
        })
        .collect();
    let changes = fields.into_iter().map(|(name, validator)| {
        let value = prop_oneof![
            6 => any_value(&validator, ids).prop_map(Some),
            2 => Just(None),
            1 => any_value(&Validator::Any, ids).prop_map(Some),
        ];
        value.prop_map(move |value| (name.clone(), value)).boxed()
    });
    Union::new(changes).boxed()
}

fn objects_in(document: &Validator) -> Vec<&ObjectValidator> {
    match document {
        Validator::Object(object) => vec![object],
        Validator::Union(members) => members.iter().flat_map(objects_in).collect(),
        _ => Vec::new(),
    }
}

fn object_of(validator: &Validator, ids: &Deployment) -> BoxedStrategy<Object> {
    let objects = objects_in(validator).into_iter().map(|object| {
        object.fields.iter().fold(Just(Object::new()).boxed(), |others, (name, field)| {
            let value = any_value(&field.validator, ids);
            let value = if field.optional {
                proptest::option::of(value).boxed()
            } else {
                value.prop_map(Some).boxed()
            };
            let name = name.to_string();
            (others, value)
                .prop_map(move |(mut object, value)| {
                    object.extend(value.map(|value| (name.clone(), value)));
                    object
                })
                .boxed()
        })
    });
    Union::new(objects).boxed()
}

const TEXTS: [&str; 9] = ["", "Zurich", "Bern", "black", "white", "dark", "!a b c", "low", "a b"];
const NUMBERS: [f64; 7] = [0.0, -0.0, 1.5, 2.0, -3.0, 1e300, f64::INFINITY];

fn any_value(validator: &Validator, ids: &Deployment) -> BoxedStrategy<Value> {
    match validator {
        Validator::Null => Just(Value::Null).boxed(),
        Validator::Float64 => prop::sample::select(&NUMBERS[..]).prop_map(Value::Float64).boxed(),
        Validator::Int64 | Validator::CommitTs => any::<i64>().prop_map(Value::Int64).boxed(),
        Validator::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Validator::String => {
            let text = prop::sample::select(&TEXTS[..]).prop_map(str::to_owned);
            let id = prop::sample::select(ids.ids().into_keys().collect::<Vec<_>>());
            prop_oneof![6 => text, 1 => id].prop_map(Value::String).boxed()
        }
        Validator::Bytes => vec(any::<u8>(), 0..4).prop_map(Value::Bytes).boxed(),
        Validator::Id(table) => {
            let id = (0_u8..3).prop_map({
                let (ids, table) = (ids.clone(), table.clone());
                move |which| Value::String(ids.id(&table, which))
            });
            id.boxed()
        }
        Validator::Literal(literal) => Just(literal.value().clone()).boxed(),
        Validator::Array(element) => {
            vec(any_value(element, ids), 0..3).prop_map(Value::Array).boxed()
        }
        Validator::Record(record) => btree_map("[a-c ]{0,2}", any_value(&record.values, ids), 0..3)
            .prop_map(Value::Object)
            .boxed(),
        Validator::Object(_) => object_of(validator, ids).prop_map(Value::Object).boxed(),
        Validator::Union(members) => {
            Union::new(members.iter().map(|member| any_value(member, ids))).boxed()
        }
        Validator::Any => {
            let scalars = [Validator::Null, Validator::Int64, Validator::String, Validator::Bytes];
            Union::new(scalars.iter().map(|scalar| any_value(scalar, ids))).boxed()
        }
    }
}
