//! Walks a transition field by field, to the leaf, beside the validators of both versions.

use std::collections::BTreeSet;

use crate::history::error::HistoryError;
use crate::history::relate::{is_covered, may_overlap};
use crate::name::FieldName;
use crate::transition::{Carry, FieldCarry, ObjectCarry, Origin, Supply, Target};
use crate::validator::{FieldValidator, Validator};
use crate::version::{TableVersion, VersionName};

pub(super) struct Walk<'a> {
    pub(super) old: &'a TableVersion,
    pub(super) new: &'a TableVersion,
    /// There is a function for what the object in hand can't give.
    has_fill: bool,
    pub(super) path: String,
    pub(super) errors: Vec<HistoryError>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a TableVersion, new: &'a TableVersion, has_fill: bool) -> Self {
        Self { old, new, has_fill, path: String::new(), errors: Vec::new() }
    }

    /// Checks the document; markers come and go by themselves.
    pub(super) fn document(&mut self, carry: &ObjectCarry) {
        let (old, new) = (Target::of(&self.old.document), Target::of(&self.new.document));
        let markers = [&self.old.version_field, &self.new.version_field];
        let apart = markers.into_iter().flatten().cloned().collect();
        self.object(carry, &old, &new, &apart);
    }

    /// Checks an object whose fields `apart` are no business of its carry.
    pub(super) fn object(
        &mut self,
        carry: &ObjectCarry,
        old: &Target<'_>,
        new: &Target<'_>,
        apart: &BTreeSet<FieldName>,
    ) {
        for name in names(new).difference(apart) {
            if !carry.fields.iter().any(|field| field.new == *name) {
                let path = self.leaf(name);
                self.errors.push(HistoryError::NoOrigin { new: self.new_name(), path });
            }
        }
        self.fates(carry, old, apart);
        for field in &carry.fields {
            let declared = new.field(&field.new);
            if declared.is_empty() {
                self.no_such(self.new, &field.new);
                continue;
            }
            self.inside(field.new.as_str(), |walk| walk.field(field, &declared, old, new));
        }
    }

    fn fates(&mut self, carry: &ObjectCarry, old: &Target<'_>, apart: &BTreeSet<FieldName>) {
        let kept = carry.fields.iter().filter_map(|field| match &field.origin {
            Origin::Kept { .. } | Origin::Changed { .. } => Some(&field.new),
            Origin::Renamed { old, .. } => Some(old),
            Origin::Added(_) => None,
        });
        let fates: BTreeSet<_> = kept.chain(&carry.moved).chain(&carry.dropped).collect();
        for name in names(old).difference(apart).filter(|name| !fates.contains(name)) {
            let (old, new, path) = (self.old_name(), self.new_name(), self.leaf(name));
            self.errors.push(HistoryError::NoFate { old, new, path });
        }
        for name in carry.moved.iter().chain(&carry.dropped) {
            if old.field(name).is_empty() {
                self.no_such(self.old, name);
            }
        }
    }

    /// Checks a field that `new` declares like this.
    fn field(
        &mut self,
        field: &FieldCarry,
        declared: &[&FieldValidator],
        old: &Target<'_>,
        new: &Target<'_>,
    ) {
        let same_name = old.field(&field.new);
        match &field.origin {
            Origin::Kept { carry, .. } => self.taken_over(carry, &field.new, old, declared),
            Origin::Renamed { old: old_name, carry } => {
                self.reused(&same_name, declared);
                self.taken_over(carry, old_name, old, declared);
            }
            Origin::Added(supply) => {
                self.reused(&same_name, declared);
                self.supplied(supply, declared);
                // A value that would be left out anyway can't be missed.
                let is_optional = declared.iter().any(|field| field.optional);
                let gives = !matches!(supply, Supply::Absent);
                if gives && is_optional && !self.is_marked() && may_overlap(old, new) {
                    let (old, new, path) = self.place();
                    self.errors.push(HistoryError::AddedMayNotRun { old, new, path });
                }
            }
            Origin::Changed { .. } if same_name.is_empty() => self.no_such_here(),
            Origin::Changed { supply, keep_valid } => {
                self.supplied(supply, declared);
                self.changed(supply, *keep_valid, &same_name, declared);
            }
        }
    }

    /// Checks a field whose stored value goes on in a field declared like this.
    fn taken_over(
        &mut self,
        carry: &Carry,
        old_name: &FieldName,
        old: &Target<'_>,
        declared: &[&FieldValidator],
    ) {
        let stored = old.field(old_name);
        if stored.is_empty() {
            self.no_such(self.old, old_name);
            return;
        }
        let may_be_absent = stored.iter().any(|field| field.optional);
        if may_be_absent && !declared.iter().any(|field| field.optional) {
            self.not_valid();
            return;
        }
        self.carried(carry, &types(&stored), &types(declared));
    }

    fn changed(
        &mut self,
        supply: &Supply,
        keep_valid: bool,
        stored: &[&FieldValidator],
        declared: &[&FieldValidator],
    ) {
        let (old_type, new_type) = (types(stored), types(declared));
        let is_valid_when_there = is_covered(&old_type, &new_type);
        let may_be_absent = stored.iter().any(|field| field.optional);
        let is_required = declared.iter().all(|field| !field.optional);
        let (old, new, path) = self.place();
        if let (true, Some(marker)) = (keep_valid, &self.new.version_field) {
            let marker = marker.clone();
            self.errors.push(HistoryError::KeepValidMarked { new, path, marker });
        } else if matches!(supply, Supply::Default(_)) && !is_valid_when_there {
            self.errors.push(HistoryError::DefaultOnlyForAbsent { old, new, path });
        } else if self.is_marked() {
            // The marker says what is old.
        } else if is_valid_when_there && !(may_be_absent && is_required) {
            self.errors.push(HistoryError::ChangedNeverRuns { old, new, path });
        } else if !is_valid_when_there && !keep_valid && may_overlap(&old_type, &new_type) {
            self.errors.push(HistoryError::ChangedOverlaps { old, new, path });
        }
    }

    /// Checks the name of a new field that isn't the old field's of that name.
    fn reused(&mut self, stored: &[&FieldValidator], declared: &[&FieldValidator]) {
        if !self.is_marked() && may_overlap(&types(stored), &types(declared)) {
            let (old, new, path) = self.place();
            self.errors.push(HistoryError::NameReused { old, new, path });
        }
    }

    fn supplied(&mut self, supply: &Supply, declared: &[&FieldValidator]) {
        let (_, new, path) = self.place();
        match supply {
            Supply::Fill if !self.has_fill => {
                self.errors.push(HistoryError::FillMissing { new, path });
            }
            Supply::Default(value) => {
                let failures = declared
                    .iter()
                    .map(|field| field.validator.check(value, &crate::validator::NoDeployment));
                let failures: Vec<_> = failures.collect();
                if let Some(Err(failure)) = failures.iter().find(|result| result.is_err())
                    && failures.iter().all(Result::is_err)
                {
                    let what = failure.to_string();
                    self.errors.push(HistoryError::DefaultInvalid { new, path, what });
                }
            }
            Supply::Fill | Supply::Absent => {}
        }
    }

    /// Checks how a value of `old` becomes one of `new`.
    pub(super) fn carried(&mut self, carry: &Carry, old: &Target<'_>, new: &Target<'_>) {
        match carry {
            Carry::AsStored => {
                if !is_covered(old, new) {
                    self.not_valid();
                }
            }
            Carry::Object(object) => {
                self.only(old, |member| matches!(member, Validator::Object(_)));
                let had_fill = std::mem::replace(&mut self.has_fill, object.fill.is_some());
                self.object(object, &old.objects(), &new.objects_of(object), &BTreeSet::new());
                self.has_fill = had_fill;
            }
            Carry::Union(union) => self.union(union, old, new),
            Carry::Elements(inner) => {
                self.only(old, |member| matches!(member, Validator::Array(_)));
                let (old, new) = (old.inside_array(), new.inside_array());
                self.below("[]", |walk| walk.carried(inner, &old, &new));
            }
            Carry::Values(inner) => {
                self.only(old, |member| matches!(member, Validator::Record(_)));
                let (old, new) = (old.inside_record(), new.inside_record());
                self.below(".values()", |walk| walk.carried(inner, &old, &new));
            }
            Carry::Nullable(inner) => {
                let null = Validator::Null;
                let is_null_taken = is_covered(&Target::of(&null), new);
                if old.members().contains(&&null) && !is_null_taken {
                    self.not_valid();
                }
                self.carried(inner, &old.without(&null), &new.without(&null));
            }
        }
    }

    /// Reports what isn't of the one kind that a carry is for.
    fn only(&mut self, old: &Target<'_>, is_fit: impl Fn(&Validator) -> bool) {
        if !old.members().iter().all(|member| is_fit(member)) {
            self.not_valid();
        }
    }

    pub(super) fn not_valid(&mut self) {
        let (old, new, path) = self.place();
        self.errors.push(HistoryError::KeptNotValid { old, new, path });
    }

    fn no_such(&mut self, of: &TableVersion, name: &FieldName) {
        let path = if self.path.ends_with(name.as_str()) { self.here() } else { self.leaf(name) };
        let (new, of) = (self.new_name(), of.name.clone());
        self.errors.push(HistoryError::NoSuchField { new, of, path });
    }

    fn no_such_here(&mut self) {
        let (of, new, path) = self.place();
        self.errors.push(HistoryError::NoSuchField { new, of, path });
    }

    fn inside(&mut self, field: &str, inner: impl FnOnce(&mut Self)) {
        self.below(&format!(".{field}"), inner);
    }

    fn below(&mut self, step: &str, inner: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        inner(self);
        self.path.truncate(length);
    }

    pub(super) fn is_marked(&self) -> bool {
        self.new.version_field.is_some()
    }

    /// Where the walk stands: between which versions, and at which path.
    pub(super) fn place(&self) -> (VersionName, VersionName, String) {
        (self.old_name(), self.new_name(), self.here())
    }

    fn here(&self) -> String {
        self.path.trim_start_matches('.').to_owned()
    }

    fn leaf(&self, name: &FieldName) -> String {
        format!("{}.{name}", self.path).trim_start_matches('.').to_owned()
    }

    fn old_name(&self) -> VersionName {
        self.old.name.clone()
    }

    fn new_name(&self) -> VersionName {
        self.new.name.clone()
    }
}

fn names(target: &Target<'_>) -> BTreeSet<FieldName> {
    let objects = target.members().iter().filter_map(|member| match member {
        Validator::Object(object) => Some(object.fields.keys().cloned()),
        _ => None,
    });
    objects.flatten().collect()
}

fn types<'v>(fields: &[&'v FieldValidator]) -> Target<'v> {
    Target::of_all(fields.iter().map(|field| &field.validator))
}
