//! `convex-migrate bump`: the newest frozen version of a table as Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use schema_core::bump::{
    BumpFacts, Bumped, CurrentLine, MovedImpl, Visibility, bump, current_lines, document,
};
use schema_core::frozen::FrozenVersion;
use schema_core::name::TableName;
use schema_core::shape::TypeName;

use super::edit::{self, Edit};
use super::place::{Place, place, table_of};
use super::redirect::redirect;
use super::source::{Item, ItemKind, SourceFile, Sources};
use super::{BumpArgs, ToolError, compare, imports, words};
use crate::files::{self, Written};

/// The traits whose functions belong to a version.
const TRANSITIONS: &[&str] = &[
    "Transition",
    "TransitionWithEffects",
    "TransitionWithReads",
    "TransitionWithReadsAndEffects",
    "UnionTransition",
    "NestedTransition",
    "NestedUnionTransition",
];

pub(super) fn run(
    args: &BumpArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ToolError> {
    schema_names::table_name(&args.table).map_err(|reason| ToolError::TableName {
        table: args.table.clone(),
        reason: reason.to_string(),
    })?;
    let folder = args.frozen_dir.clone().unwrap_or_else(|| args.package.join("frozen"));
    let newest = newest_frozen(&folder)?;
    let table = TableName::from_checked(args.table.as_str());
    let Some(frozen) = newest.get(&table) else {
        let names = newest.keys().map(TableName::as_str);
        let known = schema_names::suggest::closest(&args.table, names).map(ToOwned::to_owned);
        return Err(ToolError::NothingFrozen { table: args.table.clone(), folder, known });
    };
    let Some(own) = document(frozen) else {
        return Err(ToolError::NoType { version: frozen.name.to_string() });
    };
    let sources = Sources::read(&args.package)?;
    let declared = sources.declaration(own);
    let place = match &args.out {
        Some(file) => {
            let module = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Place { module, file: file.clone() }
        }
        None => place(frozen, &args.package, &sources, declared),
    };
    let work = Work { frozen, sources: &sources, newest: &newest, place: &place, declared };
    let (facts, cuts) = work.facts();
    let bumped = bump(frozen, &facts);
    let written = write_new(&place.file, &bumped.text)?;
    report(err, &work, &bumped, written)?;
    if written == Written::Created {
        let mut edits: Vec<Edit> = cuts.iter().map(cut).collect();
        edits.extend(redirect(frozen, &facts, &sources, declared.map(|(_, item)| item)));
        for note in edit::apply(&edits)? {
            say(err, &note)?;
        }
    }
    print(out, &work, &facts).map_err(ToolError::Output)
}

/// What the command works with.
struct Work<'a> {
    frozen: &'a FrozenVersion,
    sources: &'a Sources,
    newest: &'a BTreeMap<TableName, FrozenVersion>,
    place: &'a Place,
    declared: Option<(&'a SourceFile, &'a Item)>,
}

/// A piece of a file that moves into the new module.
struct Cut<'a> {
    file: &'a SourceFile,
    item: &'a Item,
}

impl<'a> Work<'a> {
    /// What `bump` needs to know, and what moves out of the sources with it.
    fn facts(&self) -> (BumpFacts, Vec<Cut<'a>>) {
        let item = self.declared.map(|(_, item)| item);
        let mut facts = BumpFacts {
            module: self.place.module.clone(),
            visibility: item.map_or(Visibility::Public, |item| item.visibility),
            schema_core: item.and_then(crate_path).unwrap_or_else(|| "schema_core".to_owned()),
            shared: BTreeMap::new(),
            tables: self.tables(),
            moved: Vec::new(),
            imports: Vec::new(),
        };
        facts.shared = compare::shared(self.frozen, &facts, self.sources);
        let lacking = bump(self.frozen, &facts).lacking;
        let mut cuts = Vec::new();
        for lacking in lacking {
            let Some((file, item)) = self.implementation(&lacking.of) else { continue };
            let text = file.text.get(item.range.clone()).unwrap_or_default().to_owned();
            facts.moved.push(MovedImpl { of: lacking.of, text });
            cuts.push(Cut { file, item });
        }
        facts.imports = self.imports(&facts, &cuts);
        (facts, cuts)
    }

