//! What an application gives so that its old documents can be read as new ones.

use crate::version::{VersionName, VersionNumber};

use super::super::code;
use super::super::expr::Expr;
use super::super::layout::{Doc, concat_docs};
use super::names::Names;

/// A type that the file declares for something inside a document.
#[derive(Clone, Debug)]
pub(super) struct NamedType {
    /// Its name.
    pub(super) name: String,
    /// The version of the document.
    pub(super) version: VersionName,
    /// What it is.
    pub(super) of: Doc,
}

/// A function of the application.
#[derive(Clone, Debug)]
pub(super) struct Callback {
    /// Its name where more than one function is given.
    pub(super) key: String,
    /// The type of the old value.
    pub(super) takes: String,
    /// What it gives.
    pub(super) gives: Gives,
    /// Types that are named for it.
    pub(super) types: Vec<NamedType>,
    /// The version that it gives values of.
    pub(super) version: VersionNumber,
    /// Whether the old value is the whole document.
    pub(super) is_document: bool,
}

/// What a function of the application gives.
#[derive(Clone, Debug)]
pub(super) enum Gives {
    /// The whole new value, of this type.
    Whole(String),
    /// The fields that the old value can't give.
    Fields {
        /// The type of the new value.
        of: String,
        /// The name of the type of the fields.
        name: String,
        /// The fields.
        fields: Vec<String>,
    },
}

impl Callback {
    /// `(old: UserV1Doc) => UserFill`
    fn function_type(&self) -> Doc {
        let gives = match &self.gives {
            Gives::Whole(name) | Gives::Fields { name, .. } => name,
        };
        let old = Doc::text(format!("old: {}", self.takes));
        code::function_type(vec![old], Doc::text(gives.clone()))
    }

    /// The declarations of the types that are named for it, each with its name.
    pub(super) fn type_declarations(&self) -> Vec<(String, Doc)> {
        let nested = self.types.iter().map(|NamedType { name, version, of }| {
            let comment = code::doc_comment(&[format!("Inside a document of `{version}`.")]);
            let alias = code::type_alias(name, Expr::other(of.clone()));
            (name.clone(), code::lines([comment, alias]))
        });
        let mut all: Vec<_> = nested.collect();
        if let Gives::Fields { of, name, fields } = &self.gives {
            let comment = code::doc_comment(&[format!("What an old `{}` can't give.", self.takes)]);
            let fields = fields.iter().map(|field| Expr::string(field).into_doc()).collect();
            let pick = code::generic("Pick", vec![Doc::text(of.clone()), code::union_type(fields)]);
            let alias = code::type_alias(name, Expr::other(pick));
            all.push((name.clone(), code::lines([comment, alias])));
        }
        all
    }
}

/// The type of the `fill` parameter: `None` where nothing is asked for.
#[derive(Clone, Debug)]
pub(super) enum FillType {
    /// One function for the newest version, given as it is.
    Alone(Callback),
    /// Several functions, or one that isn't for whole documents of the newest version.
    Several(Vec<Callback>),
}

impl FillType {
    /// The type that asks for these functions of a table whose newest version is `newest`.
    pub(super) fn of(callbacks: &[Callback], newest: VersionNumber) -> Option<Self> {
        match callbacks {
            [] => None,
            [only] if only.is_document && only.version == newest => Some(Self::Alone(only.clone())),
            several => Some(Self::Several(several.to_vec())),
        }
    }

    /// The type as it stands in a signature.
    pub(super) fn doc(&self, names: &Names) -> Doc {
        match self {
            Self::Alone(callback) => callback.function_type(),
            Self::Several(_) => Doc::text(names.fills()),
        }
    }

    /// The declaration of the type of several functions.
    pub(super) fn declaration(&self, names: &Names) -> Option<Doc> {
        let Self::Several(callbacks) = self else { return None };
        let members = callbacks
            .iter()
            .map(|callback| concat_docs![callback.key.clone(), ": ", callback.function_type()]);
        let fills = Expr::other(code::object_type_by_lines(members.collect()));
        let comment = "What old documents can't give, each by a function of the application.";
        let alias = code::type_alias(&names.fills(), fills);
        Some(code::lines([code::doc_comment(&[comment.to_owned()]), alias]))
    }
}
