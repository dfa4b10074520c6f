//! `#[schema(...)]` on types, fields and variants, as text.

use std::collections::BTreeSet;

use schema_names::case::Case;

use crate::frozen::{FieldRole, FrozenVersion, RolesOf, TypeRoles, VariantFate, VariantRole};
use crate::name::FieldPath;
use crate::schema::{Index, IndexKind};
use crate::shape::{RustDef, RustField, RustLiteral, RustType, RustVariant, Tagging, TypeName};
use crate::transition::Supply;
use crate::value::Value;
use crate::version::VersionName;

use super::document;
use super::names::Names;
use super::path::ident;
use super::types::check_path;
use super::value::expression;

/// The words of one attribute.
#[derive(Clone, Debug, Default)]
pub(super) struct Attribute(Vec<String>);

impl Attribute {
    /// The attribute's line at an indentation; nothing where it has no words.
    pub(super) fn at(&self, indent: usize) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        format!("{}#[schema({})]\n", " ".repeat(indent), self.0.join(", "))
    }
}

/// The attributes of a type, each on its line.
pub(super) fn of_type(
    names: &Names<'_>,
    name: &TypeName,
    def: &RustDef,
    is_document: bool,
) -> String {
    let frozen = names.frozen;
    let roles = roles_of(frozen, name);
    let mut words = Vec::new();
    if is_document {
        words.push(format!("table = {:?}", frozen.name.table.as_str()));
        words.push(format!("version = {}", frozen.name.version));
    }
    words.extend(roles.map(|roles| format!("from = {}", names.old(&roles.from))));
    words.extend(roles.map(|roles| fates(&roles.of)).unwrap_or_default());
    words.extend(of_shape(def));
    let standard = "schema_core";
    if names.facts.schema_core != standard {
        words.push(format!("crate = {:?}", names.facts.schema_core));
    }
    let mut text = Attribute(words).at(0);
    if is_document {
        text.push_str(&of_table(names));
    }
    text
}

/// What becomes of old parts: `moved(...)`, `dropped(...)`.
fn fates(roles: &RolesOf) -> Vec<String> {
    let list = |word: &str, of: &[String]| {
        let of: Vec<String> = of.iter().map(|name| ident(name)).collect();
        (!of.is_empty()).then(|| format!("{word}({})", of.join(", ")))
    };
    match roles {
        RolesOf::Object(roles) => {
            list("moved", &roles.moved).into_iter().chain(list("dropped", &roles.dropped)).collect()
        }
        RolesOf::Union(roles) => list("dropped", &roles.dropped).into_iter().collect(),
        RolesOf::Whole => Vec::new(),
    }
}

/// How the type is stored.
fn of_shape(def: &RustDef) -> Vec<String> {
    let rename = |word: &str, case: Case| {
        (case != Case::Camel).then(|| format!("{word} = {:?}", case.name()))
    };
    match def {
        RustDef::Object { fields } => {
            rename("rename_all", field_case(fields.iter())).into_iter().collect()
        }
        RustDef::Transparent { check, .. } => {
            check.iter().map(|check| format!("check = {}", check_path(check))).collect()
        }
        RustDef::Literals { variants } => {
            rename("rename_all", literal_case(variants)).into_iter().collect()
        }
        RustDef::Union { tagging, variants } => {
            let tag = match tagging {
                Tagging::Tag(field) => format!("tag = {:?}", field.as_str()),
                Tagging::Untagged => "untagged".to_owned(),
            };
            let is_tagged = matches!(tagging, Tagging::Tag(_));
            let fields = variants.iter().flat_map(|variant| match &variant.content {
                crate::shape::RustContent::Fields(fields) => &fields[..],
                _ => &[],
            });
            let names = rename("rename_all", variant_case(variants, is_tagged));
            let of_fields = rename("rename_all_fields", field_case(fields));
            [tag].into_iter().chain(names).chain(of_fields).collect()
        }
    }
}

/// What only a table has: its marker, effects, reads and indexes.
fn of_table(names: &Names<'_>) -> String {
    let frozen = names.frozen;
    let mut lines = Vec::new();
    // The frozen file has the newest meaning, amendments included.
    let meaning = frozen.meaning();
    if let Some(field) = &meaning.version_field {
        lines.push(vec![format!("version_field = {:?}", field.as_str())]);
    }
    if let Some(roles) = &frozen.rust.roles {
        let effects = &roles.effects;
        let rust = |version: &VersionName| joined(names, version);
        let inserts = effects.inserts.iter().map(|version| format!("insert({})", rust(version)));
        let ensures = effects
            .ensures
            .iter()
            .map(|(version, index)| format!("ensure({} = {index})", rust(version)));
        let deletes = effects.deletes_self.then(|| "delete_self".to_owned());
        let all: Vec<String> = inserts.chain(ensures).chain(deletes).collect();
        if !all.is_empty() {
            let mut words = vec![format!("effects({})", all.join(", "))];
            words.extend(effects.for_old_only.then(|| "effects_for_old_only".to_owned()));
            lines.push(words);
        }
        let reads: Vec<String> = roles.reads.iter().map(rust).collect();
        if !reads.is_empty() {
            lines.push(vec![format!("reads({})", reads.join(", "))]);
        }
    }
    lines.extend(
        meaning.indexes.iter().map(|(name, index)| vec![index_word(frozen, name.as_str(), index)]),
    );
    lines.into_iter().map(|words| Attribute(words).at(0)).collect()
}

