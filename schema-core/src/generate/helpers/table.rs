//! The types and functions of one table.

mod functions;

use std::collections::BTreeMap;

use crate::history::TableHistory;
use crate::name::TableName;
use crate::transition::TransitionDef;
use crate::version::{TableVersion, VersionNumber};

use super::super::code;
use super::super::expr::Expr;
use super::super::layout::Doc;
use super::super::validators;
use super::callback::{Callback, FillType};
use super::ids::ids_matter;
use super::names::Names;
use super::runtime::Used;
use super::step::{Giving, StepWriter};
use super::{Callable, Upgrading};

/// The declarations of one table, each with the name it takes, if any.
pub(super) struct TableWriter<'a> {
    table: &'a TableName,
    history: &'a TableHistory,
    names: &'a Names,
    used: &'a mut Used,
    fill: Option<FillType>,
    asks_for_ids: bool,
    pub(super) declarations: Vec<FilePart>,
}

/// A part of the file, with the name it takes.
pub(super) struct FilePart {
    pub(super) name: Option<String>,
    pub(super) text: Doc,
}

impl<'a> TableWriter<'a> {
    pub(super) fn write(
        table: &'a TableName,
        history: &'a TableHistory,
        names: &'a Names,
        used: &'a mut Used,
    ) -> Self {
        let asks_for_ids = ids_matter(history);
        let mut writer = Self {
            table,
            history,
            names,
            used,
            fill: None,
            asks_for_ids,
            declarations: Vec::new(),
        };
        writer.all();
        writer
    }

    /// How the table's documents are carried by what [`write`](Self::write) declares.
    pub(super) fn callable(
        table: &'a TableName,
        history: &'a TableHistory,
        names: &'a Names,
    ) -> Callable {
        let mut used = Used::default();
        let writer = TableWriter::write(table, history, names, &mut used);
        let giving = Giving { fill_type: Doc::from("any"), is_alone: false };
        let (callbacks, _) = writer.write_steps(&giving, &mut Used::default());
        let (verb, upgrading) = if writer.can_upgrade_all() {
            ("upgrade", Upgrading::All)
        } else {
            ("read", Upgrading::AsFarAsPossible)
        };
        Callable {
            function: names.function(verb),
            takes_ctx: writer.asks_for_ids,
            upgrading,
            callbacks: callbacks.into_iter().map(|one| (one.key, one.version)).collect(),
        }
    }

