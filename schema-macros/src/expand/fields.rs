//! Named fields: describing, writing and reading them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use crate::diag::span::{here, ours, respan};
use crate::model::{Field, Item};

use super::private;

/// Statements that describe each field to `__fields`.
pub(super) fn describe(fields: &[Field]) -> TokenStream {
    let each = fields.iter().map(|field| {
        let (ident, stored, ty) = (field.ident.unraw().to_string(), &field.stored, &field.ty);
        let call = respan(quote!(__fields.field), here(ty.span()));
        quote!(#call::<#ty>(#ident, #stored);)
    });
    each.collect()
}

/// A block that writes each field, given as an expression of a reference, into an object.
pub(super) fn encode<'a>(
    item: &Item,
    fields: impl Iterator<Item = (&'a Field, TokenStream)>,
) -> TokenStream {
    let krate = &item.krate;
    let each = fields.map(|(field, value)| {
        let stored = &field.stored;
        quote!(__encoder.field(&mut __object, #stored, #value);)
    });
    quote! {
        {
            let mut __object = #krate::value::Object::new();
            #(#each)*
            __object
        }
    }
}

/// `field: decode(...)?` for each field, out of `__object`.
pub(super) fn decode(item: &Item, fields: &[Field]) -> TokenStream {
    let private = private(item);
    let each = fields.iter().map(|field| {
        let (ident, stored) = (ours(&field.ident), &field.stored);
        quote!(#ident: #private::decode_field(__object, #stored)?,)
    });
    each.collect()
}

/// The stored names of the fields, as a list of text.
pub(super) fn stored_names(fields: &[Field]) -> TokenStream {
    let names = fields.iter().map(|field| &field.stored);
    quote!(&[#(#names),*])
}
