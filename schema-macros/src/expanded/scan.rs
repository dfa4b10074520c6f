//! Finds names in an expansion that a user's own items could change the meaning of.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

/// Names that stand for something else where a user declares their own, or has no prelude.
const PRELUDE: &[&str] = &[
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
    "drop",
];

/// Methods that expansions call: each is inherent to a type of `schema_core` or of `core`, so no
/// trait needs to be in scope, and no trait of the user's can be meant.
const METHODS: &[&str] = &[
    // Builders and readers of `__private`.
    "add",
    "add_with",
    "added",
    "as_stored",
    "carried_away",
    "changed",
    "changed_unless_valid",
    "delete_documents",
    "delete_self",
    "document",
    "dropped",
    "ensure",
    "field",
    "field_with",
    "filled",
    "finish",
    "for_old_only",
    "forget",
    "insert",
    "kept",
    "kept_as_stored",
    "moved",
    "nested",
    "object",
    "reading",
    "reads",
    "renamed",
    "table",
    "then",
    "then_version",
    "transparent",
    // `Result::map`
    "map",
];

/// Macros and attributes that exist without a prelude.
const BUILT_IN: &[&str] =
    &["allow", "automatically_derived", "cfg", "doc", "macro_export", "macro_rules"];

/// What is wrong with `expansion`, the expansion of `input`.
pub(super) fn mistakes(input: &TokenStream, expansion: TokenStream) -> Vec<String> {
    let mut users = BTreeSet::new();
    collect(input.clone(), &mut users);
    let mut scan = Scan { users, mistakes: Vec::new() };
    scan.stream(expansion);
    scan.mistakes
}

fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Ident(ident) => drop(names.insert(ident.to_string())),
            _ => {}
        }
    }
}

struct Scan {
    /// Every word of the user's.
    users: BTreeSet<String>,
    mistakes: Vec<String>,
}

