//! The user's half of a transition: which trait they implement, and what is said where it is
//! missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use crate::diag::span::here;
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
    let (krate, ident, private) = (&new.krate, &new.ident, private(new));
    let declared = declarations(new, table);
    let (old_called, new_called) = (old.called(), new.called());
    let fill_fn = quote!(#krate::transition::FillFn);
    if !matches!((&old.body, &new.body), (Body::Fields(_), Body::Fields(_))) {
        let implementation = format!(
            "impl schema_core::UnionTransition for {ident} {{\n    fn carry(old: \
             &schema_core::Doc<Self::Old>) -> Result<Self, schema_core::Refusal> {{ ... }}\n}}"
        );
        let message =
            text::carry_missing(&new_called, &old_called, "the documents", &implementation);
        let function = Function::new("fill", fill_fn, quote!(#private::union_carry));
        let fill = Some(function.of(new));
        let gives = gives(&quote!(#krate::UnionTransition), message, &[function]);
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
    let user_trait = format_ident!("{name}");
    let run = format_ident!("{run}");
    let fill = Function::new("fill", fill_fn, quote!(#private::#run));
    let reads = reads.map(|run| {
        let run = format_ident!("{run}");
        Function::new("reads", quote!(#krate::transition::ReadsFn), quote!(#private::#run))
    });
    let (fill_of, reads_of) = (Some(fill.of(new)), reads.as_ref().map(|reads| reads.of(new)));
    let functions: Vec<Function> = std::iter::once(fill).chain(reads).collect();
    let gives = gives(&quote!(#krate::#user_trait), message, &functions);
    User { declares: quote!(#declared #gives), reads: reads_of, fill: fill_of }
}

/// The user's half for a nested type.
pub(super) fn nested(old: &Item, new: &Item) -> User {
    let (krate, ident, private) = (&new.krate, &new.ident, private(new));
    let (old_called, new_called) = (old.called(), new.called());
    let changed = changed_variants(new);
    let old_value = quote! {
        <__T as #krate::transition::NestedSpec>::Old: #krate::ConvexValue,
    };
    let (message, user_trait, function) = if has_fill(new) {
        let fill = fill_type(new);
        let implementation = format!(
            "impl schema_core::NestedTransition for {ident} {{\n    fn fill(old: &Self::Old) -> \
             Result<{fill}, schema_core::Refusal> {{\n        Ok({fill} {{ {} }})\n    }}\n}}",
            placeholders(new)
        );
        let message = text::fill_missing(&new_called, &old_called, &values(new), &implementation);
        let gives =
            quote!(fn(&#krate::Value) -> #private::Result<#krate::value::Object, #krate::Refusal>);
        let function =
            Function::new("fill", gives, quote!(#private::nested_fill)).with_bound(old_value);
        (message, quote!(#krate::NestedTransition), function)
    } else if !changed.is_empty() {
        let implementation = format!(
            "impl schema_core::NestedUnionTransition for {ident} {{\n    fn carry(old: &Self::Old) -> \
             Result<Self, schema_core::Refusal> {{ ... }}\n}}"
        );
        let message =
            text::carry_missing(&new_called, &old_called, &changed.join(", "), &implementation);
        let gives = quote!(fn(&#krate::Value) -> #private::Result<#krate::Value, #krate::Refusal>);
        let function = Function::new("fill", gives, quote!(#private::nested_union_carry))
            .with_bound(quote!(#old_value __T: #krate::ConvexValue,));
        (message, quote!(#krate::NestedUnionTransition), function)
    } else {
        return User { declares: TokenStream::new(), reads: None, fill: None };
    };
    let fill = Some(function.of(new));
    User { declares: gives(&user_trait, message, &[function]), reads: None, fill }
}

/// A trait of this transition alone, which every type has that implements the user's: so that a
/// missing `impl` is explained in its own words, once.
fn gives(
    user_trait: &TokenStream,
    (message, note): (String, String),
    functions: &[Function],
) -> TokenStream {
    let names: Vec<&Ident> = functions.iter().map(|one| &one.name).collect();
    let gives: Vec<&TokenStream> = functions.iter().map(|one| &one.gives).collect();
    let runs = functions.iter().map(|one| &one.runs);
    let bounds = functions.iter().map(|one| &one.bound);
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "not given yet", note = #note)]
        trait __Gives { #(fn #names() -> #gives;)* }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<__T: #user_trait> __Gives for __T where #(#bounds)* {
            #(fn #names() -> #gives { #runs::<__T> })*
        }
    }
}

/// A function of the trait that stands between the definition and the user's `impl`: it gives the
/// function of the library that runs the user's.
struct Function {
    name: Ident,
    gives: TokenStream,
    runs: TokenStream,
    /// What running asks of the user's type beyond the trait.
    bound: TokenStream,
}

impl Function {
    fn new(name: &str, gives: TokenStream, runs: TokenStream) -> Self {
        Self { name: format_ident!("{name}"), gives, runs, bound: TokenStream::new() }
    }

    fn with_bound(self, bound: TokenStream) -> Self {
        Self { bound, ..self }
    }

    /// The function's result, asked for at the place of the type that may lack it.
    fn of(&self, new: &Item) -> TokenStream {
        let (ident, name) = (&new.ident, &self.name);
        let span = here(ident.span());
        quote_spanned!(span=> <#ident as __Gives>::#name())
    }
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
