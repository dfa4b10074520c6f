//! Every message of the derives, in one place: first the fact, then the way out, ready to paste.
//!
//! A test in the workspace asks for a UI case of each function here.

mod attr;
mod field;
mod index;
mod item;
mod transition;
mod ty;
mod union;
mod variant;

use std::fmt::Display;

pub(crate) use self::attr::*;
pub(crate) use self::field::*;
pub(crate) use self::index::*;
pub(crate) use self::item::*;
pub(crate) use self::transition::*;
pub(crate) use self::ty::*;
pub(crate) use self::union::*;
pub(crate) use self::variant::*;

/// A fact and the ways out of it, in rustc's own form.
fn with_help(fact: impl Display, help: impl Display) -> String {
    format!("{fact}\n\n  = help: {help}")
}

fn one_of(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A fact, where the old side is declared, and the ways out of it.
fn with_ways(fact: impl Display, declared: Option<(&str, &str)>, ways: &[String]) -> String {
    let note = declared
        .map_or_else(String::new, |(name, at)| format!("  = note: `{name}` is declared at {at}\n"));
    let ways = ways.join(", or\n          ");
    format!("{fact}\n\n{note}  = help: {ways}")
}

/// The name that was meant, or what to do where none is close.
fn meant(close: Option<&str>, otherwise: impl Display) -> String {
    close.map_or_else(|| otherwise.to_string(), |close| format!("did you mean `{close}`?"))
}
