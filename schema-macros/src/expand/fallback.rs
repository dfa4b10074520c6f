//! Hollow impls after a mistake, so that one mistake yields one error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Item;

use super::{private, table, transition as pair};

/// The impls of an item whose derive reported a mistake: they are there, and never run, because
/// the crate doesn't compile.
pub(crate) fn item(item: &Item) -> TokenStream {
    let (krate, ident) = (&item.krate, &item.ident);
    let private = private(item);
    let hollow = quote!({ ::core::unreachable!() });
    let Some(declared) = &item.table else {
        return quote! {
            const _: () = {
                #[automatically_derived]
                impl #krate::ConvexValue for #ident {
                    fn describe(_: &mut #krate::shape::Scope) -> #krate::shape::Shape #hollow
                    fn encode(&self, _: &mut #krate::convert::Encoder) -> #krate::Value #hollow
                    fn decode(
                        _: &#krate::Value,
                    ) -> #private::Result<Self, #krate::convert::DecodeError> #hollow
                }
                #[automatically_derived]
                impl #krate::transition::KeepAs<#ident> for #ident {}
            };
        };
    };
    let table_ref = table::table_ref(item, declared);
    let version = declared.version.value;
    quote! {
        const _: () = {
            #table_ref
            #[automatically_derived]
            impl #krate::Table for #ident {
                const VERSION: #krate::version::VersionNumber =
                    #krate::version::VersionNumber(#version);
                fn describe_document(_: &mut #krate::shape::Scope) -> #krate::shape::Shape #hollow
                fn encode_document(&self) -> #krate::convert::Encoded #hollow
                fn decode_document(
                    _: &#krate::value::Object,
                ) -> #private::Result<Self, #krate::convert::DecodeError> #hollow
                fn history() -> #krate::history::TableHistory #hollow
            }
        };
    }
}

/// What the user names of a transition (`Fill`, the traits it implements), where one of the sides
/// couldn't be understood.
pub(crate) fn transition(new: &Item) -> TokenStream {
    let fill = pair::fill_struct(new);
    let hollow = pair::hollow_spec(new);
    quote!(#fill #hollow)
}
