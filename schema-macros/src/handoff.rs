//! How a version shows itself to the one after it.
//!
//! A derive sees one item. So each emits a macro with the item's name that hands its tokens, beside
//! those of the version after it, to [`crate::__transition`]: whatever path reaches the type
//! reaches the macro.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Fields, Ident, braced};

use crate::diag::span::respan;
use crate::model::Item;
use crate::parse::Derive;

/// Two versions of a type, as they come out of the old one's macro.
pub(crate) struct Pair {
    /// `None` where the old one's own derive failed.
    pub(crate) old: Option<Side>,
    pub(crate) new: Side,
}

/// One side of a pair.
pub(crate) struct Side {
    pub(crate) derive: Derive,
    pub(crate) input: DeriveInput,
    /// The derive of this side has reported mistakes that spoil the comparison.
    pub(crate) is_spoiled: bool,
}

/// Emits the item's macro, and calls that of the version before it.
pub(crate) fn expand(
    item: &Item,
    input: &DeriveInput,
    derive: Derive,
    is_spoiled: bool,
) -> TokenStream {
    let side = side(input, derive, is_spoiled);
    let hidden = hidden_name(item);
    let ident = item.ident.unraw();
    let krate = &item.krate;
    let (vis, export) = if item.export {
        let vis = &item.vis;
        (quote!(#[doc(hidden)] #vis), Some(quote!(#[doc(hidden)] #[macro_export])))
    } else {
        (quote!(pub(crate)), None)
    };
    let call = item.from.as_ref().map(|from| {
        let span = crate::diag::span::here(from.segments[0].ident.span());
        let from = respan(from.to_token_stream(), span);
        quote!(#from! { [#krate::__private::__transition] { #side } })
    });
    let old = if is_spoiled { TokenStream::new() } else { side };
    quote! {
        #[allow(unused_macros)]
        #export
        macro_rules! #hidden {
            ([$($then:tt)*] $new:tt) => { $($then)*! { { #old } $new } };
        }
        #[allow(unused_imports)]
        #vis use #hidden as #ident;
        #call
    }
}

/// A name of its own for each item: types of one name stand in nested modules (`Address` and
/// `v1::Address`), where one macro mustn't shadow the other.
fn hidden_name(item: &Item) -> Ident {
    let ident = item.ident.unraw();
    let place = place(item.ident.span());
    match &item.table {
        Some(table) => format_ident!(
            "__schema_{}_{}_{ident}{place}",
            table.name.value.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
            table.version.value,
        ),
        None => format_ident!("__schema_nested_{ident}{place}"),
    }
}

/// File, line and column as part of a name; the end of the path will do, which is the same on every
/// machine.
fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    let file = span.file();
    let end: Vec<&str> = file.rsplit(['/', '\\']).take(2).collect();
    let end = end.join("_").replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("_{end}_{}_{}", span.line(), span.column())
}

/// The item with only the attributes that say something about its schema.
fn side(input: &DeriveInput, derive: Derive, is_spoiled: bool) -> TokenStream {
    let spoiled = is_spoiled.then(|| quote!(spoiled));
    let derive = Ident::new(derive.name(), Span::call_site());
    let DeriveInput { attrs, vis, ident, generics, data } = input;
    let attrs = retained(attrs);
    let item = match data {
        Data::Struct(data) => {
            let fields = fields(&data.fields);
            let end = data.semi_token;
            quote!(struct #ident #generics #fields #end)
        }
        Data::Enum(data) => {
            let variants = data.variants.iter().map(|variant| {
                let (attrs, ident) = (retained(&variant.attrs), &variant.ident);
                let fields = fields(&variant.fields);
                quote!(#(#attrs)* #ident #fields)
            });
            quote!(enum #ident #generics { #(#variants),* })
        }
        // Refused, and shown to nobody.
        Data::Union(_) => quote!(struct #ident;),
    };
    quote!(#derive #spoiled #(#attrs)* #vis #item)
}

fn fields(fields: &Fields) -> TokenStream {
    let all = fields.iter().map(|field| {
        let syn::Field { vis, ident, colon_token, ty, .. } = field;
        let attrs = retained(&field.attrs);
        quote!(#(#attrs)* #vis #ident #colon_token #ty)
    });
    match fields {
        Fields::Named(_) => quote!({ #(#all),* }),
        Fields::Unnamed(_) => quote!((#(#all),*)),
        Fields::Unit => TokenStream::new(),
    }
}

fn retained(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("schema") || attr.path().is_ident("serde"))
}

impl Derive {
    fn name(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Object => "Object",
            Self::Union => "Union",
        }
    }
}

impl Parse for Side {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        let derive = [Derive::Table, Derive::Object, Derive::Union]
            .into_iter()
            .find(|derive| word == derive.name())
            .ok_or_else(|| input.error("expected a derive's name"))?;
        let is_spoiled = matches!(
            input.cursor().token_tree(),
            Some((TokenTree::Ident(ident), _)) if ident == "spoiled"
        );
        if is_spoiled {
            input.parse::<Ident>()?;
        }
        Ok(Self { derive, input: input.parse()?, is_spoiled })
    }
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (old, new);
        braced!(old in input);
        braced!(new in input);
        let old = if old.is_empty() { None } else { Some(old.parse()?) };
        Ok(Self { old, new: new.parse()? })
    }
}
