//! `#[schema(...)]` and `#[serde(...)]` as a list of words with their values.
//!
//! One reader for both, so that a mistake in one word doesn't hide the words after it.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token, parenthesized};

use crate::diag::{Errors, text};

/// One word of an attribute, such as `version = 2` or `dropped(a, b)`.
pub(super) struct Key {
    pub(super) word: Ident,
    pub(super) value: KeyValue,
}

/// What follows a word.
pub(super) enum KeyValue {
    /// Nothing: the word alone.
    Flag,
    /// `= tokens`
    Equals(TokenStream),
    /// `(tokens)`
    List(TokenStream),
}

impl Key {
    pub(super) fn span(&self) -> Span {
        self.word.span()
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.word == word
    }

    /// The word's value, which must be `= something` of one kind.
    pub(super) fn equals<T: Parse>(&self, example: &str, errors: &mut Errors) -> Option<T> {
        match &self.value {
            KeyValue::Equals(tokens) if !tokens.is_empty() => match read(tokens, T::parse) {
                Ok(value) => Some(value),
                Err(error) => {
                    let meant =
                        requoted::<T>(tokens).map(|value| format!("{} = {value}", self.word));
                    let example = meant.as_deref().unwrap_or(example);
                    errors.push(error.span(), text::bad_value(&self.word.to_string(), example));
                    None
                }
            },
            _ => {
                errors.push(self.span(), text::bad_value(&self.word.to_string(), example));
                None
            }
        }
    }

    /// The word's value, which must be a list in parentheses.
    pub(super) fn list<T>(
        &self,
        example: &str,
        item: fn(ParseStream<'_>) -> syn::Result<T>,
        errors: &mut Errors,
    ) -> Vec<T> {
        let bad = |at, errors: &mut Errors| {
            errors.push(at, text::bad_value(&self.word.to_string(), example));
            Vec::new()
        };
        let KeyValue::List(tokens) = &self.value else { return bad(self.span(), errors) };
        match read(tokens, |input| input.parse_terminated(item, Token![,])) {
            Ok(items) => items.into_iter().collect(),
            Err(error) => bad(error.span(), errors),
        }
    }

    /// The word must stand alone.
    pub(super) fn flag(&self, errors: &mut Errors) -> bool {
        if !matches!(self.value, KeyValue::Flag) {
            errors.push(self.span(), text::not_a_flag(&self.word.to_string()));
        }
        true
    }

    /// A list of names, such as `dropped(a, b)`.
    pub(super) fn idents(&self, example: &str, errors: &mut Errors) -> Vec<Ident> {
        self.list(example, |input| input.call(Ident::parse_any), errors)
    }
}

/// Reads all of a value. It is put in parentheses at its own last token, so that a value which ends
/// too early is wrong there, and not at the derive.
fn read<T>(
    value: &TokenStream,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let end = value.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
    let mut group = Group::new(Delimiter::Parenthesis, value.clone());
    group.set_span(end);
    let whole = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        let read = parse(&content)?;
        if content.is_empty() { Ok(read) } else { Err(content.error("unexpected token")) }
    };
    whole.parse2(TokenTree::Group(group).into())
}

/// The value without its quotes, or with some, where that is all that is wrong.
fn requoted<T: Parse>(tokens: &TokenStream) -> Option<String> {
    if let Ok(text) = syn::parse2::<LitStr>(tokens.clone()) {
        return text.parse::<T>().ok().map(|_| text.value());
    }
    let ident: Ident = syn::parse2(tokens.clone()).ok()?;
    let quoted = format!("{:?}", ident.to_string());
    syn::parse_str::<T>(&quoted).ok().map(|_| quoted)
}

