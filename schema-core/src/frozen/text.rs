//! JSON as frozen files have it: keys sorted, and what fits on a line on one line.

use std::fmt::Write as _;

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
    let line = one_line(json);
    if used + line.chars().count() < WIDTH {
        out.push_str(&line);
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
        _ => out.push_str(&line),
    }
}

fn one_line(json: &Json) -> String {
    match json {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(map) if map.is_empty() => "{}".into(),
        Json::Object(map) => {
            let mut line = String::from("{");
            for (index, key) in sorted(map).into_iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                // Writing to a string can't fail.
                let _ = write!(line, "{comma} {}: {}", Json::from(key), one_line(&map[key]));
            }
            line.push_str(" }");
            line
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => json.to_string(),
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
