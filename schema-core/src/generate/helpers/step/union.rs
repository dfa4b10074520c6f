//! The function of a union: by the variant that the stored value is of.

use crate::name::FieldName;
use crate::transition::{
    Carry, ObjectCarry, Origin, UnionCarry, VariantCarry, VariantMatch, VariantOrigin,
};

use crate::value::Value;

use super::super::super::code;
use super::super::super::expr::{self, Expr};
use super::super::super::layout::{Doc, concat_docs};
use super::super::super::validators;
use super::super::callback::{Callback, Gives};
use super::super::names::pascal;
use super::super::place::Place;
use super::{At, Function, StepWriter};

impl<'a> StepWriter<'a, '_> {
    /// Writes the function of a union, once for each Rust type.
    pub(super) fn union(&mut self, union: &'a UnionCarry, at: &At<'a>) -> Function {
        let rust = self.rust_name(at.rust);
        if let Some(function) = rust.and_then(|rust| self.written.get(rust)) {
            return function.clone();
        }
        let name = self.name_of(at);
        let key = self.key_of(&name);
        let is_filled =
            |variant: &VariantCarry| matches!(variant.origin, VariantOrigin::Fill { .. });
        if union.variants.iter().any(is_filled) {
            let types = self.named_types(&name, at);
            self.callbacks.push(Callback {
                key: key.clone(),
                takes: types[0].name.clone(),
                gives: Gives::Whole(types[1].name.clone()),
                types: types.into(),
                version: self.new.name.version,
                is_document: false,
            });
        }
        let mut body = Vec::new();
        let mut needs_given = false;
        for variant in in_order(&union.variants) {
            let (test, test_needs) = self.test(&variant.old);
            let (value, value_needs) = self.variant(&name, &key, variant, at);
            needs_given |= test_needs || value_needs;
            body.push(code::when(test, vec![code::returns(value)]));
        }
        let what = Expr::string(&format!("{} {name}", self.old.name));
        let error = Expr::call(self.used.note("refused"), vec![what]);
        body.push(concat_docs!["throw ", error.into_doc(), ";"]);
        let mut parameters = vec![Doc::from("old: any")];
        parameters.extend(needs_given.then(|| self.given_parameter()));
        let function_name = self.function_name(&name);
        let head = format!("function {function_name}");
        self.functions.push(code::function(head, parameters, Some(Doc::from("any")), body));
        let function =
            Function { expr: Expr::verbatim(function_name), is_named: true, needs_given };
        if let Some(rust) = rust {
            self.written.insert(rust, function.clone());
        }
        function
    }

    /// Whether a stored value is of a variant, and whether telling so needs what is given.
    fn test(&mut self, variant: &VariantMatch) -> (Expr, bool) {
        let old = Expr::verbatim("old");
        match variant {
            VariantMatch::Literal(literal) => {
                (Expr::call("Object.is", vec![old, expr::literal(literal)]), false)
            }
            VariantMatch::Tag { field, value } => {
                let arguments = vec![old, Expr::string(field.as_str()), Expr::string(value)];
                (Expr::call(self.used.note("hasTag"), arguments), false)
            }
            VariantMatch::Accepts(validator) => {
                let validator = validators::validator(validator);
                let arguments = vec![validator, old, Expr::verbatim("given.isId")];
                (Expr::call(self.used.note("accepts"), arguments), true)
            }
        }
    }

    /// The new value for a variant, and whether it needs what is given.
    fn variant(
        &mut self,
        union: &str,
        key: &str,
        variant: &'a VariantCarry,
        at: &At<'a>,
    ) -> (Expr, bool) {
        let path = format!("{union}{}", pascal(&variant.ident));
        let old_tag = match &variant.old {
            VariantMatch::Tag { field, value } => Some((field, value.as_str())),
            VariantMatch::Literal(_) | VariantMatch::Accepts(_) => None,
        };
        let tagged = |writer: &Self, tag: &FieldName, text: &str| At {
            path: path.clone(),
            rust: writer.rust_variant(at.rust, tag, text),
            old: old_tag.and_then(|(tag, text)| at.old.clone()?.tagged(tag, text)),
            new: at.new.clone().and_then(|place| place.tagged(tag, text)),
            target: at.target.tagged(tag, text),
            tag: Some(tag.clone()),
        };
        match (&variant.origin, old_tag) {
            // The tag is the union's, put aside for the transition of the content.
            (VariantOrigin::Kept(Carry::Object(content)), Some((tag, text)))
                if content.fields.iter().all(|field| field.new != *tag) =>
            {
                let at = tagged(self, tag, text);
                self.retagged(Some(tag), Some(content), (tag, text), &at)
            }
            (VariantOrigin::Kept(carry), Some((tag, text))) => {
                let at = At { tag: None, ..tagged(self, tag, text) };
                self.kept_variant(carry, at)
            }
            (VariantOrigin::Kept(carry), None) => {
                let rust = None;
                self.kept_variant(carry, At { path, rust, ..at.clone() })
            }
            (VariantOrigin::Literal(literal), _) => (expr::literal(literal), false),
            (VariantOrigin::Retagged { field, value, carry }, _) => {
                let at = tagged(self, field, value);
                let old_tag = old_tag.map(|(tag, _)| tag);
                self.retagged(old_tag, carry.as_ref(), (field, value), &at)
            }
            (VariantOrigin::Fill { .. }, _) => (self.fill_call(key), true),
        }
    }

    fn kept_variant(&mut self, carry: &'a Carry, at: At<'a>) -> (Expr, bool) {
        let old = Expr::verbatim("old");
        let Some(Function { expr, needs_given, .. }) = self.value(carry, at) else {
            return (old, false);
        };
        let mut arguments = vec![old];
        arguments.extend(needs_given.then(|| Expr::verbatim("given")));
        (Expr::call(expr.into_doc(), arguments), needs_given)
    }

    fn retagged(
        &mut self,
        old_tag: Option<&FieldName>,
        content: Option<&'a ObjectCarry>,
        (tag, text): (&FieldName, &str),
        at: &At<'a>,
    ) -> (Expr, bool) {
        let stays = |content: &&ObjectCarry| !keeps_all(content, tag);
        let carry = content.filter(stays).map(|content| self.object(content, at));
        if carry.is_none() && old_tag == Some(tag) && at.old_has_tag(text) {
            return (Expr::verbatim("old"), false);
        }
        let null = || Expr::verbatim("null");
        let arguments = vec![
            Expr::verbatim("old"),
            old_tag.map_or_else(null, |tag| Expr::string(tag.as_str())),
            carry.map_or_else(null, |function| function.expr),
            Expr::verbatim("given"),
            Expr::string(tag.as_str()),
            Expr::string(text),
        ];
        (Expr::call(self.used.note("retagged"), arguments), true)
    }
}