/// The words of every attribute called `path`, those of a broken one left out.
pub(super) fn keys(attrs: &[Attribute], path: &str, errors: &mut Errors) -> Vec<Key> {
    let mut keys = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(path)) {
        match &attr.meta {
            Meta::List(list) => keys.extend(parse_keys(list.tokens.clone(), errors)),
            _ => errors
                .push(attr.path().segments[0].ident.span(), text::attribute_without_list(path)),
        }
    }
    keys
}

/// Splits `word, word = value, word(list)` at its top-level commas.
pub(super) fn parse_keys(tokens: TokenStream, errors: &mut Errors) -> Vec<Key> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut keys = Vec::new();
    let mut rest = &tokens[..];
    while let Some((first, after)) = rest.split_first() {
        let mut generics = Generics::default();
        let mut is_end = |(at, token): (usize, &TokenTree)| {
            !generics.holds(token) && (is_comma(token) || lacks_comma(&after[..at], &after[at..]))
        };
        let end = after.iter().enumerate().position(&mut is_end).unwrap_or(after.len());
        let (following, next) = after.split_at(end);
        match key(first, following) {
            Ok(key) => keys.push(key),
            Err(at) => errors.push(at, text::not_a_word()),
        }
        rest = match next.split_first() {
            Some((token, next)) if is_comma(token) => next,
            Some((token, _)) => {
                errors.push(token.span(), text::comma_missing(&token.to_string()));
                next
            }
            None => next,
        };
    }
    keys
}

/// Whether a word begins after a value that is complete, as in `table = "users" version = 1`.
fn lacks_comma(before: &[TokenTree], after: &[TokenTree]) -> bool {
    let (Some(last), [TokenTree::Ident(_), next, beyond @ ..]) = (before.last(), after) else {
        return false;
    };
    let is_equals =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
    let begins_value = is_equals(next) && !beyond.first().is_some_and(is_equals);
    let begins_list = matches!(
        next,
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis
    );
    match last {
        TokenTree::Literal(_) | TokenTree::Group(_) => begins_value || begins_list,
        TokenTree::Ident(_) => begins_value,
        TokenTree::Punct(_) => false,
    }
}

fn key(first: &TokenTree, following: &[TokenTree]) -> Result<Key, Span> {
    let TokenTree::Ident(word) = first else { return Err(first.span()) };
    let word = word.clone();
    let value = match following.split_first() {
        None => KeyValue::Flag,
        Some((TokenTree::Punct(punct), value)) if punct.as_char() == '=' => {
            KeyValue::Equals(value.iter().cloned().collect())
        }
        Some((TokenTree::Group(group), [])) if group.delimiter() == Delimiter::Parenthesis => {
            KeyValue::List(group.stream())
        }
        Some((other, _)) => return Err(other.span()),
    };
    Ok(Key { word, value })
}

/// Follows `::<...>`, whose commas separate types, not words: `default = Map::<String, f64>::new()`.
#[derive(Default)]
struct Generics {
    depth: usize,
    colons: usize,
}

impl Generics {
    /// Takes the next token; whether it stands inside of angle brackets.
    fn holds(&mut self, token: &TokenTree) -> bool {
        let was_inside = self.depth > 0;
        let TokenTree::Punct(punct) = token else {
            self.colons = 0;
            return was_inside;
        };
        match punct.as_char() {
            '<' if was_inside || self.colons == 2 => self.depth += 1,
            '>' if was_inside => self.depth -= 1,
            _ => {}
        }
        self.colons = if punct.as_char() == ':' { self.colons + 1 } else { 0 };
        was_inside
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// Where a word has a meaning, if anywhere.
fn elsewhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "table"
        | "version"
        | "index"
        | "search_index"
        | "vector_index"
        | "version_field"
        | "effects"
        | "effects_for_old_only"
        | "reads" => "types with `#[derive(schema_core::Table)]`",
        "gates" => "structs with `#[derive(schema_core::Schema)]`",
        "from" | "export" | "crate" => "the type as a whole",
        "added" | "kept" | "default" | "absent" | "keep_valid" => "fields",
        "tag" | "untagged" | "rename_all_fields" => "enums with data",
        "value" => "variants of enums without data",
        "check" => "structs of one unnamed field",
        _ => return None,
    })
}

