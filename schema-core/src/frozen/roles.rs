//! A declared transition -> the roles of each Rust type in it, by Rust names, as `bump` writes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::declaration::Declaration;
use crate::name::FieldName;
use crate::shape::{
    RustContent, RustDef, RustField, RustType, RustVariant, Tagging, TypeName, Types,
};
use crate::transition::{
    Carry, DeclaredEffects, DocumentCarry, ObjectCarry, Origin, Supply, TransitionDef, UnionCarry,
    VariantCarry, VariantMatch, VariantOrigin,
};
use crate::validator::Literal;
use crate::version::{TableVersion, VersionName, VersionNumber};

/// How a version comes from the one before, as its Rust says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    /// The types with a `from`: the document's, and nested ones.
    pub types: BTreeMap<TypeName, TypeRoles>,
    /// What the transition does beside its own document.
    pub effects: DeclaredEffects,
    /// What it reads.
    pub reads: BTreeSet<VersionName>,
    /// The Rust types of the versions that effects and reads name, as far as they are declared.
    pub joined: BTreeMap<VersionName, TypeName>,
}

/// The roles in one type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeRoles {
    /// The type of the version before.
    pub from: TypeName,
    /// What becomes of its parts.
    pub of: RolesOf,
}

/// What becomes of the parts of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum RolesOf {
    /// Fields of a struct.
    Object(ObjectRoles),
    /// Variants of an enum.
    Union(UnionRoles),
    /// A struct of one unnamed field, or a table that is carried whole: no parts of its own.
    Whole,
}

/// The roles of a struct's fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectRoles {
    /// New fields that aren't simply kept, by their names in Rust.
    pub fields: BTreeMap<String, FieldRole>,
    /// `moved(...)`: old fields by their names in Rust.
    pub moved: Vec<String>,
    /// `dropped(...)`: old fields by their names in Rust.
    pub dropped: Vec<String>,
}

/// The role of a new field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldRole {
    /// `kept`, under another Rust type.
    Kept,
    /// `renamed_from = old`
    RenamedFrom(String),
    /// `added`
    Added(Supply),
    /// `changed`
    Changed {
        /// Where the value comes from.
        supply: Supply,
        /// `keep_valid`
        keep_valid: bool,
    },
}

/// The roles of an enum's variants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnionRoles {
    /// New variants that aren't simply kept, by their names in Rust.
    pub variants: BTreeMap<String, VariantRole>,
    /// `dropped(...)`: old variants by their names in Rust.
    pub dropped: Vec<String>,
}

/// The role of a new variant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VariantRole {
    /// Which old variant it continues.
    pub fate: VariantFate,
    /// The roles of its named fields that aren't simply kept.
    pub fields: BTreeMap<String, FieldRole>,
}

/// Which old variant a new one continues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VariantFate {
    /// The one of the same name.
    #[default]
    Kept,
    /// `renamed_from = Old`
    RenamedFrom(String),
    /// `changed`
    Changed,
}

impl Roles {
    /// The roles by which `transition` leads from `old` to `new`.
    pub fn of(
        old: &TableVersion,
        new: &TableVersion,
        transition: &TransitionDef,
        declared: &Declaration,
    ) -> Self {
        let mut gather = Gather { old: &old.types, new: &new.types, types: BTreeMap::new() };
        if let (RustType::Named(from), RustType::Named(name)) = (&old.rust, &new.rust) {
            match &transition.carry {
                DocumentCarry::Fields(carry) => gather.object(from, name, carry),
                DocumentCarry::Whole => {
                    let roles = TypeRoles { from: from.clone(), of: RolesOf::Whole };
                    gather.types.insert(name.clone(), roles);
                }
            }
        }
        let effects = &transition.effects;
        let named = effects
            .inserts
            .iter()
            .chain(effects.ensures.iter().map(|(version, _)| version))
            .chain(&transition.reads);
        let joined = named
            .filter_map(|version| Some((version.clone(), rust_type(declared, version)?)))
            .collect();
        Self {
            types: gather.types,
            effects: effects.clone(),
            reads: transition.reads.clone(),
            joined,
        }
    }
}

/// The Rust type of a declared version.
fn rust_type(declared: &Declaration, version: &VersionName) -> Option<TypeName> {
    let versions = declared.tables.get(&version.table)?.versions();
    let found = versions.iter().find(|found| found.name == *version)?;
    match &found.rust {
        RustType::Named(name) => Some(name.clone()),
        _ => None,
    }
}

