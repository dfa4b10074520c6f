//! Carries a stored document through its pass.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::convert::{AnyId, Encoded, Placeholder};
use crate::name::FieldName;
use crate::path::Segment;
use crate::transition::{Applied, Effect, FoundDocuments, Refusal, StoredDocument, TransitionDef};
use crate::validator::TableNumbers;
use crate::value::{Object, Value};
use crate::version::{TableVersion, VersionNumber};

use super::TableHistory;
use super::new_ids::NewIds;
use super::outcome::{
    Carried, CarryOutcome, Classification, HybridNote, QuarantineCode, Quarantined,
};

/// Fields set aside, each with the version after whose step it is put back.
pub(super) type Aside = BTreeMap<FieldName, VersionNumber>;

impl TableHistory {
    /// Whether any document has others to read before it can be carried.
    pub fn has_reads(&self) -> bool {
        self.transitions.iter().any(|transition| transition.reads_fn.is_some())
    }

    /// The documents to read before `document` can be carried; none where nothing is read.
    ///
    /// # Errors
    ///
    /// The document is quarantined before anything is read; not told of where no transition reads.
    pub fn reads(
        &self,
        document: &StoredDocument,
        ids: &impl TableNumbers,
    ) -> Result<Vec<AnyId>, Quarantined> {
        if !self.has_reads() {
            return Ok(Vec::new());
        }
        let (version, aside) = match self.classify(document, ids) {
            Classification::Current => return Ok(Vec::new()),
            Classification::Old { version } => (version, Aside::new()),
            Classification::Hybrid { version, aside } => (version, aside),
            Classification::Quarantined(quarantined) => return Err(quarantined),
        };
        let step = self.transitions.iter().find(|transition| transition.old == version);
        let Some(reads) = step.and_then(|transition| transition.reads_fn) else {
            return Ok(Vec::new());
        };
        let (stored, _) = split(document, &aside);
        reads(&stored).map_err(|refusal| Quarantined::refused(version, refusal))
    }

    /// Carries `document` to the end of the pass that its version belongs to.
    ///
    /// `found` holds what [`TableHistory::reads`] named, each document at its newest version.
    pub fn carry(
        &self,
        document: &StoredDocument,
        found: &FoundDocuments,
        ids: &impl TableNumbers,
    ) -> CarryOutcome {
        let class = self.classify(document, ids);
        self.carry_as(&class, document, found, ids)
    }

    /// As [`TableHistory::carry`], for a document whose version has been told.
    pub fn carry_as(
        &self,
        class: &Classification,
        document: &StoredDocument,
        found: &FoundDocuments,
        ids: &impl TableNumbers,
    ) -> CarryOutcome {
        let (version, aside) = match class {
            Classification::Current => return CarryOutcome::Current,
            Classification::Old { version } => (*version, Aside::new()),
            Classification::Hybrid { version, aside } => (*version, aside.clone()),
            Classification::Quarantined(quarantined) => {
                return CarryOutcome::Quarantined(quarantined.clone());
            }
        };
        let outcome = self.carry_from(version, aside, document, Until::Pass, found, ids);
        outcome.map_or_else(CarryOutcome::Quarantined, CarryOutcome::Carried)
    }

    /// Carries a document to the newest version in memory, as one that is read for another is.
    ///
    /// # Errors
    ///
    /// The document is of no known version or refused, or a step on the way has effects or reads:
    /// then its table goes first.
    pub fn carry_found(
        &self,
        document: &StoredDocument,
        ids: &impl TableNumbers,
    ) -> Result<StoredDocument, Quarantined> {
        let (version, aside) = match self.classify(document, ids) {
            Classification::Current => return Ok(document.clone()),
            Classification::Old { version } => (version, Aside::new()),
            Classification::Hybrid { version, aside } => (version, aside),
            Classification::Quarantined(quarantined) => return Err(quarantined),
        };
        let found = FoundDocuments::default();
        let carried = self.carry_from(version, aside, document, Until::Newest, &found, ids)?;
        Ok(StoredDocument { fields: carried.document.fields, ..document.clone() })
    }

