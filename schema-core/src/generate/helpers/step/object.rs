//! The function of an object: each new field from its one origin.

use crate::name::FieldName;
use crate::transition::{Carry, FieldCarry, ObjectCarry, Origin, Supply};
use crate::value::Value;

use super::super::super::code;
use super::super::super::expr::{self, Expr};
use super::super::super::layout::{Doc, concat_docs};
use super::super::super::validators;
use super::super::callback::{Callback, Gives};
use super::super::names::pascal;
use super::super::place::Place;
use super::{At, Function, StepWriter, old_parameter};

/// The body of a function that gives an object.
struct Body {
    statements: Vec<Doc>,
    object: Expr,
    reads_old: bool,
    needs_given: bool,
}

impl<'a> StepWriter<'a, '_> {
    /// Writes the function of a whole document.
    pub(super) fn document(&mut self, carry: &'a ObjectCarry, at: &At<'a>) {
        let (old, new) = (self.old.name.version, self.new.name.version);
        let key = format!("toV{new}");
        let filled = filled(carry);
        if !filled.is_empty() {
            let (of, name) = (self.names.version(new), self.names.fill(new));
            self.callbacks.push(Callback {
                key: key.clone(),
                takes: self.names.doc(old),
                gives: Gives::Fields { of, name, fields: filled },
                types: Vec::new(),
                version: new,
                is_document: true,
            });
        }
        let body = self.body(carry, at, &key, true);
        let Body { mut statements, object, reads_old, needs_given } = body;
        statements.push(code::returns(object));
        self.function_of_document(reads_old, needs_given, statements);
    }

    /// Writes the function of an object inside a document, once for each Rust type.
    pub(super) fn object(&mut self, carry: &'a ObjectCarry, at: &At<'a>) -> Function {
        let rust = self.rust_name(at.rust).filter(|_| at.tag.is_none());
        if let Some(function) = rust.and_then(|rust| self.written.get(rust)) {
            return function.clone();
        }
        let name = self.name_of(at);
        let key = self.key_of(&name);
        let filled = filled(carry);
        if !filled.is_empty() {
            let types = self.named_types(&name, at);
            let (takes, of) = (types[0].name.clone(), types[1].name.clone());
            self.callbacks.push(Callback {
                key: key.clone(),
                takes,
                gives: Gives::Fields { name: format!("{of}Fill"), of, fields: filled },
                types: types.into(),
                version: self.new.name.version,
                is_document: false,
            });
        }
        let body = self.body(carry, at, &key, false);
        let Body { mut statements, object, reads_old, needs_given } = body;
        let present = Expr::call(self.used.note("present"), vec![object]);
        statements.push(code::returns(present));
        let mut parameters = vec![old_parameter(reads_old, "any")];
        parameters.extend(needs_given.then(|| self.given_parameter()));
        let function_name = self.function_name(&name);
        let head = format!("function {function_name}");
        self.functions.push(code::function(head, parameters, None, statements));
        let function =
            Function { expr: Expr::verbatim(function_name), is_named: true, needs_given };
        if let Some(rust) = rust {
            self.written.insert(rust, function.clone());
        }
        function
    }

    fn body(&mut self, carry: &'a ObjectCarry, at: &At<'a>, key: &str, is_document: bool) -> Body {
        let outer_reads_old = std::mem::take(&mut self.reads_old);
        let asks = carry.fields.iter().filter(|field| asks_fill(&field.origin));
        // Called only for what an old value can't give, so that it may refuse just those.
        let is_lazy = asks.clone().any(|field| match field.origin {
            Origin::Changed { keep_valid, .. } => keep_valid || !self.is_marked(),
            Origin::Kept { .. } | Origin::Renamed { .. } | Origin::Added(_) => false,
        });
        let mut needs_given = asks.clone().next().is_some();
        let mut statements = Vec::new();
        if needs_given {
            let mut call = self.fill_call(key);
            if is_lazy {
                let call_later = Expr::other(concat_docs!["() => ", call.into_doc()]);
                call = Expr::call(self.used.note("once"), vec![call_later]);
            }
            statements.push(code::constant("const filled".to_owned(), call));
        }
        let mut properties = Vec::new();
        let is_tag = |field: &FieldCarry| at.tag.as_ref() == Some(&field.new);
        let mut fields: Vec<_> = carry.fields.iter().filter(|field| !is_tag(field)).collect();
        fields.sort_by(|a, b| a.new.cmp(&b.new));
        for field in fields {
            if let Some((value, needs)) = self.field(&field.new, &field.origin, at, is_lazy) {
                needs_given |= needs;
                properties.push((expr::key(field.new.as_str()), value));
            }
        }
        if let (true, Some((field, number))) = (is_document, self.marker()) {
            let key = expr::key(field.as_str());
            properties.retain(|(name, _)| *name != key);
            let place = properties.partition_point(|(name, _)| *name < key);
            properties.insert(place, (key, Expr::verbatim(number)));
        }
        let reads_old = std::mem::replace(&mut self.reads_old, outer_reads_old);
        Body { statements, object: Expr::object_by_lines(properties), reads_old, needs_given }
    }

    /// A new field's value, and whether it needs what is given; `None` where it stays absent.
    fn field(
        &mut self,
        new: &'a FieldName,
        origin: &'a Origin,
        at: &At<'a>,
        is_lazy: bool,
    ) -> Option<(Expr, bool)> {
        match origin {
            Origin::Kept { carry, .. } => Some(self.kept(new, new, carry, at)),
            Origin::Renamed { old, carry } => Some(self.kept(old, new, carry, at)),
            Origin::Added(Supply::Absent) => None,
            Origin::Added(Supply::Fill) => Some((self.filled(new, is_lazy), true)),
            Origin::Added(Supply::Default(value)) => Some((self.constant(value), false)),
            // Where absence is a new value too, it stays.
            Origin::Changed { supply: Supply::Default(_), .. }
                if !self.is_marked() && may_be_absent(new, at) =>
            {
                Some((self.read_old(new), false))
            }
            Origin::Changed { supply: Supply::Default(value), .. } => {
                let arguments = vec![self.read_old(new), self.constant(value)];
                Some((Expr::call(self.used.note("orDefault"), arguments), false))
            }
            // Told by a marker, no value of an old document is a new one.
            Origin::Changed { supply, keep_valid: false } if self.is_marked() => match supply {
                Supply::Fill => Some((self.filled(new, is_lazy), true)),
                Supply::Default(_) | Supply::Absent => None,
            },
            Origin::Changed { supply, .. } => {
                let mut arguments = vec![self.validator_of(new, at), self.read_old(new)];
                let function = if *supply == Supply::Fill {
                    arguments.extend([Expr::verbatim("filled"), Expr::string(new.as_str())]);
                    "changed"
                } else {
                    "ifValid"
                };
                arguments.push(Expr::verbatim("given.isId"));
                Some((Expr::call(self.used.note(function), arguments), true))
            }
        }
    }

    fn constant(&mut self, value: &Value) -> Expr {
        if holds_bytes(value) {
            self.used.note("bytes");
        }
        expr::value(value)
    }

    /// `filled.name`
    fn filled(&mut self, field: &FieldName, is_lazy: bool) -> Expr {
        self.property(if is_lazy { "filled()" } else { "filled" }, field)
    }

    /// `old.name`
    fn read_old(&mut self, field: &FieldName) -> Expr {
        self.reads_old = true;
        self.property("old", field)
    }

    fn property(&mut self, object: &str, field: &FieldName) -> Expr {
        if is_inherited(field.as_str()) {
            let arguments = vec![Expr::verbatim(object), Expr::string(field.as_str())];
            Expr::call(self.used.note("own"), arguments)
        } else {
            Expr::member(format!("{object}.{field}"))
        }
    }

    /// The validator that a new field has, as its document declares it.
    fn validator_of(&mut self, field: &FieldName, at: &At<'_>) -> Expr {
        if at.path.is_empty() && self.declares_fields() {
            let document = self.names.document(self.new.name.version);
            return Expr::member(format!("{document}.fields.{field}"));
        }
        let target = at.target.inside_field(field);
        let validator = match target.members() {
            [only] => validators::validator(only),
            members => {
                let members = members.iter().map(|member| validators::validator(member));
                Expr::call("v.union", members.collect())
            }
        };
        if may_be_absent(field, at) { Expr::call("v.optional", vec![validator]) } else { validator }
    }

    fn kept(
        &mut self,
        old: &FieldName,
        new: &FieldName,
        carry: &'a Carry,
        at: &At<'a>,
    ) -> (Expr, bool) {
        let stored = self.read_old(old);
        let inside = At {
            path: format!("{}{}", at.path, pascal(new.as_str())),
            rust: self.rust_field(at.rust, new),
            old: at.old.as_ref().and_then(|place| place.field(old)),
            new: at.new.as_ref().and_then(|place| place.field(new)),
            target: at.target.inside_field(new),
            tag: None,
        };
        let may_be_absent = inside.old.as_ref().is_none_or(Place::may_be_absent);
        let Some(function) = self.value(carry, inside) else { return (stored, false) };
        let given = Expr::verbatim("given");
        if function.is_named && !may_be_absent {
            let mut arguments = vec![stored];
            arguments.extend(function.needs_given.then_some(given));
            (Expr::call(function.expr.into_doc(), arguments), function.needs_given)
        } else {
            let arguments = vec![stored, function.expr, given];
            (Expr::call(self.used.note("carried"), arguments), true)
        }
    }
}

