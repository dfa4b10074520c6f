//! Variants whose contents have transitions of their own, and types without end, through derives.

use schema_core::history::{CarryOutcome, TableHistory};
use schema_core::transition::{FoundDocuments, StoredDocument};
use schema_core::validator::NoDeployment;
use schema_core::{Object, Schema, Table, Union};
use serde_json::{Value as Json, json};

use super::build::{fields, id_of};

mod v1 {
    use schema_core::{Object, Table, Union};

    #[derive(Object)]
    pub(crate) struct Leaf {
        pub(crate) n: f64,
    }

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub(crate) enum Node {
        One { leaf: Leaf },
        Two { left: Leaf, right: Leaf },
    }

    #[derive(Union)]
    #[schema(untagged)]
    pub(crate) enum Any {
        Node(Node),
        Text(String),
        Named { leaf: Leaf, name: String },
        Leaf(Leaf),
    }

    /// Its only variant is all of it, and stored as either of two objects.
    #[derive(Union)]
    #[schema(untagged)]
    pub(crate) enum Alone {
        Node(Node),
    }

    #[derive(Table)]
    #[schema(table = "trees", version = 1)]
    pub(crate) struct Tree {
        pub(crate) node: Node,
        pub(crate) any: Vec<Any>,
        pub(crate) alone: Vec<Alone>,
    }

    #[derive(Object)]
    pub(crate) struct Chicken {
        pub(crate) eggs: Vec<Egg>,
    }

    #[derive(Object)]
    pub(crate) struct Egg {
        pub(crate) from: Vec<Chicken>,
    }

    #[derive(Table)]
    #[schema(table = "farms", version = 1)]
    pub(crate) struct Farm {
        pub(crate) first: Chicken,
    }
}

#[derive(Object)]
#[schema(from = v1::Leaf)]
struct Leaf {
    #[schema(renamed_from = n)]
    number: f64,
}

#[derive(Union)]
#[schema(tag = "kind", from = v1::Node)]
enum Node {
    One {
        leaf: Leaf,
    },
    #[schema(renamed_from = Two)]
    Pair {
        #[schema(renamed_from = left)]
        first: Leaf,
        right: Leaf,
    },
}

#[derive(Union)]
#[schema(untagged, from = v1::Any)]
enum Any {
    Node(Node),
    Text(String),
    Named { leaf: Leaf, name: String },
    Leaf(Leaf),
}

#[derive(Union)]
#[schema(untagged, from = v1::Alone)]
enum Alone {
    Node(Node),
}

#[derive(Table)]
#[schema(table = "trees", version = 2, from = v1::Tree)]
struct Tree {
    node: Node,
    any: Vec<Any>,
    alone: Vec<Alone>,
}

#[derive(Object)]
#[schema(from = v1::Chicken)]
struct Chicken {
    eggs: Vec<Egg>,
}

#[derive(Object)]
#[schema(from = v1::Egg)]
struct Egg {
    from: Vec<Chicken>,
}

#[derive(Table)]
#[schema(table = "farms", version = 2, from = v1::Farm)]
struct Farm {
    first: Chicken,
}

/// A schema to put a table into that no derive of a schema would take without failing.
#[derive(Schema)]
struct Empty {}

fn pair(old: bool) -> Json {
    if old {
        json!({"kind": "two", "left": {"n": 1}, "right": {"n": 2}})
    } else {
        json!({"kind": "pair", "first": {"number": 1}, "right": {"number": 2}})
    }
}

fn one(leaf: &Json) -> Json {
    json!({"kind": "one", "leaf": leaf})
}

#[test]
fn a_variant_of_another_module_is_carried_by_the_transitions_of_what_it_holds() {
    let history = TableHistory::of::<Tree>();
    assert_eq!(history.check(), []);
    let tree = |old: bool| {
        let leaf = if old { json!({"n": 1}) } else { json!({"number": 1}) };
        let named = json!({"leaf": leaf, "name": "x"});
        let any = json!([pair(old), "text", named, leaf, one(&leaf)]);
        fields(json!({"node": one(&leaf), "any": any, "alone": [one(&leaf), pair(old)]}))
    };
    let stored = StoredDocument { id: id_of(20_001, 1), creation_time: 1.0, fields: tree(true) };
    let outcome = history.carry(&stored, &FoundDocuments::default(), &NoDeployment);
    let CarryOutcome::Carried(carried) = outcome else { panic!("not carried: {outcome:?}") };
    assert_eq!(carried.document.fields, tree(false));
}

#[test]
fn types_that_contain_each_other_are_named_although_they_have_transitions() {
    let mut declaration = Empty::declaration();
    let history = TableHistory::of::<Farm>();
    declaration.tables.insert(history.newest().name.table.clone(), history);
    let errors: Vec<_> = declaration.check().iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 2, "{errors:#?}");
    assert!(errors.iter().all(|error| error.contains("Chicken -> Egg -> Chicken")), "{errors:#?}");
}
