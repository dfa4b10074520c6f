//! Attributes and types as words that can be compared, whatever paths and spaces they have.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::unraw;

/// One word of an attribute: `rename = "x"`, `dropped(a, b)`, `added`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    pub(super) word: String,
    /// What follows, in one spelling; empty for the word alone.
    pub(super) value: String,
}

impl Word {
    /// The text of a value that is a string literal.
    pub(super) fn text(&self) -> Option<&str> {
        self.value.strip_prefix("=\"")?.strip_suffix('"')
    }
}

/// The words of every attribute called `name`.
pub(super) fn words(attributes: &[TokenStream], name: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for attribute in attributes {
        let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
        let [TokenTree::Ident(called), TokenTree::Group(group)] = &tokens[..] else { continue };
        if called != name {
            continue;
        }
        for part in at_commas(group.stream()) {
            let [TokenTree::Ident(word), rest @ ..] = &part[..] else { continue };
            let word = word.to_string();
            // Two versions may have types of one name; a function is known by its name alone.
            let kept = if word == "from" { 2 } else { 1 };
            words.push(Word { value: spelled(rest, kept), word });
        }
    }
    words
}

/// Splits tokens at their commas, those between `<` and `>` left alone.
pub(super) fn at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part: Vec<TokenTree> = Vec::new();
    let mut depth = 0_usize;
    let mut is_arrow = false;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !is_arrow => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    parts.push(std::mem::take(&mut part));
                    continue;
                }
                _ => {}
            }
            is_arrow = matches!(punct.as_char(), '-' | '=');
        } else {
            is_arrow = false;
        }
        part.push(token);
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Tokens in one spelling: no spaces, and of each path the last `kept` words.
pub(super) fn spelled(tokens: &[TokenTree], kept: usize) -> String {
    let mut text = String::new();
    let mut path: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(ident) => {
                // Two names side by side aren't a path.
                if !path.is_empty()
                    && !matches!(tokens.get(at.wrapping_sub(2)), Some(TokenTree::Punct(_)))
                {
                    flush(&mut path, kept, &mut text);
                    text.push(' ');
                }
                path.push(unraw(&ident.to_string()));
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && is_colon(tokens.get(at)) => {
                at += 1;
            }
            TokenTree::Punct(punct) => {
                flush(&mut path, kept, &mut text);
                text.push(punct.as_char());
            }
            TokenTree::Literal(literal) => {
                flush(&mut path, kept, &mut text);
                text.push_str(&literal.to_string());
            }
            TokenTree::Group(group) => {
                flush(&mut path, kept, &mut text);
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
                // A comma after the last part says nothing.
                if matches!(inner.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',') {
                    inner.pop();
                }
                text.push_str(open);
                text.push_str(&spelled(&inner, kept));
                text.push_str(close);
            }
        }
    }
    flush(&mut path, kept, &mut text);
    text
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

fn flush(path: &mut Vec<String>, kept: usize, text: &mut String) {
    let from = path.len().saturating_sub(kept);
    text.push_str(&path[from..].join("::"));
    path.clear();
}