/// The Rust type of a version that effects or reads name.
fn joined(names: &Names<'_>, version: &VersionName) -> String {
    if version.table == names.frozen.name.table {
        return document(names.frozen).map_or_else(|| "Self".into(), |name| ident(name.last()));
    }
    let roles = names.frozen.rust.roles.as_ref();
    match roles.and_then(|roles| roles.joined.get(version)) {
        Some(name) => names.other(name),
        None => {
            let guess = Case::Pascal.field(version.table.as_str());
            names.doubt(format!("`super::{guess}` is a guess for the Rust type of {version}"));
            format!("super::{guess}")
        }
    }
}

fn index_word(frozen: &FrozenVersion, name: &str, index: &Index) -> String {
    let fields = |paths: Vec<&FieldPath>| {
        let paths: Vec<String> = paths.iter().map(|path| listed(frozen, path.as_str())).collect();
        format!("[{}]", paths.join(", "))
    };
    let filter = |filters: &BTreeSet<FieldPath>| {
        if filters.is_empty() {
            return String::new();
        }
        format!(", filter = {}", fields(filters.iter().collect()))
    };
    let staged = if index.staged { ", staged" } else { "" };
    match &index.kind {
        IndexKind::Database { fields: paths } => {
            format!("index({name} = {}{staged})", fields(paths.iter().collect()))
        }
        IndexKind::Search { search_field, filter_fields } => format!(
            "search_index({name} = {}{}{staged})",
            listed(frozen, search_field.as_str()),
            filter(filter_fields)
        ),
        IndexKind::Vector { vector_field, dimensions, filter_fields } => format!(
            "vector_index({name} = {}, dimensions = {dimensions}{}{staged})",
            listed(frozen, vector_field.as_str()),
            filter(filter_fields)
        ),
    }
}

/// An indexed field by its name in Rust, or by its stored path where it has none of its own.
fn listed(frozen: &FrozenVersion, path: &str) -> String {
    let def = document(frozen).and_then(|name| frozen.rust.types.get(name));
    let field = match def {
        Some(RustDef::Object { fields }) => {
            fields.iter().find(|field| field.stored.as_str() == path)
        }
        _ => None,
    };
    field.map_or_else(|| format!("{path:?}"), |field| ident(&field.ident))
}

/// The attribute of a field; `variant` is the one that it stands in.
pub(super) fn of_field(
    names: &Names<'_>,
    name: &TypeName,
    variant: Option<&str>,
    field: &RustField,
    case: Case,
) -> Attribute {
    let role = roles_of(names.frozen, name).and_then(|roles| match (&roles.of, variant) {
        (RolesOf::Object(roles), None) => roles.fields.get(&field.ident),
        (RolesOf::Union(roles), Some(variant)) => {
            roles.variants.get(variant)?.fields.get(&field.ident)
        }
        _ => None,
    });
    let mut words = Vec::new();
    match role {
        None => {}
        Some(FieldRole::Kept) => words.push("kept".to_owned()),
        Some(FieldRole::RenamedFrom(old)) => words.push(format!("renamed_from = {}", ident(old))),
        Some(FieldRole::Added(supply)) => {
            words.push("added".to_owned());
            words.extend(supply_word(names, field, supply));
        }
        Some(FieldRole::Changed { supply, keep_valid }) => {
            words.push("changed".to_owned());
            words.extend(keep_valid.then(|| "keep_valid".to_owned()));
            words.extend(supply_word(names, field, supply));
        }
    }
    if case.field(&field.ident) != field.stored.as_str() {
        words.push(format!("rename = {:?}", field.stored.as_str()));
    }
    Attribute(words)
}

fn supply_word(names: &Names<'_>, field: &RustField, supply: &Supply) -> Option<String> {
    match supply {
        Supply::Fill => None,
        Supply::Absent => Some("absent".to_owned()),
        Supply::Default(value) => {
            let text = expression(names, &field.rust, value);
            let is_text = field.rust == RustType::Leaf("String".to_owned());
            Some(match (field.optional, is_text) {
                (false, _) => format!("default = {text}"),
                (true, true) => format!("default = Some(String::from({text}))"),
                (true, false) => format!("default = Some({text})"),
            })
        }
    }
}

