//! `#[derive(Schema)]`: the newest version of each table, and what was dropped.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Path};

use crate::diag::{Errors, text};
use crate::parse::schema::{Dropped, Words, no_words, words};

/// Reads and expands a schema.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let words = words(&input.attrs, &mut errors);
    if !input.generics.params.is_empty() {
        errors.push(input.ident.span(), text::generic_type(&input.ident.to_string()));
    }
    let tables = tables(input, &mut errors);
    listed_and_dropped(&tables, &words, &mut errors);
    let impls =
        if errors.is_empty() { expand(input, &tables, &words) } else { fallback(input, &words) };
    let errors = errors.to_tokens();
    quote!(#errors #impls)
}

/// A table of the schema: the field's name and the newest version's type.
struct Listed<'a> {
    name: &'a Ident,
    ty: &'a syn::Type,
}

fn tables<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<Listed<'a>> {
    if let Data::Struct(data) = &input.data
        && let Fields::Named(fields) = &data.fields
    {
        for field in &fields.named {
            no_words(&field.attrs, errors);
        }
        let listed = fields
            .named
            .iter()
            .filter_map(|field| Some(Listed { name: field.ident.as_ref()?, ty: &field.ty }));
        return listed.collect();
    }
    errors.push(input.ident.span(), text::schema_not_named_fields());
    Vec::new()
}

fn listed_and_dropped(tables: &[Listed<'_>], words: &Words, errors: &mut Errors) {
    let listed: BTreeSet<String> = tables.iter().map(|one| one.name.unraw().to_string()).collect();
    let mut seen = BTreeSet::new();
    for dropped in &words.dropped {
        let (Dropped::Forget(ident) | Dropped::DeleteDocuments(ident)) = dropped else { continue };
        let name = ident.unraw().to_string();
        if listed.contains(&name) {
            errors.push(ident.span(), text::schema_table_twice(&name));
        }
        if !seen.insert(name.clone()) {
            errors.push(ident.span(), text::table_dropped_twice(&name));
        }
    }
}

fn expand(input: &DeriveInput, tables: &[Listed<'_>], words: &Words) -> TokenStream {
    let (ident, krate) = (&input.ident, &words.krate);
    let listed = tables.iter().map(|one| {
        let (name, ty) = (one.name.unraw().to_string(), one.ty);
        quote!(.table::<#ty>(#name))
    });
    let dropped = words.dropped.iter().map(|one| match one {
        Dropped::Forget(name) => {
            let name = name.unraw().to_string();
            quote!(.forget(#name))
        }
        Dropped::DeleteDocuments(name) => {
            let name = name.unraw().to_string();
            quote!(.delete_documents(#name))
        }
        Dropped::CarriedAway(ty) => quote!(.carried_away::<#ty>()),
    });
    let gates = &words.gates;
    let test = test(ident, krate);
    // The fields only say which tables there are; nobody reads them.
    let tables = tables.iter().map(|one| one.name);
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #krate::Schema for #ident {
                fn declaration() -> #krate::declaration::Declaration {
                    #krate::__private::DeclarationBuilder::new(&[#(#gates),*])
                        #(#listed)*
                        #(#dropped)*
                        .finish()
                }
            }

            #[allow(dead_code)]
            fn __tables_are_named(__schema: &#ident) {
                #(let _ = &__schema.#tables;)*
            }
        };
        #test
    }
}

/// A test in the user's crate that runs the checks which need all types together.
fn test(ident: &Ident, krate: &Path) -> TokenStream {
    let name = format_ident!("__{}_is_a_valid_schema", snake(&ident.unraw().to_string()));
    let name = Ident::new(&name.to_string(), Span::call_site());
    quote! {
        #[cfg(test)]
        #[::core::prelude::v1::test]
        fn #name() {
            #krate::__private::assert_valid::<#ident>();
        }
    }
}

fn snake(name: &str) -> String {
    schema_names::case::Case::Snake.variant(name)
}

fn fallback(input: &DeriveInput, words: &Words) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (ident, krate) = (&input.ident, &words.krate);
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #krate::Schema for #ident {
                fn declaration() -> #krate::declaration::Declaration {
                    ::core::unreachable!()
                }
            }
        };
    }
}
