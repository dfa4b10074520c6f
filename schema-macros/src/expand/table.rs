//! `impl TableRef` and `impl Table`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Body, Index, IndexKind, Item, Table};

use super::{private, union, value};

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
        Some(from) => quote!(<#from as #krate::TableRef>::Line),
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
    let marker = match &table.version_field {
        Some(field) => {
            let (field, version) = (&field.value, table.version.value);
            quote!(#private::Some((#field, #version)))
        }
        None => quote!(#private::None),
    };
    let object = match &item.body {
        Body::Fields(fields) => value::encode_struct(item, fields),
        Body::Union(of) => {
            let value = union::encode(item, of);
            quote!(#private::document_of(#value))
        }
        Body::Transparent { ty, .. } => {
            quote!(#private::document_of(<#ty as #krate::ConvexValue>::encode(&self.0, __encoder)))
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    };
    quote!(#private::encode_document(#marker, |__encoder| { let _ = &__encoder; #object }))
}

fn decode(item: &Item, table: &Table) -> TokenStream {
    let private = private(item);
    let marker = table.version_field.iter().map(|field| &field.value);
    // A document has these beside its own fields.
    let beside = quote!(&["_id", "_creationTime", #(#marker),*]);
    match &item.body {
        Body::Fields(fields) => value::decode_struct(item, fields, &beside),
        Body::Union(of) => {
            let decode = union::decode(item, of);
            quote! {
                let __stored = &#private::without_fields(__object, #beside);
                #decode
            }
        }
        Body::Transparent { ty, .. } => {
            let krate = &item.krate;
            quote! {
                let __stored = #private::without_fields(__object, #beside);
                <#ty as #krate::ConvexValue>::decode(&__stored).map(Self)
            }
        }
        Body::Literals(_) | Body::Broken => quote!(::core::unreachable!()),
    }
}

fn history(item: &Item, table: &Table) -> TokenStream {
    let (krate, private) = (&item.krate, private(item));
    let indexes = table.indexes.iter().map(|one| index(&private, one));
    let version_field = match &table.version_field {
        Some(field) => {
            let field = &field.value;
            quote!(#private::Some(#field))
        }
        None => quote!(#private::None),
    };
    let version = quote! {
        #private::table_version::<Self>(#private::Vec::from([#(#indexes),*]), #version_field)
    };
    match &item.from {
        Some(from) => {
            quote!(<#from as #krate::Table>::history().then_version::<Self>(#version))
        }
        None => quote!(#krate::history::TableHistory::begin(#version)),
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
