//! A copy of the derives that leaves the bodies of value conversions out.
//!
//! The product has no switch for this, and needs none: the copy's one entry point passes each
//! expansion through [`HOLLOW_RS`], which empties functions by name.

use std::fs;
use std::io;
use std::path::Path;

use super::crates::write;

/// Where the copy is changed: the function that every derive goes through.
const ENTRY: &str = "fn derive(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {";

/// What stands there instead.
const HOLLOW_ENTRY: &str = "mod hollow;

fn derive(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {
    hollow::without_conversions(whole(input, derive))
}

fn whole(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {";

const HOLLOW_RS: &str = r#"//! Empties the functions between Rust values and stored ones.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

const CONVERSIONS: [&str; 4] = ["encode", "decode", "encode_document", "decode_document"];

pub(crate) fn without_conversions(tokens: TokenStream) -> TokenStream {
    let (mut is_after_fn, mut is_in_conversion) = (false, false);
    let each = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => {
            if is_after_fn {
                is_in_conversion = CONVERSIONS.iter().any(|name| ident == name);
            }
            is_after_fn = ident == "fn";
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let body = if std::mem::take(&mut is_in_conversion) {
                quote!(::core::unreachable!())
            } else {
                without_conversions(group.stream())
            };
            let mut hollow = Group::new(Delimiter::Brace, body);
            hollow.set_span(group.span());
            TokenTree::Group(hollow)
        }
        other => other,
    });
    each.collect()
}
"#;

/// Writes the copy's sources to `folder`.
pub(super) fn write_sources(schema_macros: &Path, folder: &Path) -> io::Result<()> {
    copy_sources(schema_macros, folder)?;
    let lib = fs::read_to_string(schema_macros.join("lib.rs"))?;
    if lib.matches(ENTRY).count() != 1 {
        return Err(io::Error::other(format!("`schema-macros` has no longer one line `{ENTRY}`")));
    }
    write(&folder.join("lib.rs"), &lib.replace(ENTRY, HOLLOW_ENTRY))?;
    write(&folder.join("hollow.rs"), HOLLOW_RS)
}

fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy_sources(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
