//! What a pair of versions implements: the `Fill` struct, the definition, and the way of each value.

mod carry;
mod lines;
mod user;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use crate::diag::span::{here, ours};
use crate::model::{Body, Field, Item, Table};

/// Everything that two versions of an item implement together. Fields that a check has refused are
/// left out: the crate doesn't compile, and what is right can still be compared.
pub(crate) fn transition(old: &Item, new: &Item) -> TokenStream {
    let (fill, values) = (fill_struct(new), fill_values(new));
    let spec = match &new.table {
        Some(table) => table_spec(old, new, table),
        None => nested_spec(old, new),
    };
    let impls = super::block(new, &quote!(#values #spec));
    quote!(#fill #impls)
}

fn fill_type(new: &Item) -> TokenStream {
    if new.has_fill() {
        let name = format_ident!("{}Fill", new.ident.unraw());
        quote!(#name)
    } else {
        quote!(())
    }
}

/// `struct UserFill { ... }`: exactly the values that an old document can't give.
pub(crate) fn fill_struct(new: &Item) -> TokenStream {
    if !new.has_fill() {
        return TokenStream::new();
    }
    let vis = &new.vis;
    let name = fill_type(new);
    let fields = new.filled();
    let docs = format!(
        "The values of `{}` that a document of the version before can't give.",
        new.called()
    );
    let declared = fields.iter().map(|field| {
        let Field { ident, vis, ty, .. } = field;
        let docs = format!("`{}` of `{}`.", ident.unraw(), new.called());
        quote!(#[doc = #docs] #vis #ident: #ty)
    });
    // At the struct's own place, where editors and messages lead whoever looks for it.
    quote_spanned! {here(new.ident.span())=>
        #[doc = #docs]
        #vis struct #name { #(#declared),* }
    }
}

/// `impl FillValues for UserFill`.
pub(crate) fn fill_values(new: &Item) -> TokenStream {
    if !new.has_fill() {
        return TokenStream::new();
    }
    let (name, fields) = (fill_type(new), new.filled());
    let sound = fields.iter().filter(|field| field.is_sound).map(|field| {
        let ident = ours(&field.ident);
        (*field, quote!(&self.#ident))
    });
    let encode = super::fields::encode(&quote!(__p::FieldsOut::of_object(__encoder)), sound);
    quote! {
        #[automatically_derived]
        impl __p::FillValues for #name {
            fn encode_fill(&self, __encoder: &mut __p::Encoder) -> __p::Object {
                #encode
                __out.object(__encoder)
            }
        }
    }
}

fn table_spec(old: &Item, new: &Item, table: &Table) -> TokenStream {
    let Some(from) = &new.from else { return TokenStream::new() };
    let ident = &new.ident;
    let fill = fill_type(new);
    let document = match (&old.body, &new.body) {
        (Body::Fields(old_fields), Body::Fields(new_fields)) => {
            let object = carry::object(new, old_fields, new_fields, &carry::Via::Struct, None);
            quote!(#object.document())
        }
        _ => quote!(__p::DocumentCarry::Whole),
    };
    let words = words(table);
    let user = user::table(old, new, table);
    let gives = user.declares;
    let reading = user.reads.map(|reads| quote!(.reading(#reads)));
    let filled = user.fill.map(|fill| quote!(.filled(#fill)));
    quote! {
        #gives

        #[automatically_derived]
        impl __p::TransitionSpec for #ident {
            type Old = #from;
            type Fill = #fill;

            fn definition() -> __p::TransitionDef {
                __p::transition::<Self>(#document) #words #reading #filled .finish()
            }
        }
    }
}

/// What a table declares to do and to read, as calls of a builder.
fn words(table: &Table) -> TokenStream {
    let inserts = table.effects.inserts.iter().map(|of| quote!(.insert::<#of>()));
    let ensures = table.effects.ensures.iter().map(|(of, index)| {
        let index = index.to_string();
        quote!(.ensure::<#of>(#index))
    });
    let delete_self = table.effects.delete_self.then(|| quote!(.delete_self()));
    let for_old_only = table.effects.for_old_only.then(|| quote!(.for_old_only()));
    let reads = table.reads.iter().map(|of| quote!(.reads::<#of>()));
    quote!(#(#inserts)* #(#ensures)* #delete_self #for_old_only #(#reads)*)
}

fn nested_spec(old: &Item, new: &Item) -> TokenStream {
    let Some(from) = &new.from else { return TokenStream::new() };
    let ident = &new.ident;
    let fill = fill_type(new);
    let user = user::nested(old, new);
    let gives = user.declares;
    let carry = carry::nested(old, new, user.fill.as_ref());
    quote! {
        #gives

        #[automatically_derived]
        impl __p::NestedSpec for #ident {
            type Old = #from;
            type Fill = #fill;
        }

        #[automatically_derived]
        impl __p::KeepAs<#ident> for #from {
            fn carry() -> __p::Carry {
                #carry
            }
        }
    }
}

/// The spec of a transition that couldn't be understood, so that the user's `impl` of it is fine.
pub(crate) fn hollow_spec(new: &Item) -> TokenStream {
    let Some(from) = &new.from else { return TokenStream::new() };
    let ident = &new.ident;
    let fill = fill_type(new);
    let hollow = quote!({ ::core::unreachable!() });
    let acts = new.table.as_ref().map(|table| user::declarations(new, table));
    if new.table.is_some() {
        quote! {
            #acts
            #[automatically_derived]
            impl __p::TransitionSpec for #ident {
                type Old = #from;
                type Fill = #fill;
                fn definition() -> __p::TransitionDef #hollow
            }
        }
    } else {
        quote! {
            #[automatically_derived]
            impl __p::NestedSpec for #ident {
                type Old = #from;
                type Fill = #fill;
            }
            #[automatically_derived]
            impl __p::KeepAs<#ident> for #from {}
        }
    }
}