struct Gather<'a> {
    old: &'a Types,
    new: &'a Types,
    types: BTreeMap<TypeName, TypeRoles>,
}

impl Gather<'_> {
    fn object(&mut self, from: &TypeName, name: &TypeName, carry: &ObjectCarry) {
        let (old, new) = (self.old.get(from), self.new.get(name));
        let (Some(RustDef::Object { fields: was }), Some(RustDef::Object { fields: is })) =
            (old, new)
        else {
            return;
        };
        let roles = RolesOf::Object(self.fields(was, is, carry));
        self.types.insert(name.clone(), TypeRoles { from: from.clone(), of: roles });
    }

    fn fields(&mut self, was: &[RustField], is: &[RustField], carry: &ObjectCarry) -> ObjectRoles {
        let old = |stored: &FieldName| was.iter().find(|field| field.stored == *stored);
        let ident = |stored: &FieldName| {
            old(stored).map_or_else(|| stored.as_str().to_owned(), |field| field.ident.clone())
        };
        let mut roles = ObjectRoles {
            fields: BTreeMap::new(),
            moved: carry.moved.iter().map(ident).collect(),
            dropped: carry.dropped.iter().map(ident).collect(),
        };
        for field in is {
            let Some(found) = carry.fields.iter().find(|one| one.new == field.stored) else {
                continue;
            };
            let role = match &found.origin {
                Origin::Kept { under_another_type: true, .. } => Some(FieldRole::Kept),
                Origin::Kept { carry, .. } => old(&field.stored).and_then(|old| {
                    self.value(&old.rust, &field.rust, carry);
                    renamed(old, field)
                }),
                Origin::Renamed { old: name, carry } => old(name).map(|old| {
                    self.value(&old.rust, &field.rust, carry);
                    FieldRole::RenamedFrom(old.ident.clone())
                }),
                Origin::Added(supply) => Some(FieldRole::Added(supply.clone())),
                Origin::Changed { supply, keep_valid } => {
                    Some(FieldRole::Changed { supply: supply.clone(), keep_valid: *keep_valid })
                }
            };
            roles.fields.extend(role.map(|role| (field.ident.clone(), role)));
        }
        roles
    }

    /// Finds nested types with a `from` in a value that is carried.
    fn value(&mut self, was: &RustType, is: &RustType, carry: &Carry) {
        match (was, is, carry) {
            (RustType::Boxed(was), is, carry) => self.value(was, is, carry),
            (was, RustType::Boxed(is), carry) => self.value(was, is, carry),
            (RustType::Vec(was), RustType::Vec(is), Carry::Elements(carry))
            | (
                RustType::Map { value: was, .. },
                RustType::Map { value: is, .. },
                Carry::Values(carry),
            )
            | (RustType::Nullable(was), RustType::Nullable(is), Carry::Nullable(carry)) => {
                self.value(was, is, carry);
            }
            // Without a carry of its own a type is itself, unless it only wraps another.
            (RustType::Named(from), RustType::Named(name), carry) if from != name => {
                self.named(from, name, carry);
            }
            (RustType::Vec(was), RustType::Vec(is), Carry::AsStored)
            | (
                RustType::Map { value: was, .. },
                RustType::Map { value: is, .. },
                Carry::AsStored,
            )
            | (RustType::Nullable(was), RustType::Nullable(is), Carry::AsStored) => {
                self.value(was, is, &Carry::AsStored);
            }
            _ => {}
        }
    }

    fn named(&mut self, from: &TypeName, name: &TypeName, carry: &Carry) {
        if self.types.contains_key(name) {
            return;
        }
        match carry {
            Carry::Object(carry) => self.object(from, name, carry),
            Carry::Union(carry) => self.union(from, name, carry),
            carry => {
                let roles = TypeRoles { from: from.clone(), of: RolesOf::Whole };
                self.types.insert(name.clone(), roles);
                let (old, new) = (self.old.get(from), self.new.get(name));
                if let (
                    Some(RustDef::Transparent { inner: was, .. }),
                    Some(RustDef::Transparent { inner: is, .. }),
                ) = (old, new)
                {
                    self.value(was, is, carry);
                }
            }
        }
    }

    fn union(&mut self, from: &TypeName, name: &TypeName, carry: &UnionCarry) {
        let mut roles = UnionRoles::default();
        let (old, new) = (self.old.get(from), self.new.get(name));
        for line in &carry.variants {
            if line.origin == (VariantOrigin::Fill { dropped: true }) {
                roles.dropped.push(line.ident.clone());
                continue;
            }
            if line.origin == (VariantOrigin::Fill { dropped: false }) {
                let role = VariantRole { fate: VariantFate::Changed, ..VariantRole::default() };
                roles.variants.insert(line.ident.clone(), role);
                continue;
            }
            let Some(ident) = new.and_then(|new| successor(new, line)) else { continue };
            let mut role = VariantRole::default();
            if ident != line.ident {
                role.fate = VariantFate::RenamedFrom(line.ident.clone());
            }
            if let (
                Some(RustDef::Union { variants: was, .. }),
                Some(RustDef::Union { variants: is, .. }),
            ) = (old, new)
            {
                let find = |variants: &[RustVariant], ident: &str| {
                    variants.iter().find(|one| one.ident == ident).map(|one| one.content.clone())
                };
                self.content(find(was, &line.ident), find(is, &ident), line, &mut role);
            }
            if role != VariantRole::default() {
                roles.variants.insert(ident, role);
            }
        }
        self.types
            .insert(name.clone(), TypeRoles { from: from.clone(), of: RolesOf::Union(roles) });
    }

    fn content(
        &mut self,
        was: Option<RustContent>,
        is: Option<RustContent>,
        line: &VariantCarry,
        role: &mut VariantRole,
    ) {
        let retagged;
        let carry = match &line.origin {
            VariantOrigin::Kept(carry) => carry,
            VariantOrigin::Retagged { carry: Some(carry), .. } => {
                retagged = Carry::Object(Box::new(carry.clone()));
                &retagged
            }
            VariantOrigin::Retagged { carry: None, .. }
            | VariantOrigin::Literal(_)
            | VariantOrigin::Fill { .. } => &Carry::AsStored,
        };
        match (was, is) {
            (Some(RustContent::Newtype(was)), Some(RustContent::Newtype(is))) => {
                self.value(&was, &is, carry);
            }
            (Some(RustContent::Fields(was)), Some(RustContent::Fields(is))) => {
                if let Carry::Object(carry) = carry {
                    role.fields = self.fields(&was, &is, carry).fields;
                }
            }
            _ => {}
        }
    }
}

