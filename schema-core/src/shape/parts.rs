//! What Rust types are made of, one level down.

use super::{RustContent, RustDef, RustType, TypeName};

impl RustDef {
    /// Everything that the type is made of.
    pub(crate) fn parts(&self) -> Vec<&RustType> {
        match self {
            Self::Object { fields } => fields.iter().map(|field| &field.rust).collect(),
            Self::Literals { .. } => Vec::new(),
            Self::Transparent { inner, .. } => vec![inner],
            Self::Union { variants, .. } => variants
                .iter()
                .flat_map(|variant| match &variant.content {
                    RustContent::Unit => Vec::new(),
                    RustContent::Fields(fields) => fields.iter().map(|field| &field.rust).collect(),
                    RustContent::Newtype(rust) => vec![rust],
                })
                .collect(),
        }
    }
}

impl RustType {
    /// The user's types that it names, however deep in containers.
    pub(crate) fn named(&self) -> Vec<&TypeName> {
        match self {
            Self::Leaf(_) | Self::Id(_) => Vec::new(),
            Self::Nullable(inner) | Self::Vec(inner) | Self::Boxed(inner) => inner.named(),
            Self::Map { key, value, .. } => [key.named(), value.named()].concat(),
            Self::Named(name) => vec![name],
        }
    }
}
