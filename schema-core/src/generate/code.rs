//! TypeScript declarations and statements, each as the layout that prettier gives it.

use super::expr::{Expr, bracketed, separated};
use super::layout::{Doc, concat_docs};

/// One line after the other.
pub(super) fn lines(lines: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::join(lines, &Doc::Hardline)
}

/// `/** text */`, one line of text a line; the caller keeps them short.
pub(super) fn doc_comment(text: &[String]) -> Doc {
    match text {
        [only] => Doc::text(format!("/** {only} */")),
        more => {
            let inner = more.iter().map(|line| Doc::text(format!(" * {line}")));
            lines([Doc::from("/**")].into_iter().chain(inner).chain([Doc::from(" */")]))
        }
    }
}

/// `{ a; b }` on lines of their own.
pub(super) fn block(body: Vec<Doc>) -> Doc {
    let body = Doc::indent(concat_docs![Doc::Hardline, lines(body)]);
    concat_docs!["{", body, Doc::Hardline, "}"]
}

/// `export function f(a: A): B { ... }`; `head` is what stands before the parenthesis.
pub(super) fn function(
    head: String,
    parameters: Vec<Doc>,
    returns: Option<Doc>,
    body: Vec<Doc>,
) -> Doc {
    let returns = returns.map_or_else(Doc::empty, |returns| concat_docs![": ", returns]);
    let signature = Doc::group(concat_docs![head, self::parameters(parameters), returns]);
    concat_docs![signature, " ", block(body)]
}

fn parameters(parameters: Vec<Doc>) -> Doc {
    if parameters.is_empty() {
        return Doc::from("()");
    }
    bracketed("(", Doc::Softline, separated(parameters), ")")
}

/// `(old: A) => B`
pub(super) fn function_type(parameters: Vec<Doc>, returns: Doc) -> Doc {
    Doc::group(concat_docs![self::parameters(parameters), " => ", returns])
}

/// `Name<A, B>`
pub(super) fn generic(name: &str, arguments: Vec<Doc>) -> Doc {
    let arguments = Doc::join(arguments, &concat_docs![",", Doc::Line]);
    Doc::group(bracketed(&format!("{name}<"), Doc::Softline, arguments, ">"))
}

/// `export type Name = value;`
pub(super) fn type_alias(name: &str, value: Expr) -> Doc {
    Doc::group(concat_docs![format!("export type {name} ="), value.after_operator(), ";"])
}

/// `import { a, b } from "module";`
pub(super) fn import(import: &str, names: Vec<Doc>, module: &str) -> Doc {
    let names = bracketed("{", Doc::Line, separated(names), "}");
    Doc::group(concat_docs![format!("{import} "), names, format!(" from \"{module}\";")])
}

/// `| A | B`, one a line where they don't fit.
pub(super) fn union_type(members: Vec<Doc>) -> Doc {
    let bar = concat_docs![Doc::Line, "| "];
    let first = Doc::if_broken(bar.clone(), Doc::empty());
    Doc::group(Doc::indent(concat_docs![first, Doc::join(members, &bar)]))
}

/// `{ a: A; b: B }`, one a line.
pub(super) fn object_type_by_lines(members: Vec<Doc>) -> Doc {
    let members = members.into_iter().map(|member| concat_docs![member, ";"]);
    let members = Doc::indent(concat_docs![Doc::Hardline, lines(members)]);
    Doc::broken_group(concat_docs!["{", members, Doc::Hardline, "}"])
}

/// `export type Name = | { a: A } | { b: B };`, everything on lines of its own.
pub(super) fn object_union_alias(name: &str, members: Vec<Vec<Doc>>) -> Doc {
    let member = |fields| {
        let object = Doc::indent(object_type_by_lines(fields));
        concat_docs![Doc::Hardline, "| ", object]
    };
    let members = Doc::indent(Doc::Concat(members.into_iter().map(member).collect()));
    concat_docs![format!("export type {name} ="), members, ";"]
}

/// `const name = value;`
pub(super) fn constant(head: String, value: Expr) -> Doc {
    Doc::group(concat_docs![head, " =", value.after_operator(), ";"])
}

/// `return value;`
pub(super) fn returns(value: Expr) -> Doc {
    concat_docs!["return ", value.into_doc(), ";"]
}

/// `if (test) { ... }`
pub(super) fn when(test: Expr, body: Vec<Doc>) -> Doc {
    let test =
        concat_docs![Doc::indent(concat_docs![Doc::Softline, test.into_doc()]), Doc::Softline];
    concat_docs![Doc::group(concat_docs!["if (", Doc::group(test), ")"]), " ", block(body)]
}