/// The attribute of a variant that stands for a literal.
pub(super) fn of_literal(
    names: &Names<'_>,
    name: &TypeName,
    variant: &RustLiteral,
    case: Case,
) -> Attribute {
    let mut words = fate_words(names, name, &variant.ident);
    match variant.literal.value() {
        Value::String(text) if case.variant(&variant.ident) == *text => {}
        Value::String(text) => words.push(format!("rename = {text:?}")),
        Value::Float64(number) => words.push(format!("value = {number}")),
        Value::Int64(number) => words.push(format!("value = {number}i64")),
        other => words.push(format!("value = {}", other.to_canonical())),
    }
    Attribute(words)
}

/// The attribute of a variant of an enum with data.
pub(super) fn of_variant(
    names: &Names<'_>,
    name: &TypeName,
    variant: &RustVariant,
    case: Case,
    is_tagged: bool,
) -> Attribute {
    let mut words = fate_words(names, name, &variant.ident);
    if let Some(tag) = &variant.tag
        && is_tagged
        && case.variant(&variant.ident) != *tag
    {
        words.push(format!("rename = {tag:?}"));
    }
    Attribute(words)
}

fn fate_words(names: &Names<'_>, name: &TypeName, variant: &str) -> Vec<String> {
    let role = roles_of(names.frozen, name).and_then(|roles| match &roles.of {
        RolesOf::Union(roles) => roles.variants.get(variant),
        _ => None,
    });
    match role {
        None | Some(VariantRole { fate: VariantFate::Kept, .. }) => Vec::new(),
        Some(VariantRole { fate: VariantFate::RenamedFrom(old), .. }) => {
            vec![format!("renamed_from = {}", ident(old))]
        }
        Some(VariantRole { fate: VariantFate::Changed, .. }) => vec!["changed".to_owned()],
    }
}

fn roles_of<'a>(frozen: &'a FrozenVersion, name: &TypeName) -> Option<&'a TypeRoles> {
    frozen.rust.roles.as_ref()?.types.get(name)
}

/// The convention by which most stored names follow from those in Rust.
pub(super) fn field_case<'a>(fields: impl Iterator<Item = &'a RustField>) -> Case {
    let pairs: Vec<(&str, &str)> =
        fields.map(|field| (field.ident.as_str(), field.stored.as_str())).collect();
    best_case(&pairs, Case::field)
}

pub(super) fn literal_case(variants: &[RustLiteral]) -> Case {
    let pairs: Vec<(&str, &str)> = variants
        .iter()
        .filter_map(|variant| match variant.literal.value() {
            Value::String(text) => Some((variant.ident.as_str(), text.as_str())),
            _ => None,
        })
        .collect();
    best_case(&pairs, Case::variant)
}

pub(super) fn variant_case(variants: &[RustVariant], is_tagged: bool) -> Case {
    let pairs: Vec<(&str, &str)> = variants
        .iter()
        .filter(|_| is_tagged)
        .filter_map(|variant| Some((variant.ident.as_str(), variant.tag.as_deref()?)))
        .collect();
    best_case(&pairs, Case::variant)
}

/// Camel case unless another convention fits more names, and at least two of them.
fn best_case(pairs: &[(&str, &str)], convert: fn(Case, &str) -> String) -> Case {
    let fits =
        |case: Case| pairs.iter().filter(|(name, stored)| convert(case, name) == *stored).count();
    let mut best = (Case::Camel, fits(Case::Camel).max(1));
    for case in Case::ALL {
        let count = fits(case);
        if count > best.1 {
            best = (case, count);
        }
    }
    best.0
}

/// The trait that holds the user's function for a type of an old version, where it needs one.
pub(super) fn needed_trait(frozen: &FrozenVersion, name: &TypeName) -> Option<&'static str> {
    let all = frozen.rust.roles.as_ref()?;
    let roles = all.types.get(name)?;
    let is_document = document(frozen) == Some(name);
    let fills = |role: &FieldRole| {
        matches!(
            role,
            FieldRole::Added(Supply::Fill) | FieldRole::Changed { supply: Supply::Fill, .. }
        )
    };
    let effects = is_document && !all.effects.is_empty();
    let reads = is_document && !all.reads.is_empty();
    match &roles.of {
        RolesOf::Whole => is_document.then_some("UnionTransition"),
        RolesOf::Object(object) => match (object.fields.values().any(fills), effects, reads) {
            (_, true, true) => Some("TransitionWithReadsAndEffects"),
            (_, true, false) => Some("TransitionWithEffects"),
            (_, false, true) => Some("TransitionWithReads"),
            (true, false, false) if is_document => Some("Transition"),
            (true, false, false) => Some("NestedTransition"),
            (false, false, false) => None,
        },
        RolesOf::Union(union) => {
            let changed = union.variants.values().any(|role| role.fate == VariantFate::Changed);
            (changed || !union.dropped.is_empty()).then_some("NestedUnionTransition")
        }
    }
}
