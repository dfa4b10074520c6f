//! Where a text holds a key, as far as its form tells.

use std::ops::Range;

use super::HIDDEN;

/// What a key of a deployment begins with, where it has a kind.
const KINDS: [&str; 4] = ["prod", "dev", "preview", "project"];

/// How long a secret is at least behind a name that has a kind, and behind any other name.
const SECRET_MIN: (usize, usize) = (8, 16);

/// What the name of a variable or an option ends with that holds a key.
const HOLDS_KEY: [&str; 4] = ["key", "token", "secret", "password"];

/// The text without these parts, each of which leaves a mark.
pub(super) fn without(text: &str, mut parts: Vec<Range<usize>>) -> String {
    parts.sort_by_key(|part| (part.start, std::cmp::Reverse(part.end)));
    let (mut clean, mut end) = (String::with_capacity(text.len()), 0);
    for part in parts {
        if part.start < end || part.is_empty() {
            end = end.max(part.end);
            continue;
        }
        clean.push_str(&text[end..part.start]);
        clean.push_str(HIDDEN);
        end = part.end;
    }
    clean.push_str(&text[end..]);
    clean
}

/// The secrets of what looks like a deployment's key: `prod:happy-otter-123|...`.
pub(super) fn keys(text: &str) -> Vec<Range<usize>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || ":_-".contains(c);
    let is_secret = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~%".contains(c);
    let found = text.match_indices('|').filter_map(|(at, _)| {
        let name = text[..at].trim_end_matches(is_name).len()..at;
        let rest = &text[at + 1..];
        let secret = at + 1..text.len() - rest.trim_start_matches(is_secret).len();
        let name = &text[name];
        let has_kind = name.contains(':') && name.split(':').any(|part| KINDS.contains(&part));
        let min = if has_kind { SECRET_MIN.0 } else { SECRET_MIN.1 };
        let has_digit = text[secret.clone()].contains(|c: char| c.is_ascii_digit());
        (!name.is_empty() && secret.len() >= min && has_digit).then_some(secret)
    });
    found.collect()
}

/// Keys, values of variables that hold one, and users and passwords of URLs.
pub(super) fn in_foreign(text: &str) -> Vec<Range<usize>> {
    let assigned = text.match_indices('=').filter_map(|(at, _)| {
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let name = &text[text[..at].trim_end_matches(is_name).len()..at];
        holds_key(name).then(|| word(text, at + 1))
    });
    keys(text).into_iter().chain(assigned).chain(urls(text).filter_map(|url| url.user)).collect()
}

/// The same, and what else holds a key where a user has typed it: values of options, and what stands
/// behind the path of a URL.
pub(super) fn in_typed(text: &str) -> Vec<Range<usize>> {
    let options = text.match_indices("--").filter_map(|(at, _)| {
        let is_name = |c: char| c.is_ascii_alphabetic() || c == '-';
        let end = text.len() - text[at..].trim_start_matches(is_name).len();
        if !holds_key(&text[at..end]) {
            return None;
        }
        let value = match text[end..].chars().next()? {
            '=' => end + 1,
            c if c.is_whitespace() => text.len() - text[end..].trim_start().len(),
            _ => return None,
        };
        // Another option follows where its value was forgotten.
        (!text[value..].starts_with('-')).then(|| word(text, value))
    });
    let behind = urls(text).flat_map(|url| [url.query, url.fragment]).flatten();
    in_foreign(text).into_iter().chain(options).chain(behind).collect()
}

fn holds_key(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HOLDS_KEY.iter().any(|end| name.ends_with(end))
}

/// The word that begins here as a shell takes it, without its quotes.
fn word(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    if let Some(quote) = rest.chars().next().filter(|c| "'\"".contains(*c)) {
        let end = rest[1..].find(quote).map_or(text.len(), |end| start + 1 + end);
        return start + 1..end;
    }
    // A `|` is taken for a part of a key rather than for a pipe.
    let is_end = |c: char| c.is_whitespace() || ";&)`'\"".contains(c);
    start..rest.find(is_end).map_or(text.len(), |end| start + end)
}

/// What may be secret in a URL.
struct Url {
    user: Option<Range<usize>>,
    query: Option<Range<usize>>,
    fragment: Option<Range<usize>>,
}

fn urls(text: &str) -> impl Iterator<Item = Url> {
    text.match_indices("://").filter(|(at, _)| text[..*at].ends_with(char::is_alphabetic)).map(
        |(at, mark)| {
            let start = at + mark.len();
            let is_end = |c: char| c.is_whitespace() || "'\"`<>".contains(c);
            let end = text[start..].find(is_end).map_or(text.len(), |end| start + end);
            let url = &text[start..end];
            let host_end = url.find(['/', '?', '#', '\\']).unwrap_or(url.len());
            let user = url[..host_end].rfind('@').map(|length| start..start + length);
            let hash = url.find('#');
            let before = hash.unwrap_or(url.len());
            let query = url[..before].find('?').map(|at| start + at + 1..start + before);
            let fragment = hash.map(|at| start + at + 1..end);
            Url { user, query, fragment }
        },
    )
}
