//! A checked item to tokens: data and calls, no logic. No branch here reports a mistake.

pub(crate) mod fallback;
mod fields;
mod literals;
mod table;
mod transition;
mod union;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Item, LiteralValue};

pub(crate) use self::transition::transition;

/// The impls of an item by itself.
pub(crate) fn item(item: &Item) -> TokenStream {
    let impls = if item.table.is_some() { table::impls(item) } else { value::impls(item) };
    quote!(const _: () = { #impls };)
}

/// The hidden module that expansions call.
fn private(item: &Item) -> TokenStream {
    let krate = &item.krate;
    quote!(#krate::__private)
}

/// A literal as an expression of `schema_core::validator::Literal`.
fn literal(literal: &LiteralValue, krate: &syn::Path) -> TokenStream {
    let name = quote!(#krate::validator::Literal);
    match literal {
        LiteralValue::String(text) => quote!(#name::string(#text)),
        LiteralValue::Number(number) => quote!(#name::number(#number)),
        LiteralValue::Int64(number) => quote!(#name::int64(#number)),
        LiteralValue::Boolean(value) => quote!(#name::boolean(#value)),
    }
}
