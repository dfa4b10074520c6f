//! Hollow impls after a mistake, so that one mistake yields one error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Item;

use super::{block, table, transition as pair};

/// The impls of an item whose derive reported a mistake: they are there, and never run, because
/// the crate doesn't compile.
pub(crate) fn item(item: &Item) -> TokenStream {
    if item.is_generic {
        return TokenStream::new();
    }
    let ident = &item.ident;
    let of = quote!(#ident);
    let impls = if let Some(declared) = &item.table {
        let (table_ref, table) = (table::table_ref(item, declared), hollow_table(&of));
        quote!(#table_ref #table)
    } else {
        let value = hollow_value(&of);
        quote! {
            #value
            #[automatically_derived]
            impl __p::KeepAs<#ident> for #ident {}
        }
    };
    block(item, &impls)
}

/// Makes the type that a version comes from one of the version's kind, where it is of another: that
/// has been refused, and needn't be found out again.
pub(crate) fn old_as_new(new: &Item) -> TokenStream {
    let Some(from) = &new.from else { return TokenStream::new() };
    let of = quote!(#from);
    let impls = if new.table.is_some() {
        let table = hollow_table(&of);
        quote! {
            #[automatically_derived]
            impl __p::TableRef for #from {
                const TABLE: &'static str = "";
                type Line = Self;
            }
            #table
        }
    } else {
        hollow_value(&of)
    };
    block(new, &impls)
}

fn hollow_value(of: &TokenStream) -> TokenStream {
    let hollow = quote!({ ::core::unreachable!() });
    quote! {
        #[automatically_derived]
        impl __p::ConvexValue for #of {
            fn describe(_: &mut __p::Scope) -> __p::Shape #hollow
            fn encode(&self, _: &mut __p::Encoder) -> __p::Value #hollow
            fn decode(
                _: &__p::Value,
            ) -> __p::Decoded<Self> #hollow
        }
    }
}

fn hollow_table(of: &TokenStream) -> TokenStream {
    let hollow = quote!({ ::core::unreachable!() });
    quote! {
        #[automatically_derived]
        impl __p::Table for #of {
            const VERSION: __p::VersionNumber = __p::VersionNumber(1);
            fn describe_document(_: &mut __p::Scope) -> __p::Shape #hollow
            fn encode_document(&self) -> __p::Encoded #hollow
            fn decode_document(
                _: &__p::Object,
            ) -> __p::Decoded<Self> #hollow
            fn history() -> __p::TableHistory #hollow
        }
    }
}

/// What the user names of a transition (`Fill`, the traits it implements), where one of the sides
/// couldn't be understood.
pub(crate) fn transition(new: &Item) -> TokenStream {
    let (fill, values, hollow) =
        (pair::fill_struct(new), pair::fill_values(new), pair::hollow_spec(new));
    let impls = block(new, &quote!(#values #hollow));
    quote!(#fill #impls)
}
