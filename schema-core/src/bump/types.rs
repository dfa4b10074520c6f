//! Structs and enums as text.

use crate::shape::{RustContent, RustDef, RustField, Tagging, TypeName};

use super::attribute::{self, Attribute};
use super::names::Names;
use super::path::{ident, one_further_in};
use super::{BumpFacts, document};
use crate::frozen::FrozenVersion;

/// The longest body of a variant that rustfmt leaves on one line.
const SHORT: usize = 35;

/// One type with its attributes.
pub(super) fn item(names: &Names<'_>, name: &TypeName, def: &RustDef) -> String {
    let is_document = document(names.frozen) == Some(name);
    let derive = match (is_document, def) {
        (true, _) => "Table",
        (false, RustDef::Object { .. } | RustDef::Transparent { .. }) => "Object",
        (false, RustDef::Literals { .. } | RustDef::Union { .. }) => "Union",
    };
    let doc = if is_document { format!("/// `{}`.\n", names.frozen.name) } else { String::new() };
    let derives = derives(names, def, derive);
    let attributes = attribute::of_type(names, name, def, is_document);
    let body = body(names, name, def);
    format!("{doc}#[derive({derives})]\n{attributes}{body}")
}

/// The text of one type of a frozen version alone, to compare it with what the sources declare.
pub fn definition(frozen: &FrozenVersion, facts: &BumpFacts, name: &TypeName) -> Option<String> {
    let def = frozen.rust.types.get(name)?;
    Some(item(&Names::new(frozen, facts), name, def))
}

fn derives(names: &Names<'_>, def: &RustDef, derive: &str) -> String {
    let abilities = names.of_def(def);
    let mut derives: Vec<String> = Vec::new();
    derives.extend(abilities.clone.then(|| "Clone".to_owned()));
    if matches!(def, RustDef::Literals { .. }) {
        derives.extend(["Copy", "Debug", "PartialEq", "Eq"].map(ToOwned::to_owned));
    } else {
        derives.extend(abilities.debug.then(|| "Debug".to_owned()));
    }
    derives.push(names.ours(derive));
    derives.join(", ")
}

fn body(names: &Names<'_>, name: &TypeName, def: &RustDef) -> String {
    let visible = names.facts.visibility.inside();
    let called = ident(name.last());
    match def {
        RustDef::Object { fields } if fields.is_empty() => {
            format!("{visible} struct {called} {{}}\n")
        }
        RustDef::Object { fields } => {
            let case = attribute::field_case(fields.iter());
            let fields: String = fields
                .iter()
                .map(|field| {
                    let attribute = attribute::of_field(names, name, None, field, case);
                    field_text(names, field, &attribute, &format!("{visible} "), 4)
                })
                .collect();
            format!("{visible} struct {called} {{\n{fields}}}\n")
        }
        RustDef::Transparent { inner, .. } => {
            format!("{visible} struct {called}({visible} {});\n", names.rust(inner))
        }
        RustDef::Literals { variants } => {
            let case = attribute::literal_case(variants);
            let variants: Vec<String> = variants
                .iter()
                .map(|variant| {
                    let attribute = attribute::of_literal(names, name, variant, case);
                    format!("{}    {},\n", attribute.at(4), ident(&variant.ident))
                })
                .collect();
            format!("{visible} enum {called} {{\n{}}}\n", variants.concat())
        }
        RustDef::Union { tagging, variants } => {
            let is_tagged = matches!(tagging, Tagging::Tag(_));
            let case = attribute::variant_case(variants, is_tagged);
            let all = variants.iter().flat_map(|variant| match &variant.content {
                RustContent::Fields(fields) => &fields[..],
                RustContent::Unit | RustContent::Newtype(_) => &[],
            });
            let fields_case = attribute::field_case(all);
            let variants: String = variants
                .iter()
                .map(|variant| {
                    let attribute = attribute::of_variant(names, name, variant, case, is_tagged);
                    let head = format!("{}    {}", attribute.at(4), ident(&variant.ident));
                    match &variant.content {
                        RustContent::Unit => format!("{head},\n"),
                        RustContent::Newtype(rust) => format!("{head}({}),\n", names.rust(rust)),
                        RustContent::Fields(fields) if fields.is_empty() => {
                            format!("{head} {{}},\n")
                        }
                        RustContent::Fields(fields) => {
                            let of = Some(variant.ident.as_str());
                            let texts: Vec<String> = fields
                                .iter()
                                .map(|field| {
                                    let attribute =
                                        attribute::of_field(names, name, of, field, fields_case);
                                    field_text(names, field, &attribute, "", 8)
                                })
                                .collect();
                            let line: Vec<&str> = texts
                                .iter()
                                .map(|text| text.trim().trim_end_matches(','))
                                .collect();
                            let line = line.join(", ");
                            if line.chars().count() <= SHORT && !line.contains('#') {
                                return format!("{head} {{ {line} }},\n");
                            }
                            let fields = texts;
                            format!("{head} {{\n{}    }},\n", fields.concat())
                        }
                    }
                })
                .collect();
            format!("{visible} enum {called} {{\n{variants}}}\n")
        }
    }
}

fn field_text(
    names: &Names<'_>,
    field: &RustField,
    attribute: &Attribute,
    visible: &str,
    indent: usize,
) -> String {
    let rust = names.rust(&field.rust);
    let rust = if field.optional { format!("Option<{rust}>") } else { rust };
    let spaces = " ".repeat(indent);
    format!("{}{spaces}{visible}{}: {rust},\n", attribute.at(indent), ident(&field.ident))
}

/// The check of a transparent type, as the new module reaches it.
pub(super) fn check_path(check: &str) -> String {
    one_further_in(check)
}
