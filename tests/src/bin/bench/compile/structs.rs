//! The structs that are compiled, as source text.

use std::fmt::Write as _;

/// How many tables there are.
pub(super) const TABLES: usize = 50;

/// The versions of each table, oldest first: each as its fields.
pub(super) const VERSIONS: [&[Field]; 3] = [
    &[
        field("", "name", "String"),
        field("", "email", "String"),
        field("", "age", "u32"),
        field("", "tags", "Vec<String>"),
        field("", "score", "f64"),
        field("", "active", "bool"),
        field("", "city", "String"),
        field("", "rank", "i64"),
    ],
    &[
        field("", "name", "String"),
        field("renamed_from = email", "email_address", "String"),
        field("", "age", "u32"),
        field("", "tags", "Option<Vec<String>>"),
        field("", "score", "f64"),
        field("", "active", "bool"),
        field("", "rank", "i64"),
        field("added, default = \"en\"", "locale", "String"),
    ],
    &[
        field("", "name", "String"),
        field("", "email_address", "String"),
        field("changed", "age", "String"),
        field("", "tags", "Option<Vec<String>>"),
        field("", "score", "f64"),
        field("", "active", "bool"),
        field("renamed_from = rank", "level", "i64"),
        field("", "locale", "String"),
    ],
];

/// A field: its role between the versions, and how it is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    role: &'static str,
    ident: &'static str,
    ty: &'static str,
}

const fn field(role: &'static str, ident: &'static str, ty: &'static str) -> Field {
    Field { role, ident, ty }
}

/// What stands on the structs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Plain,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// All of ours.
    Derives,
    /// Ours without the functions between Rust values and stored ones.
    Declared,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Plain, Self::Serde, Self::Derives, Self::Declared];

    /// How the report calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Serde => "serde",
            Self::Derives => "derives",
            Self::Declared => "schema-and-transition",
        }
    }

    /// Its package in the temporary workspace.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::Plain => "bench-plain",
            Self::Serde => "bench-serde",
            Self::Derives => "bench-derives",
            Self::Declared => "bench-declared",
        }
    }

    fn derives(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Serde => Some("serde::Serialize, serde::Deserialize"),
            Self::Derives => Some("schema_core::Table"),
            Self::Declared => Some("schema_hollow::Table"),
        }
    }

    fn is_ours(self) -> bool {
        matches!(self, Self::Derives | Self::Declared)
    }
}

/// The file of one table: all of its versions, the newest with `extra` as one more field.
pub(super) fn table(kind: Kind, table: usize, extra: Option<&str>) -> String {
    let mut text = String::new();
    for (older, fields) in VERSIONS.into_iter().enumerate() {
        let extra = extra.filter(|_| older + 1 == VERSIONS.len());
        write_struct(&mut text, kind, table, older + 1, fields, extra);
    }
    if kind.is_ours() {
        text.push_str(
            "impl schema_core::Transition for RowV3 {\n    \
             fn fill(old: &schema_core::Doc<RowV2>) -> Result<RowV3Fill, schema_core::Refusal> {\n        \
             Ok(RowV3Fill { age: old.age.to_string() })\n    }\n}\n",
        );
    }
    text
}

fn write_struct(
    text: &mut String,
    kind: Kind,
    table: usize,
    version: usize,
    fields: &[Field],
    extra: Option<&str>,
) {
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    if let Some(derives) = kind.derives() {
        line(format!("#[derive({derives})]"));
    }
    if kind.is_ours() {
        let mut words = format!("table = \"t{table:02}\", version = {version}");
        if version > 1 {
            let _ = write!(words, ", from = RowV{}", version - 1);
        }
        if version == 2 {
            words.push_str(", dropped(city)");
        }
        line(format!("#[schema({words})]"));
    }
    line(format!("pub struct RowV{version} {{"));
    for Field { role, ident, ty } in fields {
        if kind.is_ours() && !role.is_empty() {
            line(format!("    #[schema({role})]"));
        }
        line(format!("    pub {ident}: {ty},"));
    }
    if let Some(extra) = extra {
        if kind.is_ours() {
            line("    #[schema(added, absent)]".to_owned());
        }
        line(format!("    pub {extra}: Option<String>,"));
    }
    line("}\n".to_owned());
}
