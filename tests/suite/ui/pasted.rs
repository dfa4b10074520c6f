//! The lines that messages offer are those which were pasted into cases that compile.

use super::{entries, ui};

/// What stands between `// pasted:` and `// as it was:`.
fn pasted(source: &str) -> Vec<String> {
    let regions = source.split("// pasted:").skip(1);
    regions.map(|region| words(region.split("// as it was:").next().unwrap())).collect()
}

/// The text with single spaces, so that it doesn't matter how far it is indented.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pasted_lines_are_those_of_the_message() {
    let cases = entries(&ui().join("pass/pasted"));
    assert!(cases.len() >= 10);
    for case in cases {
        let source = std::fs::read_to_string(&case).unwrap();
        let of = source.lines().next().unwrap().strip_prefix("//! case: ").unwrap();
        let message = ui().join(of).with_extension("stderr");
        let message = words(&std::fs::read_to_string(message).unwrap());
        let pasted = pasted(&source);
        assert!(!pasted.is_empty(), "nothing is pasted in {}", case.display());
        for lines in pasted {
            // A field or a variant is offered without the comma after it.
            let lines = lines.trim_end_matches(',');
            assert!(message.contains(lines), "{of} doesn't offer `{lines}`");
        }
    }
}
