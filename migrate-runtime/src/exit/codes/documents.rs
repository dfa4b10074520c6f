//! Why a document isn't carried. It stays as it is, and never stops the others.

use super::{Code, code};
use crate::exit::Exit::Incomplete;

pub(super) const CODES: &[Code] = &[
    code(
        "refused",
        Incomplete,
        "The transition has refused the document, with the reason that its author gave. Repair the \
         value with `retry --set`, delete the document with `retry --delete`, or teach the transition \
         and `retry`.",
    ),
    code(
        "hybrid",
        Incomplete,
        "The document holds parts of both versions in a way that can't be told apart: a field that \
         changes its type holds a value of the new one, and the rest is still old. A raw patch made it; \
         the generated writers never do. Repair it with `retry --set`.",
    ),
    code(
        "unknown_shape",
        Incomplete,
        "The document is valid under no declared version, so nothing says how it is carried. It was \
         written while the schema wasn't enforced, or by another schema. Repair or delete it.",
    ),
    code(
        "marked_invalid",
        Incomplete,
        "The document's version field says which version it is of, and it isn't valid under that \
         version. In a marked table the marker alone decides, so it isn't tried as another version.",
    ),
    code(
        "invalid_result",
        Incomplete,
        "What the document would become, or what its transition adds beside it, isn't accepted by the \
         deployment's schema. Teach the transition, then `retry`.",
    ),
    code(
        "ambiguous",
        Incomplete,
        "More than one document matches what an `ensure` looks for, and which one is meant can't be \
         told. Make the key unique in the deployment, then `retry`.",
    ),
    code(
        "too_large",
        Incomplete,
        "What the transition of this one document does is more than goes into one transaction of \
         Convex. Let it do less, or split the document first.",
    ),
];
