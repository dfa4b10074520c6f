//! Enums with data: tagged objects, or whichever variant fits.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use crate::diag::span::{here, ours};
use crate::model::{Content, Item, Union, Variant};

use super::fields;

/// An expression of the enum's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item, union: &Union) -> TokenStream {
    let name = item.ident.unraw().to_string();
    let tag = tag(union);
    let each = union.variants.iter().map(|variant| {
        let ident = variant.ident.unraw().to_string();
        let text = &variant.tag;
        let content = match &variant.content {
            Content::Unit => quote!(__p::Content::Unit),
            Content::Fields(all) => {
                let fields = fields::describe(all);
                quote!(__p::Content::Fields(#fields))
            }
            Content::Newtype(ty) => {
                let describe = function(ty, "describe");
                quote!(__p::Content::Newtype(#describe))
            }
        };
        quote!(__p::Variant { ident: #ident, tag: #text, content: #content })
    });
    quote!(__p::union(__scope, ::core::module_path!(), #name, #tag, &[#(#each),*]))
}

/// The tag's field, as an `Option`.
fn tag(union: &Union) -> TokenStream {
    match &union.tag {
        Some(tag) => quote!(__p::Some(#tag)),
        None => quote!(__p::None),
    }
}

/// A function of a newtype variant's type, at the type.
fn function(ty: &syn::Type, name: &str) -> TokenStream {
    let span = here(ty.span());
    let name = syn::Ident::new(name, span);
    quote_spanned!(span=> <#ty as __p::ConvexValue>::#name)
}

/// A `match` that gives the stored value of the variant in `self`, with `__encoder` at hand.
pub(super) fn encode(union: &Union) -> TokenStream {
    let start = quote!(__p::FieldsOut::of_object(__encoder));
    let arms = union.variants.iter().map(|variant| {
        let (ident, text) = (&variant.ident, &variant.tag);
        match &variant.content {
            Content::Unit => match &union.tag {
                Some(tag) => quote!(Self::#ident => __p::only_tag(#tag, #text),),
                None => quote!(Self::#ident => __p::Value::Null,),
            },
            Content::Fields(all) => {
                let idents = all.iter().map(|field| ours(&field.ident));
                let places: Vec<_> = fields::places(all).collect();
                let values = all.iter().zip(&places).map(|(field, place)| (field, quote!(#place)));
                let fields = fields::encode(&start, values);
                let value = quote!(__p::Value::Object(__out.object(__encoder)));
                let value = tagged(union, variant, value);
                quote!(Self::#ident { #(#idents: #places),* } => { #fields #value })
            }
            Content::Newtype(ty) => {
                let encode = function(ty, "encode");
                let value = tagged(union, variant, quote!(#encode(__content, __encoder)));
                quote!(Self::#ident(__content) => #value,)
            }
        }
    });
    quote!(match self { #(#arms)* })
}

fn tagged(union: &Union, variant: &Variant, value: TokenStream) -> TokenStream {
    let text = &variant.tag;
    match &union.tag {
        Some(tag) => quote!(__p::with_tag(#value, #tag, #text)),
        None => value,
    }
}

/// Statements that read a variant out of `__stored`.
pub(super) fn decode(item: &Item, union: &Union) -> TokenStream {
    match &union.tag {
        Some(tag) => decode_tagged(union, tag),
        None => decode_untagged(item, union),
    }
}

fn decode_tagged(union: &Union, tag: &str) -> TokenStream {
    let known = union.variants.iter().map(|variant| &variant.tag);
    let start = quote!(__p::FieldsIn::of_object(__stored, __p::Some(#tag)));
    let arms = union.variants.iter().map(|variant| {
        let (ident, text) = (&variant.ident, &variant.tag);
        let read = match &variant.content {
            Content::Unit => fields::decode(&start, &quote!(Self::#ident), &[]),
            Content::Fields(all) => fields::decode(&start, &quote!(Self::#ident), all),
            Content::Newtype(ty) => {
                let decode = function(ty, "decode");
                quote!(#decode(&__p::without_tag(__stored, #tag)?).map(Self::#ident))
            }
        };
        quote!(#text => #read,)
    });
    quote! {
        match __p::tag_of(__stored, #tag)? {
            #(#arms)*
            __other => __p::Err(__p::unknown_tag(#tag, __other, &[#(#known),*])),
        }
    }
}

fn decode_untagged(item: &Item, union: &Union) -> TokenStream {
    let name = item.ident.unraw().to_string();
    let start = quote!(__p::FieldsIn::of_object(__stored, __p::None));
    let each = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        let read = match &variant.content {
            Content::Unit => {
                return quote! {
                    if let __p::Value::Null = __stored { return __p::Ok(Self::#ident); }
                };
            }
            Content::Fields(all) => fields::decode(&start, &quote!(Self::#ident), all),
            Content::Newtype(ty) => {
                let decode = function(ty, "decode");
                quote!(#decode(__stored).map(Self::#ident))
            }
        };
        quote!(if let __p::Ok(__value) = #read { return __p::Ok(__value); })
    });
    quote! {
        #(#each)*
        __p::Err(__p::no_variant(#name, __stored))
    }
}