    /// The Rust type that stands for each table: as the sources declare it, else as its newest
    /// frozen version does.
    fn tables(&self) -> BTreeMap<TableName, TypeName> {
        let frozen = self.newest.iter();
        let mut tables: BTreeMap<TableName, TypeName> = frozen
            .filter_map(|(table, file)| Some((table.clone(), document(file)?.clone())))
            .collect();
        let own = document(self.frozen)
            .map_or("crate", |name| name.as_str().split("::").next().unwrap_or("crate"));
        for (_, item) in self.sources.items() {
            let Some(table) = table_of(item) else { continue };
            let path = std::iter::once(own).chain(item.module.iter().map(String::as_str));
            let module = path.collect::<Vec<_>>().join("::");
            let name = TypeName::new(&module, &item.name);
            tables.entry(TableName::from_checked(table)).or_insert(name);
        }
        tables
    }

    /// The user's function for a type of the old version, unless it is one for the version to come
    /// already.
    fn implementation(&self, of: &TypeName) -> Option<(&'a SourceFile, &'a Item)> {
        let (home, declared) = self.sources.declaration(of)?;
        let mut found = self.sources.items().filter(|(_, item)| {
            let ItemKind::Impl { of_trait: Some(of_trait) } = &item.kind else { return false };
            item.name == of.last() && TRANSITIONS.contains(&of_trait.as_str())
        });
        let near = |(file, item): &(&SourceFile, &Item)| {
            file.path == home.path && item.module == declared.module
        };
        let all: Vec<_> = found.by_ref().collect();
        let one = all.iter().find(|found| near(found)).or(match &all[..] {
            [one] => Some(one),
            _ => None,
        })?;
        let speaks_of_new = mentions(&one.1.tokens, &self.place.module);
        (!speaks_of_new).then_some(*one)
    }

    fn imports(&self, facts: &BumpFacts, cuts: &[Cut<'_>]) -> Vec<schema_core::bump::Import> {
        let types = self.frozen.rust.types.keys();
        let copied = types.filter(|name| !facts.shared.contains_key(*name));
        let locals: BTreeSet<String> = copied
            .flat_map(|name| [name.last().to_owned(), format!("{}Fill", name.last())])
            .collect();
        let needed: BTreeSet<_> = cuts
            .iter()
            .flat_map(|cut| {
                let text = cut.file.text.get(cut.item.range.clone()).unwrap_or_default();
                imports::needed(text, cut.file, &cut.item.module, &locals)
            })
            .collect();
        needed.into_iter().collect()
    }
}

/// Whether a name stands anywhere in tokens.
fn mentions(tokens: &[proc_macro2::TokenTree], name: &str) -> bool {
    tokens.iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        proc_macro2::TokenTree::Group(group) => {
            let inner: Vec<_> = group.stream().into_iter().collect();
            mentions(&inner, name)
        }
        proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
    })
}

/// `crate = "..."` of an item.
fn crate_path(item: &Item) -> Option<String> {
    let words = words::words(&item.attributes, "schema");
    words.iter().find(|word| word.word == "crate")?.text().map(ToOwned::to_owned)
}

/// The newest frozen version of each table.
fn newest_frozen(folder: &Path) -> Result<BTreeMap<TableName, FrozenVersion>, ToolError> {
    let failed = |source| ToolError::Folder { folder: folder.to_owned(), source };
    let mut newest: BTreeMap<TableName, FrozenVersion> = BTreeMap::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(newest),
        Err(error) => return Err(failed(error)),
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in paths {
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(text) = files::read(&path)? else { continue };
        let read = FrozenVersion::parse(&path.display().to_string(), &text)
            .map_err(|error| ToolError::Frozen(Box::new(error)))?;
        let table = read.name.table.clone();
        let is_newer = newest.get(&table).is_none_or(|known| known.name < read.name);
        if is_newer {
            newest.insert(table, read);
        }
    }
    Ok(newest)
}

