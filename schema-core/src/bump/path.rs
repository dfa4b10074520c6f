//! Rust paths and names as text.

use crate::shape::TypeName;

/// How visible an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// `pub`
    #[default]
    Public,
    /// `pub(crate)`
    Crate,
    /// Not at all, seen from outside of its module.
    Private,
}

impl Visibility {
    /// The words for an item one module further in that is to be as visible.
    pub const fn inside(self) -> &'static str {
        match self {
            Self::Public => "pub",
            Self::Crate => "pub(crate)",
            Self::Private => "pub(super)",
        }
    }

    /// The words before `mod` for a module that holds it.
    pub const fn of_module(self) -> &'static str {
        match self {
            Self::Public => "pub ",
            Self::Crate => "pub(crate) ",
            Self::Private => "",
        }
    }
}

/// Words that need `r#` where they are names.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Whether a name needs `r#`.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// A name as it is written in code.
pub(super) fn ident(name: &str) -> String {
    if is_keyword(name) { format!("r#{name}") } else { name.to_owned() }
}

/// The module that a type stands in: `app::users` of `app::users::User`.
pub(super) fn module_of(name: &TypeName) -> &str {
    name.as_str().rsplit_once("::").map_or("", |(module, _)| module)
}

/// The path to `name` from a module inside `parent`; `None` where it stands in `parent` itself.
pub(super) fn from_inside(parent: &str, name: &TypeName) -> Option<String> {
    let path = name.as_str();
    let segments = |path: &str| path.split("::").map(ident).collect::<Vec<_>>().join("::");
    if module_of(name) == parent {
        return None;
    }
    if let Some(rest) = path.strip_prefix(parent).and_then(|rest| rest.strip_prefix("::")) {
        return Some(format!("super::{}", segments(rest)));
    }
    let (mine, theirs) = (parent.split("::").next(), path.split_once("::"));
    Some(match theirs {
        Some((theirs, rest)) if Some(theirs) == mine => format!("crate::{}", segments(rest)),
        _ => segments(path),
    })
}

/// A path as the user wrote it in a module, seen from a module inside of that.
pub(super) fn one_further_in(path: &str) -> String {
    let path: String = path.split_whitespace().collect();
    match path.split("::").next() {
        Some("crate" | "") => path,
        Some("self") => path.replacen("self", "super", 1),
        _ => format!("super::{path}"),
    }
}
