//! Enums of unit variants: a literal for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::model::{Item, LiteralValue, LiteralVariant};

use super::literal;

/// The texts of the variants, where all of them are stored as text, as nearly always.
fn texts(variants: &[LiteralVariant]) -> Option<Vec<&str>> {
    let text = |variant| match variant {
        &LiteralVariant { literal: LiteralValue::String(ref text), .. } => Some(&text[..]),
        _ => None,
    };
    variants.iter().map(text).collect()
}

/// An expression of the enum's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let name = item.ident.unraw().to_string();
    let module = quote!(::core::module_path!());
    let idents = variants.iter().map(|variant| variant.ident.unraw().to_string());
    if let Some(texts) = texts(variants) {
        return quote!(__p::texts(__scope, #module, #name, &[#((#idents, #texts)),*]));
    }
    let literals = variants.iter().map(|variant| literal(&variant.literal));
    quote! {
        __p::literals(__scope, #module, #name, __p::list([#((#idents, #literals)),*]))
    }
}

/// The stored value of the variant in `self`.
pub(super) fn encode(variants: &[LiteralVariant]) -> TokenStream {
    let idents = variants.iter().map(|variant| &variant.ident);
    if let Some(texts) = texts(variants) {
        return quote!(__p::text(match self { #(Self::#idents => #texts,)* }));
    }
    let values = variants.iter().map(|variant| match &variant.literal {
        LiteralValue::String(text) => quote!(__p::text(#text)),
        LiteralValue::Number(number) => quote!(__p::Value::Float64(#number)),
        LiteralValue::Int64(number) => quote!(__p::Value::Int64(#number)),
        LiteralValue::Boolean(value) => quote!(__p::Value::Boolean(#value)),
    });
    quote!(match self { #(Self::#idents => #values,)* })
}

/// The variant whose literal is `__stored`.
pub(super) fn decode(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let name = item.ident.unraw().to_string();
    let idents = variants.iter().map(|variant| &variant.ident);
    if let Some(texts) = texts(variants) {
        return quote! {
            match __p::text_of(__stored) {
                #(__p::Some(#texts) => __p::Ok(Self::#idents),)*
                _ => __p::Err(__p::no_variant(#name, __stored)),
            }
        };
    }
    let literals = variants.iter().map(|variant| literal(&variant.literal));
    quote! {
        #(if __p::is_literal(__stored, &#literals) { return __p::Ok(Self::#idents); })*
        __p::Err(__p::no_variant(#name, __stored))
    }
}
