//! The lines that a message offers, as they would be typed: they compile as they are.

use crate::model::Item;

use super::fill_type;

/// `impl Transition for User { ... }`, of whichever kind.
pub(super) fn table(new: &Item, user_trait: &str, has_reads: bool, has_effects: bool) -> String {
    let (krate, fill) = (krate(new), fill_type(new));
    let doc = format!("&{krate}::Doc<Self::Old>");
    let reads = if has_reads {
        format!("    fn reads(old: {doc}) -> Vec<{krate}::AnyId> {{\n        todo!()\n    }}\n\n")
    } else {
        String::new()
    };
    let mut parameters = vec![format!("old: {doc}")];
    if has_reads {
        parameters.push(format!("found: &{krate}::Found<'_, Self>"));
    }
    if has_effects {
        parameters.push(format!("effects: &mut {krate}::Effects<Self>"));
    }
    let parameters = match &parameters[..] {
        [only] => only.clone(),
        several => format!("\n        {},\n    ", several.join(",\n        ")),
    };
    let values = values(new);
    implementation(
        new,
        user_trait,
        &format!(
            "{reads}    fn fill({parameters}) -> Result<{fill}, {krate}::Refusal> {{\n        \
             Ok({fill} {{ {values} }})\n    }}"
        ),
    )
}

/// `impl NestedTransition for Address { ... }`
pub(super) fn nested(new: &Item, user_trait: &str) -> String {
    let (krate, fill, values) = (krate(new), fill_type(new), values(new));
    implementation(
        new,
        user_trait,
        &format!(
            "    fn fill(old: &Self::Old) -> Result<{fill}, {krate}::Refusal> {{\n        \
             Ok({fill} {{ {values} }})\n    }}"
        ),
    )
}

/// The `impl` of a function that gives the whole new value.
pub(super) fn carry(new: &Item, user_trait: &str) -> String {
    let krate = krate(new);
    let old = match &new.table {
        Some(_) => format!("&{krate}::Doc<Self::Old>"),
        None => "&Self::Old".to_owned(),
    };
    implementation(
        new,
        user_trait,
        &format!(
            "    fn carry(old: {old}) -> Result<Self, {krate}::Refusal> {{\n        todo!()\n    }}"
        ),
    )
}

fn implementation(new: &Item, user_trait: &str, functions: &str) -> String {
    format!("impl {}::{user_trait} for {} {{\n{functions}\n}}", krate(new), new.ident)
}

fn values(new: &Item) -> String {
    let values = new.filled().into_iter().map(|field| format!("{}: todo!()", field.ident));
    values.collect::<Vec<_>>().join(", ")
}

/// The path of `schema_core` as a person would write it.
fn krate(new: &Item) -> String {
    let segments = new.krate.segments.iter().map(|segment| segment.ident.to_string());
    segments.collect::<Vec<_>>().join("::")
}
