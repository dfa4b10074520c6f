//! The user's half of a transition: which trait they implement, and what is said where it is
//! missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use schema_names::case::Case;

use crate::diag::span::here;
use crate::diag::text;
use crate::model::{Body, Item, Table, Union, VariantRole};
use crate::parse::show;

use super::lines;

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
    let declared = declarations(new, table);
    if !matches!((&old.body, &new.body), (Body::Fields(_), Body::Fields(_))) {
        let name = "UnionTransition";
        let lines = lines::carry(new, name);
        let text = text::carry_missing(&new.called(), &old.called(), "the documents", &lines);
        let gives = gives(new, name, &text);
        let fill = Some(given(new, "union_carry"));
        return User { declares: quote!(#declared #gives), reads: None, fill };
    }
    if !new.has_fill() {
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
    let text = fill_missing(old, new, &lines::table(new, name, has_reads, has_effects));
    let gives = gives(new, name, &text);
    let reads = reads.map(|reads| given(new, reads));
    User { declares: quote!(#declared #gives), reads, fill: Some(given(new, run)) }
}

fn fill_missing(old: &Item, new: &Item, lines: &str) -> String {
    let values: Vec<String> = new
        .filled()
        .iter()
        .map(|field| format!("`{}: {}`", field.ident.unraw(), show(&field.ty)))
        .collect();
    if values.is_empty() {
        text::acts_missing(&new.called(), &old.called(), lines)
    } else {
        text::fill_missing(&new.called(), &old.called(), &values.join(", "), lines)
    }
}

/// The user's half for a nested type.
pub(super) fn nested(old: &Item, new: &Item) -> User {
    let changed = changed_variants(old, new);
    if new.has_fill() {
        let name = "NestedTransition";
        let text = fill_missing(old, new, &lines::nested(new, name));
        let declares = gives(new, name, &text);
        User { declares, reads: None, fill: Some(given(new, "nested_fill")) }
    } else if !changed.is_empty() {
        let name = "NestedUnionTransition";
        let lines = lines::carry(new, name);
        let text = text::carry_missing(&new.called(), &old.called(), &changed.join(", "), &lines);
        let declares = gives(new, name, &text);
        User { declares, reads: None, fill: Some(given(new, "nested_union_carry")) }
    } else {
        User { declares: TokenStream::new(), reads: None, fill: None }
    }
}

/// A constant of this transition alone, that explains a missing `impl` in its own words.
fn gives(new: &Item, user_trait: &str, text: &str) -> TokenStream {
    let ident = &new.ident;
    let span = here(ident.span());
    let constant = format_ident!("{}", Case::ScreamingSnake.variant(user_trait));
    let check = quote_spanned! {span=>
        if !__p::Given::<#ident>::#constant { __p::explain(#text) }
    };
    quote! {
        #[allow(unused_imports)]
        use __p::NotGiven as _;
        const _: () = #check;
    }
}

/// A function of the library that runs what the user gives.
fn given(new: &Item, function: &str) -> TokenStream {
    let ident = &new.ident;
    let function = format_ident!("{function}");
    quote!(__p::Given::<#ident>::#function())
}

/// Marker impls for what the transition declares to do and to read.
pub(super) fn declarations(new: &Item, table: &Table) -> TokenStream {
    let ident = &new.ident;
    let inserts = table
        .effects
        .inserts
        .iter()
        .map(|of| quote!(#[automatically_derived] impl __p::Inserts<#of> for #ident {}));
    let ensures = table.effects.ensures.iter().map(|(of, index)| {
        let index = index.to_string();
        quote! {
            #[automatically_derived]
            impl __p::Ensures<#of> for #ident {
                const INDEX: &'static str = #index;
            }
        }
    });
    let deletes = table
        .effects
        .delete_self
        .then(|| quote!(#[automatically_derived] impl __p::DeletesSelf for #ident {}));
    let reads = table
        .reads
        .iter()
        .map(|of| quote!(#[automatically_derived] impl __p::Reads<#of> for #ident {}));
    quote!(#(#inserts)* #(#ensures)* #deletes #(#reads)*)
}

/// The old variants whose new value the user gives, as prose. One with two fates has been refused.
fn changed_variants(old: &Item, new: &Item) -> Vec<String> {
    let old_idents: Vec<&Ident> = match &old.body {
        Body::Literals(variants) => variants.iter().map(|one| &one.ident).collect(),
        Body::Union(Union { variants, .. }) => variants.iter().map(|one| &one.ident).collect(),
        _ => Vec::new(),
    };
    let own: Vec<(&Ident, &VariantRole)> = match &new.body {
        Body::Literals(variants) => variants.iter().map(|one| (&one.ident, &one.role)).collect(),
        Body::Union(Union { variants, .. }) => {
            variants.iter().map(|one| (&one.ident, &one.role)).collect()
        }
        _ => return Vec::new(),
    };
    let is_given = |name: &&Ident| {
        let name = name.unraw();
        let goes_on = own.iter().any(|(ident, role)| match role {
            VariantRole::Kept => ident.unraw() == name,
            VariantRole::Renamed { old } => old.unraw() == name,
            VariantRole::Changed => false,
        });
        let changes = own
            .iter()
            .any(|(ident, role)| matches!(role, VariantRole::Changed) && ident.unraw() == name);
        let is_dropped = new.dropped.iter().any(|ident| ident.unraw() == name);
        !goes_on && (changes || is_dropped)
    };
    old_idents.into_iter().filter(is_given).map(|name| format!("`{}`", name.unraw())).collect()
}
