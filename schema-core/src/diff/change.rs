//! One difference: what changed, from what to what, and what that means for stored documents.

use std::fmt;

use crate::name::{FieldName, IndexName};
use crate::schema::Index;
use crate::validator::{FieldValidator, Validator};
use crate::value::Value;
use crate::version::VersionNumber;

/// What a change means for stored documents, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing.
    Neutral,
    /// They stay valid as they are.
    Additive,
    /// They must be rewritten.
    Data,
    /// Information in them is lost.
    Destructive,
}

impl Class {
    /// The class as every listing writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Additive => "additive",
            Self::Data => "data",
            Self::Destructive => "destructive",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where in a table's documents something is, down to the leaf: `address.zip`, `lines[].price`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub Vec<PlaceStep>);

/// One step of a [`Place`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceStep {
    /// A field of an object, by its stored name.
    Field(FieldName),
    /// The elements of an array.
    Elements,
    /// The keys of a record.
    Keys,
    /// The values of a record.
    Values,
    /// One member of a union, by what tells it apart: `kind=card`, `"low"`, or its name in Rust.
    Member(String),
}

impl Place {
    /// The field `name` of the document itself.
    pub fn field(name: &FieldName) -> Self {
        Self::default().then(PlaceStep::Field(name.clone()))
    }

    /// The place one step further in.
    #[must_use]
    pub fn then(&self, step: PlaceStep) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// Whether it is the whole document.
    pub fn is_document(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it lies inside a record, where Convex compares validators as a whole.
    pub fn is_in_record(&self) -> bool {
        self.0.iter().any(|step| matches!(step, PlaceStep::Keys | PlaceStep::Values))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_document() {
            return f.write_str("(document)");
        }
        for (index, step) in self.0.iter().enumerate() {
            match step {
                PlaceStep::Field(name) if index == 0 => write!(f, "{name}")?,
                PlaceStep::Field(name) => write!(f, ".{name}")?,
                PlaceStep::Elements => f.write_str("[]")?,
                PlaceStep::Keys => f.write_str(".keys()")?,
                PlaceStep::Values => f.write_str(".values()")?,
                PlaceStep::Member(label) => write!(f, "[{label}]")?,
            }
        }
        Ok(())
    }
}

/// One side of a change: a place in the documents, and what it may hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Where.
    pub place: Place,
    /// What it may hold, and whether it may be absent.
    pub field: FieldValidator,
}

impl Side {
    /// The document as a whole.
    pub fn document(validator: &Validator) -> Self {
        Self::required(Place::default(), validator)
    }

    /// A place that always holds something.
    pub fn required(place: Place, validator: &Validator) -> Self {
        let field = FieldValidator { validator: validator.clone(), optional: false };
        Self { place, field }
    }

    /// The field `name` of the object that this side is.
    #[must_use]
    pub fn inner(&self, name: &FieldName, field: &FieldValidator) -> Self {
        let place = self.place.then(PlaceStep::Field(name.clone()));
        Self { place, field: field.clone() }
    }

    /// What stands at `step` of this side.
    #[must_use]
    pub fn within(&self, step: PlaceStep, validator: &Validator) -> Self {
        Self::required(self.place.then(step), validator)
    }

    /// The same place with another validator.
    #[must_use]
    pub fn holding(&self, validator: &Validator) -> Self {
        Self::required(self.place.clone(), validator)
    }
}

/// One difference between two versions of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In what documents hold.
    Field(Box<FieldChange>),
    /// In how they are found.
    Index(IndexChange),
}

impl Change {
    /// What the change means for stored documents.
    pub fn class(&self) -> Class {
        match self {
            Self::Field(change) => change.how.class(),
            Self::Index(_) => Class::Neutral,
        }
    }
}

/// A difference in what documents hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Where it was and what it held; `None` for something new.
    pub old: Option<Side>,
    /// Where it is and what it holds; `None` for something that is gone.
    pub new: Option<Side>,
    /// What happens to stored values.
    pub how: How,
}

impl FieldChange {
    /// The old place, or the new one where there is no old.
    pub fn place(&self) -> Place {
        let side = self.old.as_ref().or(self.new.as_ref());
        side.map(|side| side.place.clone()).unwrap_or_default()
    }

    /// Whether Convex reads every document of the table to accept it, though all of them fit.
    pub fn is_walked(&self) -> bool {
        self.how.class() == Class::Additive && self.place().is_in_record()
    }
}

/// What happens to stored values, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The members of a union stand in another order.
    Reordered,
    /// A new field that no old document has.
    AddedOptional,
    /// A field that was always there may be absent.
    NowOptional,
    /// Takes what it took, and more.
    TakesMore {
        /// What is new.
        more: Vec<Validator>,
    },
    /// A new member of a union.
    MemberAdded,
    /// A new field or a changed one, computed by the transition.
    Computed {
        /// A value that is valid in the new version stays as it is stored.
        keep_valid: bool,
    },
    /// A new field that has this value in every old document.
    Constant(Value),
    /// A field that gets this value where it is absent.
    ConstantWhereAbsent(Value),
    /// The same values under another name.
    Renamed,
    /// The number of the version, which tells old documents from new ones.
    Marked(VersionNumber),
    /// The whole document is carried by the user's function.
    CarriedWhole,
    /// A new field that must be there, and no transition says where its value comes from.
    AddedRequired,
    /// A field that may have been absent must be there.
    NowRequired,
    /// Takes less than before.
    TakesLess {
        /// What it no longer takes.
        less: Vec<Validator>,
    },
    /// Takes something else than before.
    Retyped,
    /// The field that tells old documents from new ones is another, or no longer one.
    Remarked {
        /// The field until now.
        old: Option<FieldName>,
        /// The field from now on.
        new: Option<FieldName>,
    },
    /// Read by `fill`: nothing is lost, by declaration.
    Moved,
    /// Lost, by declaration.
    Dropped,
    /// Moved by one version into values that a later one drops.
    MovedThenDropped {
        /// The version that moved it.
        moved: VersionNumber,
        /// The version that dropped where it went.
        dropped: VersionNumber,
    },
    /// Gone, and no transition says what becomes of its values.
    Removed,
    /// The transition deletes documents and puts nothing in their place.
    DocumentsDeleted,
}

impl How {
    /// What it means for stored documents.
    pub const fn class(&self) -> Class {
        match self {
            Self::Reordered => Class::Neutral,
            Self::AddedOptional
            | Self::NowOptional
            | Self::TakesMore { .. }
            | Self::MemberAdded => Class::Additive,
            Self::Computed { .. }
            | Self::Constant(_)
            | Self::ConstantWhereAbsent(_)
            | Self::Renamed
            | Self::Marked(_)
            | Self::CarriedWhole
            | Self::AddedRequired
            | Self::NowRequired
            | Self::TakesLess { .. }
            | Self::Retyped
            | Self::Remarked { .. }
            | Self::Moved => Class::Data,
            Self::Dropped
            | Self::MovedThenDropped { .. }
            | Self::Removed
            | Self::DocumentsDeleted => Class::Destructive,
        }
    }
}

/// A difference in an index. Nothing for the data: Convex fills indexes itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexChange {
    /// The index.
    pub name: IndexName,
    /// What it was; `None` for a new one.
    pub old: Option<Index>,
    /// What it is; `None` for one that is gone.
    pub new: Option<Index>,
}
