//! Enums of unit variants: a literal for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::model::{Item, LiteralValue, LiteralVariant};

use super::{literal, private};

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
    let private = private(item);
    let name = item.ident.unraw().to_string();
    let module = quote!(::core::module_path!());
    let idents = variants.iter().map(|variant| variant.ident.unraw().to_string());
    if let Some(texts) = texts(variants) {
        return quote!(#private::texts(__scope, #module, #name, &[#((#idents, #texts)),*]));
    }
    let literals = variants.iter().map(|variant| literal(&variant.literal, &item.krate));
    quote! {
        #private::literals(__scope, #module, #name, #private::list([#((#idents, #literals)),*]))
    }
}

/// The stored value of the variant in `self`.
pub(super) fn encode(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let idents = variants.iter().map(|variant| &variant.ident);
    if let Some(texts) = texts(variants) {
        return quote!(#private::text(match self { #(Self::#idents => #texts,)* }));
    }
    let values = variants.iter().map(|variant| match &variant.literal {
        LiteralValue::String(text) => quote!(#private::text(#text)),
        LiteralValue::Number(number) => quote!(#krate::Value::Float64(#number)),
        LiteralValue::Int64(number) => quote!(#krate::Value::Int64(#number)),
        LiteralValue::Boolean(value) => quote!(#krate::Value::Boolean(#value)),
    });
    quote!(match self { #(Self::#idents => #values,)* })
}

/// The variant whose literal is `__stored`.
pub(super) fn decode(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let private = private(item);
    let name = item.ident.unraw().to_string();
    let idents = variants.iter().map(|variant| &variant.ident);
    if let Some(texts) = texts(variants) {
        return quote! {
            match #private::text_of(__stored) {
                #(#private::Some(#texts) => #private::Ok(Self::#idents),)*
                _ => #private::Err(#private::no_variant(#name, __stored)),
            }
        };
    }
    let literals = variants.iter().map(|variant| literal(&variant.literal, &item.krate));
    quote! {
        #(if #private::is_literal(__stored, &#literals) { return #private::Ok(Self::#idents); })*
        #private::Err(#private::no_variant(#name, __stored))
    }
}
