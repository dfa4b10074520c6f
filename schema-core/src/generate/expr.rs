//! TypeScript expressions, each as the layout that prettier gives it.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use unicode_width::UnicodeWidthStr;

use crate::validator::Literal;
use crate::value::Value;

use super::layout::{Doc, concat_docs};

/// The longest string, with its quotes, that counts as short: a quarter of a line.
const SHORT_STRING: usize = 20;

/// Keys below this width are short.
const SHORT_KEY: usize = 5;

/// An expression, and what decides how a call lays it out as its last argument.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    doc: Doc,
    form: Form,
    /// How many elements or properties it has.
    size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// An object with properties.
    Object,
    /// An array with elements.
    Array,
    /// An array of several numbers.
    Numbers,
    /// A number, with or without a sign.
    Number,
    /// A call without arguments or with one short literal, which isn't worth breaking.
    ShortCall,
    /// A property of something.
    Member,
    /// Any other string literal.
    LongString,
    /// A literal short enough to be the argument of such a call.
    Short,
    Other,
}

impl Expr {
    /// Whether a call opens it on its own line where it is the last argument.
    fn is_hugged(&self) -> bool {
        matches!(self.form, Form::Object | Form::Array)
    }

    /// An expression that never breaks, as it is written.
    pub(super) fn verbatim(text: impl Into<String>) -> Self {
        Self::other(Doc::text(text))
    }

    /// A number, `true`, `false` or `null`.
    fn scalar(text: impl Into<String>) -> Self {
        Self::of(Doc::text(text), Form::Short)
    }

    fn of(doc: Doc, form: Form) -> Self {
        Self { doc, form, size: 0 }
    }

    pub(super) fn other(doc: Doc) -> Self {
        Self::of(doc, Form::Other)
    }

    pub(super) fn into_doc(self) -> Doc {
        self.doc
    }

    /// A string literal.
    pub(super) fn string(text: &str) -> Self {
        let quoted = quoted(text);
        let form = if quoted.width() <= SHORT_STRING { Form::Short } else { Form::LongString };
        Self::of(Doc::text(quoted), form)
    }

    /// `[a, b]`
    pub(super) fn array(elements: Vec<Self>) -> Self {
        let size = elements.len();
        let all_are = |form| elements.iter().all(|element| element.form == form);
        let all_are_large = || elements.iter().all(|element| element.size > 1);
        match size {
            0 => Self::verbatim("[]"),
            2.. if all_are(Form::Number) => {
                let words = elements.iter().map(|number| Rc::from(number.doc.print().trim_end()));
                let content = Doc::Words(words.collect());
                let doc = Doc::group(bracketed("[", Doc::Softline, content, "]"));
                Self { doc, form: Form::Numbers, size }
            }
            2.. if all_are_large() && (all_are(Form::Object) || all_are(Form::Array)) => {
                Self::array_by_lines(elements)
            }
            _ => Self::array_in(elements, Doc::group),
        }
    }

    /// An array with a line for each element.
    pub(super) fn array_by_lines(elements: Vec<Self>) -> Self {
        Self::array_in(elements, Doc::broken_group)
    }

    fn array_in(elements: Vec<Self>, group: fn(Doc) -> Doc) -> Self {
        let size = elements.len();
        let elements = separated(elements.into_iter().map(Self::into_doc));
        let doc = group(bracketed("[", Doc::Softline, elements, "]"));
        Self { doc, form: Form::Array, size }
    }

    /// A property of something, such as `old.name`.
    pub(super) fn member(text: impl Into<String>) -> Self {
        Self::of(Doc::text(text), Form::Member)
    }

    /// `{ a: 1 }`, on one line where it fits.
    pub(super) fn object(properties: Vec<(String, Self)>) -> Self {
        Self::object_of(properties, Doc::group)
    }

    /// The same, with a line for each property: a new one changes no other line.
    pub(super) fn object_by_lines(properties: Vec<(String, Self)>) -> Self {
        Self::object_of(properties, Doc::broken_group)
    }

    /// An object of properties that are laid out already, one a line.
    pub(super) fn object_of_lines(properties: Vec<Doc>) -> Self {
        if properties.is_empty() {
            return Self::verbatim("{}");
        }
        let size = properties.len();
        let content = bracketed("{", Doc::Line, separated(properties), "}");
        Self { doc: Doc::broken_group(content), form: Form::Object, size }
    }

    fn object_of(properties: Vec<(String, Self)>, group: fn(Doc) -> Doc) -> Self {
        if properties.is_empty() {
            return Self::verbatim("{}");
        }
        let size = properties.len();
        let properties = separated(properties.into_iter().map(|(key, value)| property(key, value)));
        Self { doc: group(bracketed("{", Doc::Line, properties, "}")), form: Form::Object, size }
    }

