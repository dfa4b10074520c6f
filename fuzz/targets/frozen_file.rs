//! A frozen file that anybody may have edited: it is refused with its place, or read and written
//! back to the same version; its meaning has one text, and its Rust can be written.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use schema_core::bump::{BumpFacts, Visibility, bump, current_lines};
use schema_core::frozen::FrozenVersion;

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    let version = match FrozenVersion::parse("frozen.json", text) {
        Ok(version) => version,
        Err(error) => {
            drop(error.to_string());
            return;
        }
    };
    let written = version.to_text();
    let read = FrozenVersion::parse(&version.file_name(), &written).expect("what is written reads");
    assert_eq!(read, version);
    assert_eq!(read.to_text(), written);
    assert_eq!(read.meaning().to_canonical(), version.meaning().to_canonical());

    let facts = BumpFacts {
        module: "v1".to_owned(),
        visibility: Visibility::Public,
        schema_core: "schema_core".to_owned(),
        shared: BTreeMap::new(),
        tables: BTreeMap::new(),
        moved: Vec::new(),
        imports: Vec::new(),
    };
    drop(bump(&version, &facts));
    drop(current_lines(&version, &facts));
});
