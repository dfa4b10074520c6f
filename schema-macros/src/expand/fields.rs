//! Named fields: describing, writing and reading them.
//!
//! Types that the tokens show to be storable go together; every other type is named once a
//! direction, by its trait's own function, so that a missing `impl` is one error at the field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use crate::diag::span::{here, ours};
use crate::model::Field;
use crate::parse::is_plain;

/// How many types `PlainFields` takes at once.
const TOGETHER_MAX: usize = 12;

/// The fields as a list of `__private::Fields`.
pub(super) fn describe(fields: &[Field]) -> TokenStream {
    let neighbours = fields
        .chunk_by(|left, right| is_plain(&left.ty) && is_plain(&right.ty))
        .flat_map(|run| run.chunks(TOGETHER_MAX));
    let each = neighbours.map(|run| {
        let names = run.iter().map(name).collect::<Vec<_>>().join(" ");
        match run {
            [field] if !is_plain(&field.ty) => {
                let describe = function(field, "describe_field");
                quote!(__p::one(#names, #describe))
            }
            _ => {
                let types = run.iter().map(|field| &field.ty);
                quote!(__p::plain::<(#(#types,)*)>(#names))
            }
        }
    });
    quote!(&[#(#each),*])
}

/// `ident`, or `ident:stored` where the two differ.
fn name(field: &Field) -> String {
    let ident = field.ident.unraw();
    if ident == field.stored.as_str() {
        field.stored.clone()
    } else {
        format!("{ident}:{}", field.stored)
    }
}

/// A function of the field's type, at the field's type.
fn function(field: &Field, name: &str) -> TokenStream {
    let ty = &field.ty;
    let span = here(ty.span());
    let name = Ident::new(name, span);
    quote_spanned!(span=> <#ty as __p::ConvexField>::#name)
}

/// Statements that write each field, given as an expression of a reference, into `__out`, which
/// begins as `start`.
pub(super) fn encode<'a>(
    start: &TokenStream,
    fields: impl Iterator<Item = (&'a Field, TokenStream)>,
) -> TokenStream {
    let each: Vec<TokenStream> = fields
        .map(|(field, value)| {
            let stored = &field.stored;
            if is_plain(&field.ty) {
                quote!(__out.add(#stored, #value);)
            } else {
                let encode = function(field, "encode_field");
                quote!(__out.add_with(#stored, #encode, #value);)
            }
        })
        .collect();
    let changes = (!each.is_empty()).then(|| quote!(mut));
    quote!(let #changes __out = #start; #(#each)*)
}

/// A block that reads each field out of `__in`, which begins as `start`, and puts `whole` together.
pub(super) fn decode(start: &TokenStream, whole: &TokenStream, fields: &[Field]) -> TokenStream {
    if fields.is_empty() {
        return quote!(#start.finish(__p::Some(#whole {})));
    }
    let reads = fields.iter().map(|field| {
        let stored = &field.stored;
        if is_plain(&field.ty) {
            quote!(__in.field(#stored))
        } else {
            let decode = function(field, "decode_field");
            quote!(__in.field_with(#stored, #decode))
        }
    });
    let idents = fields.iter().map(|field| ours(&field.ident));
    let values: Vec<Ident> = places(fields).collect();
    quote! {{
        let mut __in = #start;
        let __read = if let (#(__p::Some(#values),)*) = (#(#reads,)*) {
            __p::Some(#whole { #(#idents: #values),* })
        } else {
            __p::None
        };
        __in.finish(__read)
    }}
}

/// Names for the values of fields that no name of the user's can meet.
pub(super) fn places(fields: &[Field]) -> impl Iterator<Item = Ident> {
    (0..fields.len()).map(|position| format_ident!("__{position}"))
}
