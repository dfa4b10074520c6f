//! JSON as frozen files have it: keys sorted, and what fits on a line on one line.

use serde_json::Value as Json;

/// The widest line, where it can be helped.
const WIDTH: usize = 100;

/// Writes `json` with sorted keys, indented by two spaces, ending in a newline.
///
/// Doesn't rely on the order in which `serde_json` keeps keys: a feature that another crate turns on
/// would change it.
pub fn pretty(json: &Json) -> String {
    let mut text = String::new();
    write(json, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes `json` at an indentation, `used` columns of the line being taken already.
fn write(json: &Json, indent: usize, used: usize, out: &mut String) {
    let mut line = Line { text: String::new(), room: (WIDTH - 1).saturating_sub(used) };
    if line.write(json) {
        out.push_str(&line.text);
        return;
    }
    let inner = indent + 2;
    match json {
        Json::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                push_spaces(inner, out);
                write(item, inner, inner, out);
            }
            out.push('\n');
            push_spaces(indent, out);
            out.push(']');
        }
        Json::Object(map) if !map.is_empty() => {
            out.push('{');
            for (index, key) in sorted(map).into_iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                push_spaces(inner, out);
                let key_text = format!("{}: ", Json::from(key));
                out.push_str(&key_text);
                write(&map[key], inner, inner + key_text.chars().count(), out);
            }
            out.push('\n');
            push_spaces(indent, out);
            out.push('}');
        }
        _ => out.push_str(&short(json)),
    }
}

/// What is never broken between lines: a scalar, `[]` or `{}`.
fn short(json: &Json) -> String {
    json.to_string()
}

/// A line as far as it is written, with the columns that are left of it.
///
/// It is given up at the first part that has no room: to write all of a deep value at each of its
/// levels, only to find that it is too long, would take a time that grows with its square.
struct Line {
    text: String,
    room: usize,
}

impl Line {
    /// Writes a value, and says whether there was room for it.
    fn write(&mut self, json: &Json) -> bool {
        match json {
            Json::Array(items) if !items.is_empty() => {
                let mut between = "[";
                let written = items.iter().all(|item| {
                    let fits = self.push(between) && self.write(item);
                    between = ", ";
                    fits
                });
                written && self.push("]")
            }
            Json::Object(map) if !map.is_empty() => {
                let mut between = "{ ";
                let written = sorted(map).into_iter().all(|key| {
                    let fits = self.push(between)
                        && self.push(&format!("{}: ", Json::from(key)))
                        && self.write(&map[key]);
                    between = ", ";
                    fits
                });
                written && self.push(" }")
            }
            scalar_or_empty => self.push(&short(scalar_or_empty)),
        }
    }

    fn push(&mut self, part: &str) -> bool {
        let Some(room) = self.room.checked_sub(part.chars().count()) else { return false };
        self.room = room;
        self.text.push_str(part);
        true
    }
}

fn sorted(map: &serde_json::Map<String, Json>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn push_spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_on_one_line_and_keys_are_sorted() {
        let json =
            serde_json::json!({ "b": [1, 2.5, -0.0], "a": { "z": null, "y": "x".repeat(95) } });
        let text = pretty(&json);
        let long = "x".repeat(95);
        assert_eq!(
            text,
            format!(
                "{{\n  \"a\": {{\n    \"y\": \"{long}\",\n    \"z\": null\n  }},\n  \"b\": [1, 2.5, -0.0]\n}}\n"
            )
        );
        let read: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(pretty(&read), text);
    }
}
