//! `impl ConvexValue` for nested types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use crate::diag::span::{here, ours};
use crate::model::{Body, Field, Item};

use super::{fields, literals, union};

/// Everything a nested type implements by itself.
pub(super) fn impls(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let describe = describe(item);
    let encode = encode(item);
    let decode = decode(item);
    quote! {
        #[automatically_derived]
        impl __p::ConvexValue for #ident {
            fn describe(__scope: &mut __p::Scope) -> __p::Shape {
                #describe
            }

            fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
                #encode
            }

            fn decode(
                __stored: &__p::Value,
            ) -> __p::Decoded<Self> {
                #decode
            }
        }

        #[automatically_derived]
        impl __p::KeepAs<#ident> for #ident {}
    }
}

/// An expression of the item's `Shape`, with `__scope` at hand.
pub(super) fn describe(item: &Item) -> TokenStream {
    let name = item.ident.unraw().to_string();
    let module = quote!(::core::module_path!());
    match &item.body {
        Body::Fields(all) => {
            let fields = fields::describe(all);
            quote!(__p::object(__scope, #module, #name, #fields))
        }
        Body::Transparent { ty, check } => {
            let check = match check {
                Some(path) => {
                    let text = quote!(#path).to_string().replace(' ', "");
                    quote!(__p::Some(#text))
                }
                None => quote!(__p::None),
            };
            quote!(__scope.transparent::<#ty>(#module, #name, #check))
        }
        Body::Literals(variants) => literals::describe(item, variants),
        Body::Union(of) => union::describe(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

fn encode(item: &Item) -> TokenStream {
    match &item.body {
        Body::Fields(all) => {
            let fields = encode_struct(&quote!(__p::FieldsOut::of_object(__encoder)), all);
            quote!(#fields __p::Value::Object(__out.object(__encoder)))
        }
        Body::Transparent { ty, .. } => {
            quote!(<#ty as __p::ConvexValue>::encode(&self.0, __encoder))
        }
        Body::Literals(variants) => literals::encode(variants),
        Body::Union(of) => union::encode(of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

/// Statements that write the fields of `self` into `__out`.
pub(super) fn encode_struct(start: &TokenStream, all: &[Field]) -> TokenStream {
    let values = all.iter().map(|field| {
        let ident = ours(&field.ident);
        (field, quote!(&self.#ident))
    });
    fields::encode(start, values)
}

fn decode(item: &Item) -> TokenStream {
    match &item.body {
        Body::Fields(all) => {
            let start = quote!(__p::FieldsIn::of_object(__stored, __p::None));
            fields::decode(&start, &quote!(Self), all)
        }
        Body::Transparent { ty, check } => decode_transparent(ty, check.as_ref()),
        Body::Literals(variants) => literals::decode(item, variants),
        Body::Union(of) => union::decode(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

fn decode_transparent(ty: &Type, check: Option<&syn::Path>) -> TokenStream {
    let decode = quote!(<#ty as __p::ConvexValue>::decode(__stored)?);
    match check {
        // A closure, so that a check of `&str` does for a `String`.
        Some(check) => {
            let at = here(check.segments[0].ident.span());
            let call = quote_spanned!(at=> #check(__value));
            quote!(__p::checked(#decode, __stored, |__value: &#ty| #call).map(Self))
        }
        None => quote!(__p::Ok(Self(#decode))),
    }
}