/// Writes a file that isn't there; one that has this text already is left alone.
fn write_new(file: &Path, text: &str) -> Result<Written, ToolError> {
    match files::read(file)? {
        Some(found) if found == text => Ok(Written::Unchanged),
        Some(_) => Err(ToolError::FileDiffers { file: file.to_owned() }),
        None => Ok(files::write(file, text)?),
    }
}

/// The edit that takes what has moved out of the file that it stood in.
fn cut(cut: &Cut<'_>) -> Edit {
    let Cut { file, item } = cut;
    let end = item.range.end;
    let after = file.text.get(end..).unwrap_or_default();
    let blank = after.bytes().take_while(|byte| *byte == b'\n').count();
    let of_trait = match &item.kind {
        ItemKind::Impl { of_trait: Some(of_trait) } => of_trait.as_str(),
        _ => "",
    };
    let path = &file.path;
    let note = format!("moved `impl {of_trait} for {}` out of {}", item.name, path.display());
    Edit { file: path.clone(), range: item.range.start..end + blank, text: String::new(), note }
}

fn say(err: &mut dyn Write, text: &str) -> Result<(), ToolError> {
    writeln!(err, "{text}").map_err(ToolError::Output)
}

/// Says what was written, and what couldn't be.
fn report(
    err: &mut dyn Write,
    work: &Work<'_>,
    bumped: &Bumped,
    written: Written,
) -> Result<(), ToolError> {
    let file = work.place.file.display();
    let version = &work.frozen.name;
    match written {
        Written::Unchanged => say(err, &format!("{file} has {version} already"))?,
        Written::Created | Written::Changed => say(err, &format!("wrote {version} to {file}"))?,
    }
    for path in &work.sources.unreadable {
        say(
            err,
            &format!(
                "{} can't be read as Rust, so what it declares was taken for changed",
                path.display()
            ),
        )?;
    }
    for lacking in &bumped.lacking {
        let (name, of_trait) = (lacking.of.last(), lacking.of_trait);
        let home = work.sources.declaration(&lacking.of);
        let from =
            home.map_or_else(|| "FILE".to_owned(), |(file, _)| file.path.display().to_string());
        say(
            err,
            &format!(
                "`impl {of_trait} for {name}` of {version} wasn't found: put its text into {file}, for \
             example from `git show HEAD:{from}`"
            ),
        )?;
    }
    for doubt in &bumped.doubts {
        say(err, &format!("to check in {file}: {doubt}"))?;
    }
    Ok(())
}

/// Prints what to change in the current types.
fn print(out: &mut dyn Write, work: &Work<'_>, facts: &BumpFacts) -> std::io::Result<()> {
    let home = work.declared.map(|(file, _)| file.path.display().to_string());
    let visible = facts.visibility.of_module();
    match &home {
        Some(home) => writeln!(out, "in {home}:")?,
        None => writeln!(out, "beside the current struct:")?,
    }
    writeln!(out, "    {visible}mod {};", facts.module)?;
    for CurrentLine { of, attribute, outdated } in current_lines(work.frozen, facts) {
        // A nested type that is gone needs nothing.
        let is_gone = work.declared.is_some() && work.sources.declaration(&of).is_none();
        if is_gone {
            continue;
        }
        writeln!(out, "on `{}`:", of.last())?;
        writeln!(out, "    {attribute}")?;
        if !outdated.is_empty() {
            writeln!(out, "  and without what led to {}:", work.frozen.name)?;
            for word in outdated {
                writeln!(out, "    {word}")?;
            }
        }
    }
    Ok(())
}
