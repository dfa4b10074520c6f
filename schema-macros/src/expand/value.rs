//! `impl ConvexValue` for nested types.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;
use syn::ext::IdentExt;

use crate::diag::span::ours;
use crate::model::{Body, Field, Item, LiteralValue, LiteralVariant};

use super::{fields, private, union};

/// Everything a nested type implements by itself.
pub(super) fn impls(item: &Item) -> TokenStream {
    let (krate, ident) = (&item.krate, &item.ident);
    let private = private(item);
    let describe = describe(item);
    let encode = encode(item);
    let decode = decode(item);
    quote! {
        #[automatically_derived]
        impl #krate::ConvexValue for #ident {
            fn describe(__scope: &mut #krate::shape::Scope) -> #krate::shape::Shape {
                #describe
            }

            fn encode(&self, __encoder: &mut #krate::convert::Encoder) -> #krate::Value {
                #encode
            }

            fn decode(
                __stored: &#krate::Value,
            ) -> #private::Result<Self, #krate::convert::DecodeError> {
                #decode
            }
        }

        #[automatically_derived]
        impl #krate::transition::KeepAs<#ident> for #ident {}
    }
}

/// An expression of the item's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item) -> TokenStream {
    let private = private(item);
    let name = item.ident.unraw().to_string();
    let module = quote!(::core::module_path!());
    match &item.body {
        Body::Fields(all) => {
            let each = fields::describe(all);
            quote!(__scope.object(#module, #name, |__fields| { let _ = &__fields; #each }))
        }
        Body::Transparent { ty, check } => {
            let check = match check {
                Some(path) => {
                    let text = quote!(#path).to_string().replace(' ', "");
                    quote!(#private::Some(#text))
                }
                None => quote!(#private::None),
            };
            quote!(__scope.transparent::<#ty>(#module, #name, #check))
        }
        Body::Literals(variants) => {
            let each = variants.iter().map(|variant| {
                let (ident, literal) = (
                    variant.ident.unraw().to_string(),
                    super::literal(&variant.literal, &item.krate),
                );
                quote!((#ident, #literal))
            });
            quote!(#private::literals(__scope, #module, #name, #private::Vec::from([#(#each),*])))
        }
        Body::Union(of) => union::describe(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

fn encode(item: &Item) -> TokenStream {
    let krate = &item.krate;
    match &item.body {
        Body::Fields(all) => {
            let object = encode_struct(item, all);
            quote!(#krate::Value::Object(#object))
        }
        Body::Transparent { ty, .. } => {
            quote!(<#ty as #krate::ConvexValue>::encode(&self.0, __encoder))
        }
        Body::Literals(variants) => encode_literals(item, variants),
        Body::Union(of) => union::encode(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

/// A block that gives the object of a struct with named fields.
pub(super) fn encode_struct(item: &Item, all: &[Field]) -> TokenStream {
    fields::encode(
        item,
        all.iter().map(|field| {
            let ident = ours(&field.ident);
            (field, quote!(&self.#ident))
        }),
    )
}

fn decode(item: &Item) -> TokenStream {
    let private = private(item);
    match &item.body {
        Body::Fields(all) => {
            let decode = decode_struct(item, all, &quote!(&[]));
            quote! {
                let __object = #private::object_of(__stored)?;
                #decode
            }
        }
        Body::Transparent { ty, check } => decode_transparent(item, ty, check.as_ref()),
        Body::Literals(variants) => decode_literals(item, variants),
        Body::Union(of) => union::decode(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

/// Statements that read a struct with named fields out of `__object`, which may also have `beside`.
pub(super) fn decode_struct(item: &Item, all: &[Field], beside: &TokenStream) -> TokenStream {
    let private = private(item);
    let each = fields::decode(item, all);
    let known = fields::stored_names(all);
    quote! {
        #private::only(__object, #known, #beside)?;
        #private::Ok(Self { #each })
    }
}

fn decode_transparent(item: &Item, ty: &Type, check: Option<&syn::Path>) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let decode = quote!(<#ty as #krate::ConvexValue>::decode(__stored)?);
    match check {
        Some(check) => quote!(#private::checked(#decode, __stored, #check).map(Self)),
        None => quote!(#private::Ok(Self(#decode))),
    }
}

fn encode_literals(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let krate = &item.krate;
    let arms = variants.iter().map(|variant| {
        let ident = &variant.ident;
        let value = match &variant.literal {
            LiteralValue::String(text) => {
                quote!(#krate::Value::String(::std::string::String::from(#text)))
            }
            LiteralValue::Number(number) => quote!(#krate::Value::Float64(#number)),
            LiteralValue::Int64(number) => quote!(#krate::Value::Int64(#number)),
            LiteralValue::Boolean(value) => quote!(#krate::Value::Boolean(#value)),
        };
        quote!(Self::#ident => #value,)
    });
    quote!(match self { #(#arms)* })
}

fn decode_literals(item: &Item, variants: &[LiteralVariant]) -> TokenStream {
    let private = private(item);
    let name = item.ident.unraw().to_string();
    let each = variants.iter().map(|variant| {
        let (ident, literal) = (&variant.ident, super::literal(&variant.literal, &item.krate));
        quote!(if #private::is_literal(__stored, &#literal) { return #private::Ok(Self::#ident); })
    });
    quote! {
        #(#each)*
        #private::Err(#private::no_variant(#name, __stored))
    }
}
