//! The way of each value as data: `ObjectCarry`, `UnionCarry`.

use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;
use syn::{Ident, Path, Type};

use crate::check::{claims, is_hidden};
use crate::diag::span::{here, ours, respan};
use crate::model::{
    Body, Content, Field, Item, LiteralVariant, Role, Supply, Union, Variant, VariantRole,
};
use crate::parse::{box_content, is_same_plain, option_content, show};

use super::super::literal;

/// The `Carry` of a nested type; `fill` is the user's function, where there is one.
pub(super) fn nested(old: &Item, new: &Item, fill: Option<&TokenStream>) -> TokenStream {
    let carry = quote!(__p::Carry);
    match (&old.body, &new.body) {
        (Body::Fields(old_fields), Body::Fields(new_fields)) => {
            let object = object(new, old_fields, new_fields, &Via::Struct, None);
            let filled = fill.map(|fill| quote!(.filled(#fill)));
            quote!(#object #filled .nested())
        }
        (Body::Literals(old_variants), Body::Literals(new_variants)) => {
            let variants = literals(new, old_variants, new_variants);
            union_carry(&variants, fill)
        }
        (Body::Union(old_union), Body::Union(new_union)) => {
            let variants = members(new, old_union, new_union);
            union_carry(&variants, fill)
        }
        (Body::Transparent { ty: old_ty, .. }, Body::Transparent { ty, .. }) => {
            keep(new, &quote!(&__old.0), old_ty, ty)
        }
        _ => quote!(#carry::AsStored),
    }
}

fn union_carry(variants: &[TokenStream], fill: Option<&TokenStream>) -> TokenStream {
    let filled = match fill {
        Some(fill) => quote!(__p::Some(#fill)),
        None => quote!(__p::None),
    };
    quote!(__p::union_carry_of(__p::list([#(#variants),*]), #filled))
}

/// How the old value of a field is reached, to see its type.
pub(super) enum Via<'a> {
    /// A field of the old struct.
    Struct,
    /// A field of this variant of the old enum.
    Variant(VariantPair<'a>),
}

/// An old variant and the one that continues it.
#[derive(Clone, Copy)]
pub(super) struct VariantPair<'a> {
    old: &'a Variant,
    new: &'a Variant,
}

/// An `ObjectBuilder` with every field; `tag` is a field that stays beside the others.
pub(super) fn object(
    new: &Item,
    old_fields: &[Field],
    new_fields: &[Field],
    via: &Via<'_>,
    tag: Option<&str>,
) -> TokenStream {
    let claims = claims(old_fields);
    let mut steps = Steps::default();
    if let Some(tag) = tag {
        steps.as_stored(tag);
    }
    for field in new_fields {
        let old = match &field.role {
            Role::Renamed { old, .. } => claims.get(old),
            Role::Kept { .. } | Role::Changed { .. } => claims.get(&field.ident),
            Role::Added { .. } => None,
        };
        origin(new, field, old, via, &mut steps);
    }
    let steps = steps.finish();
    let fates = |word: &str, idents: &[Ident]| {
        let stored = idents.iter().filter_map(|ident| claims.get(ident)).map(|old| &old.stored);
        let stored: Vec<&String> = stored.collect();
        let word = format_ident!("{word}");
        (!stored.is_empty()).then(|| quote!(.#word(&[#(#stored),*])))
    };
    let (moved, dropped) = match via {
        Via::Struct => (fates("moved", &new.moved), fates("dropped", &new.dropped)),
        Via::Variant(of) => (None, fates("dropped", &of.new.dropped)),
    };
    quote!(__p::ObjectBuilder::new() #steps #moved #dropped)
}

/// Calls of an `ObjectBuilder`, where neighbours that are copied as stored go together.
#[derive(Default)]
struct Steps {
    calls: TokenStream,
    as_stored: Vec<String>,
}

impl Steps {
    fn as_stored(&mut self, stored: &str) {
        self.as_stored.push(stored.to_owned());
    }

    fn call(&mut self, call: TokenStream) {
        self.flush();
        self.calls.extend(call);
    }

    fn flush(&mut self) {
        if !self.as_stored.is_empty() {
            let names = self.as_stored.join(" ");
            self.as_stored.clear();
            self.calls.extend(quote!(.as_stored(#names)));
        }
    }

    fn finish(mut self) -> TokenStream {
        self.flush();
        self.calls
    }
}

/// Adds a field's origin; nothing where the check has refused it.
fn origin(new: &Item, field: &Field, old: Option<&Field>, via: &Via<'_>, steps: &mut Steps) {
    // The fields of a variant are as visible as their enum.
    let is_struct = matches!(via, Via::Struct);
    let is_hidden = |old| is_struct && is_hidden(new, old, field);
    if !field.is_sound || old.is_some_and(|old| !old.is_sound || is_hidden(old)) {
        return;
    }
    let stored = &field.stored;
    match (&field.role, old) {
        (Role::Added { supply }, _) => {
            let supply = supply_of(field, supply);
            steps.call(quote!(.added(#stored, #supply)));
        }
        (Role::Changed { supply, keep_valid, .. }, Some(_)) => {
            let supply = supply_of(field, supply);
            let word = if *keep_valid { "changed_unless_valid" } else { "changed" };
            let word = format_ident!("{word}");
            steps.call(quote!(.#word(#stored, #supply)));
        }
        (Role::Kept { explicit: true }, Some(_)) => steps.call(quote!(.kept_as_stored(#stored))),
        (Role::Renamed { as_stored: true, .. }, Some(old)) if old.stored == *stored => {
            steps.call(quote!(.kept_as_stored(#stored)));
        }
        // Stored under the same name, a rename is one of Rust alone.
        (Role::Kept { .. } | Role::Renamed { .. }, Some(old)) if old.stored == *stored => {
            if is_same_plain(&old.ty, &field.ty) {
                steps.as_stored(stored);
            } else {
                let carry = keep_field(new, field, old, via);
                steps.call(quote!(.kept(#stored, #carry)));
            }
        }
        (Role::Kept { .. } | Role::Renamed { .. }, Some(old)) => {
            let as_stored = matches!(field.role, Role::Renamed { as_stored: true, .. });
            let carry = if as_stored || is_same_plain(&old.ty, &field.ty) {
                quote!(__p::Carry::AsStored)
            } else {
                keep_field(new, field, old, via)
            };
            let old = &old.stored;
            steps.call(quote!(.renamed(#old, #stored, #carry)));
        }
        (Role::Kept { .. } | Role::Changed { .. } | Role::Renamed { .. }, None) => {}
    }
}

fn supply_of(field: &Field, supply: &Supply) -> TokenStream {
    match supply {
        Supply::Fill => quote!(__p::Supply::Fill),
        Supply::Absent => quote!(__p::Supply::Absent),
        Supply::Default(value) => {
            let ty = &field.ty;
            let is_text =
                show(ty) == "String" && syn::parse2::<syn::LitStr>(value.to_token_stream()).is_ok();
            let value =
                if is_text { quote!(::std::string::String::from(#value)) } else { value.clone() };
            // An expression that is cut short ends at its own last token, not at the derive.
            let end = value.clone().into_iter().last().map_or(ty.span(), |token| token.span());
            let mut value = proc_macro2::Group::new(Delimiter::Brace, value);
            value.set_span(here(end));
            quote!(__p::default::<#ty>(&#value))
        }
    }
}

fn keep_field(new: &Item, field: &Field, old: &Field, via: &Via<'_>) -> TokenStream {
    let mut ident = ours(&old.ident);
    ident.set_span(here(field.ty.span()));
    let reach = match (via, &new.from) {
        (Via::Variant(of), Some(from)) => {
            let mut variant = ours(&of.old.ident);
            variant.set_span(here(field.ty.span()));
            reach_variant(from, &quote!(#variant { #ident: __value, .. }))
        }
        _ => quote!(&__old.#ident),
    };
    keep(new, &reach, &old.ty, &field.ty)
}

/// A `match` of `__old` that gives what a variant's pattern binds as `__value`.
fn reach_variant(from: &Path, pattern: &TokenStream) -> TokenStream {
    quote! {
        match __old {
            #from::#pattern => __value,
            #[allow(unreachable_patterns)]
            _ => ::core::unreachable!(),
        }
    }
}

/// The `Carry` of a value that is kept under the type `ty`. Where the old type doesn't allow it,
/// the bound fails at the new field's type.
fn keep(new: &Item, reach: &TokenStream, old_ty: &Type, ty: &Type) -> TokenStream {
    let Some(from) = &new.from else { return TokenStream::new() };
    let span = here(ty.span());
    let from = respan(from.to_token_stream(), span);
    // A box is stored as its content, so it may come and go.
    let (reach, old_ty) = match box_content(old_ty) {
        Some(content) => (quote!(&**#reach), content),
        None => (reach.clone(), old_ty),
    };
    let ty = box_content(ty).unwrap_or(ty);
    let keeps = if option_content(ty).is_some() && option_content(old_ty).is_none() {
        quote_spanned!(span=> KeepAsOptional)
    } else if show(old_ty) == show(ty) {
        quote_spanned!(span=> KeepAsNamesake)
    } else {
        quote_spanned!(span=> KeepAsAnother)
    };
    let reach = respan(reach, span);
    quote_spanned!(span=> __p::keep(
        |__old: &#from| #reach,
        <_ as __p::#keeps<#ty>>::carry,
    ))
}

fn literals(new: &Item, old: &[LiteralVariant], of: &[LiteralVariant]) -> Vec<TokenStream> {
    let origin = quote!(__p::VariantOrigin);
    let each = old.iter().filter_map(|variant| {
        let name = variant.ident.unraw().to_string();
        let stored = literal(&variant.literal);
        let becomes =
            match successor(new, &variant.ident, of.iter().map(|one| (&one.ident, &one.role)))? {
                Successor::Fill { dropped } => quote!(#origin::Fill { dropped: #dropped }),
                Successor::Variant(position) if of[position].literal == variant.literal => {
                    quote!(#origin::Kept(__p::Carry::AsStored))
                }
                Successor::Variant(position) => {
                    let becomes = literal(&of[position].literal);
                    quote!(#origin::Literal(#becomes))
                }
            };
        let matches = quote!(__p::VariantMatch::Literal(#stored));
        Some(quote!(__p::variant(#name, #matches, #becomes)))
    });
    each.collect()
}

fn members(new: &Item, old: &Union, of: &Union) -> Vec<TokenStream> {
    let origin = quote!(__p::VariantOrigin);
    let from = &new.from;
    let each = old.variants.iter().enumerate().filter_map(|(position, variant)| {
        let name = variant.ident.unraw().to_string();
        let matches = match &old.tag {
            Some(tag) => {
                let text = &variant.tag;
                quote!(__p::by_tag(#tag, #text))
            }
            None => quote!(__p::by_member::<#from>(#position)),
        };
        let roles = of.variants.iter().map(|one| (&one.ident, &one.role));
        let becomes = match successor(new, &variant.ident, roles)? {
            Successor::Fill { dropped } => quote!(#origin::Fill { dropped: #dropped }),
            Successor::Variant(position) => {
                member(new, variant, &of.variants[position], of.tag.as_deref())?
            }
        };
        Some(quote!(__p::variant(#name, #matches, #becomes)))
    });
    each.collect()
}

/// What becomes of a kept or renamed variant; `None` where the check has refused it.
fn member(new: &Item, old: &Variant, variant: &Variant, tag: Option<&str>) -> Option<TokenStream> {
    let carry = match (&old.content, &variant.content) {
        (Content::Unit, Content::Unit) => quote!(__p::Carry::AsStored),
        (Content::Fields(old_fields), Content::Fields(fields)) => {
            let via = Via::Variant(VariantPair { old, new: variant });
            let object = object(new, old_fields, fields, &via, tag);
            quote!(#object.nested())
        }
        (Content::Newtype(old_ty), Content::Newtype(ty)) => {
            let (from, ident) = (new.from.as_ref()?, ours(&old.ident));
            keep(new, &reach_variant(from, &quote!(#ident(__value))), old_ty, ty)
        }
        _ => return None,
    };
    Some(match tag {
        Some(tag) => {
            let same = if old.tag == variant.tag { quote!(Yes) } else { quote!(No) };
            let text = &variant.tag;
            quote!(__p::tagged_content(#carry, #tag, #text, __p::SameTag::#same))
        }
        None => quote!(__p::VariantOrigin::Kept(#carry)),
    })
}

/// What an old variant becomes.
enum Successor {
    /// The new variant at this position.
    Variant(usize),
    /// Whatever the user's `carry` gives.
    Fill { dropped: bool },
}

/// Finds what becomes of an old variant; `None` where nothing says so, which a check has refused.
fn successor<'a>(
    new: &Item,
    old: &Ident,
    variants: impl Iterator<Item = (&'a Ident, &'a VariantRole)>,
) -> Option<Successor> {
    let name = old.unraw();
    if new.dropped.iter().any(|ident| ident.unraw() == name) {
        return Some(Successor::Fill { dropped: true });
    }
    variants.enumerate().find_map(|(position, (ident, role))| match role {
        VariantRole::Kept if ident.unraw() == name => Some(Successor::Variant(position)),
        VariantRole::Renamed { old } if old.unraw() == name => Some(Successor::Variant(position)),
        VariantRole::Changed if ident.unraw() == name => Some(Successor::Fill { dropped: false }),
        _ => None,
    })
}
