//! One step: a stored document of one version becomes one of the next, values copied as stored.
//!
//! Nothing here goes through the user's types except what `fill` computes. Whether the document was
//! one of the old version, and whether the result is one of the new, is asked by who calls.

mod object;
mod target;
mod union;
mod value;

pub(crate) use self::target::Target;

use crate::convert::{Encoded, Placeholder};
use crate::path::Segment;
use crate::validator::TableNumbers;
use crate::value::{Object, Value};
use crate::version::TableVersion;

use self::object::{Source, carry_object};
use super::{
    DocumentCarry, Effect, FillOutcome, FoundDocuments, Refusal, StoredDocument, TransitionDef,
};

/// A document after one step, with what else happens when it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// The document of the new version, not yet checked against it.
    pub document: Encoded,
    /// The effects in the order they were asked for.
    pub effects: Vec<Effect>,
}

/// What every part of a step needs to know.
#[derive(Clone, Copy)]
struct Step<'a> {
    ids: &'a dyn TableNumbers,
    /// The new version is told by a marker, so a stored value's type says nothing about whether it
    /// is old or new.
    marked: bool,
}

impl TransitionDef {
    /// Whether carrying needs nothing but the document itself and touches nothing else, so that it
    /// can be composed with its neighbours.
    pub fn is_pure(&self) -> bool {
        self.effects.is_empty() && self.reads.is_empty() && self.reads_fn.is_none()
    }

    /// Carries a document of the old version to `new`.
    ///
    /// # Errors
    ///
    /// The user's function refuses the document, or a value isn't what the old version holds; the
    /// path leads to the leaf.
    pub fn apply(
        &self,
        new: &TableVersion,
        stored: &StoredDocument,
        found: &FoundDocuments,
        ids: &impl TableNumbers,
    ) -> Result<Applied, Refusal> {
        let step = Step { ids, marked: new.version_field.is_some() };
        let mut applied = match &self.carry {
            DocumentCarry::Whole => self.whole(stored, found)?,
            DocumentCarry::Fields(_) => self.fields(new, stored, found, step)?,
        };
        if let Some(marker) = &new.version_field {
            let number = Value::Float64(f64::from(new.name.version.0));
            applied.document.fields.insert(marker.as_str().to_owned(), number);
        }
        Ok(applied)
    }

    fn whole(&self, stored: &StoredDocument, found: &FoundDocuments) -> Result<Applied, Refusal> {
        let FillOutcome { values, effects } = self.call_fill(stored, found)?;
        Ok(Applied { document: values, effects })
    }

    fn fields(
        &self,
        new: &TableVersion,
        stored: &StoredDocument,
        found: &FoundDocuments,
        step: Step<'_>,
    ) -> Result<Applied, Refusal> {
        let DocumentCarry::Fields(carry) = &self.carry else {
            return Err(Refusal::new("the transition isn't one of fields"));
        };
        let target = Target::of(&new.document);
        let mut given = FillOutcome::default();
        // Effects and reads are the reason to call it even where no value is asked for.
        let mut is_called = !self.is_pure() && self.fill.is_some();
        if is_called {
            given = self.call_fill(stored, found)?;
        }
        let mut used = Vec::new();
        let mut source = |name: &str| {
            if !is_called {
                is_called = true;
                given = self.call_fill(stored, found)?;
            }
            used.push(name.to_owned());
            Ok(given.values.fields.get(name).cloned())
        };
        let fields = carry_object(carry, &stored.fields, Source(&mut source), &target, step)?;
        let placeholders = placeholders_of(given.values.placeholders, &used);
        let document = Encoded { fields, placeholders };
        Ok(Applied { document, effects: given.effects })
    }

    fn call_fill(
        &self,
        stored: &StoredDocument,
        found: &FoundDocuments,
    ) -> Result<FillOutcome, Refusal> {
        let fill = self.fill.ok_or_else(|| {
            Refusal::new(format!("the transition to version {} has no `fill`", self.new))
        })?;
        fill(stored, found)
    }
}

/// The placeholders inside the fields that were taken; a field that stayed as stored has none.
fn placeholders_of(all: Vec<Placeholder>, used: &[String]) -> Vec<Placeholder> {
    let is_used = |placeholder: &Placeholder| match placeholder.path.0.first() {
        Some(Segment::Field(name)) => used.contains(name),
        _ => false,
    };
    all.into_iter().filter(is_used).collect()
}

/// An object with one field taken out, where it has it.
fn without(object: &Object, field: &str) -> Object {
    let others = object.iter().filter(|(name, _)| name.as_str() != field);
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}