    pub(super) fn carry_from(
        &self,
        version: VersionNumber,
        mut aside: Aside,
        document: &StoredDocument,
        until: Until,
        found: &FoundDocuments,
        ids: &dyn TableNumbers,
    ) -> Result<Carried, Quarantined> {
        let unknown = || {
            let reason = format!("version {version} has no transition");
            Quarantined::refused(version, Refusal::new(reason))
        };
        let start = self.position(version).ok_or_else(unknown)?;
        let steps = self.steps(start, until)?;
        let note = (!aside.is_empty()).then(|| aside.keys().cloned().collect::<BTreeSet<_>>());
        let (mut stored, mut set_aside) = split(document, &aside);
        let mut carried = Applied::default();
        let mut replaced = BTreeSet::new();
        let mut steps = steps.peekable();
        while let Some((transition, new)) = steps.next() {
            carried = step(transition, new, &stored, found, ids)
                .map_err(|refusal| Quarantined::refused(version, refusal))?;
            let due: Vec<FieldName> = aside
                .iter()
                .filter(|(_, at)| **at <= transition.new)
                .map(|(f, _)| f.clone())
                .collect();
            for field in &due {
                aside.remove(field);
                let Some(value) = set_aside.remove(field.as_str()) else { continue };
                if put_back(&mut carried, field, &value)
                    .map_err(|refusal| mixed(version, refusal))?
                {
                    replaced.insert(field.clone());
                }
            }
            if !due.is_empty() {
                let failure = NewIds::of(&carried.effects, ids).failure(new, &carried.document);
                if let Some(failure) = failure {
                    let why = format!("with its newer fields put back, not valid as {}", new.name);
                    let code = QuarantineCode::Hybrid;
                    return Err(Quarantined::invalid(code, version, &why, failure));
                }
            }
            if steps.peek().is_some() {
                let StoredDocument { id, creation_time, .. } = document;
                let (id, fields) = (id.clone(), carried.document.fields.clone());
                stored = Cow::Owned(StoredDocument { id, creation_time: *creation_time, fields });
            }
        }
        let end = self.end(start, until);
        if !set_aside.is_empty() {
            // What only later passes introduce waits for them in the document, as it did before.
            let waiting: Vec<String> = set_aside.keys().cloned().collect();
            carried.document.fields.extend(set_aside);
            self.goes_on(&carried, end.name.version, ids).then_some(()).ok_or_else(|| {
                let reason = format!(
                    "holds values of versions after {} that can't wait for their own pass beside a \
                     document of that version",
                    end.name
                );
                let at = waiting.first().map_or("", String::as_str);
                mixed(version, Refusal::new(reason).at(at))
            })?;
        }
        if !carried.effects.contains(&Effect::DeleteSelf) {
            NewIds::of(&carried.effects, ids)
                .limits(&carried.document)
                .map_err(|refusal| Quarantined::refused(version, refusal))?;
        }
        Ok(Carried {
            old: version,
            new: end.name.version,
            document: carried.document,
            effects: carried.effects,
            hybrid: note.map(|aside| HybridNote { aside, replaced }),
        })
    }

    /// Whether a carried document that still holds fields of later passes will be taken for `new` or
    /// later: taken for an older version it would be carried once more, its effects with it.
    fn goes_on(&self, carried: &Applied, new: VersionNumber, ids: &dyn TableNumbers) -> bool {
        let new_ids = NewIds::of(&carried.effects, ids);
        let fields = new_ids.filled_for_check(&carried.document);
        let stored = StoredDocument { id: String::new(), creation_time: 0.0, fields };
        match self.classify(&stored, &new_ids) {
            Classification::Current => true,
            Classification::Old { version } | Classification::Hybrid { version, .. } => {
                version >= new
            }
            Classification::Quarantined(_) => false,
        }
    }

    /// The steps from the version at `start`, each with the version it leads to.
    fn steps(
        &self,
        start: usize,
        until: Until,
    ) -> Result<impl Iterator<Item = (&TransitionDef, &TableVersion)>, Quarantined> {
        let newest = self.versions.len() - 1;
        let version = |at: usize| self.versions[at].name.version;
        let end = match until {
            Until::Pass => self.pass_end(start),
            Until::Newest => newest,
        };
        let steps = start..end;
        let impure = steps.clone().find(|at| !self.transitions[*at].is_pure());
        if let (Until::Newest, Some(at)) = (until, impure) {
            let reason = format!(
                "it is of {}, and the step to {} has effects or reads other documents, so its own \
                 table has to be carried first",
                self.versions[start].name,
                self.versions[at + 1].name
            );
            return Err(Quarantined::refused(version(start), Refusal::new(reason)));
        }
        Ok(steps.map(|at| (&self.transitions[at], &self.versions[at + 1])))
    }

