//! Mistakes, collected so that one compile shows all of them.

pub(crate) mod span;
pub(crate) mod text;

use proc_macro2::{Span, TokenStream};

/// The mistakes found so far, in the order they were found.
#[derive(Default)]
pub(crate) struct Errors {
    list: Vec<syn::Error>,
    spoiled: bool,
}

impl Errors {
    pub(crate) fn push(&mut self, at: Span, text: impl Into<String>) {
        self.list.push(syn::Error::new(at, text.into()));
        self.spoiled = true;
    }

    /// Collects mistakes that say nothing against comparing the item with the version before.
    pub(crate) fn aside<R>(&mut self, inner: impl FnOnce(&mut Self) -> R) -> R {
        let spoiled = self.spoiled;
        let result = inner(self);
        self.spoiled = spoiled;
        result
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether what was read is too incomplete to be compared with the version before: each
    /// mistake would be reported again in other words.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.spoiled
    }

    /// One `compile_error!` for each mistake; nothing where there is none.
    pub(crate) fn to_tokens(&self) -> TokenStream {
        self.list.iter().map(syn::Error::to_compile_error).collect()
    }
}