    /// `callee(a, b)`
    pub(super) fn call(callee: impl Into<Doc>, arguments: Vec<Self>) -> Self {
        let short = match arguments.as_slice() {
            [] => true,
            [only] => matches!(only.form, Form::Short | Form::Number),
            _ => false,
        };
        let form = if short { Form::ShortCall } else { Form::Other };
        Self::of(concat_docs![callee.into(), call_arguments(arguments)], form)
    }

    /// The expression after `:` or `=`, on the next line where it doesn't fit beside it.
    pub(super) fn after_operator(self) -> Doc {
        match self.form {
            Form::ShortCall | Form::Member => {
                Doc::group(Doc::indent(concat_docs![Doc::Line, self.doc]))
            }
            _ => Doc::Beside(Rc::new(self.doc)),
        }
    }
}

/// `(a, b)`
pub(super) fn call_arguments(arguments: Vec<Expr>) -> Doc {
    let hugs = last_is_hugged(&arguments);
    let docs: Vec<_> = arguments.into_iter().map(Expr::into_doc).collect();
    let content = || bracketed("(", Doc::Softline, separated(docs.iter().cloned()), ")");
    match docs.split_last() {
        None => Doc::from("()"),
        Some((last, before)) if hugs && !before.iter().any(Doc::will_break) => {
            let with_last = |last| {
                let docs = before.iter().cloned().chain([last]);
                concat_docs!["(", Doc::join(docs, &Doc::from(", ")), ")"]
            };
            let broken_last = match last {
                Doc::Group { content, .. } => Doc::Group { content: content.clone(), forced: true },
                other => other.clone(),
            };
            Doc::Choice(vec![
                with_last(last.clone()),
                with_last(broken_last),
                Doc::broken_group(content()),
            ])
        }
        Some(_) => Doc::group(content()),
    }
}

/// Whether the last argument opens on the line of the call.
fn last_is_hugged(arguments: &[Expr]) -> bool {
    match arguments {
        [.., before, last] => last.is_hugged() && last.form != before.form,
        [only] => only.is_hugged() || only.form == Form::Numbers,
        [] => false,
    }
}

/// The documents with commas between them, and one after the last where they are broken.
pub(super) fn separated(docs: impl IntoIterator<Item = Doc>) -> Doc {
    let comma = concat_docs![",", Doc::Line];
    concat_docs![Doc::join(docs, &comma), Doc::if_broken(Doc::from(","), Doc::empty())]
}

/// `content` between brackets, on lines of its own where the group around it is broken.
pub(super) fn bracketed(open: &str, line: Doc, content: Doc, close: &str) -> Doc {
    concat_docs![open, Doc::indent(concat_docs![line.clone(), content]), line, close]
}

fn property(key: String, value: Expr) -> Doc {
    // Under a short key a line of its own would gain next to nothing.
    let stays = key.width() < SHORT_KEY && matches!(value.form, Form::LongString | Form::Member);
    let value = if stays { concat_docs![" ", value.doc] } else { value.after_operator() };
    Doc::group(concat_docs![key, ":", value])
}

/// A string literal, in the quotes that need fewer escapes.
pub(super) fn quoted(text: &str) -> String {
    let count = |quote| text.chars().filter(|c| *c == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            // What can't be seen, or turns the direction of text, would hide in a review.
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A property's key.
pub(super) fn key(name: &str) -> String {
    // Written plainly it would set the prototype.
    if name == "__proto__" { "[\"__proto__\"]".to_owned() } else { name.to_owned() }
}

/// What `v.literal` is called with.
pub(super) fn literal(literal: &Literal) -> Expr {
    value(literal.value())
}

/// A value as an expression that evaluates to it.
pub(super) fn value(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::scalar("null"),
        Value::Int64(number) => Expr::scalar(format!("{number}n")),
        Value::Float64(number) if number.is_finite() => {
            Expr::of(Doc::text(float(*number)), Form::Number)
        }
        Value::Float64(number) => Expr::scalar(float(*number)),
        Value::Boolean(truth) => Expr::scalar(truth.to_string()),
        Value::String(text) => Expr::string(text),
        Value::Bytes(bytes) => {
            let text = BASE64.encode(bytes);
            Expr::call("bytes", vec![Expr::string(&text)])
        }
        Value::Array(elements) => Expr::array(elements.iter().map(self::value).collect()),
        Value::Object(fields) => Expr::object(
            fields.iter().map(|(name, field)| (value_key(name), self::value(field))).collect(),
        ),
    }
}

/// The key of an object that isn't one of a validator: any printable ASCII.
pub(super) fn value_key(name: &str) -> String {
    if schema_names::identifier(name).is_ok() { key(name) } else { quoted(name) }
}

/// A number as JavaScript writes it.
fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number != 0.0 && !(1e-6..1e21).contains(&number.abs()) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}
