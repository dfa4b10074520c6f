//! The part of the helpers that is the same in every project, cut to what is used.

use std::collections::BTreeSet;

/// Declarations, each after a line `//# name: what it needs`: of whole documents, then of what a
/// document's values are carried with.
const SOURCES: [&str; 2] =
    [include_str!("runtime/documents.ts"), include_str!("runtime/values.ts")];

/// A declaration of the runtime.
#[derive(Clone, Copy, Debug)]
struct Part {
    name: &'static str,
    needs: &'static str,
    text: &'static str,
}

fn parts() -> impl Iterator<Item = Part> {
    SOURCES.into_iter().flat_map(|source| source.split("//# ")).filter_map(|part| {
        let (head, text) = part.split_once('\n')?;
        let (name, needs) = head.split_once(':')?;
        Some(Part { name, needs, text: text.trim() })
    })
}

/// The names that the runtime may declare.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    parts().map(|part| part.name)
}

/// What a file uses that others declare.
#[derive(Clone, Debug, Default)]
pub(super) struct Used {
    names: BTreeSet<&'static str>,
}

impl Used {
    /// Notes that the file uses a declaration of the runtime or an import.
    pub(super) fn note(&mut self, name: &'static str) -> &'static str {
        self.names.insert(name);
        name
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The declarations that are used, in their order; notes what they use in turn.
    pub(super) fn declarations(&mut self, uses_commit_ts: bool) -> Vec<String> {
        let parts: Vec<_> = parts().collect();
        // Commit timestamps came late to Convex's library: a file without them does without its
        // names.
        let is_wanted = |name: &str| uses_commit_ts || name != "acceptsCommitTs";
        let mut pending: Vec<_> = self.names.iter().copied().collect();
        while let Some(name) = pending.pop() {
            self.names.insert(name);
            let needed = parts.iter().filter(|part| part.name == name);
            let needs = needed.flat_map(|part| part.needs.split_whitespace());
            pending.extend(needs.filter(|need| is_wanted(need) && !self.names.contains(need)));
        }
        let text = |part: &Part| {
            if uses_commit_ts {
                part.text.to_owned()
            } else {
                part.text.replace("acceptsCommitTs(value)", "false")
            }
        };
        parts.iter().filter(|part| self.contains(part.name)).map(text).collect()
    }
}
