//! Derives of `schema-core`: use them through its re-exports, where they are documented.
//!
//! One road: `parse` reads the user's words into a `model`, `check` compares it with the
//! version before, `expand` turns it into tokens. Mistakes are collected by `diag` on the way.

mod check;
mod diag;
mod expand;
#[cfg(test)]
mod expanded;
mod handoff;
mod model;
mod parse;
mod schema;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::diag::Errors;
use crate::handoff::Pair;
use crate::parse::Derive;

/// See `schema_core::Table`.
#[proc_macro_derive(Table, attributes(schema))]
pub fn table(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Table).into()
}

/// See `schema_core::Object`.
#[proc_macro_derive(Object, attributes(schema))]
pub fn object(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Object).into()
}

/// See `schema_core::Union`.
#[proc_macro_derive(Union, attributes(schema))]
pub fn union(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Union).into()
}

/// See `schema_core::Schema`.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Compares two versions of a type: the macro that the old one's derive emitted calls it.
#[doc(hidden)]
#[proc_macro]
pub fn __transition(input: TokenStream) -> TokenStream {
    transition(&parse_macro_input!(input as Pair)).into()
}

fn derive(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let item = parse::item(input, derive, &mut errors);
    errors.aside(|errors| check::item(&item, errors));
    let handoff = handoff::expand(&item, input, derive, errors.is_spoiled());
    let impls = if errors.is_empty() { expand::item(&item) } else { expand::fallback::item(&item) };
    let errors = errors.to_tokens();
    quote::quote!(#errors #impls #handoff)
}

fn transition(pair: &Pair) -> proc_macro2::TokenStream {
    // Each side's own mistakes have been reported by its derive.
    let mut reported = Errors::default();
    let new = parse::item(&pair.new.input, pair.new.derive, &mut reported);
    let Some(old) = pair.old.as_ref().filter(|_| !pair.new.is_spoiled) else {
        return expand::fallback::transition(&new);
    };
    let old = parse::item(&old.input, old.derive, &mut reported);
    let mut errors = Errors::default();
    check::transition(&old, &new, &mut errors);
    let transition = match (&old.table, &new.table) {
        (Some(_), Some(_)) | (None, None) => expand::transition(&old, &new),
        // Of different kinds, which has been reported.
        (None, Some(_)) | (Some(_), None) => {
            let (old, new) =
                (expand::fallback::old_as_new(&new), expand::fallback::transition(&new));
            quote::quote!(#old #new)
        }
    };
    let errors = errors.to_tokens();
    quote::quote!(#errors #transition)
}