impl Scan {
    fn stream(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (position, token) in tokens.iter().enumerate() {
            let (before, after) = (&tokens[..position], &tokens[position + 1..]);
            match token {
                // What a hand-off macro passes on is the user's, word for word.
                TokenTree::Group(_) if is_hand_off(before) => {}
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket && ends_with(before, "#") =>
                {
                    self.attribute(group.stream());
                }
                TokenTree::Group(group) => self.stream(group.stream()),
                TokenTree::Ident(ident) => self.ident(ident, before, after),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn ident(&mut self, ident: &Ident, before: &[TokenTree], after: &[TokenTree]) {
        let name = ident.to_string();
        let starts_path =
            begins_with(after, "::") && !ends_with(before, "::") && !is_keyword(&name);
        let is_users = self.users.contains(&name);
        if ends_with(before, "::") {
            if !is_anchored(before, &self.users) {
                self.mistake(format!("the path to `{name}` begins with a name in scope"));
            }
        } else if ends_with(before, ".") {
            let is_call = matches!(after.first(), Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Parenthesis)
                || begins_with(after, "::");
            if is_call && !METHODS.contains(&&name[..]) {
                self.mistake(format!("`.{name}()` may be a method of a trait in scope"));
            }
        } else if begins_with(after, "!") && !begins_with(after, "!=") && !is_keyword(&name) {
            if !BUILT_IN.contains(&&name[..]) && !is_users {
                self.mistake(format!("`{name}!` is a macro in scope"));
            }
        } else if starts_path && !is_ours(&name) && !is_users {
            self.mistake(format!("`{name}::` is a name in scope"));
        } else if PRELUDE.contains(&&name[..]) && !is_users {
            self.mistake(format!("`{name}` is a name of the prelude"));
        }
    }

    /// Attributes of tools have no name without a prelude.
    fn attribute(&mut self, tokens: TokenStream) {
        if let Some(TokenTree::Ident(first)) = tokens.into_iter().next()
            && !BUILT_IN.contains(&&first.to_string()[..])
        {
            self.mistake(format!("`#[{first}]` is an attribute in scope"));
        }
    }

    fn mistake(&mut self, text: String) {
        if !self.mistakes.contains(&text) {
            self.mistakes.push(text);
        }
    }
}

/// Whether the tokens before end with this punctuation.
fn ends_with(before: &[TokenTree], punctuation: &str) -> bool {
    let start = before.len().checked_sub(punctuation.len());
    start.is_some_and(|start| begins_with(&before[start..], punctuation))
}

/// Whether the tokens after begin with this punctuation: `: :` isn't `::`.
fn begins_with(after: &[TokenTree], punctuation: &str) -> bool {
    let last = punctuation.len() - 1;
    punctuation.chars().enumerate().all(|(position, wanted)| {
        matches!(after.get(position), Some(TokenTree::Punct(punct))
            if punct.as_char() == wanted
                && (position == last || punct.spacing() == Spacing::Joint))
    })
}

/// Whether a path that ends with `::` here begins with `::`, `Self::`, `__p::`, `<...>::`, or a
/// name of the user's.
fn is_anchored(before: &[TokenTree], users: &BTreeSet<String>) -> bool {
    let rest = &before[..before.len() - 2];
    match rest.last() {
        Some(TokenTree::Ident(ident)) if ends_with(&rest[..rest.len() - 1], "::") => {
            is_anchored(&rest[..rest.len() - 1], users) || users.contains(&ident.to_string())
        }
        // A word that is no path segment: `impl ::schema_core::...`, `-> ::schema_core::...`.
        Some(TokenTree::Ident(ident)) => {
            let name = ident.to_string();
            is_ours(&name) || is_keyword(&name) || users.contains(&name)
        }
        _ => true,
    }
}

/// `__p` is the hidden module of `schema_core`, named within each block of impls.
fn is_ours(name: &str) -> bool {
    name == "Self" || name == "__p"
}

fn is_keyword(name: &str) -> bool {
    ["impl", "for", "as", "use", "mut", "return", "if", "let", "match"].contains(&name)
}

/// Whether the group after these tokens belongs to a hand-off macro: its definition or a call.
fn is_hand_off(before: &[TokenTree]) -> bool {
    let [rest @ .., TokenTree::Ident(name)] = before else {
        // A call of the user's path: `v1::User! { ... }`.
        return ends_with(before, "!")
            && !matches!(before, [.., TokenTree::Ident(name), _]
                if name == "unreachable" || name == "module_path");
    };
    ends_with(rest, "!") && name.to_string().starts_with("__schema_")
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn of(expansion: TokenStream) -> Vec<String> {
        mistakes(
            &quote!(
                struct User {
                    name: MyString,
                }
            ),
            expansion,
        )
    }

    #[test]
    fn names_in_scope_are_found() {
        for (expansion, mistake) in [
            (quote!(let __x: Option<u8> = ::a::b();), "`Option` is a name of the prelude"),
            (quote!(Some(__x)), "`Some` is a name of the prelude"),
            (
                quote!(
                    fn f() -> Result<(), ()> {}
                ),
                "`Result` is a name of the prelude",
            ),
            (quote!(Vec::new()), "`Vec::` is a name in scope"),
            (quote!(String::from("a")), "`String::` is a name in scope"),
            (quote!(schema_core::Value), "`schema_core::` is a name in scope"),
            (quote!(__x.into()), "`.into()` may be a method of a trait in scope"),
            (quote!(__x.collect::<User>()), "`.collect()` may be a method of a trait in scope"),
            (quote!(panic!("a")), "`panic!` is a macro in scope"),
            (quote!(vec![1]), "`vec!` is a macro in scope"),
            (
                quote!(
                    #[diagnostic::on_unimplemented]
                    fn f() {}
                ),
                "`#[diagnostic]` is an attribute",
            ),
            (
                quote!(
                    #[test]
                    fn f() {}
                ),
                "`#[test]` is an attribute in scope",
            ),
        ] {
            let found = of(expansion.clone());
            assert!(found.iter().any(|one| one.starts_with(mistake)), "{expansion}: {found:?}");
        }
    }

    #[test]
    fn absolute_names_and_the_users_own_are_fine() {
        for expansion in [
            quote!(impl ::schema_core::Table for User {}),
            quote!(::schema_core::__private::Some(Self::Old)),
            quote!(<MyString as ::schema_core::ConvexValue>::decode(__x)),
            quote!(use ::schema_core::__private as __p;, __p::Some(__x)),
            quote!(::core::unreachable!()),
            quote!(__fields.finish(__read)),
            quote!(
                #[doc(hidden)]
                #[::core::prelude::v1::test]
                fn f() {}
            ),
        ] {
            assert_eq!(of(expansion.clone()), [] as [String; 0], "{expansion}");
        }
    }
}
