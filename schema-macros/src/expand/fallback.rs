//! Hollow impls after a mistake, so that one mistake yields one error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Item;

use super::{private, table, transition as pair};

/// The impls of an item whose derive reported a mistake: they are there, and never run, because
/// the crate doesn't compile.
pub(crate) fn item(item: &Item) -> TokenStream {
    if item.is_generic {
        return TokenStream::new();
    }
    let (krate, ident) = (&item.krate, &item.ident);
    let of = quote!(#ident);
    let impls = if let Some(declared) = &item.table {
        let (table_ref, table) = (table::table_ref(item, declared), hollow_table(item, &of));
        quote!(#table_ref #table)
    } else {
        let value = hollow_value(item, &of);
        quote! {
            #value
            #[automatically_derived]
            impl #krate::transition::KeepAs<#ident> for #ident {}
        }
    };
    quote!(const _: () = { #impls };)
}

/// Makes the type that a version comes from one of the version's kind, where it is of another: that
/// has been refused, and needn't be found out again.
pub(crate) fn old_as_new(new: &Item) -> TokenStream {
    let (Some(from), krate) = (&new.from, &new.krate) else { return TokenStream::new() };
    let of = quote!(#from);
    let impls = if new.table.is_some() {
        let table = hollow_table(new, &of);
        quote! {
            #[automatically_derived]
            impl #krate::TableRef for #from {
                const TABLE: &'static str = "";
                type Line = Self;
            }
            #table
        }
    } else {
        hollow_value(new, &of)
    };
    quote!(const _: () = { #impls };)
}

fn hollow_value(item: &Item, of: &TokenStream) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let hollow = quote!({ ::core::unreachable!() });
    quote! {
        #[automatically_derived]
        impl #krate::ConvexValue for #of {
            fn describe(_: &mut #krate::shape::Scope) -> #krate::shape::Shape #hollow
            fn encode(&self, _: &mut #krate::convert::Encoder) -> #krate::Value #hollow
            fn decode(
                _: &#krate::Value,
            ) -> #private::Result<Self, #krate::convert::DecodeError> #hollow
        }
    }
}

fn hollow_table(item: &Item, of: &TokenStream) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let hollow = quote!({ ::core::unreachable!() });
    quote! {
        #[automatically_derived]
        impl #krate::Table for #of {
            const VERSION: #krate::version::VersionNumber = #krate::version::VersionNumber(1);
            fn describe_document(_: &mut #krate::shape::Scope) -> #krate::shape::Shape #hollow
            fn encode_document(&self) -> #krate::convert::Encoded #hollow
            fn decode_document(
                _: &#krate::value::Object,
            ) -> #private::Result<Self, #krate::convert::DecodeError> #hollow
            fn history() -> #krate::history::TableHistory #hollow
        }
    }
}

/// What the user names of a transition (`Fill`, the traits it implements), where one of the sides
/// couldn't be understood.
pub(crate) fn transition(new: &Item) -> TokenStream {
    let fill = pair::fill_struct(new);
    let hollow = pair::hollow_spec(new);
    quote!(#fill #hollow)
}
