//! What expansions call to declare a table, its indexes, and a schema.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use crate::declaration::{Declaration, DroppedTable, Listed, Schema};
use crate::history::TableHistory;
use crate::name::{FieldName, FieldPath, IndexName, TableName};
use crate::schema::{Index, IndexKind};
use crate::shape::{Scope, Shape};
use crate::table::Table;
use crate::transition::TransitionSpec;
use crate::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use crate::version::{TableVersion, VersionName};

/// Describes version `T` with its indexes and, where its documents are marked, its version field.
pub fn table_version<T: Table>(
    indexes: Vec<(&'static str, Index)>,
    version_field: Option<&'static str>,
) -> TableVersion {
    let mut scope = Scope::default();
    let Shape { validator, rust } = T::describe_document(&mut scope);
    let (types, errors) = scope.finish();
    let version_field = version_field.map(FieldName::from_checked);
    let document = match &version_field {
        Some(field) => marked(validator, field, f64::from(T::VERSION.0)),
        None => validator,
    };
    let named = |(name, index)| (IndexName::from_checked(name), index);
    TableVersion {
        name: VersionName { table: TableName::from_checked(T::TABLE), version: T::VERSION },
        document,
        indexes: indexes.into_iter().map(named).collect::<BTreeMap<_, _>>(),
        version_field,
        rust,
        types,
        errors,
    }
}

/// As [`table_version`], of a table without indexes whose documents aren't marked: what is most
/// often compiled is short.
pub fn plain_table_version<T: Table>() -> TableVersion {
    table_version::<T>(Vec::new(), None)
}

/// Finds the history of a version that has one before it.
#[derive(Debug)]
pub struct HistoryOf<T>(PhantomData<T>);

impl<T: TransitionSpec> HistoryOf<T> {
    /// The history of the version before, and `next`.
    pub fn then(next: TableVersion) -> TableHistory {
        T::Old::history().then_version::<T>(next)
    }
}

/// What is found where there is no transition, which would hide it. Such a crate doesn't compile for
/// another reason, which isn't said again here.
pub trait NoVersionBefore {
    /// A history that begins with `next`.
    fn then(next: TableVersion) -> TableHistory {
        TableHistory::begin(next)
    }
}

impl<T> NoVersionBefore for HistoryOf<T> {}

/// The validator of documents that hold their version's number in `field`.
fn marked(document: Validator, field: &FieldName, version: f64) -> Validator {
    match document {
        Validator::Object(ObjectValidator { mut fields }) => {
            let literal = Literal::number(version);
            let validator =
                FieldValidator { validator: Validator::Literal(literal), optional: false };
            fields.insert(field.clone(), validator);
            Validator::Object(ObjectValidator { fields })
        }
        Validator::Union(members) => {
            Validator::Union(members.into_iter().map(|one| marked(one, field, version)).collect())
        }
        other => other,
    }
}

/// A plain index over stored paths.
pub fn index(name: &'static str, fields: &[&str], staged: bool) -> (&'static str, Index) {
    (name, Index { kind: IndexKind::Database { fields: paths(fields) }, staged })
}

/// A search index over stored paths.
pub fn search_index(
    name: &'static str,
    field: &str,
    filter: &[&str],
    staged: bool,
) -> (&'static str, Index) {
    let search_field = FieldPath::from_checked(field);
    let filter_fields = paths(filter).into_iter().collect();
    (name, Index { kind: IndexKind::Search { search_field, filter_fields }, staged })
}

/// A vector index over stored paths.
pub fn vector_index(
    name: &'static str,
    field: &str,
    dimensions: u32,
    filter: &[&str],
    staged: bool,
) -> (&'static str, Index) {
    let vector_field = FieldPath::from_checked(field);
    let filter_fields = paths(filter).into_iter().collect();
    (name, Index { kind: IndexKind::Vector { vector_field, dimensions, filter_fields }, staged })
}

fn paths(fields: &[&str]) -> Vec<FieldPath> {
    fields.iter().copied().map(FieldPath::from_checked).collect()
}

/// Puts a schema together, in the order of its declaration.
#[derive(Debug)]
pub struct DeclarationBuilder(Declaration);

impl DeclarationBuilder {
    /// A schema without tables, gated by these deployments.
    pub fn new(gates: &[&str]) -> Self {
        let gates = gates.iter().map(|&gate| gate.to_owned()).collect::<BTreeSet<_>>();
        Self(Declaration { gates, ..Declaration::default() })
    }

    /// Adds a table under the name of its field.
    #[must_use]
    pub fn table<T: Table>(mut self, listed_as: &str) -> Self {
        let table = TableName::from_checked(T::TABLE);
        self.0.listed.push(Listed { listed_as: listed_as.to_owned(), table: table.clone() });
        self.0.tables.insert(table, T::history());
        self
    }

    /// Notes a table that is no longer declared and whose documents stay.
    #[must_use]
    pub fn forget(mut self, table: &str) -> Self {
        self.0.dropped.insert(TableName::from_checked(table), DroppedTable::Forget);
        self
    }

    /// Notes a table that is no longer declared and whose documents are deleted.
    #[must_use]
    pub fn delete_documents(mut self, table: &str) -> Self {
        self.0.dropped.insert(TableName::from_checked(table), DroppedTable::DeleteDocuments);
        self
    }

    /// Notes a table whose last version's transition carries every document into other tables.
    #[must_use]
    pub fn carried_away<T: Table>(mut self) -> Self {
        let history = Box::new(T::history());
        let last = history.newest().name.clone();
        let dropped = DroppedTable::CarriedAway { history, last };
        self.0.dropped.insert(TableName::from_checked(T::TABLE), dropped);
        self
    }

    /// The schema.
    pub fn finish(self) -> Declaration {
        self.0
    }
}

/// Panics with everything that is wrong with a schema: the test that `#[derive(Schema)]` emits.
///
/// # Panics
///
/// The schema breaks a rule of Convex's or one of ours.
pub fn assert_valid<S: Schema>() {
    let errors = S::declaration().check();
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(all.is_empty(), "the schema is not valid:\n\n- {}\n", all.join("\n- "));
}
