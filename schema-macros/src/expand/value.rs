//! `impl ConvexValue` for nested types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use crate::diag::span::{here, ours};
use crate::model::{Body, Field, Item};

use super::{fields, literals, private, union};

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
            let fields = fields::describe(item, all);
            quote!(#private::object(__scope, #module, #name, #fields))
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
        Body::Literals(variants) => literals::describe(item, variants),
        Body::Union(of) => union::describe(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

fn encode(item: &Item) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    match &item.body {
        Body::Fields(all) => {
            let fields =
                encode_struct(item, &quote!(#private::FieldsOut::of_object(__encoder)), all);
            quote!(#fields #krate::Value::Object(__out.object(__encoder)))
        }
        Body::Transparent { ty, .. } => {
            quote!(<#ty as #krate::ConvexValue>::encode(&self.0, __encoder))
        }
        Body::Literals(variants) => literals::encode(item, variants),
        Body::Union(of) => union::encode(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

/// Statements that write the fields of `self` into `__out`.
pub(super) fn encode_struct(item: &Item, start: &TokenStream, all: &[Field]) -> TokenStream {
    let values = all.iter().map(|field| {
        let ident = ours(&field.ident);
        (field, quote!(&self.#ident))
    });
    fields::encode(item, start, values)
}

fn decode(item: &Item) -> TokenStream {
    let private = private(item);
    match &item.body {
        Body::Fields(all) => {
            let start = quote!(#private::FieldsIn::of_object(__stored, #private::None));
            fields::decode(item, &start, &quote!(Self), all)
        }
        Body::Transparent { ty, check } => decode_transparent(item, ty, check.as_ref()),
        Body::Literals(variants) => literals::decode(item, variants),
        Body::Union(of) => union::decode(item, of),
        Body::Broken => quote!(::core::unreachable!()),
    }
}

fn decode_transparent(item: &Item, ty: &Type, check: Option<&syn::Path>) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let decode = quote!(<#ty as #krate::ConvexValue>::decode(__stored)?);
    match check {
        // A closure, so that a check of `&str` does for a `String`.
        Some(check) => {
            let at = here(check.segments[0].ident.span());
            let call = quote_spanned!(at=> #check(__value));
            quote!(#private::checked(#decode, __stored, |__value: &#ty| #call).map(Self))
        }
        None => quote!(#private::Ok(Self(#decode))),
    }
}