/// Whether the new version takes a document or object without the field.
fn may_be_absent(field: &FieldName, at: &At<'_>) -> bool {
    at.target.field(field).iter().any(|field| field.optional)
}

/// The fields whose values `fill` gives, sorted.
fn filled(carry: &ObjectCarry) -> Vec<String> {
    let asks = carry.fields.iter().filter(|field| asks_fill(&field.origin));
    let mut names: Vec<_> = asks.map(|field| field.new.to_string()).collect();
    names.sort_unstable();
    names
}

fn asks_fill(origin: &Origin) -> bool {
    let (Origin::Added(supply) | Origin::Changed { supply, .. }) = origin else { return false };
    *supply == Supply::Fill
}

/// Whether every JavaScript object has a property of this name from the start.
fn is_inherited(name: &str) -> bool {
    matches!(
        name,
        "constructor"
            | "hasOwnProperty"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toLocaleString"
            | "toString"
            | "valueOf"
    ) || name.starts_with("__")
}

fn holds_bytes(value: &Value) -> bool {
    match value {
        Value::Bytes(_) => true,
        Value::Array(elements) => elements.iter().any(holds_bytes),
        Value::Object(fields) => fields.values().any(holds_bytes),
        Value::Null
        | Value::Int64(_)
        | Value::Float64(_)
        | Value::Boolean(_)
        | Value::String(_) => false,
    }
}
