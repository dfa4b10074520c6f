//! What the written module calls things, and what it imports for that.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::frozen::FrozenVersion;
use crate::name::TableName;
use crate::shape::{RustDef, RustType, TypeName};

use super::path::{from_inside, ident, module_of};
use super::{Abilities, BumpFacts, copied, document, types};

/// Gathers imports while items are written.
pub(super) struct Names<'a> {
    pub(super) frozen: &'a FrozenVersion,
    pub(super) facts: &'a BumpFacts,
    /// The module around the new one.
    pub(super) parent: String,
    /// Names that the module declares itself.
    locals: BTreeSet<&'a str>,
    imports: RefCell<BTreeMap<String, BTreeSet<String>>>,
    doubts: RefCell<BTreeSet<String>>,
}

/// Types whose paths end in these names are everybody's.
const PRELUDE: &[&str] = &["String", "Vec", "Option", "Box", "Result"];

impl<'a> Names<'a> {
    pub(super) fn new(frozen: &'a FrozenVersion, facts: &'a BumpFacts) -> Self {
        let parent = document(frozen).map(module_of).unwrap_or_default().to_owned();
        let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for import in &facts.imports {
            imports.entry(import.module.clone()).or_default().insert(import.name.clone());
        }
        let names = Self {
            frozen,
            facts,
            parent,
            locals: copied(frozen, facts).map(|(name, _)| name.last()).collect(),
            imports: RefCell::new(imports),
            doubts: RefCell::default(),
        };
        names.check_locals();
        names
    }

    /// Two types of one name from different modules can't both stand in one.
    fn check_locals(&self) {
        let mut seen = BTreeSet::new();
        for (name, _) in copied(self.frozen, self.facts) {
            if !seen.insert(name.last()) {
                self.doubt(format!(
                    "two types are called `{}`: rename one of them in the text",
                    name.last()
                ));
            }
        }
    }

    pub(super) fn item(&self, name: &TypeName, def: &RustDef) -> String {
        types::item(self, name, def)
    }

    pub(super) fn doubt(&self, text: String) {
        self.doubts.borrow_mut().insert(text);
    }

    pub(super) fn doubts(&self) -> Vec<String> {
        self.doubts.borrow().iter().cloned().collect()
    }

    /// One of this library's items, imported where its name is free.
    pub(super) fn ours(&self, name: &str) -> String {
        self.imported(&self.facts.schema_core, name)
    }

    /// An item of `module`, imported where its name is free.
    fn imported(&self, module: &str, name: &str) -> String {
        let mut imports = self.imports.borrow_mut();
        let elsewhere = imports
            .iter()
            .any(|(other, names)| other != module && names.iter().any(|one| bound(one) == name));
        if self.locals.contains(name) || PRELUDE.contains(&name) || elsewhere {
            return format!("{module}::{name}");
        }
        imports.entry(module.to_owned()).or_default().insert(name.to_owned());
        name.to_owned()
    }

    /// A type by a path that stands for itself anywhere: `String`, `schema_core::Millis`.
    pub(super) fn leaf(&self, path: &str) -> String {
        if let Some(name) = path.strip_prefix("schema_core::").filter(|rest| is_word(rest)) {
            return self.ours(name);
        }
        match path.rsplit_once("::") {
            Some((module, name)) if is_word(name) && module.split("::").all(is_word) => {
                self.imported(module, name)
            }
            _ => path.to_owned(),
        }
    }

    /// One of the user's types.
    pub(super) fn named(&self, name: &TypeName) -> String {
        if self.frozen.rust.types.contains_key(name) && !self.facts.shared.contains_key(name) {
            return ident(name.last());
        }
        match from_inside(&self.parent, name) {
            None => self.imported("super", &ident(name.last())),
            Some(path) => path,
        }
    }

    /// A type of another table's.
    pub(super) fn other(&self, name: &TypeName) -> String {
        from_inside(&self.parent, name)
            .unwrap_or_else(|| self.imported("super", &ident(name.last())))
    }

    /// The type of an older version, which never has the name of a type here.
    pub(super) fn old(&self, name: &TypeName) -> String {
        from_inside(&self.parent, name).unwrap_or_else(|| format!("super::{}", ident(name.last())))
    }

    /// `Id<T>`
    pub(super) fn id(&self, table: &TableName) -> String {
        let of = match table.as_str() {
            "_storage" => self.ours("Storage"),
            "_scheduled_functions" => self.ours("ScheduledFunctions"),
            _ if *table == self.frozen.name.table => {
                document(self.frozen).map_or_else(|| "Self".to_owned(), |name| ident(name.last()))
            }
            _ => self.table(table),
        };
        format!("{}<{of}>", self.ours("Id"))
    }

