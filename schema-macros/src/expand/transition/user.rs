//! The user's half of a transition: which trait they implement, and what is said where it is
//! missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use schema_names::case::Case;

use crate::diag::span::{here, respan};
use crate::diag::text;
use crate::model::{Body, Item, LiteralVariant, Table, Union, VariantRole};
use crate::parse::show;

use super::{fill_type, filled, has_fill, private};

/// How the definition gets at the user's functions.
pub(super) struct User {
    /// Items beside the definition.
    pub(super) declares: TokenStream,
    /// A `ReadsFn`.
    pub(super) reads: Option<TokenStream>,
    /// A `FillFn`, or the nested kinds of it.
    pub(super) fill: Option<TokenStream>,
}

/// The user's half for a table.
pub(super) fn table(old: &Item, new: &Item, table: &Table) -> User {
    let ident = &new.ident;
    let declared = declarations(new, table);
    let (old_called, new_called) = (old.called(), new.called());
    if !matches!((&old.body, &new.body), (Body::Fields(_), Body::Fields(_))) {
        let implementation = format!(
            "impl schema_core::UnionTransition for {ident} {{\n    fn carry(old: \
             &schema_core::Doc<Self::Old>) -> Result<Self, schema_core::Refusal> {{ ... }}\n}}"
        );
        let message =
            text::carry_missing(&new_called, &old_called, "the documents", &implementation);
        let fill = Some(given(new, "union_carry"));
        let gives = gives(new, "UNION_TRANSITION", &message);
        return User { declares: quote!(#declared #gives), reads: None, fill };
    }
    if !has_fill(new) {
        return User { declares: declared, reads: None, fill: None };
    }
    let (has_reads, has_effects) = (!table.reads.is_empty(), !table.effects.is_empty());
    let (name, run, reads) = match (has_reads, has_effects) {
        (false, false) => ("Transition", "fill", None),
        (false, true) => ("TransitionWithEffects", "fill_with_effects", None),
        (true, false) => ("TransitionWithReads", "fill_with_reads", Some("reads")),
        (true, true) => (
            "TransitionWithReadsAndEffects",
            "fill_with_reads_and_effects",
            Some("reads_with_effects"),
        ),
    };
    let implementation = fill_impl(new, name, has_reads, has_effects);
    let message = text::fill_missing(&new_called, &old_called, &values(new), &implementation);
    let constant = Case::ScreamingSnake.variant(name);
    let gives = gives(new, &constant, &message);
    let reads = reads.map(|reads| given(new, reads));
    User { declares: quote!(#declared #gives), reads, fill: Some(given(new, run)) }
}

/// The user's half for a nested type.
pub(super) fn nested(old: &Item, new: &Item) -> User {
    let ident = &new.ident;
    let (old_called, new_called) = (old.called(), new.called());
    let changed = changed_variants(new);
    if has_fill(new) {
        let fill = fill_type(new);
        let implementation = format!(
            "impl schema_core::NestedTransition for {ident} {{\n    fn fill(old: &Self::Old) -> \
             Result<{fill}, schema_core::Refusal> {{\n        Ok({fill} {{ {} }})\n    }}\n}}",
            placeholders(new)
        );
        let message = text::fill_missing(&new_called, &old_called, &values(new), &implementation);
        let declares = gives(new, "NESTED_TRANSITION", &message);
        User { declares, reads: None, fill: Some(given(new, "nested_fill")) }
    } else if !changed.is_empty() {
        let implementation = format!(
            "impl schema_core::NestedUnionTransition for {ident} {{\n    fn carry(old: &Self::Old) -> \
             Result<Self, schema_core::Refusal> {{ ... }}\n}}"
        );
        let message =
            text::carry_missing(&new_called, &old_called, &changed.join(", "), &implementation);
        let declares = gives(new, "NESTED_UNION_TRANSITION", &message);
        User { declares, reads: None, fill: Some(given(new, "nested_union_carry")) }
    } else {
        User { declares: TokenStream::new(), reads: None, fill: None }
    }
}

/// A constant of this transition alone, that explains a missing `impl` in its own words.
fn gives(new: &Item, constant: &str, (message, note): &(String, String)) -> TokenStream {
    let (ident, private) = (&new.ident, private(new));
    let span = here(ident.span());
    let private_here = respan(private.clone(), span);
    let constant = format_ident!("{constant}");
    let text = format!("{message}\n\n  = help: {note}");
    let check = quote_spanned! {span=>
        if !#private_here::Given::<#ident>::#constant { #private_here::explain(#text) }
    };
    quote! {
        #[allow(unused_imports)]
        use #private::NotGiven as _;
        const _: () = #check;
    }
}

/// A function of the library that runs what the user gives.
fn given(new: &Item, function: &str) -> TokenStream {
    let (ident, private) = (&new.ident, private(new));
    let function = format_ident!("{function}");
    quote!(#private::Given::<#ident>::#function())
}

/// Marker impls for what the transition declares to do and to read.
pub(super) fn declarations(new: &Item, table: &Table) -> TokenStream {
    let (krate, ident) = (&new.krate, &new.ident);
    let inserts = table.effects.inserts.iter().map(|of| {
        quote!(#[automatically_derived] impl #krate::transition::InsertsInto<#of> for #ident {})
    });
    let ensures = table.effects.ensures.iter().map(|(of, index)| {
        let index = index.to_string();
        quote! {
            #[automatically_derived]
            impl #krate::transition::EnsuresIn<#of> for #ident {
                const INDEX: &'static str = #index;
            }
        }
    });
    let deletes = table.effects.delete_self.then(
        || quote!(#[automatically_derived] impl #krate::transition::DeletesSelf for #ident {}),
    );
    let reads = table.reads.iter().map(
        |of| quote!(#[automatically_derived] impl #krate::transition::Reads<#of> for #ident {}),
    );
    quote!(#(#inserts)* #(#ensures)* #deletes #(#reads)*)
}

fn values(new: &Item) -> String {
    let values = filled(new)
        .iter()
        .map(|field| format!("`{}: {}`", field.ident.unraw(), show(&field.ty)))
        .collect::<Vec<_>>();
    if values.is_empty() { "its effects".to_owned() } else { values.join(", ") }
}

fn placeholders(new: &Item) -> String {
    let values =
        filled(new).iter().map(|field| format!("{}: ...", field.ident)).collect::<Vec<_>>();
    values.join(", ")
}

fn fill_impl(new: &Item, name: &str, has_reads: bool, has_effects: bool) -> String {
    let ident = &new.ident;
    let fill = fill_type(new);
    let reads = if has_reads {
        "    fn reads(old: &schema_core::Doc<Self::Old>) -> Vec<schema_core::AnyId> { ... }\n"
    } else {
        ""
    };
    let found = if has_reads { ", found: &schema_core::Found<'_, Self>" } else { "" };
    let effects = if has_effects { ", effects: &mut schema_core::Effects<Self>" } else { "" };
    format!(
        "impl schema_core::{name} for {ident} {{\n{reads}    fn fill(old: \
         &schema_core::Doc<Self::Old>{found}{effects}) -> Result<{fill}, schema_core::Refusal> {{\n        \
         Ok({fill} {{ {} }})\n    }}\n}}",
        placeholders(new)
    )
}

/// The old variants whose new value the user gives, as prose.
fn changed_variants(new: &Item) -> Vec<String> {
    let changed = |ident: &Ident, role: &VariantRole| {
        matches!(role, VariantRole::Changed).then(|| format!("`{}`", ident.unraw()))
    };
    let own: Vec<String> = match &new.body {
        Body::Literals(variants) => {
            let of = |one: &LiteralVariant| changed(&one.ident, &one.role);
            variants.iter().filter_map(of).collect()
        }
        Body::Union(Union { variants, .. }) => {
            variants.iter().filter_map(|one| changed(&one.ident, &one.role)).collect()
        }
        _ => return Vec::new(),
    };
    let dropped = new.dropped.iter().map(|ident| format!("`{}`", ident.unraw()));
    own.into_iter().chain(dropped).collect()
}
