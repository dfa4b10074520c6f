//! `impl TableRef` and `impl Table`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::diag::span::{here, respan};
use crate::model::{Body, Index, IndexKind, Item, Table};

use super::{fields, private, union, value};

/// Everything a version of a table implements by itself.
pub(super) fn impls(item: &Item) -> TokenStream {
    let Some(table) = &item.table else { return TokenStream::new() };
    let (krate, ident) = (&item.krate, &item.ident);
    let private = private(item);
    let table_ref = table_ref(item, table);
    let version = table.version.value;
    let describe = value::describe(item);
    let encode = encode(item, table);
    let decode = decode(item, table);
    let history = history(item, table);
    quote! {
        #table_ref

        #[automatically_derived]
        impl #krate::Table for #ident {
            const VERSION: #krate::version::VersionNumber =
                #krate::version::VersionNumber(#version);

            fn describe_document(
                __scope: &mut #krate::shape::Scope,
            ) -> #krate::shape::Shape {
                #describe
            }

            fn encode_document(&self) -> #krate::convert::Encoded {
                #encode
            }

            fn decode_document(
                __object: &#krate::value::Object,
            ) -> #private::Result<Self, #krate::convert::DecodeError> {
                #decode
            }

            fn history() -> #krate::history::TableHistory {
                #history
            }
        }
    }
}

/// The table by name, whatever the version.
pub(super) fn table_ref(item: &Item, table: &Table) -> TokenStream {
    let (krate, ident, name) = (&item.krate, &item.ident, &table.name.value);
    let line = match &item.from {
        Some(from) => {
            let span = here(from.segments[from.segments.len() - 1].ident.span());
            let (from, krate) = (respan(quote!(#from), span), respan(quote!(#krate), span));
            quote_spanned!(span=> <#from as #krate::TableRef>::Line)
        }
        None => quote!(Self),
    };
    quote! {
        #[automatically_derived]
        impl #krate::TableRef for #ident {
            const TABLE: &'static str = #name;
            type Line = #line;
        }
    }
}

fn encode(item: &Item, table: &Table) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let document = match &item.body {
        Body::Fields(fields) => {
            let start = quote!(#private::FieldsOut::of_document());
            let fields = value::encode_struct(item, &start, fields);
            quote!({ #fields __out.document() })
        }
        Body::Union(of) => {
            let value = union::encode(item, of);
            quote!(#private::document_of(|__encoder| #value))
        }
        Body::Transparent { ty, .. } => {
            let value = quote!(<#ty as #krate::ConvexValue>::encode(&self.0, __encoder));
            quote!(#private::document_of(|__encoder| #value))
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    };
    match &table.version_field {
        Some(field) => {
            let (field, version) = (&field.value, table.version.value);
            quote!(#private::marked(#document, #field, #version))
        }
        None => document,
    }
}

fn decode(item: &Item, table: &Table) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let marker = marker(item, table);
    let without = quote!(#private::without_system_fields(__object, #marker));
    match &item.body {
        Body::Fields(fields) => {
            let start = quote!(#private::FieldsIn::of_document(__object, #marker));
            fields::decode(item, &start, &quote!(Self), fields)
        }
        Body::Union(of) => {
            let decode = union::decode(item, of);
            quote!(let __stored = &#without; #decode)
        }
        Body::Transparent { ty, .. } => {
            quote!(<#ty as #krate::ConvexValue>::decode(&#without).map(Self))
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    }
}

/// The version field, as an `Option`.
fn marker(item: &Item, table: &Table) -> TokenStream {
    let private = private(item);
    match &table.version_field {
        Some(field) => {
            let field = &field.value;
            quote!(#private::Some(#field))
        }
        None => quote!(#private::None),
    }
}

fn history(item: &Item, table: &Table) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let indexes = table.indexes.iter().map(|one| index(&private, one));
    let version_field = marker(item, table);
    let version = quote! {
        #private::table_version::<Self>(#private::list([#(#indexes),*]), #version_field)
    };
    if item.from.is_none() {
        return quote!(#krate::history::TableHistory::begin(#version));
    }
    quote! {
        // A type without the derive has no macro to hand it over, and that has been said.
        use #private::{NoVersionBefore as _, VersionBefore as _};
        (&<#private::HistoryOf::<Self> as ::core::default::Default>::default()).then(#version)
    }
}

fn index(private: &TokenStream, index: &Index) -> TokenStream {
    let (name, staged) = (index.name.to_string(), index.staged);
    match &index.kind {
        IndexKind::Database { fields } => {
            let fields = fields.iter().map(|field| &field.stored);
            quote!(#private::index(#name, &[#(#fields),*], #staged))
        }
        IndexKind::Search { field, filter } => {
            let (field, filter) = (&field.stored, filter.iter().map(|field| &field.stored));
            quote!(#private::search_index(#name, #field, &[#(#filter),*], #staged))
        }
        IndexKind::Vector { field, dimensions, filter } => {
            let (field, filter) = (&field.stored, filter.iter().map(|field| &field.stored));
            quote!(#private::vector_index(#name, #field, #dimensions, &[#(#filter),*], #staged))
        }
    }
}
