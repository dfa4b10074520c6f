//! A receipt that anybody may have edited: it is refused, or read from one place only, which is two
//! steps below the folder of receipts, and written back as the same receipt.

#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use migrate_runtime::receipts::{self, ReceiptError};

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    let folder = Path::new("receipts");
    let belongs = match receipts::parse(folder, &folder.join("prod/users@2.json"), text) {
        Err(ReceiptError::Misplaced { belongs, .. }) => belongs,
        Ok(_) => folder.join("prod/users@2.json"),
        Err(error) => {
            drop(error.to_string());
            return;
        }
    };
    let steps = belongs.strip_prefix(folder).expect("it belongs below the folder");
    assert_eq!(steps.components().count(), 2);
    assert!(steps.components().all(|step| matches!(step, Component::Normal(_))));

    let receipt = receipts::parse(folder, &belongs, text).expect("it reads where it belongs");
    let written = receipts::to_text(&receipt).expect("what was read can be written");
    let read = receipts::parse(folder, &belongs, &written).expect("what is written reads");
    assert_eq!(read, receipt);
    assert_eq!(receipts::to_text(&read).expect("as before"), written);
});
