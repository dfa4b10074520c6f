//! Enums with data: tagged objects, or whichever variant fits.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use crate::diag::span::{here, ours, respan};
use crate::model::{Content, Item, Union, Variant};

use super::{fields, private};

/// An expression of the enum's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item, union: &Union) -> TokenStream {
    let private = private(item);
    let name = item.ident.unraw().to_string();
    let tag = tag(item, union);
    let each = union.variants.iter().map(|variant| {
        let ident = variant.ident.unraw().to_string();
        let text = &variant.tag;
        let content = match &variant.content {
            Content::Unit => quote!(#private::Content::Unit),
            Content::Fields(all) => {
                let fields = fields::describe(item, all);
                quote!(#private::Content::Fields(#fields))
            }
            Content::Newtype(ty) => {
                let describe = function(item, ty, "describe");
                quote!(#private::Content::Newtype(#describe))
            }
        };
        quote!(#private::Variant { ident: #ident, tag: #text, content: #content })
    });
    quote!(#private::union(__scope, ::core::module_path!(), #name, #tag, &[#(#each),*]))
}

/// The tag's field, as an `Option`.
fn tag(item: &Item, union: &Union) -> TokenStream {
    let private = private(item);
    match &union.tag {
        Some(tag) => quote!(#private::Some(#tag)),
        None => quote!(#private::None),
    }
}

/// A function of a newtype variant's type, at the type.
fn function(item: &Item, ty: &syn::Type, name: &str) -> TokenStream {
    let krate = &item.krate;
    let span = here(ty.span());
    let krate = respan(quote!(#krate), span);
    let name = syn::Ident::new(name, span);
    quote_spanned!(span=> <#ty as #krate::ConvexValue>::#name)
}

/// A `match` that gives the stored value of the variant in `self`, with `__encoder` at hand.
pub(super) fn encode(item: &Item, union: &Union) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let start = quote!(#private::FieldsOut::of_object(__encoder));
    let arms = union.variants.iter().map(|variant| {
        let (ident, text) = (&variant.ident, &variant.tag);
        match &variant.content {
            Content::Unit => match &union.tag {
                Some(tag) => quote!(Self::#ident => #private::only_tag(#tag, #text),),
                None => quote!(Self::#ident => #krate::Value::Null,),
            },
            Content::Fields(all) => {
                let idents = all.iter().map(|field| ours(&field.ident));
                let places: Vec<_> = fields::places(all).collect();
                let values = all.iter().zip(&places).map(|(field, place)| (field, quote!(#place)));
                let fields = fields::encode(item, &start, values);
                let value = quote!(#krate::Value::Object(__out.object(__encoder)));
                let value = tagged(item, union, variant, value);
                quote!(Self::#ident { #(#idents: #places),* } => { #fields #value })
            }
            Content::Newtype(ty) => {
                let encode = function(item, ty, "encode");
                let value = tagged(item, union, variant, quote!(#encode(__content, __encoder)));
                quote!(Self::#ident(__content) => #value,)
            }
        }
    });
    quote!(match self { #(#arms)* })
}

fn tagged(item: &Item, union: &Union, variant: &Variant, value: TokenStream) -> TokenStream {
    let private = private(item);
    let text = &variant.tag;
    match &union.tag {
        Some(tag) => quote!(#private::with_tag(#value, #tag, #text)),
        None => value,
    }
}

/// Statements that read a variant out of `__stored`.
pub(super) fn decode(item: &Item, union: &Union) -> TokenStream {
    match &union.tag {
        Some(tag) => decode_tagged(item, union, tag),
        None => decode_untagged(item, union),
    }
}

fn decode_tagged(item: &Item, union: &Union, tag: &str) -> TokenStream {
    let private = private(item);
    let known = union.variants.iter().map(|variant| &variant.tag);
    let start = quote!(#private::FieldsIn::of_object(__stored, #private::Some(#tag)));
    let arms = union.variants.iter().map(|variant| {
        let (ident, text) = (&variant.ident, &variant.tag);
        let read = match &variant.content {
            Content::Unit => fields::decode(item, &start, &quote!(Self::#ident), &[]),
            Content::Fields(all) => fields::decode(item, &start, &quote!(Self::#ident), all),
            Content::Newtype(ty) => {
                let decode = function(item, ty, "decode");
                quote!(#decode(&#private::without_tag(__stored, #tag)?).map(Self::#ident))
            }
        };
        quote!(#text => #read,)
    });
    quote! {
        match #private::tag_of(__stored, #tag)? {
            #(#arms)*
            __other => #private::Err(#private::unknown_tag(#tag, __other, &[#(#known),*])),
        }
    }
}

fn decode_untagged(item: &Item, union: &Union) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let name = item.ident.unraw().to_string();
    let start = quote!(#private::FieldsIn::of_object(__stored, #private::None));
    let each = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        let read = match &variant.content {
            Content::Unit => {
                return quote! {
                    if let #krate::Value::Null = __stored { return #private::Ok(Self::#ident); }
                };
            }
            Content::Fields(all) => fields::decode(item, &start, &quote!(Self::#ident), all),
            Content::Newtype(ty) => {
                let decode = function(item, ty, "decode");
                quote!(#decode(__stored).map(Self::#ident))
            }
        };
        quote!(if let #private::Ok(__value) = #read { return #private::Ok(__value); })
    });
    quote! {
        #(#each)*
        #private::Err(#private::no_variant(#name, __stored))
    }
}
