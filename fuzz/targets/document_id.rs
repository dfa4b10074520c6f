//! Text that might be a document's id: what is read is shown as the very same text, and no other
//! number or bytes have it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_core::id::{DocumentId, TableNumber};

fuzz_target!(init: fuzz::catch_stack_overflow(), |data: &[u8]| {
    if let Ok(text) = str::from_utf8(data)
        && let Ok(id) = text.parse::<DocumentId>()
    {
        assert_eq!(id.to_string(), text);
    }
    // Only few texts have the right checksum; these are ids from the start.
    if let Some((number, rest)) = data.split_first_chunk()
        && let Some((internal, _)) = rest.split_first_chunk()
    {
        let table = TableNumber(u32::from_le_bytes(*number).max(1));
        let id = DocumentId { table, internal: *internal };
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        altered(&text, rest);
    }
});

/// Changing one character never gives an id that is shown otherwise.
fn altered(text: &str, data: &[u8]) {
    let &[.., place, letter] = data else { return };
    let mut bytes = text.as_bytes().to_vec();
    let place = usize::from(place) % bytes.len();
    bytes[place] = letter % 128;
    let Ok(altered) = String::from_utf8(bytes) else { return };
    if let Ok(id) = altered.parse::<DocumentId>() {
        assert_eq!(id.to_string(), altered);
    }
}
