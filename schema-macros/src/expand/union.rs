//! Enums with data: tagged objects, or whichever variant fits.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::diag::span::ours;
use crate::model::{Content, Item, Union, Variant};

use super::{fields, private};

/// An expression of the enum's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item, union: &Union) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let name = item.ident.unraw().to_string();
    let tagging = match &union.tag {
        Some(tag) => {
            quote!(#krate::shape::Tagging::Tag(#krate::name::FieldName::from_checked(#tag)))
        }
        None => quote!(#krate::shape::Tagging::Untagged),
    };
    let each = union.variants.iter().map(|variant| {
        let ident = variant.ident.unraw().to_string();
        let tag = match union.tag {
            Some(_) => {
                let text = &variant.tag;
                quote!(#private::Some(#text))
            }
            None => quote!(#private::None),
        };
        match &variant.content {
            Content::Unit => quote!(__union.unit(#ident, #tag);),
            Content::Fields(all) => {
                let each = fields::describe(all);
                quote!(__union.fields(#ident, #tag, |__fields| { let _ = &__fields; #each });)
            }
            Content::Newtype(ty) => quote!(__union.newtype::<#ty>(#ident, #tag);),
        }
    });
    quote!(__scope.union(::core::module_path!(), #name, #tagging, |__union| { #(#each)* }))
}

/// A `match` that gives the stored value of the variant in `self`.
pub(super) fn encode(item: &Item, union: &Union) -> TokenStream {
    let krate = &item.krate;
    let arms = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        match &variant.content {
            Content::Unit => {
                let value = match &union.tag {
                    Some(_) => tagged(
                        item,
                        union,
                        variant,
                        quote!(#krate::Value::Object(
                            #krate::value::Object::new()
                        )),
                    ),
                    None => quote!(#krate::Value::Null),
                };
                quote!(Self::#ident => #value,)
            }
            Content::Fields(all) => {
                let names: Vec<_> = all.iter().map(|field| ours(&field.ident)).collect();
                let values = all.iter().zip(&names).map(|(field, name)| (field, quote!(#name)));
                let object = fields::encode(item, values);
                let value = tagged(item, union, variant, quote!(#krate::Value::Object(#object)));
                quote!(Self::#ident { #(#names),* } => #value,)
            }
            Content::Newtype(ty) => {
                let value = quote!(<#ty as #krate::ConvexValue>::encode(__content, __encoder));
                let value = tagged(item, union, variant, value);
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
    let (krate, private) = (&item.krate, private(item));
    let known = union.variants.iter().map(|variant| &variant.tag);
    let arms = union.variants.iter().map(|variant| {
        let (ident, text) = (&variant.ident, &variant.tag);
        match &variant.content {
            Content::Unit => quote! {
                #text => {
                    #private::only(#private::object_of(__stored)?, &[#tag], &[])?;
                    #private::Ok(Self::#ident)
                }
            },
            Content::Fields(all) => {
                let each = fields::decode(item, all);
                let names = all.iter().map(|field| &field.stored);
                quote! {
                    #text => {
                        let __object = #private::object_of(__stored)?;
                        #private::only(__object, &[#tag, #(#names),*], &[])?;
                        #private::Ok(Self::#ident { #each })
                    }
                }
            }
            Content::Newtype(ty) => quote! {
                #text => {
                    let __content = #private::without_tag(__stored, #tag)?;
                    <#ty as #krate::ConvexValue>::decode(&__content).map(Self::#ident)
                }
            },
        }
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
    let each = union.variants.iter().map(|variant| {
        let ident = &variant.ident;
        match &variant.content {
            Content::Unit => quote! {
                if let #krate::Value::Null = __stored { return #private::Ok(Self::#ident); }
            },
            Content::Fields(all) => {
                let fields = fields::decode(item, all);
                let known = fields::stored_names(all);
                quote! {
                    let __read = || {
                        let __object = #private::object_of(__stored)?;
                        #private::only(__object, #known, &[])?;
                        #private::Result::<Self, #krate::convert::DecodeError>::Ok(
                            Self::#ident { #fields }
                        )
                    };
                    if let #private::Ok(__value) = __read() { return #private::Ok(__value); }
                }
            }
            Content::Newtype(ty) => quote! {
                if let #private::Ok(__value) = <#ty as #krate::ConvexValue>::decode(__stored) {
                    return #private::Ok(Self::#ident(__value));
                }
            },
        }
    });
    quote! {
        #(#each)*
        #private::Err(#private::no_variant(#name, __stored))
    }
}
