//! `impl TableRef` and `impl Table`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::diag::span::{here, respan};
use crate::model::{Body, Index, IndexKind, Item, Table};

use super::{fields, union, value};

/// Everything a version of a table implements by itself.
pub(super) fn impls(item: &Item) -> TokenStream {
    let Some(table) = &item.table else { return TokenStream::new() };
    let ident = &item.ident;
    let table_ref = table_ref(item, table);
    let version = table.version.value;
    let describe = value::describe(item);
    let encode = encode(item, table);
    let decode = decode(item, table);
    let history = history(item, table);
    quote! {
        #table_ref

        #[automatically_derived]
        impl __p::Table for #ident {
            const VERSION: __p::VersionNumber =
                __p::VersionNumber(#version);

            fn describe_document(
                __scope: &mut __p::Scope,
            ) -> __p::Shape {
                #describe
            }

            fn encode_document(&self) -> __p::Encoded {
                #encode
            }

            fn decode_document(
                __object: &__p::Object,
            ) -> __p::Decoded<Self> {
                #decode
            }

            fn history() -> __p::TableHistory {
                #history
            }
        }
    }
}

/// The table by name, whatever the version.
pub(super) fn table_ref(item: &Item, table: &Table) -> TokenStream {
    let (ident, name) = (&item.ident, &table.name.value);
    let line = match &item.from {
        Some(from) => {
            let span = here(from.segments[from.segments.len() - 1].ident.span());
            let from = respan(quote!(#from), span);
            quote_spanned!(span=> <#from as __p::TableRef>::Line)
        }
        None => quote!(Self),
    };
    quote! {
        #[automatically_derived]
        impl __p::TableRef for #ident {
            const TABLE: &'static str = #name;
            type Line = #line;
        }
    }
}

fn encode(item: &Item, table: &Table) -> TokenStream {
    let document = match &item.body {
        Body::Fields(fields) => {
            let start = quote!(__p::FieldsOut::of_document());
            let fields = value::encode_struct(&start, fields);
            quote!({ #fields __out.document() })
        }
        Body::Union(of) => {
            let value = union::encode(of);
            quote!(__p::document_of(|__encoder| #value))
        }
        Body::Transparent { ty, .. } => {
            let value = quote!(<#ty as __p::ConvexValue>::encode(&self.0, __encoder));
            quote!(__p::document_of(|__encoder| #value))
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    };
    match &table.version_field {
        Some(field) => {
            let (field, version) = (&field.value, table.version.value);
            quote!(__p::marked(#document, #field, #version))
        }
        None => document,
    }
}

fn decode(item: &Item, table: &Table) -> TokenStream {
    let marker = marker(table);
    let without = quote!(__p::without_system_fields(__object, #marker));
    match &item.body {
        Body::Fields(fields) => {
            let start = quote!(__p::FieldsIn::of_document(__object, #marker));
            fields::decode(&start, &quote!(Self), fields)
        }
        Body::Union(of) => {
            let decode = union::decode(item, of);
            quote!(let __stored = &#without; #decode)
        }
        Body::Transparent { ty, .. } => {
            quote!(<#ty as __p::ConvexValue>::decode(&#without).map(Self))
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    }
}

/// The version field, as an `Option`.
fn marker(table: &Table) -> TokenStream {
    match &table.version_field {
        Some(field) => {
            let field = &field.value;
            quote!(__p::Some(#field))
        }
        None => quote!(__p::None),
    }
}

fn history(item: &Item, table: &Table) -> TokenStream {
    let indexes = table.indexes.iter().map(index);
    let version_field = marker(table);
    let version = if table.indexes.is_empty() && table.version_field.is_none() {
        quote!(__p::plain_table_version::<Self>())
    } else {
        quote!(__p::table_version::<Self>(__p::list([#(#indexes),*]), #version_field))
    };
    if item.from.is_none() {
        return quote!(__p::TableHistory::begin(#version));
    }
    quote! {
        // A type without the derive has no macro to hand it over, and that has been said.
        use __p::NoVersionBefore as _;
        __p::HistoryOf::<Self>::then(#version)
    }
}

fn index(index: &Index) -> TokenStream {
    let (name, staged) = (index.name.to_string(), index.staged);
    match &index.kind {
        IndexKind::Database { fields } => {
            let fields = fields.iter().map(|field| &field.stored);
            quote!(__p::index(#name, &[#(#fields),*], #staged))
        }
        IndexKind::Search { field, filter } => {
            let (field, filter) = (&field.stored, filter.iter().map(|field| &field.stored));
            quote!(__p::search_index(#name, #field, &[#(#filter),*], #staged))
        }
        IndexKind::Vector { field, dimensions, filter } => {
            let (field, filter) = (&field.stored, filter.iter().map(|field| &field.stored));
            quote!(__p::vector_index(#name, #field, #dimensions, &[#(#filter),*], #staged))
        }
    }
}