/// Reports words that aren't in `known`, and words said twice (but for `repeatable` ones).
pub(super) fn check_words(keys: &[Key], known: &[&str], repeatable: &[&str], errors: &mut Errors) {
    for (position, key) in keys.iter().enumerate() {
        let word = key.word.unraw().to_string();
        if !known.contains(&word.as_str()) {
            let text = match elsewhere(&word) {
                Some(place) => text::word_elsewhere(&word, place),
                None => text::unknown_word(&word, known),
            };
            errors.push(key.span(), text);
        } else if !repeatable.contains(&word.as_str())
            && keys[..position].iter().any(|earlier| earlier.word == key.word)
        {
            errors.push(key.span(), text::word_twice(&word));
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn words(tokens: TokenStream) -> (Vec<String>, usize) {
        let mut errors = Errors::default();
        let keys = parse_keys(tokens, &mut errors);
        let shown = keys.iter().map(|key| match &key.value {
            KeyValue::Flag => key.word.to_string(),
            KeyValue::Equals(value) => format!("{} = {value}", key.word),
            KeyValue::List(list) => format!("{} of {list}", key.word),
        });
        (shown.collect(), errors.len())
    }

    #[test]
    fn words_are_split_at_commas_between_them() {
        let (found, mistakes) = words(quote!(table = "users", staged, dropped(a, b),));
        assert_eq!(found, ["table = \"users\"", "staged", "dropped of a , b"]);
        assert_eq!(mistakes, 0);
    }

    #[test]
    fn commas_within_the_types_of_a_value_split_nothing() {
        let value = quote!(Map::<String, Vec<f64>>::new());
        let (found, mistakes) = words(quote!(added, default = #value, absent));
        assert_eq!(found, ["added".to_owned(), format!("default = {value}"), "absent".to_owned()]);
        assert_eq!(mistakes, 0);
        // Without `::` it compares.
        assert_eq!(words(quote!(default = a < b, absent)).0, ["default = a < b", "absent"]);
    }

    #[test]
    fn a_missing_comma_is_one_mistake_and_loses_no_word() {
        for (tokens, expected) in [
            (
                quote!(table = "users" version = 1, export),
                vec!["table = \"users\"", "version = 1", "export"],
            ),
            (quote!(version = 1 index(by_a = [a])), vec!["version = 1", "index of by_a = [a]"]),
            (quote!(from = v1::User version = 2), vec!["from = v1 :: User", "version = 2"]),
            (quote!(dropped(a) version = 2), vec!["dropped of a", "version = 2"]),
        ] {
            let (found, mistakes) = words(tokens);
            assert_eq!((found, mistakes), (expected.into_iter().map(str::to_owned).collect(), 1));
        }
    }

    #[test]
    fn an_equality_in_a_value_is_no_word() {
        let (found, mistakes) = words(quote!(default = a == b, absent));
        assert_eq!(
            (found, mistakes),
            (vec!["default = a == b".to_owned(), "absent".to_owned()], 0)
        );
    }

    #[test]
    fn what_is_no_word_is_a_mistake_of_its_own() {
        let (found, mistakes) = words(quote!("users", version = 1, 2, staged));
        assert_eq!(found, ["version = 1", "staged"]);
        assert_eq!(mistakes, 2);
    }

    #[test]
    fn a_value_is_offered_with_or_without_quotes() {
        assert_eq!(requoted::<syn::LitInt>(&quote!("2")), Some("2".to_owned()));
        assert_eq!(requoted::<LitStr>(&quote!(users)), Some("\"users\"".to_owned()));
        assert_eq!(requoted::<syn::LitInt>(&quote!("two")), None);
        assert_eq!(requoted::<LitStr>(&quote!(a + b)), None);
    }
}
