//! The text of the migrations: one definition for each table, and a runner of all of them.

use crate::declaration::Declaration;
use crate::diff::{self, Change};
use crate::history::TableHistory;
use crate::name::TableName;
use crate::version::{Meaning, VersionName};

use super::super::helpers::{Callable, Upgrading};
use super::super::layout::{Doc, concat_docs};
use super::super::{code, expr::Expr};
use super::{COMPONENT_MARK, RefusedTransition, sayable_from};

const HEAD: &str = "\
// Do not edit: change the Rust declarations and run
// `generate --for migrations-component`.
//
// Run them while `schema.ts` accepts old documents beside new ones, all with
//   npx convex run schema_migrations:runAll
// or each by its name. A current document is left alone, so running one again
// does no harm. A document of no declared version stops its migration, and the
// message names it. All functions of this module are internal.";

const HEAD_OF_REFUSED: &str = "\
// Not here, because only a run of the Rust program can do it:";

/// The migration of one table.
pub(super) struct Definition<'a> {
    table: &'a TableName,
    history: &'a TableHistory,
    callable: &'a Callable,
    /// The oldest version whose documents it carries, by its place.
    from: usize,
    /// What changes, one a line.
    changes: Vec<String>,
}

impl<'a> Definition<'a> {
    /// The migration of a table; `None` where its last transition is refused.
    pub(super) fn of(
        declaration: &Declaration,
        history: &'a TableHistory,
        callable: &'a Callable,
        refused: &[RefusedTransition],
    ) -> Option<Self> {
        let from = sayable_from(history, refused)?;
        let table = &history.newest().name.table;
        let old = &history.versions()[from];
        let before = diff::DeployedTable { version: old.name.version, meaning: Meaning::of(old) };
        let deployed = diff::Deployed { tables: [(table.clone(), before)].into() };
        let difference = diff::diff(&deployed, declaration);
        let changes = difference.tables.get(table).into_iter().flat_map(|diff| &diff.changes);
        let of_documents = changes.filter(|change| matches!(change, Change::Field(_)));
        let changes = of_documents.map(|change| in_comment(&diff::change_text(change))).collect();
        Some(Self { table, history, callable, from, changes })
    }

    fn newest(&self) -> &'a VersionName {
        &self.history.newest().name
    }

    /// `usersTo2`: a table's name as it is, so that no two migrations share one.
    fn name(&self) -> String {
        format!("{}To{}", self.table, self.newest().version)
    }

    /// Versions whose documents stop it.
    fn refused(&self) -> impl Iterator<Item = &'a VersionName> {
        self.history.versions()[..self.from].iter().map(|version| &version.name)
    }

    fn comment(&self) -> Doc {
        let list = |names: Vec<&VersionName>| {
            let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
            match names.as_slice() {
                [] => String::new(),
                [one] => one.clone(),
                [first @ .., last] => format!("{} and {last}", first.join(", ")),
            }
        };
        let versions = self.history.versions();
        let old = versions[self.from..versions.len() - 1].iter().map(|version| &version.name);
        let carries = format!("From {} to `{}`:", list(old.collect()), self.newest());
        let mut lines = vec![carries];
        lines.extend(self.changes.iter().map(|change| format!("  {change}")));
        if self.from > 0 {
            let which = list(self.refused().collect());
            lines.push(format!("A document of {which} stops it: only a run carries those."));
        }
        code::doc_comment(&lines)
    }

    fn definition(&self) -> Doc {
        let migrate = concat_docs!["async (ctx, doc) => ", code::block(self.body())];
        let options = Expr::object_by_lines(vec![
            ("table".to_owned(), Expr::string(self.table.as_str())),
            ("migrateOne".to_owned(), Expr::other(migrate)),
        ]);
        let call = Expr::call("migrations.define", vec![options]);
        code::lines([self.comment(), code::constant(format!("export const {}", self.name()), call)])
    }

    fn body(&self) -> Vec<Doc> {
        let Callable { function, takes_ctx, upgrading, callbacks } = self.callable;
        let mut arguments: Vec<_> = takes_ctx.then(|| Expr::verbatim("ctx")).into_iter().collect();
        arguments.push(Expr::verbatim("doc"));
        if !callbacks.is_empty() {
            let refuse = |(key, version): &(String, _)| {
                let old = self.refused().filter(|old| old.version < *version).last();
                let old = old.unwrap_or(self.newest());
                let arguments = vec![Expr::verbatim("doc"), Expr::string(&old.to_string())];
                let call = Expr::call("needsRun", arguments).into_doc();
                (key.clone(), Expr::other(concat_docs!["() => ", call]))
            };
            arguments.push(Expr::object_by_lines(callbacks.iter().map(refuse).collect()));
        }
        let call = Expr::call(format!("versions.{function}"), arguments);
        let (found, upgraded) = match upgrading {
            Upgrading::All => ("upgraded", "upgraded"),
            Upgrading::AsFarAsPossible => ("read", "read.doc"),
        };
        let mut body = vec![code::constant(format!("const {found}"), call)];
        if *upgrading == Upgrading::AsFarAsPossible {
            let test = format!("read.version !== {}", self.newest().version);
            let of = Expr::verbatim(format!("`{}@${{read.version}}`", self.table));
            let stop = Expr::call("needsRun", vec![Expr::verbatim("doc"), of]);
            let stop = concat_docs!["return ", stop.into_doc(), ";"];
            body.push(code::when(Expr::verbatim(test), vec![stop]));
        }
        let arguments = vec![
            Expr::string(self.table.as_str()),
            Expr::verbatim("doc._id"),
            Expr::verbatim(upgraded),
        ];
        let replace = Expr::call("await ctx.db.replace", arguments);
        let test = Expr::verbatim(format!("{upgraded} !== doc"));
        body.push(code::when(test, vec![concat_docs![replace.into_doc(), ";"]]));
        body
    }
}