    /// The type that stands for another table.
    fn table(&self, table: &TableName) -> String {
        if let Some(name) = self.facts.tables.get(table) {
            return self.other(name);
        }
        let guess = schema_names::case::Case::Pascal.field(table.as_str());
        self.doubt(format!(
            "`Id<super::{guess}>` is a guess: neither the frozen versions nor the sources say which \
             Rust type stands for table `{table}`"
        ));
        format!("super::{guess}")
    }

    /// A type as it is written in a field.
    pub(super) fn rust(&self, rust: &RustType) -> String {
        match rust {
            RustType::Leaf(path) => self.leaf(path),
            RustType::Nullable(inner) => format!("{}<{}>", self.ours("Nullable"), self.rust(inner)),
            RustType::Vec(inner) => format!("Vec<{}>", self.rust(inner)),
            RustType::Boxed(inner) => format!("Box<{}>", self.rust(inner)),
            RustType::Map { map, key, value } => {
                format!("{}<{}, {}>", self.leaf(map), self.rust(key), self.rust(value))
            }
            RustType::Id(table) => self.id(table),
            RustType::Named(name) => self.named(name),
        }
    }

    /// What a type can surely do.
    pub(super) fn abilities(&self, rust: &RustType) -> Abilities {
        let both = |yes: bool| Abilities { clone: yes, debug: yes };
        match rust {
            RustType::Leaf(path) => both(is_known(path)),
            RustType::Nullable(inner) | RustType::Vec(inner) | RustType::Boxed(inner) => {
                self.abilities(inner)
            }
            RustType::Map { value, .. } => self.abilities(value),
            RustType::Id(_) => both(true),
            RustType::Named(name) => match self.facts.shared.get(name) {
                Some(abilities) => *abilities,
                None => {
                    self.frozen.rust.types.get(name).map_or(both(false), |def| self.of_def(def))
                }
            },
        }
    }

    /// What a type that is written here can be derived to do.
    pub(super) fn of_def(&self, def: &RustDef) -> Abilities {
        def.parts().into_iter().map(|part| self.abilities(part)).fold(
            Abilities { clone: true, debug: true },
            |all, one| Abilities { clone: all.clone && one.clone, debug: all.debug && one.debug },
        )
    }

    /// The `use` lines: those from elsewhere, then those from the user's own modules.
    pub(super) fn imports(&self) -> Option<String> {
        let imports = self.imports.borrow();
        let is_near = |module: &str| {
            let first = module.split("::").next().unwrap_or(module);
            matches!(first, "super" | "crate" | "self")
        };
        let group = |near: bool| {
            let lines: Vec<String> = imports
                .iter()
                .filter(|(module, _)| is_near(module) == near)
                .map(|(module, names)| use_list(module, names))
                .collect();
            (!lines.is_empty()).then(|| lines.concat())
        };
        let groups: Vec<String> = [group(false), group(true)].into_iter().flatten().collect();
        (!groups.is_empty()).then(|| groups.join("\n"))
    }
}

/// The name that an import binds.
fn bound(import: &str) -> &str {
    import.rsplit_once(" as ").map_or(import, |(_, alias)| alias)
}

/// The `use` of what one module gives, broken as rustfmt breaks it.
fn use_list(module: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let [name] = names[..] {
        return format!("use {module}::{name};\n");
    }
    let line = format!("use {module}::{{{}}};\n", names.join(", "));
    if line.chars().count() <= 101 {
        return line;
    }
    let mut text = format!("use {module}::{{\n");
    let mut row = String::new();
    for name in names {
        if !row.is_empty() && row.chars().count() + name.chars().count() > 94 {
            text.extend(["    ", row.trim_end(), "\n"]);
            row.clear();
        }
        row.extend([name, ", "]);
    }
    text.extend(["    ", row.trim_end(), "\n};\n"]);
    text
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a type from elsewhere is known to be `Clone` and `Debug`.
fn is_known(path: &str) -> bool {
    const OURS: &[&str] = &["Bytes", "CommitTs", "Millis", "SafeInt", "Value"];
    const PLAIN: &[&str] =
        &["String", "bool", "f64", "f32", "i8", "i16", "i32", "i64", "u8", "u16", "u32"];
    match path.split_once("::") {
        None => PLAIN.contains(&path),
        Some(("schema_core", name)) => OURS.contains(&name),
        Some(("chrono" | "uuid" | "url", _)) => true,
        Some(_) => false,
    }
}