    fn newest(&self) -> &'a TableVersion {
        self.history.newest()
    }

    fn newest_number(&self) -> VersionNumber {
        self.newest().name.version
    }

    /// The transitions that need no other documents, each with the versions around it.
    fn pure_steps(&self) -> Vec<(&'a TableVersion, &'a TableVersion, &'a TransitionDef)> {
        let history = self.history;
        let versions = history.versions();
        let steps = versions.iter().zip(&versions[1..]).zip(history.transitions());
        steps
            .map(|((old, new), transition)| (old, new, transition))
            .filter(|(_, _, transition)| transition.is_pure())
            .collect()
    }

    fn can_upgrade_all(&self) -> bool {
        self.history.transitions().iter().all(TransitionDef::is_pure)
    }

    fn all(&mut self) {
        let (old, new) = (&self.history.versions()[0].name, &self.newest().name);
        self.part(Doc::text(format!("// {old} to {new}")));
        for version in self.history.versions() {
            self.validator(version);
        }
        for version in self.history.versions() {
            self.types(version);
        }
        self.fills();
        if self.can_upgrade_all() {
            self.upgrade();
        } else {
            self.read();
        }
        self.is_current();
        self.insert();
        self.patch();
        self.steps();
        self.table();
    }

    fn declare(&mut self, name: String, text: Doc) {
        self.declarations.push(FilePart { name: Some(name), text });
    }

    fn part(&mut self, text: Doc) {
        self.declarations.push(FilePart { name: None, text });
    }

    fn export(&mut self, name: String, comment: &[String], declaration: Doc) {
        self.declare(name, code::lines([code::doc_comment(comment), declaration]));
    }

    fn validator(&mut self, version: &TableVersion) {
        let name = self.names.document(version.name.version);
        let validator = validators::validator(&version.document);
        self.declare(name.clone(), code::constant(format!("const {name}"), validator));
    }

    fn types(&mut self, version: &TableVersion) {
        let number = version.name.version;
        let fields = self.names.version(number);
        let infer = format!("{}<typeof {}>", self.used.note("Infer"), self.names.document(number));
        let which = if number == self.newest_number() { ", the newest version" } else { "" };
        let comment = format!("The fields of a document of `{}`{which}.", version.name);
        let alias = code::type_alias(&fields, Expr::verbatim(infer));
        self.export(fields.clone(), &[comment], alias);
        let stored = self.stored(&fields);
        let doc = self.names.doc(number);
        let comment = format!("A stored document of `{}`.", version.name);
        let alias = code::type_alias(&doc, Expr::other(stored));
        self.export(doc, &[comment], alias);
    }

    /// `Stored<"users", User>`
    fn stored(&mut self, fields: &str) -> Doc {
        let table = Expr::string(self.table.as_str()).into_doc();
        code::generic(self.used.note("Stored"), vec![table, Doc::text(fields)])
    }

    fn fills(&mut self) {
        // What has to be given decides how it is called, so this first writing is for that alone.
        let giving = Giving { fill_type: Doc::from("any"), is_alone: false };
        let (callbacks, _) = self.write_steps(&giving, &mut Used::default());
        for callback in &callbacks {
            if !callback.types.is_empty() {
                self.used.note("Infer");
            }
            for (name, declaration) in callback.type_declarations() {
                let is_same = |other: &FilePart| {
                    other.name.as_ref() == Some(&name) && other.text.print() == declaration.print()
                };
                if !self.declarations.iter().any(is_same) {
                    self.declare(name, declaration);
                }
            }
        }
        self.fill = FillType::of(&callbacks, self.newest_number());
        let declaration = self.fill.as_ref().and_then(|fill| fill.declaration(self.names));
        if let Some(declaration) = declaration {
            self.declare(self.names.fills(), declaration);
        }
    }

    fn steps(&mut self) {
        let fill_type = self.fill.as_ref().map(|fill| fill.doc(self.names));
        let giving = Giving {
            fill_type: fill_type.unwrap_or(Doc::from("unknown")),
            is_alone: matches!(self.fill, Some(FillType::Alone(_))),
        };
        let mut used = std::mem::take(self.used);
        let (_, functions) = self.write_steps(&giving, &mut used);
        *self.used = used;
        for function in functions {
            self.part(function);
        }
    }

    fn write_steps(&self, giving: &Giving, used: &mut Used) -> (Vec<Callback>, Vec<Doc>) {
        let (mut callbacks, mut functions) = (Vec::new(), Vec::new());
        let mut type_texts = BTreeMap::new();
        for (old, new, transition) in self.pure_steps() {
            let (used, type_texts) = (&mut *used, &mut type_texts);
            let mut writer =
                StepWriter::new(self.names, (old, new), giving.clone(), used, type_texts);
            writer.write(transition);
            callbacks.append(&mut writer.callbacks);
            functions.append(&mut writer.functions);
        }
        (callbacks, functions)
    }

    fn table(&mut self) {
        let history = self.history;
        let versions = history.versions().iter().enumerate().map(|(at, version)| {
            let number = version.name.version;
            let mut properties = vec![
                ("number".to_owned(), Expr::verbatim(number.to_string())),
                ("document".to_owned(), Expr::verbatim(self.names.document(number))),
            ];
            if let Some(transition) = at.checked_sub(1).map(|at| &history.transitions()[at]) {
                if transition.is_pure() {
                    let carry = self.names.step(transition.old, transition.new);
                    properties.push(("carry".to_owned(), Expr::verbatim(carry)));
                }
                let fields = super::reinterpreted(version, transition);
                if !fields.is_empty() {
                    let fields = fields.iter().map(|field| Expr::string(field)).collect();
                    properties.push(("reinterpreted".to_owned(), Expr::array(fields)));
                }
            }
            Expr::object(properties)
        });
        let mut properties = vec![
            ("name".to_owned(), Expr::string(self.table.as_str())),
            ("versions".to_owned(), Expr::array_by_lines(versions.collect())),
        ];
        if let Some(field) = &self.newest().version_field {
            let since = history.versions().iter().find(|v| v.version_field.as_ref() == Some(field));
            let since = since.unwrap_or(self.newest()).name.version;
            let marker = Expr::object(vec![
                ("field".to_owned(), Expr::string(field.as_str())),
                ("since".to_owned(), Expr::verbatim(since.to_string())),
            ]);
            properties.push(("marker".to_owned(), marker));
        }
        let head = format!("const {}: {}", self.names.table(), self.used.note("Table"));
        let declaration = code::constant(head, Expr::object_by_lines(properties));
        self.declare(self.names.table(), declaration);
    }
}
