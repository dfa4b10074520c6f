//! Expected files under `tests/golden/`, compared byte for byte.

use std::fs;
use std::path::Path;

use workspace_tests::node::write_file;

/// Compares `text` with the expected file, or writes it there with `UPDATE_GOLDEN=1`.
pub(super) fn assert_golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        write_file(&path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differs = text.lines().zip(expected.lines()).position(|(a, b)| a != b);
    assert!(
        text == expected,
        "tests/golden/{file} differs, first in line {}; if the new text is right, write it with \
         UPDATE_GOLDEN=1 cargo test -p workspace-tests --test suite generated_ts\n{text}",
        differs.unwrap_or_else(|| text.lines().count().min(expected.lines().count())) + 1,
    );
}