/// The whole file; `None` where there is no migration.
pub(super) fn file(
    definitions: &[Definition<'_>],
    refused: &[RefusedTransition],
) -> Option<String> {
    if definitions.is_empty() {
        return None;
    }
    let mut head: Vec<_> =
        std::iter::once(COMPONENT_MARK).chain(HEAD.lines()).map(Doc::from).collect();
    if !refused.is_empty() {
        head.push(Doc::from("//"));
        head.push(Doc::from(HEAD_OF_REFUSED));
        head.extend(refused.iter().map(|refused| Doc::text(format!("//   {refused}"))));
    }
    head.extend([Doc::from(""), Doc::from("/* eslint-disable */")]);
    let needs_run = definitions.iter().any(|definition| definition.from > 0);
    let mut parts = vec![code::lines(head), imports(needs_run), text(MIGRATIONS)];
    let names = definitions.iter().map(|definition| {
        Expr::verbatim(format!("internal.schema_migrations.{}", definition.name()))
    });
    let runner = Expr::call("migrations.runner", vec![Expr::array(names.collect())]);
    parts.push(code::lines([
        code::doc_comment(&["Starts or resumes all of them, one after the other.".to_owned()]),
        code::constant("export const runAll".to_owned(), runner),
    ]));
    parts.extend(definitions.iter().map(Definition::definition));
    if needs_run {
        parts.push(text(NEEDS_RUN));
    }
    Some(Doc::join(parts, &Doc::Concat(vec![Doc::Hardline, Doc::Hardline])).print())
}

fn imports(needs_run: bool) -> Doc {
    let errors = needs_run.then_some("import { ConvexError } from \"convex/values\";");
    let lines = [r#"import { Migrations } from "@convex-dev/migrations";"#]
        .into_iter()
        .chain(errors)
        .chain([
            r#"import { components, internal } from "./_generated/api";"#,
            r#"import type { DataModel } from "./_generated/dataModel";"#,
            r#"import * as versions from "./schema_versions";"#,
        ]);
    code::lines(lines.map(Doc::from))
}

const MIGRATIONS: &str = r#"const migrations = new Migrations<DataModel>(components.migrations, {
  migrationsLocationPrefix: "schema_migrations:",
});"#;

const NEEDS_RUN: &str = r#"/** Stops at a document that only a run of the Rust program can carry. */
function needsRun({ _id: id }: { _id: string }, from: string): never {
  const message = `document ${id} has to go on from ${from}: only a run can do so`;
  throw new ConvexError({ id, code: "needs_run", message });
}"#;

fn text(text: &str) -> Doc {
    code::lines(text.lines().map(Doc::from))
}

/// Text that doesn't end the comment that it stands in.
fn in_comment(text: &str) -> String {
    text.replace("*/", "*\\/")
}