impl At<'_> {
    /// Whether the old variant has this text in the tag that the new one has.
    fn old_has_tag(&self, text: &str) -> bool {
        let (Some(old), Some(tag)) = (&self.old, &self.tag) else { return false };
        Place::has_tag(old, tag, text)
    }
}

/// The variants as they are asked for: in their own order where the first that accepts a value is
/// it, else in one that hangs on nothing but what is stored.
fn in_order(variants: &[VariantCarry]) -> Vec<&VariantCarry> {
    let stored = |variant: &&VariantCarry| match &variant.old {
        VariantMatch::Literal(literal) => Some(literal.value().clone()),
        VariantMatch::Tag { value, .. } => Some(Value::String(value.clone())),
        VariantMatch::Accepts(_) => None,
    };
    let mut ordered: Vec<_> = variants.iter().collect();
    if ordered.iter().all(|variant| stored(variant).is_some()) {
        ordered.sort_by_key(stored);
    }
    ordered
}

/// Whether each field but the tag is as it was, under its own name.
fn keeps_all(content: &ObjectCarry, tag: &FieldName) -> bool {
    let kept = content.fields.iter().all(|field| match &field.origin {
        Origin::Kept { carry, .. } => field.new == *tag || *carry == Carry::AsStored,
        Origin::Renamed { .. } | Origin::Added(_) | Origin::Changed { .. } => false,
    });
    kept && content.moved.is_empty() && content.dropped.is_empty()
}
