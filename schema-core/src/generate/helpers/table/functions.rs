//! The functions that an application calls.

use super::super::super::code;
use super::super::super::expr::Expr;
use super::super::super::layout::{Doc, concat_docs};
use super::TableWriter;

impl TableWriter<'_> {
    pub(super) fn upgrade(&mut self) {
        let name = self.names.function("upgrade");
        let doc = self.names.doc(self.newest_number());
        let call = self.call("upgrade", vec![self.table_name(), Expr::verbatim("doc")], true);
        let body = vec![concat_docs!["return ", call.into_doc(), format!(" as {doc};")]];
        let mut parameters = self.context_parameter("ReadCtx", false);
        parameters.push(self.doc_parameter());
        parameters.extend(self.fill_parameter());
        let function = code::function(
            format!("export function {name}"),
            parameters,
            Some(Doc::text(doc)),
            body,
        );
        let comment = self.upgrade_comment();
        self.export(name, &comment, function);
    }

    fn upgrade_comment(&self) -> Vec<String> {
        let newest = &self.newest().name;
        let mut comment =
            vec![format!("Gives a stored document of `{}` as one of `{newest}`.", self.table)];
        comment.push("A current one is returned as it is.".to_owned());
        if self.fill.is_some() {
            comment.push("`fill` is called for an older one alone.".to_owned());
        }
        if self.asks_for_ids {
            comment.push("`ctx` tells ids of a table from any other text.".to_owned());
        }
        comment.push("Throws a `ConvexError` for a document of no declared version.".to_owned());
        comment
    }

    pub(super) fn read(&mut self) {
        let read = self.names.read();
        let impure = self.history.transitions().iter().filter(|transition| !transition.is_pure());
        let stops = impure.map(|transition| transition.old).chain([self.newest_number()]);
        let members = stops.map(|version| {
            let doc = self.names.doc(version);
            vec![Doc::text(format!("version: {version}")), Doc::text(format!("doc: {doc}"))]
        });
        let alias = code::object_union_alias(&read, members.collect());
        let comment = [
            "A document at the latest version that it gets to without other documents.".to_owned(),
            "The transitions after the older ones read or write other documents: only".to_owned(),
            "a run can carry those.".to_owned(),
        ];
        self.export(read.clone(), &comment, alias);
        let name = self.names.function("read");
        let call = self.call("read", vec![self.table_name(), Expr::verbatim("doc")], true);
        let mut parameters = self.context_parameter("ReadCtx", false);
        parameters.push(self.doc_parameter());
        parameters.extend(self.fill_parameter());
        let body = vec![code::returns(call)];
        let function = code::function(
            format!("export function {name}"),
            parameters,
            Some(Doc::text(read)),
            body,
        );
        let comment = [
            format!(
                "Reads a stored document of `{}`: tells its version where only a run can",
                self.table
            ),
            "carry it on. Throws a `ConvexError` for one of no declared version.".to_owned(),
        ];
        self.export(name, &comment, function);
    }

    pub(super) fn is_current(&mut self) {
        let name = self.names.function("isCurrent");
        let doc = self.names.doc(self.newest_number());
        let call = self.call("isCurrent", vec![self.table_name(), Expr::verbatim("doc")], false);
        let mut parameters = self.context_parameter("ReadCtx", false);
        parameters.push(self.doc_parameter());
        let returns = Doc::text(format!("doc is {doc}"));
        let body = vec![code::returns(call)];
        let function =
            code::function(format!("export function {name}"), parameters, Some(returns), body);
        let comment = [format!("Whether a stored document is of `{}`.", self.newest().name)];
        self.export(name, &comment, function);
    }

    pub(super) fn insert(&mut self) {
        let name = self.names.function("insert");
        let arguments = vec![Expr::verbatim("ctx"), self.table_name(), Expr::verbatim("value")];
        let call = self.call("insert", arguments, false);
        let mut parameters = self.context_parameter("WriteCtx", true);
        parameters.push(Doc::text(format!("value: {}", self.written())));
        let id = self.id();
        let body = vec![concat_docs!["return await ", call.into_doc(), ";"]];
        let function = code::function(
            format!("export async function {name}"),
            parameters,
            Some(code::generic("Promise", vec![id])),
            body,
        );
        let newest = &self.newest().name;
        let comment = [
            format!("Inserts a document of `{newest}`, whichever schema is deployed."),
            "Throws a `ConvexError` where `value` isn't exactly that.".to_owned(),
        ];
        self.export(name, &comment, function);
    }

    pub(super) fn patch(&mut self) {
        let name = self.names.function("patch");
        let arguments =
            ["ctx", &self.names.table(), "id", "changes"].map(Expr::verbatim).into_iter().collect();
        let call = self.call("patch", arguments, true);
        let mut parameters = self.context_parameter("WriteCtx", true);
        let id = self.id();
        parameters.push(concat_docs!["id: ", id]);
        let changes = Doc::text(self.written());
        parameters.push(concat_docs!["changes: ", code::generic("Partial", vec![changes])]);
        parameters.extend(self.fill_parameter());
        let body = vec![concat_docs!["await ", call.into_doc(), ";"]];
        let function = code::function(
            format!("export async function {name}"),
            parameters,
            Some(Doc::from("Promise<void>")),
            body,
        );
        let newest = &self.newest().name;
        let mut comment = vec![
            format!(
                "Reads a document of `{}`, upgrades it, and replaces the whole of it, so",
                self.table
            ),
            format!("that it is of `{newest}` with `changes`; `undefined` removes a field."),
        ];
        comment.push(if self.can_upgrade_all() {
            "Throws a `ConvexError` where it can't be upgraded, and writes nothing then.".to_owned()
        } else {
            "Throws a `ConvexError` for an old document that only a run can carry.".to_owned()
        });
        self.export(name, &comment, function);
    }

    /// A call of the runtime, with what all its functions take at the end.
    fn call(&mut self, function: &'static str, mut arguments: Vec<Expr>, takes_fill: bool) -> Expr {
        if takes_fill {
            let fill = if self.fill.is_some() { "fill" } else { "undefined" };
            arguments.push(Expr::verbatim(fill));
        }
        arguments.push(if self.asks_for_ids {
            Expr::call(self.used.note("idsOf"), vec![Expr::verbatim("ctx")])
        } else {
            Expr::verbatim(self.used.note("anyId"))
        });
        Expr::call(self.used.note(function), arguments)
    }

    fn table_name(&self) -> Expr {
        Expr::verbatim(self.names.table())
    }

    fn context_parameter(&mut self, of: &'static str, is_needed: bool) -> Vec<Doc> {
        let is_needed = is_needed || self.asks_for_ids;
        is_needed.then(|| Doc::text(format!("ctx: {}", self.used.note(of)))).into_iter().collect()
    }

    fn doc_parameter(&mut self) -> Doc {
        concat_docs!["doc: ", self.stored("unknown")]
    }

    fn fill_parameter(&self) -> Option<Doc> {
        let fill = self.fill.as_ref()?;
        Some(concat_docs!["fill: ", fill.doc(self.names)])
    }

    /// What the application writes: the newest version without its marker.
    fn written(&self) -> String {
        let newest = self.names.version(self.newest_number());
        match &self.newest().version_field {
            Some(marker) => format!("Omit<{newest}, \"{marker}\">"),
            None => newest,
        }
    }

    fn id(&mut self) -> Doc {
        let table = Expr::string(self.table.as_str()).into_doc();
        code::generic(self.used.note("GenericId"), vec![table])
    }
}
