//! Document ids: a table's number and sixteen bytes, as the text that Convex shows.
//!
//! The text is Crockford's base32, in lower case, of the number (seven bits a byte, lowest first),
//! the sixteen bytes, and a checksum of both.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The number by which a deployment knows a table. It differs between deployments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableNumber(pub u32);

impl fmt::Display for TableNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The id of a document.
///
/// Ids are compared and sorted as text wherever Convex does it; the order of this type is that of
/// table number and bytes, and only good for maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The document's table; never 0 in an id that was read.
    pub table: TableNumber,
    /// What tells the table's documents apart.
    pub internal: [u8; INTERNAL_BYTES],
}

/// Why a text is not a document id.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// No id is this short or long, or the text is not written in the id's one proper form.
    #[error("no document id has this length or form")]
    Length,
    /// A character is not one of base32's, all of which are lower case.
    #[error("a document id has only digits and lower case letters, without i, l, o and u")]
    Base32,
    /// The table number goes on for too long.
    #[error("the document id's table number is too large")]
    TableNumber,
    /// The table number is zero.
    #[error("the document id's table number is zero")]
    ZeroTableNumber,
    /// The checksum is another one.
    #[error("the document id's checksum is wrong, so a part of the id was changed")]
    Checksum,
}

impl IdError {
    /// Returns the reason as one fixed word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Base32 => "base32",
            Self::TableNumber => "table_number",
            Self::ZeroTableNumber => "zero_table_number",
            Self::Checksum => "checksum",
        }
    }
}

/// The longest id as text.
pub const MAX_ID_BYTES: usize = 37;

const INTERNAL_BYTES: usize = 16;
const CHECKSUM_BYTES: usize = 2;
/// 32 bits, seven a byte.
const MAX_NUMBER_BYTES: usize = 5;
/// As many as the longest text holds.
const MAX_BYTES: usize = MAX_NUMBER_BYTES + INTERNAL_BYTES + CHECKSUM_BYTES;
const MIN_TEXT: usize = 31;
const MAX_TEXT: usize = MAX_ID_BYTES;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl FromStr for DocumentId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if !(MIN_TEXT..=MAX_TEXT).contains(&text.len()) {
            return Err(IdError::Length);
        }
        let mut buffer = [0; MAX_BYTES];
        let bytes = base32_decode(text, &mut buffer)?;
        let (number, rest) = split_number(bytes)?;
        if number == 0 {
            return Err(IdError::ZeroTableNumber);
        }
        let (internal, rest) = rest.split_first_chunk::<INTERNAL_BYTES>().ok_or(IdError::Length)?;
        let found = rest.first_chunk::<CHECKSUM_BYTES>().ok_or(IdError::Length)?;
        let signed = &bytes[..bytes.len() - rest.len()];
        if *found != checksum(signed) {
            return Err(IdError::Checksum);
        }
        let id = Self { table: TableNumber(number), internal: *internal };
        // Padded numbers, leftover bytes and stray low bits all end here: one id, one text.
        if id.write(&mut [0; MAX_TEXT]) == text { Ok(id) } else { Err(IdError::Length) }
    }
}

impl DocumentId {
    /// Writes the id's text into `text`. A table is read document by document, so nothing is
    /// allocated.
    fn write(self, text: &mut [u8; MAX_TEXT]) -> &str {
        let mut bytes = [0; MAX_BYTES];
        let mut length = push_number(&mut bytes, self.table.0);
        bytes[length..length + INTERNAL_BYTES].copy_from_slice(&self.internal);
        length += INTERNAL_BYTES;
        let sum = checksum(&bytes[..length]);
        bytes[length..length + CHECKSUM_BYTES].copy_from_slice(&sum);
        length += CHECKSUM_BYTES;
        let length = base32_encode(&bytes[..length], text);
        // The alphabet is ASCII.
        std::str::from_utf8(&text[..length]).unwrap_or_default()
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write(&mut [0; MAX_TEXT]))
    }
}

/// Writes a table's number to the front of `bytes`, and returns how many it takes.
fn push_number(bytes: &mut [u8; MAX_BYTES], mut number: u32) -> usize {
    let mut length = 0;
    while number >= 0x80 {
        bytes[length] = number.to_le_bytes()[0] | 0x80;
        number >>= 7;
        length += 1;
    }
    bytes[length] = number.to_le_bytes()[0];
    length + 1
}

fn split_number(bytes: &[u8]) -> Result<(u32, &[u8]), IdError> {
    let mut number = 0;
    for (position, byte) in bytes.iter().enumerate().take(MAX_NUMBER_BYTES) {
        // Bits beyond the 32nd fall off; the comparison with the proper text notices.
        number |= u32::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            return Ok((number, &bytes[position + 1..]));
        }
    }
    Err(IdError::TableNumber)
}

/// Fletcher's checksum with sums modulo 256, in the first (and only) version of the footer.
fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let (mut sum, mut sum_of_sums) = (0_u8, 0_u8);
    for byte in bytes {
        sum = sum.wrapping_add(*byte);
        sum_of_sums = sum_of_sums.wrapping_add(sum);
    }
    [sum, sum_of_sums]
}

/// Writes the letters of `bytes` to the front of `text`, and returns how many there are.
fn base32_encode(bytes: &[u8], text: &mut [u8; MAX_TEXT]) -> usize {
    let mut letters = text.iter_mut();
    // Five bytes are eight letters; what is left over is filled up with zeros.
    for five in bytes.chunks(5) {
        let mut filled = [0; 8];
        filled[3..3 + five.len()].copy_from_slice(five);
        let window = u64::from_be_bytes(filled);
        let count = (five.len() * 8).div_ceil(5);
        for (position, letter) in letters.by_ref().take(count).enumerate() {
            *letter = ALPHABET[((window >> (35 - 5 * position)) & 31) as usize];
        }
    }
    (bytes.len() * 8).div_ceil(5)
}

/// The value of each letter; [`NO_DIGIT`] for what is none.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 32 {
        digits[ALPHABET[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

const NO_DIGIT: u8 = u8::MAX;

/// Decodes whole bytes to the front of `bytes` and leaves the odd bits at the end out.
fn base32_decode<'b>(text: &str, bytes: &'b mut [u8; MAX_BYTES]) -> Result<&'b [u8], IdError> {
    let (mut window, mut bits, mut length) = (0_u32, 0, 0);
    for byte in text.bytes() {
        let digit = DIGITS[usize::from(byte)];
        if digit == NO_DIGIT {
            return Err(IdError::Base32);
        }
        window = (window << 5) | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes[length] = (window >> bits).to_le_bytes()[0];
            length += 1;
        }
    }
    Ok(&bytes[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_the_javascript_library_knows_come_out_the_same() {
        let counted = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        for (number, internal, text) in [
            (1, [0; 16], "0400000000000000000000000000248"),
            (10_001, [0; 16], "j5700000000000000000000000001qv0"),
            (10_001, counted, "j57000820c20a1g7104gm2rc1m70ynr8"),
            (20_000, counted, "m2e02001081g81860w40j2gb1g6gw3xnj4"),
            (u32::MAX, [0xff; 16], "zzzzzzrfzzzzzzzzzzzzzzzzzzzzzzzzzzxjj"),
        ] {
            let id = DocumentId { table: TableNumber(number), internal };
            assert_eq!(id.to_string(), text);
            assert_eq!(text.parse(), Ok(id));
        }
    }
}
