//! Expansions as files: `expanded/NAME.rs` holds what a user writes, `expanded/NAME.expanded.rs`
//! what the derives make of it.
//!
//! With `UPDATE=1` the expected files are written again; read the difference before you commit it.

mod scan;

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{DeriveInput, Item, Meta};

use crate::handoff::{Pair, Side};
use crate::parse::Derive;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/expanded")
}

/// The inputs by name, in a fixed order.
fn inputs() -> Vec<(String, String)> {
    let mut inputs: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name()?.to_str()?.strip_suffix(".rs")?.to_owned();
            let is_input = !name.ends_with(".expanded") && name != "scan";
            is_input.then(|| (name, fs::read_to_string(&path).unwrap()))
        })
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs
}

/// What a derive's word stands for.
enum Kind {
    Derive(Derive),
    Schema,
}

/// Everything that the derives and the hand-off macros of a file expand to, in its order.
fn expand(tokens: TokenStream) -> TokenStream {
    let file: syn::File = syn::parse2(tokens).unwrap();
    let items: Vec<(Kind, DeriveInput)> = file.items.into_iter().filter_map(item).collect();
    let mut expanded = TokenStream::new();
    for (kind, input) in &items {
        let Kind::Derive(derive) = kind else {
            expanded.extend(crate::schema::derive(input));
            continue;
        };
        expanded.extend(crate::derive(input, *derive));
        let parsed = crate::parse::item(input, *derive, &mut crate::diag::Errors::default());
        if let Some(from) = parsed.from {
            // The macro of the version before is looked up by its item's name, as rustc would.
            let name = from.segments.last().map(|last| last.ident.clone()).unwrap();
            let old = items.iter().find_map(|(kind, old)| match kind {
                Kind::Derive(derive) if old.ident == name => Some(side(*derive, old)),
                _ => None,
            });
            let pair = Pair { old, new: side(*derive, input) };
            expanded.extend(crate::transition(&pair));
        }
    }
    expanded
}

fn side(derive: Derive, input: &DeriveInput) -> Side {
    Side { derive, input: input.clone(), is_spoiled: false }
}

fn item(item: Item) -> Option<(Kind, DeriveInput)> {
    let mut input: DeriveInput = match item {
        Item::Struct(item) => item.into(),
        Item::Enum(item) => item.into(),
        _ => return None,
    };
    let is_derive = |attr: &syn::Attribute| attr.path().is_ident("derive");
    let Meta::List(derives) = &input.attrs.iter().find(|attr| is_derive(attr))?.meta else {
        return None;
    };
    let word = derives.tokens.clone().into_iter().last()?.to_string();
    let kind = match &word[..] {
        "Table" => Kind::Derive(Derive::Table),
        "Object" => Kind::Derive(Derive::Object),
        "Union" => Kind::Derive(Derive::Union),
        "Schema" => Kind::Schema,
        other => panic!("no derive of ours is called `{other}`"),
    };
    input.attrs.retain(|attr| !is_derive(attr));
    Some((kind, input))
}

#[test]
fn expansions_are_the_reviewed_ones() {
    let is_update = std::env::var_os("UPDATE").is_some();
    let mut differing = Vec::new();
    for (name, input) in inputs() {
        let path = folder().join(format!("{name}.expanded.rs"));
        let file = syn::parse2(expand(input.parse().unwrap()))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = prettyplease::unparse(&file);
        if is_update {
            update(&path, &found);
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&found[..]) {
            differing.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(
        differing.is_empty(),
        "these expansions differ; `UPDATE=1 cargo test -p schema-macros` writes them again:\n\n{}",
        differing.join("\n\n")
    );
}

#[expect(clippy::disallowed_methods, reason = "a half-written expected file fails its test")]
fn update(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn no_expected_file_is_left_over() {
    let known: Vec<String> = inputs().into_iter().map(|(name, _)| name).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".expanded.rs") {
            assert!(known.iter().any(|known| known == name), "{name} has no input");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_tokens() {
    for (name, input) in inputs() {
        let [first, second] =
            [(); 2].map(|()| expand(input.parse().unwrap()).to_token_stream().to_string());
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn expansions_name_nothing_that_a_user_could_mean() {
    for (name, input) in inputs() {
        let input: TokenStream = input.parse().unwrap();
        // Once as it is, where the derives see types that they know; and once with names of its
        // own for every type, so that a bare `String` can only be ours.
        for input in [input.clone(), with_own_names(input)] {
            let mistakes = scan::mistakes(&input, expand(input.clone()));
            assert!(mistakes.is_empty(), "{name}:\n{}", mistakes.join("\n"));
        }
    }
}

/// The same file, where every name that begins with a capital letter is the user's own.
fn with_own_names(tokens: TokenStream) -> TokenStream {
    const KEPT: &[&str] = &["Table", "Object", "Union", "Schema", "Self"];
    let each = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner = with_own_names(group.stream());
            TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
        }
        TokenTree::Ident(ident) => TokenTree::Ident(own_name(&ident, KEPT)),
        other => other,
    });
    each.collect()
}

fn own_name(ident: &Ident, kept: &[&str]) -> Ident {
    let text = ident.to_string();
    let is_capital = text.starts_with(|first: char| first.is_ascii_uppercase());
    if is_capital && !kept.contains(&&text[..]) {
        format_ident!("Own{text}")
    } else {
        ident.clone()
    }
}
