//! Places in the user's code, for tokens that we make.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::Ident;

/// The user's place with our own context: rustc shows the user's code there and offers no edits to
/// code that nobody wrote.
pub(crate) fn here(at: Span) -> Span {
    at.resolved_at(Span::call_site())
}

/// The identifier as ours, at the user's place; `r#` stays.
pub(crate) fn ours(ident: &Ident) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(here(ident.span()));
    ident
}

/// The same tokens, all of them at `span`: an error in them is shown there.
pub(crate) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner = respan(group.stream(), span);
            let mut group = proc_macro2::Group::new(group.delimiter(), inner);
            group.set_span(span);
            TokenTree::Group(group)
        }
        mut other => {
            other.set_span(span);
            other
        }
    });
    respanned.collect()
}

/// Where something is declared, as `file:line`; `None` outside of a compilation, and in an editor,
/// which knows no file.
///
/// A file outside of the workspace has an absolute path, of which only what differs from the place
/// `seen_from` is worth showing.
pub(crate) fn declared_at(span: Span, seen_from: Span) -> Option<String> {
    if !proc_macro::is_available() {
        return None;
    }
    let (span, seen_from) = (span.unwrap(), seen_from.unwrap());
    let (file, near) = (span.file(), seen_from.file());
    if file.is_empty() {
        return None;
    }
    let folder = near.rfind(['/', '\\']).map_or("", |end| &near[..=end]);
    let is_near = folder.starts_with('/') || folder.contains(':');
    let shown = if is_near { file.strip_prefix(folder).unwrap_or(&file) } else { &file };
    Some(format!("{shown}:{}", span.line()))
}
