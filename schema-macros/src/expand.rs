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
    block(item, &impls)
}

/// Items of ours beside the user's, where `__p` is the hidden module that expansions call: one short
/// name, because every token of theirs is compiled by the user at every build.
fn block(item: &Item, items: &TokenStream) -> TokenStream {
    let krate = &item.krate;
    quote! {
        const _: () = {
            use #krate::__private as __p;
            #items
        };
    }
}

/// A literal as an expression of `schema_core::validator::Literal`.
fn literal(literal: &LiteralValue) -> TokenStream {
    let name = quote!(__p::Literal);
    match literal {
        LiteralValue::String(text) => quote!(#name::string(#text)),
        LiteralValue::Number(number) => quote!(#name::number(#number)),
        LiteralValue::Int64(number) => quote!(#name::int64(#number)),
        LiteralValue::Boolean(value) => quote!(#name::boolean(#value)),
    }
}