fn renamed(old: &RustField, new: &RustField) -> Option<FieldRole> {
    (old.ident != new.ident).then(|| FieldRole::RenamedFrom(old.ident.clone()))
}

/// The new variant that a kept or renamed old one becomes.
fn successor(new: &RustDef, line: &VariantCarry) -> Option<String> {
    let literal = |wanted: &Literal| match new {
        RustDef::Literals { variants } => {
            variants.iter().find(|one| one.literal == *wanted).map(|one| one.ident.clone())
        }
        _ => None,
    };
    let tagged = |wanted: &str| match new {
        RustDef::Union { tagging: Tagging::Tag(_), variants } => variants
            .iter()
            .find(|one| one.tag.as_deref() == Some(wanted))
            .map(|one| one.ident.clone()),
        _ => None,
    };
    match (&line.origin, &line.old) {
        (VariantOrigin::Literal(wanted), _)
        | (VariantOrigin::Kept(_), VariantMatch::Literal(wanted)) => literal(wanted),
        (VariantOrigin::Retagged { value, .. }, _)
        | (VariantOrigin::Kept(_), VariantMatch::Tag { value, .. }) => tagged(value),
        (VariantOrigin::Kept(_), VariantMatch::Accepts(_)) => Some(line.ident.clone()),
        (VariantOrigin::Fill { .. }, _) => None,
    }
}

/// The roles of every version after the first, by version.
pub(super) fn of_history(
    history: &crate::history::TableHistory,
    declared: &Declaration,
) -> BTreeMap<VersionNumber, Roles> {
    let pairs = history.versions().windows(2).zip(history.transitions());
    pairs
        .filter_map(|(pair, transition)| {
            let [old, new] = pair else { return None };
            Some((new.name.version, Roles::of(old, new, transition, declared)))
        })
        .collect()
}