    fn end(&self, start: usize, until: Until) -> &TableVersion {
        match until {
            Until::Pass => &self.versions[self.pass_end(start)],
            Until::Newest => self.newest(),
        }
    }

    /// Where the pass that starts or passes by the version at `start` ends.
    fn pass_end(&self, start: usize) -> usize {
        let newest = self.versions.len() - 1;
        let is_pure = |at: usize| self.transitions[at].is_pure();
        match start {
            start if start >= newest => newest,
            start if !is_pure(start) => start + 1,
            start => (start + 1..newest).find(|at| !is_pure(*at)).unwrap_or(newest),
        }
    }
}

/// How far a document is carried.
#[derive(Clone, Copy)]
pub(super) enum Until {
    Pass,
    Newest,
}

/// One step, its result proved to be of the new version.
fn step(
    transition: &TransitionDef,
    new: &TableVersion,
    stored: &StoredDocument,
    found: &FoundDocuments,
    ids: &dyn TableNumbers,
) -> Result<Applied, Refusal> {
    let applied = transition.apply(new, stored, found, &ids)?;
    if applied.effects.contains(&Effect::DeleteSelf) {
        return Ok(applied);
    }
    match NewIds::of(&applied.effects, ids).failure(new, &applied.document) {
        None => Ok(applied),
        Some(failure) => {
            let (path, what) = super::outcome::locate(failure);
            let reason = format!("what it becomes isn't valid as {}: {what}", new.name);
            Err(Refusal { path, reason })
        }
    }
}

/// The document without the fields set aside, and those.
fn split<'d>(document: &'d StoredDocument, aside: &Aside) -> (Cow<'d, StoredDocument>, Object) {
    let mut set_aside = Object::new();
    if aside.is_empty() {
        return (Cow::Borrowed(document), set_aside);
    }
    let mut rest = document.clone();
    for field in aside.keys() {
        if let Some((name, value)) = rest.fields.remove_entry(field.as_str()) {
            set_aside.insert(name, value);
        }
    }
    (Cow::Owned(rest), set_aside)
}

/// Puts a newer value back over what the old shape gave; says whether that was another one.
fn put_back(carried: &mut Applied, field: &FieldName, value: &Value) -> Result<bool, Refusal> {
    let is_inside = |placeholder: &Placeholder| matches!(placeholder.path.0.first(), Some(Segment::Field(name)) if name == field.as_str());
    let document: &mut Encoded = &mut carried.document;
    let (overridden, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut document.placeholders).into_iter().partition(is_inside);
    document.placeholders = others;
    // An `ensure` finds what is there; an `insert` would leave a document that nobody refers to,
    // beside the one that the newer value already does.
    let orphan = overridden.iter().find(|placeholder| {
        let at = placeholder.effect.0;
        matches!(carried.effects.get(at), Some(Effect::Insert { .. }))
            && !carried.document.placeholders.iter().any(|other| other.effect.0 == at)
            && !carried.effects.iter().any(|effect| refers_to(effect, at))
    });
    if orphan.is_some() {
        return Err(Refusal::new(
            "already refers to the document that carrying it would insert once more",
        )
        .at(field.as_str()));
    }
    let before = carried.document.fields.insert(field.as_str().to_owned(), value.clone());
    Ok(!overridden.is_empty() || before.is_some_and(|before| before != *value))
}

fn refers_to(effect: &Effect, at: usize) -> bool {
    match effect {
        Effect::Insert { document, .. } | Effect::Ensure { document, .. } => {
            document.placeholders.iter().any(|placeholder| placeholder.effect.0 == at)
        }
        Effect::DeleteSelf => false,
    }
}

fn mixed(version: VersionNumber, refusal: Refusal) -> Quarantined {
    Quarantined { code: QuarantineCode::Hybrid, ..Quarantined::refused(version, refusal) }
}
